#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "filter/fraction.hpp"
#include "filter/gaussian_kernel.hpp"

namespace clumen {

Image difference_of_gaussians(const Image& image, Sigma low_sigma, std::optional<Sigma> high_sigma, Border mode,
                              double truncate) {
  constexpr std::string_view operation = "difference_of_gaussians";
  require_image(operation, "image", image);
  require_gaussian(operation, "low_sigma", low_sigma, truncate);
  const Sigma high = high_sigma.value_or(Sigma(1.6 * low_sigma.x, 1.6 * low_sigma.y, 1.6 * low_sigma.z));
  require_gaussian(operation, "high_sigma", high, truncate);
  const int ndim = image.shape().ndim;
  const bool ordered =
      high.x >= low_sigma.x && (ndim < 2 || high.y >= low_sigma.y) && (ndim < 3 || high.z >= low_sigma.z);
  require(ordered, operation, "high_sigma", fmt::format("{}, {}, {}", high.x, high.y, high.z),
          fmt::format("at least low_sigma, {}, {}, {}", low_sigma.x, low_sigma.y, low_sigma.z));
  const DType dtype = fraction_of(operation, image);
  return blurred(image, low_sigma, mode, truncate, dtype) - blurred(image, high, mode, truncate, dtype);
}

}  // namespace clumen
