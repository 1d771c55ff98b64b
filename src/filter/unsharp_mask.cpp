#include <cmath>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "filter/fraction.hpp"
#include "filter/gaussian_kernel.hpp"

namespace clumen {
namespace {

constexpr double truncate = 4;

/// What an image is compared with, both as fractions.
struct Blurred {
  Image original, smooth;
};

Blurred blurred_of(std::string_view operation, std::string_view name, const Image& image, const Sigma& sigma,
                   Border mode) {
  require_image(operation, "image", image);
  require_gaussian(operation, name, sigma, truncate);
  const DType dtype = fraction_of(operation, image);
  return {cast(image, dtype), blurred(image, sigma, mode, truncate, dtype)};
}

}  // namespace

Image unsharp_mask(const Image& image, Sigma radius, double amount) {
  require(std::isfinite(amount), "unsharp_mask", "amount", amount, "a finite number");
  const auto [original, smooth] = blurred_of("unsharp_mask", "radius", image, radius, Border::reflect);
  return original + (original - smooth) * amount;
}

Image subtract_gaussian_background(const Image& image, Sigma sigma, Border mode) {
  const auto [original, smooth] = blurred_of("subtract_gaussian_background", "sigma", image, sigma, mode);
  return original - smooth;
}

Image divide_by_gaussian_background(const Image& image, Sigma sigma, Border mode) {
  const auto [original, smooth] = blurred_of("divide_by_gaussian_background", "sigma", image, sigma, mode);
  return original / smooth;
}

}  // namespace clumen
