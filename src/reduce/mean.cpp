#include "clumen/reduce.hpp"
#include "reduce/sum.hpp"

namespace clumen {

Scalar mean(const Image& image) {
  require_image("mean", "image", image);
  // the sum of 64-bit integers may leave their range
  const bool exact = !is_float(image.dtype()) && size_of(image.dtype()) < 8;
  return Scalar(
      summed(image, exact ? SumOf::integers : SumOf::floats, has_f64(image) ? DType::f64 : DType::f32, SumAs::mean));
}

}  // namespace clumen
