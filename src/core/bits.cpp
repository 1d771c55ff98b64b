#include <algorithm>
#include <bit>

#include "core/image_state.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

// Whether kernels can take the image's words as they are.
bool has_whole_rows(const ImageState& state) {
  const std::lock_guard lock(state.mutex);
  const Shape& s = state.shape;
  const auto& [kind, offset, step, row_pixels] = state.layout;
  const std::int64_t row = 32 * words_of_row(s);
  return !state.pending && kind == Layout::Kind::bits && offset == 0 && row_pixels == s.x &&
         (s.y == 1 || step.y == row) && (s.z == 1 || step.z == row * s.y) && (s.c == 1 || step.c == row * s.y * s.z);
}

// A pending image keeps the bits as its pixels, so that nothing computes it again.
void keep(const Image& image, const Image& bits) {
  ImageState& state = image.state();
  const std::lock_guard lock(state.mutex);
  if (!state.pending || state.dtype != DType::boolean) return;
  state.buffer = bits.state().buffer;
  state.layout = bits.state().layout;
  state.pending = nullptr;
}

}  // namespace

Image in_bits(const Image& image) {
  if (image.is_tracing()) return new_bits(image);
  if (has_whole_rows(image.state())) return image;
  const Image bits = new_bits(image);
  const Shape& s = image.shape();
  const auto words = static_cast<std::size_t>(words_of_row(s)), y = static_cast<std::size_t>(s.y);
  const std::array<std::size_t, 2> planes{static_cast<std::size_t>(s.z), static_cast<std::size_t>(s.c)};
  const int ls = tuned(image, "bits.LS");
  constexpr int rows_of_item = 8;
  Launch launch(bits, "core/bits", "bits_pack");
  launch.source("src", image).pixels("words", bits).define("LS", ls).define("TY", rows_of_item);
  launch.arg("size", size_of_image(s)).arg("row_words", static_cast<int>(words));
  if (ls == 1) {
    launch.run({ceil_div(y, rows_of_item), planes[0], planes[1]}, {1, 1, 1});
  } else {
    // Tiles as wide as the rows, up to LS words, so that narrow images keep every item busy.
    const int log_width = static_cast<int>(std::bit_width(std::min(words, static_cast<std::size_t>(ls)) * 2 - 1)) - 1;
    const std::size_t tiles =
        ceil_div(words, std::size_t{1} << log_width) * ceil_div(y, static_cast<std::size_t>(ls) >> log_width);
    launch.arg("log_width", log_width);
    launch.run({tiles * static_cast<std::size_t>(ls), planes[0], planes[1]}, {static_cast<std::size_t>(ls), 1, 1});
  }
  keep(image, bits);
  return bits;
}

}  // namespace clumen
