#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "distance/nearest.hpp"

namespace clumen {

Image distance_transform_edt(const Image& image, PerAxis sampling) {
  require_image("distance_transform_edt", "image", image);
  require_spacing("distance_transform_edt", "sampling", image, sampling);
  return nearest("distance_transform_edt", image, Sites::zero, NearestResult::distance, sampling);
}

Image distance_transform_edt_squared(const Image& image) {
  require_image("distance_transform_edt_squared", "image", image);
  return nearest("distance_transform_edt_squared", image, Sites::zero, NearestResult::squared, 1);
}

Image distance_transform_edt_indices(const Image& image, PerAxis sampling) {
  constexpr std::string_view name = "distance_transform_edt_indices";
  require_image(name, "image", image);
  require(image.shape().c == 1, name, "channels of image", image.shape().c, "1; choose one with image.channel(c)");
  require_spacing(name, "sampling", image, sampling);
  return nearest(name, image, Sites::zero, NearestResult::indices, sampling);
}

Image distance_transform_edt_signed(const Image& image, PerAxis sampling) {
  constexpr std::string_view name = "distance_transform_edt_signed";
  require_image(name, "image", image);
  require_spacing(name, "sampling", image, sampling);
  const Image bits = image.is_tracing() ? image : in_bits(image);
  return nearest(name, bits, Sites::zero, NearestResult::distance, sampling) -
         nearest(name, bits, Sites::not_zero, NearestResult::distance, sampling);
}

}  // namespace clumen
