#include <limits>

#include "core/check.hpp"
#include "threshold/counts.hpp"

namespace clumen {

namespace {

/// The largest value of an integer dtype, as bits.
std::int64_t largest(DType dtype) {
  if (dtype == DType::boolean) return 255;  // as u8
  return visit(dtype, [](auto zero) { return static_cast<std::int64_t>(std::numeric_limits<decltype(zero)>::max()); });
}

}  // namespace

Scalar threshold_minimum(const Image& image, int nbins, int max_num_iter) {
  require(max_num_iter >= 1, "threshold_minimum", "max_num_iter", max_num_iter, "1 and more");
  const BinCounts counts = counts_of("threshold_minimum", image, nbins);
  CountsKernel kernel(counts, "threshold/threshold_minimum", "minimum");
  kernel.launch().arg("max_num_iter", max_num_iter).arg("none", largest(image.dtype()));
  return Scalar(kernel.scratch("smooth", 2, DType::f32).pick());
}

}  // namespace clumen
