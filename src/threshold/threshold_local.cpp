#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/threshold.hpp"
#include "threshold/local.hpp"

namespace clumen {

namespace {

Sigma sigma_of(const Counts& size) {
  const auto sigma = [](std::int64_t pixels) { return static_cast<double>(pixels - 1) / 6; };
  return {sigma(size.x), sigma(size.y), sigma(size.z)};
}

Image around(const Image& image, const Counts& size, LocalMethod method, Border mode, std::optional<double> param) {
  const DType dtype = is_float(image.dtype())                         ? image.dtype()
                      : size_of(image.dtype()) >= 4 && has_f64(image) ? DType::f64
                                                                      : DType::f32;
  switch (method) {
    case LocalMethod::gaussian:
      return gaussian(image, param ? Sigma(*param) : sigma_of(size), mode);
    case LocalMethod::mean:
      return uniform_filter(cast(image, dtype), size, mode);
    default:
      return cast(median(image, box(size.x, size.y, image.shape().ndim > 2 ? size.z : 1), mode), dtype);
  }
}

}  // namespace

Image threshold_local(const Image& image, Counts block_size, LocalMethod method, double offset, Border mode,
                      std::optional<double> param) {
  require_image("threshold_local", "image", image);
  const Counts size = odd_window("threshold_local", "block_size", image, block_size);
  require(!param || (*param >= 0 && *param <= 256), "threshold_local", "param", param.value_or(0), "0 to 256");
  const Image threshold = around(image, size, method, mode, param);
  return offset == 0 ? threshold : threshold - offset;
}

}  // namespace clumen
