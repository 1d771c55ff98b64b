#include "clumen/pointwise.hpp"
#include "transform/interpolate.hpp"

namespace clumen {
namespace {

/// The numbers of an image in floats, one channel for each axis of `image`.
Image checked(std::string_view operation, std::string_view parameter, const Image& image, const Image& numbers) {
  require_image(operation, "image", image);
  require_image(operation, parameter, numbers);
  require_same_context(operation, image, numbers);
  const Shape &s = image.shape(), &n = numbers.shape();
  require(s.ndim >= 2, operation, "image", to_string(s), "an image of 2 or 3 axes");
  require(n.c == s.ndim && n.ndim == s.ndim && (s.ndim == 3 || n.z == s.z), operation, parameter, to_string(n),
          fmt::format("{} channels, x first, of an image of {} axes", s.ndim, s.ndim));
  return is_float(numbers.dtype()) ? numbers : cast(numbers, DType::f32);
}

}  // namespace

Image warp(const Image& image, const Image& coordinates, std::optional<int> order, PadMode mode, double cval,
           Clip clip) {
  const Image positions = checked("warp", "coordinates", image, coordinates);
  return warp_given("warp", image, positions, Given::positions,
                    {order_of("warp", image, order), Interpolation::Cubic::spline, mode, cval, clip});
}

Image apply_vector_field(const Image& image, const Image& vectors, std::optional<int> order, PadMode mode, double cval,
                         Clip clip) {
  const Image steps = checked("apply_vector_field", "vectors", image, vectors);
  return warp_given("apply_vector_field", image, steps, Given::vectors,
                    {order_of("apply_vector_field", image, order), Interpolation::Cubic::spline, mode, cval, clip});
}

}  // namespace clumen
