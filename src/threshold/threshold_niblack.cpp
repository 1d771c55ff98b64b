#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/threshold.hpp"
#include "threshold/local.hpp"

namespace clumen {

namespace {

struct MeanAndSpread {
  Image mean, spread;
};

/// In the dtype that squares lose least in.
MeanAndSpread around(const Image& image, const Counts& size) {
  const Image pixels = cast(image, has_f64(image) ? DType::f64 : DType::f32);
  const Image mean = uniform_filter(pixels, size, Border::mirror);
  const Image squares = uniform_filter(square(pixels), size, Border::mirror);
  const Image variance = squares - square(mean);
  return {mean, sqrt(where(variance < 0, 0, variance))};
}

DType result_dtype(const Image& image) {
  if (is_float(image.dtype())) return image.dtype() == DType::f64 ? DType::f64 : DType::f32;
  return has_f64(image) ? DType::f64 : DType::f32;
}

}  // namespace

Image threshold_niblack(const Image& image, Counts window_size, double k) {
  require_image("threshold_niblack", "image", image);
  const auto [mean, spread] = around(image, odd_window("threshold_niblack", "window_size", image, window_size));
  return cast(mean - spread * k, result_dtype(image));
}

Image threshold_sauvola(const Image& image, Counts window_size, double k, std::optional<double> r) {
  require_image("threshold_sauvola", "image", image);
  const DType dtype = image.dtype();
  const double range = r.value_or(is_float(dtype) ? 1 : (highest_of(dtype) - lowest_of(dtype)) / 2);
  require(range != 0 && range == range, "threshold_sauvola", "r", range, "any number but 0");
  const auto [mean, spread] = around(image, odd_window("threshold_sauvola", "window_size", image, window_size));
  return cast(mean * ((spread / range - 1) * k + 1), result_dtype(image));
}

}  // namespace clumen
