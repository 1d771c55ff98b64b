#include "clumen/morphology.hpp"
#include "core/check.hpp"
#include "morphology/rounds.hpp"

namespace clumen {
namespace {

std::int64_t along(std::int64_t n, int tile) { return (n + tile - 1) / tile; }

Image zhang(const Image& image) {
  const Shape& s = image.shape();
  const Image first = in_bits(image), one = new_bits(image, Reach{0, 0, 0, true}), other = new_bits(image);
  const int tx = tuned(image, {"skeletonize.TX", 32, 4}), ty = tuned(image, {"skeletonize.TY", 64, 32});
  const int ls = tuned(image, {"skeletonize.LS", 1, 256}), iterations = tuned(image, {"skeletonize.ITERATIONS", 4, 8});
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

Image lee(const Image& image) {
  const Shape& s = image.shape();
  const Image first = in_bits(image), thinned = new_bits(image, Reach{0, 0, 0, true});
  const Image candidates = new_bits(image), even = new_bits(image), odd = new_bits(image);
  const bool deep = s.z > 1;
  const int tx = tuned(image, deep ? Tunable{"skeletonize_lee.TX3", 4, 2} : Tunable{"skeletonize_lee.TX2", 8, 4});
  const int ty = tuned(image, deep ? Tunable{"skeletonize_lee.TY3", 16, 8} : Tunable{"skeletonize_lee.TY2", 64, 32});
  const int tz = deep ? tuned(image, {"skeletonize_lee.TZ3", 8, 8}) : 1;
  const int ls = tuned(image, {"skeletonize_lee.LS", 1, 128}), vec = tuned(image, {"skeletonize_lee.VEC", 16, 1});
  const cl_int4 tiles{{static_cast<int>(along(words_of_row(s), tx)), static_cast<int>(along(s.y, ty)),
                       static_cast<int>(along(s.z, tz)), static_cast<int>(s.c)}};
  const auto groups = static_cast<std::size_t>(tiles.s[0]) * static_cast<std::size_t>(tiles.s[1]) *
                      static_cast<std::size_t>(tiles.s[2]) * static_cast<std::size_t>(tiles.s[3]);
  const Buffer state = new_rounds(image, 8 + 3 * static_cast<std::int64_t>(groups));
  settle(
      [&](int turn) {
        Launch launch(image, "morphology/skeletonize_lee", "skeletonize_lee");
        launch.define("LS", ls).define("TX", tx).define("TY", ty).define("TZ", tz).define("VEC", vec);
        launch.pixels("src", turn == 0 ? first : thinned).pixels("dst", thinned).pixels("candidates", candidates);
        launch.pixels("gone_even", even).pixels("gone_odd", odd).buffer("state", state);
        launch.arg("size", size_of_image(s)).arg("row_words", static_cast<int>(words_of_row(s))).arg("tiles", tiles);
        // scikit-image looks from the first four directions alone where there is one plane.
        launch.arg("directions", deep ? 6 : 4).arg("turn", turn);
        launch.run({groups * static_cast<std::size_t>(ls)}, {static_cast<std::size_t>(ls)});
      },
      [&] { return last_round(image, state); });
  return thinned;
}

}  // namespace

Image skeletonize(const Image& image, Skeleton method) {
  require_image("skeletonize", "image", image);
  const bool flat = image.shape().ndim <= 2;
  require(flat || method != Skeleton::zhang, "skeletonize", "method", "zhang", "lee for an image of three axes");
  if (image.is_tracing()) return new_bits(image, Reach{0, 0, 0, true});
  return method == Skeleton::lee || !flat ? lee(image) : zhang(image);
}

}  // namespace clumen
