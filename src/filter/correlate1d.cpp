#include <algorithm>
#include <cmath>

#include "clumen/filter.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "filter/fraction.hpp"
#include "filter/separable.hpp"

namespace clumen {
namespace {

void check(std::string_view operation, const Image& image, const std::vector<double>& weights, Axis axis) {
  require_image(operation, "image", image);
  require(!weights.empty() && weights.size() <= most_taps, operation, "weights",
          fmt::format("{} numbers", weights.size()), fmt::format("1 to {} numbers", most_taps));
  for (const double w : weights) require(std::isfinite(w), operation, "weights", w, "finite numbers");
  require(static_cast<int>(axis) < image.shape().ndim, operation, "axis", "xyzc"[static_cast<int>(axis)],
          "an axis of the image");
}

Image correlated(const Image& image, const LineKernel& kernel, Axis axis, Border mode, DType dtype) {
  AxisKernels kernels;
  kernels[static_cast<std::size_t>(axis)] = kernel;
  const int reach = std::max(kernel.before, kernel.taps() - 1 - kernel.before);
  const auto along = [&](Axis a) { return a == axis ? reach : 0; };
  return separable(image, kernels, mode, dtype, {along(Axis::x), along(Axis::y), along(Axis::z), false});
}

}  // namespace

Image correlate1d(const Image& image, const std::vector<double>& weights, Axis axis, Border mode) {
  check("correlate1d", image, weights, axis);
  const LineKernel kernel{weights, static_cast<int>(weights.size() / 2)};
  return correlated(image, kernel, axis, mode, fraction_of("correlate1d", image));
}

Image convolve1d(const Image& image, const std::vector<double>& weights, Axis axis, Border mode) {
  check("convolve1d", image, weights, axis);
  // The centre turns round with the weights: of an even number it is now the left one of the two in the middle.
  const LineKernel kernel{{weights.rbegin(), weights.rend()}, static_cast<int>((weights.size() - 1) / 2)};
  return correlated(image, kernel, axis, mode, fraction_of("convolve1d", image));
}

}  // namespace clumen
