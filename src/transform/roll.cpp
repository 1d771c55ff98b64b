#include "core/check.hpp"
#include "transform/moved.hpp"

namespace clumen {

Image roll(const Image& image, std::int64_t shift, Axis axis) {
  require_image("roll", "image", image);
  require_axis("roll", image, axis);
  const Shape& shape = image.shape();
  const std::int64_t n = extent(shape, axis), first = ((shift % n) + n) % n;  // where pixel 0 goes
  const Image out = new_image(image, shape, image.dtype(), Reach{0, 0, 0, true});
  const auto a = static_cast<std::size_t>(axis);
  // In two parts, neither of which meets a border.
  Placement head, tail;
  head.first[a] = n - first;
  std::array<std::int64_t, 4> corner{};
  place(out, corner, with_extent(shape, axis, first), image, head, PadMode::edge, 0);
  corner[a] = first;
  place(out, corner, with_extent(shape, axis, n - first), image, tail, PadMode::edge, 0);
  return out;
}

}  // namespace clumen
