#include "clumen/threshold.hpp"
#include "core/launch.hpp"
#include "reduce/sum.hpp"

namespace clumen {

Scalar threshold_mean(const Image& image) {
  require_image("threshold_mean", "image", image);
  const DType dtype = image.dtype();
  const bool exact = !is_float(dtype) && size_of(dtype) < 8;
  const DType result = is_float(dtype) ? dtype : has_f64(image) ? DType::f64 : DType::f32;
  return Scalar(summed(image, exact ? SumOf::integers : SumOf::floats, result, SumAs::mean));
}

}  // namespace clumen
