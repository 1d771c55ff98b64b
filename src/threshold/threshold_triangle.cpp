#include "threshold/counts.hpp"

namespace clumen {

Scalar threshold_triangle(const Image& image, int nbins) {
  return Scalar(
      CountsKernel(counts_of("threshold_triangle", image, nbins), "threshold/threshold_triangle", "triangle").pick());
}

}  // namespace clumen
