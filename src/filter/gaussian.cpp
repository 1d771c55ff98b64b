#include "clumen/filter.hpp"
#include "core/image_state.hpp"
#include "filter/gaussian_kernel.hpp"

namespace clumen {

Image gaussian(const Image& image, Sigma sigma, Border mode, double truncate) {
  require_image("gaussian", "image", image);
  require_gaussian("gaussian", "sigma", sigma, truncate);
  return blurred(image, sigma, mode, truncate, image.dtype() == DType::f64 ? DType::f64 : DType::f32);
}

}  // namespace clumen
