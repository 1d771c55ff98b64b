#include "threshold/counts.hpp"

namespace clumen {

Scalar threshold_isodata(const Image& image, int nbins) {
  const BinCounts counts = counts_of("threshold_isodata", image, nbins);
  return Scalar(CountsKernel(counts, "threshold/threshold_isodata", "isodata")
                    .scratch("weight", 1, DType::f32)
                    .scratch("sum", 1, sums_dtype(image))
                    .pick());
}

}  // namespace clumen
