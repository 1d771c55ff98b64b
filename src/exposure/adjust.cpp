#include "core/check.hpp"
#include "exposure/exposure.hpp"

namespace clumen {

namespace {

/// The image from 0 to 1.
Image unit(const Image& image) { return cast(image, correction_dtype(image)) / full_scale(image.dtype()); }

/// As the image's dtype again.
Image scaled(const Image& unit, const Image& image, double gain = 1) {
  const Image full = unit * full_scale(image.dtype());
  return cast(gain == 1 ? full : full * gain, image.dtype());
}

}  // namespace

Image adjust_gamma(const Image& image, double gamma, double gain) {
  require_image("adjust_gamma", "image", image);
  require(gamma >= 0, "adjust_gamma", "gamma", gamma, "0 and more");
  const DType dtype = image.dtype();
  const Image pixels = is_float(dtype) || !is_signed(dtype) ? image : maximum(image, 0);
  const Image curve = power(unit(pixels), gamma);
  if (dtype == DType::u8) return cast(minimum(rint(curve * (255 * gain)), 255), dtype);
  return scaled(curve, image, gain);
}

Image adjust_log(const Image& image, double gain, Inverse inv) {
  require_image("adjust_log", "image", image);
  return scaled(inv == Inverse::yes ? exp2(unit(image)) - 1 : log2(unit(image) + 1), image, gain);
}

Image adjust_sigmoid(const Image& image, double cutoff, double gain, Inverse inv) {
  require_image("adjust_sigmoid", "image", image);
  const Image curve = 1 / (exp((cutoff - unit(image)) * gain) + 1);
  return scaled(inv == Inverse::yes ? 1 - curve : curve, image);
}

}  // namespace clumen
