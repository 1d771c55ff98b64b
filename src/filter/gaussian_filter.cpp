#include "clumen/filter.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "filter/fraction.hpp"
#include "filter/gaussian_kernel.hpp"

namespace clumen {

Image gaussian_filter(const Image& image, Sigma sigma, Counts order, Border mode, double truncate) {
  constexpr std::string_view operation = "gaussian_filter";
  constexpr int largest_order = 8;
  require_image(operation, "image", image);
  require_gaussian(operation, "sigma", sigma, truncate);
  for (const auto& [name, n] : {std::pair{"order.x", order.x}, {"order.y", order.y}, {"order.z", order.z}})
    require(n >= 0 && n <= largest_order, operation, name, n, fmt::format("0 to {}", largest_order));
  const Reach reach = gaussian_reach(image, sigma, truncate);
  const double sigmas[] = {sigma.x, sigma.y, sigma.z};
  const std::int64_t radii[] = {reach.x, reach.y, reach.z}, orders[] = {order.x, order.y, order.z};
  AxisKernels kernels;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(image.shape().ndim); ++axis)
    if (sigmas[axis] > 1e-15)  // SciPy leaves other axes alone, whatever their order
      kernels[axis] = gaussian_kernel(sigmas[axis], static_cast<int>(radii[axis]), static_cast<int>(orders[axis]));
  return separable(image, kernels, mode, fraction_of(operation, image), reach);
}

}  // namespace clumen
