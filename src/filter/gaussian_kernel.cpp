#include "filter/gaussian_kernel.hpp"

#include <algorithm>
#include <cmath>

#include "core/check.hpp"

namespace clumen {
namespace {

constexpr double largest_sigma = 256;
constexpr int largest_radius = most_taps / 2;

int radius_of(double sigma, double truncate) { return static_cast<int>(truncate * sigma + 0.5); }

/// The derivative of q(x)·exp(−x²/2σ²), as the polynomial beside the same exponential.
std::vector<double> derived(const std::vector<double>& q, double sigma) {
  std::vector<double> out(q.size() + 1);
  for (std::size_t k = 0; k < q.size(); ++k) {
    if (k > 0) out[k - 1] += static_cast<double>(k) * q[k];
    out[k + 1] -= q[k] / (sigma * sigma);
  }
  return out;
}

}  // namespace

void require_gaussian(std::string_view operation, std::string_view sigma_name, const Sigma& sigma, double truncate) {
  for (const auto& [axis, s] : {std::pair{'x', sigma.x}, {'y', sigma.y}, {'z', sigma.z}})
    require(s >= 0 && s <= largest_sigma, operation, fmt::format("{}.{}", sigma_name, axis), s, "0 to 256");
  const double widest = std::max({sigma.x, sigma.y, sigma.z});
  require(truncate > 0 && truncate * widest + 0.5 < largest_radius + 1, operation, "truncate", truncate,
          fmt::format("above 0, truncate·sigma at most {}", largest_radius));
}

Reach gaussian_reach(const Image& image, const Sigma& sigma, double truncate) {
  const auto along = [&](int axis, double s) { return axis < image.shape().ndim ? radius_of(s, truncate) : 0; };
  return {along(0, sigma.x), along(1, sigma.y), along(2, sigma.z), false};
}

LineKernel gaussian_kernel(double sigma, int radius, int order) {
  std::vector<double> polynomial{1};
  for (int i = 0; i < order; ++i) polynomial = derived(polynomial, sigma);
  LineKernel kernel{{}, radius};
  double sum = 0;
  for (int x = -radius; x <= radius; ++x) {
    kernel.weights.push_back(std::exp(-0.5 / (sigma * sigma) * x * x));
    sum += kernel.weights.back();
  }
  for (int x = -radius; x <= radius; ++x) {
    double factor = 0;
    for (std::size_t k = polynomial.size(); k-- > 0;) factor = factor * -x + polynomial[k];  // -x: not turned round
    kernel.weights[static_cast<std::size_t>(x + radius)] *= factor / sum;
  }
  return kernel;
}

Image blurred(const Image& image, const Sigma& sigma, Border mode, double truncate, DType dtype) {
  const Shape& shape = image.shape();
  const Reach reach = gaussian_reach(image, sigma, truncate);
  const double sigmas[] = {sigma.x, sigma.y, sigma.z};
  const std::int64_t radii[] = {reach.x, reach.y, reach.z};
  AxisKernels kernels;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    // An axis of one pixel that continues as itself stays as it is.
    const bool stays = shape.xyz()[axis] == 1 && mode.mode != Border::Mode::constant;
    if (!stays && radii[axis] > 0) kernels[axis] = gaussian_kernel(sigmas[axis], static_cast<int>(radii[axis]), 0);
  }
  return separable(image, kernels, mode, dtype, reach);
}

}  // namespace clumen
