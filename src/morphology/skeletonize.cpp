#include "clumen/morphology.hpp"
#include "core/check.hpp"
#include "morphology/rounds.hpp"

namespace clumen {

Image skeletonize(const Image& image) {
  require_image("skeletonize", "image", image);
  require(image.shape().ndim <= 2 && image.shape().z == 1, "skeletonize", "axes of image", image.shape().ndim,
          "2; choose a plane with image.plane(z)");
  if (image.is_tracing()) return new_bits(image, Reach{0, 0, 0, true});
  const Shape& s = image.shape();
  const Image first = in_bits(image), one = new_bits(image, Reach{0, 0, 0, true}), other = new_bits(image);
  const int tx = tuned(image, {"skeletonize.TX", 32, 4}), ty = tuned(image, {"skeletonize.TY", 64, 32});
  const int ls = tuned(image, {"skeletonize.LS", 1, 256}), iterations = tuned(image, {"skeletonize.ITERATIONS", 4, 8});
  const auto along = [](std::int64_t n, int tile) { return (n + tile - 1) / tile; };
  const std::int64_t tiles = along(words_of_row(s), tx) * along(s.y, ty) * s.c;
  const Buffer state = new_rounds(image, tiles);
  settle(
      [&](int round) {
        Launch launch(image, "morphology/skeletonize", "skeletonize");
        launch.define("LS", ls).define("TX", tx).define("TY", ty).define("ITERATIONS", iterations);
        launch.pixels("src", round == 0 ? first : round % 2 ? one : other).pixels("dst", round % 2 ? other : one);
        launch.buffer("state", state).arg("size", size_of_image(s)).arg("turn", round);
        launch.arg("row_words", static_cast<int>(words_of_row(s)));
        launch.run({static_cast<std::size_t>(tiles * ls)}, {static_cast<std::size_t>(ls)});
      },
      [&] { return last_round(image, state); });
  return one;
}

}  // namespace clumen
