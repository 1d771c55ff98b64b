#include <algorithm>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "filter/box.hpp"
#include "filter/fraction.hpp"
#include "filter/neighbourhood.hpp"

namespace clumen {
namespace {

void check(std::string_view operation, const Image& image, const Footprint& footprint) {
  require_image(operation, "image", image);
  require(footprint.shape().z == 1 || image.shape().ndim > 2, operation, "footprint", to_string(footprint.shape()),
          "an extent of 1 along z for an image of two axes");
}

bool is_small_box(const Footprint& footprint) {
  const Shape& s = footprint.shape();
  return footprint.is_box() && std::max({s.x, s.y, s.z}) <= largest_box;
}

BoxSize size_of_box(const Footprint& footprint) {
  const Shape& s = footprint.shape();
  return {static_cast<int>(s.x), static_cast<int>(s.y), static_cast<int>(s.z)};
}

std::int64_t pixels_of(const Footprint& footprint) {
  return std::count_if(footprint.mask().begin(), footprint.mask().end(), [](auto m) { return m != 0; });
}

Image mean_of(const Image& image, const Footprint& footprint, Border border, DType dtype) {
  if (is_small_box(footprint)) return box_mean(image, size_of_box(footprint), border, dtype);
  return footprint_mean(image, footprint, border, dtype);
}

/// The mean of squares less the square of the mean, in f64 where the device has it.
Image variance_of(std::string_view operation, const Image& image, const Footprint& footprint, Border mode) {
  check(operation, image, footprint);
  const DType to = fraction_of(operation, image);
  const DType wide = image.is_tracing() || has_f64(image) ? DType::f64 : DType::f32;
  const Image pixels = cast(image, wide), squares = square(pixels);
  const Border squared{mode.mode, mode.value * mode.value};
  const Image mean = mean_of(pixels, footprint, mode, wide), mean_square = mean_of(squares, footprint, squared, wide);
  const Image variance = mean_square - square(mean);
  return cast(where(variance < 0, 0.0, variance), to);  // a comparison, so that NaN stays
}

}  // namespace

Image mean_filter(const Image& image, const Footprint& footprint, Border mode) {
  check("mean_filter", image, footprint);
  const DType dtype = image.dtype();
  const bool fraction = is_float(dtype) || dtype == DType::boolean;
  const DType to = !fraction ? dtype : dtype == DType::f64 ? DType::f64 : DType::f32;
  if (footprint.shape().pixels() == 1) return cast(image, to);
  require_sums("mean_filter", image, pixels_of(footprint),
               is_small_box(footprint) ? passes_under(image, size_of_box(footprint)) : 1);
  if (!needs_digits(dtype, pixels_of(footprint))) return mean_of(image, footprint, mode, to);
  return mean_of_digits(image, pixels_of(footprint), mode, [&](const Image& digit, Border border) {
    return is_small_box(footprint) ? box_sum(digit, size_of_box(footprint), border)
                                   : footprint_sum(digit, footprint, border);
  });
}

Image variance_filter(const Image& image, const Footprint& footprint, Border mode) {
  return variance_of("variance_filter", image, footprint, mode);
}

Image standard_deviation_filter(const Image& image, const Footprint& footprint, Border mode) {
  return sqrt(variance_of("standard_deviation_filter", image, footprint, mode));
}

}  // namespace clumen
