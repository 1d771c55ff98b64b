#pragma once
#include "clumen/transform.hpp"
#include "core/image_state.hpp"

namespace clumen {

/// Pixels that are only moved are bits of their size: the image under the unsigned dtype of that size, so that one
/// program moves every dtype. A pending expression keeps its dtype, as it is computed while it is moved.
Image as_moved(const Image& image);
/// The same pixels under another dtype of the same size.
Image retyped(const Image& image, DType dtype);
/// A new image as new_image() makes it, with another pixel size.
Image new_image_of(const Image& like, const Shape& shape, DType dtype, const PixelSize& pixel_size);

/// Where the pixels of a result lie in the source: along each axis, position p of the result is pixel
/// step·p + first of the source, and what lies outside follows `mode` (a number of BORDER_... in common.clh).
struct Placement {
  std::array<int, 4> step{1, 1, 1, 1};
  std::array<std::int64_t, 4> first{};
};
/// Moves pixels of `image` into the part of `out` that begins at `corner` and has the extents `part`.
/// constant: what lies outside for the mode constant, in the bits of the image's dtype.
void place(const Image& out, const std::array<std::int64_t, 4>& corner, const Shape& part, const Image& image,
           const Placement& placement, PadMode mode, double constant);

inline std::int64_t extent(const Shape& s, Axis axis) {
  const std::array<std::int64_t, 4> extents{s.x, s.y, s.z, s.c};
  return extents[static_cast<std::size_t>(axis)];
}
inline Shape with_extent(Shape s, Axis axis, std::int64_t extent) {
  (axis == Axis::x ? s.x : axis == Axis::y ? s.y : axis == Axis::z ? s.z : s.c) = extent;
  return s;
}
/// Throws ArgumentError unless the dtype has the number.
void require_constant(std::string_view operation, std::string_view parameter, DType dtype, double value);
/// The number in the bits of a pixel of the dtype.
std::uint64_t bits_of(DType dtype, double value);
/// The number of the border mode as kernels know it, BORDER_... of common.clh.
int border_of(PadMode mode);
/// Throws ArgumentError unless the image has the axis.
void require_axis(std::string_view operation, const Image& image, Axis axis);

}  // namespace clumen
