#include <cmath>

#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "morphology/spread.hpp"

namespace clumen {
namespace {

Footprint connected(std::string_view operation, const Image& image, const std::optional<Footprint>& footprint,
                    std::optional<int> connectivity) {
  const int ndim = image.shape().ndim, joined = connectivity.value_or(ndim);
  require(joined >= 1 && joined <= ndim, operation, "connectivity", joined, fmt::format("1 to {}", ndim));
  if (footprint) {
    const Shape& f = footprint->shape();
    const bool small = f.x <= 3 && f.y <= 3 && f.z <= (ndim > 2 ? 3 : 1);
    require(small, operation, "footprint", to_string(f), "at most 3 along each axis that the image has");
    require(footprint->mask() == footprint->mirrored().mask(), operation, "footprint", "not symmetric",
            "one that equals itself turned by 180 degrees");
    return *footprint;
  }
  const Footprint full = or_full({}, image);
  std::vector<std::uint8_t> mask;
  const Reach r = full.reach();
  for (std::int64_t z = -r.z; z <= r.z; ++z)
    for (std::int64_t y = -r.y; y <= r.y; ++y)
      for (std::int64_t x = -r.x; x <= r.x; ++x) mask.push_back(x * x + y * y + z * z <= joined);
  return Footprint(std::move(mask), full.shape());
}

/// bool, of extent 1 along the other axes: the first and the last of n places.
Image ends_of_axis(const Image& image, int axis) {
  const std::int64_t n = image.shape().xyz()[static_cast<std::size_t>(axis)];
  const Shape shape(axis == 0 ? n : 1, axis == 1 ? n : 1, axis == 2 ? n : 1, 1, image.shape().ndim);
  if (image.is_tracing()) return Image::tracing(shape, DType::u8);
  std::vector<std::uint8_t> ends(static_cast<std::size_t>(n));
  ends.front() = ends.back() = 1;
  return image.context().push(ends, shape);
}

/// The value that no pixel goes beyond.
Operand end_of(DType dtype, Pick pick) {
  if (is_float(dtype)) return pick == Pick::largest ? -INFINITY : INFINITY;
  return visit(dtype, [&](auto zero) -> Operand {
    using Limits = std::numeric_limits<decltype(zero)>;
    return pick == Pick::largest ? Limits::min() : Limits::max();
  });
}

/// A plateau is an extremum unless one of its pixels has a neighbour beyond it; among the pixels that have none
/// themselves, neighbours are equal, so that it is enough to spread the others' news over these.
Image extrema(std::string_view operation, const Image& image, const std::optional<Footprint>& footprint,
              std::optional<int> connectivity, AllowBorders allow_borders, Pick pick) {
  require_image(operation, "image", image);
  require(image.shape().c == 1, operation, "channels of image", image.shape().c, "1; choose one with image.channel(c)");
  const Footprint around = connected(operation, image, footprint, connectivity);
  const DType dtype = image.dtype();
  const Image pixels = dtype == DType::boolean ? cast(image, DType::u8)
                       : dtype == DType::f16   ? cast(image, DType::f32)
                                               : image;
  if (!image.is_tracing()) stored(pixels);  // it is read in every step
  const Operand end = end_of(pixels.dtype(), pick);
  const Picking furthest{.operation = operation, .pick = pick, .border = Border::constant(end.fraction)};
  const Image candidates = pixels == pick_under(pixels, around, furthest);
  if (!image.is_tracing()) in_bits(candidates);
  Image lost = pixels == pick_under(where(candidates, end, pixels), around, furthest);
  if (allow_borders == AllowBorders::no)
    for (int axis = 0; axis < image.shape().ndim; ++axis) lost = lost || ends_of_axis(image, axis);
  const Image not_extrema = spread(lost && candidates, candidates, around, Pick::largest, Outside::nothing);
  // An image of one value has none.
  const Operand other = end_of(pixels.dtype(), pick == Pick::largest ? Pick::smallest : Pick::largest);
  const Image numbers = is_float(dtype) ? where(isnan(pixels), other, pixels) : pixels;
  const Image differs = pick == Pick::largest ? pixels > min(numbers) : pixels < max(numbers);
  return candidates && !not_extrema && differs;
}

}  // namespace

Image local_maxima(const Image& image, const std::optional<Footprint>& footprint, std::optional<int> connectivity,
                   AllowBorders allow_borders) {
  return extrema("local_maxima", image, footprint, connectivity, allow_borders, Pick::largest);
}

Image local_minima(const Image& image, const std::optional<Footprint>& footprint, std::optional<int> connectivity,
                   AllowBorders allow_borders) {
  return extrema("local_minima", image, footprint, connectivity, allow_borders, Pick::smallest);
}

}  // namespace clumen
