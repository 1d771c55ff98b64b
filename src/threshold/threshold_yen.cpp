#include "threshold/counts.hpp"

namespace clumen {

Scalar threshold_yen(const Image& image, int nbins) {
  const BinCounts counts = counts_of("threshold_yen", image, nbins);
  CountsKernel kernel(counts, "threshold/threshold_yen", "yen");
  kernel.launch().arg("pixels", image.shape().pixels());
  return Scalar(kernel.scratch("sum", 3, DType::f32).pick());
}

}  // namespace clumen
