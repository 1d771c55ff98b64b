#include <cmath>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/segmentation.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "filter/erosion.hpp"

namespace clumen {
namespace {

/// All that touch a pixel, without itself.
Footprint ring(int ndim) {
  const Shape extents(3, ndim > 1 ? 3 : 1, ndim > 2 ? 3 : 1);
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(extents.pixels()), 1);
  mask[mask.size() / 2] = 0;
  return Footprint(std::move(mask), extents);
}

Image mean_around(std::string_view operation, const Image& image, const Counts& radius) {
  const Shape& s = image.shape();
  const std::array<std::int64_t, 3> all = {radius.x, s.ndim > 1 ? radius.y : 0, s.ndim > 2 ? radius.z : 0};
  for (std::size_t axis = 0; axis < 3; ++axis)
    require(all[axis] >= 0 && all[axis] <= 1024, operation, fmt::format("radius along {}", "xyz"[axis]), all[axis],
            "0 to 1024");
  if (all == std::array<std::int64_t, 3>{}) return image;
  const Image pixels = image.dtype() == DType::f64 ? image : cast(image, DType::f32);
  return uniform_filter(pixels, Counts(2 * all[0] + 1, 2 * all[1] + 1, 2 * all[2] + 1), Border::nearest);
}

Image extrema(std::string_view operation, const Image& image, const Counts& radius, Pick pick) {
  require_image(operation, "image", image);
  const Image means = mean_around(operation, image, radius);
  const Image pixels = means.dtype() == DType::boolean ? cast(means, DType::u8) : means;
  if (!pixels.is_tracing()) stored(pixels);  // it is read twice
  const bool maxima = pick == Pick::largest;
  const Picking furthest{
      .operation = operation, .pick = pick, .border = Border::constant(maxima ? -INFINITY : INFINITY)};
  const Image around = pick_under(pixels, ring(pixels.shape().ndim), furthest);
  return maxima ? pixels > around : pixels < around;
}

}  // namespace

Image detect_maxima(const Image& image, Counts radius) {
  return extrema("detect_maxima", image, radius, Pick::largest);
}
Image detect_minima(const Image& image, Counts radius) {
  return extrema("detect_minima", image, radius, Pick::smallest);
}

}  // namespace clumen
