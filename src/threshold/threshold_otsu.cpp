#include <algorithm>
#include <cmath>

#include "threshold/counts.hpp"

namespace clumen {

namespace {

constexpr std::int64_t kExactInFloat = 1 << 24;
constexpr double kExactInDouble = 9007199254740992.0;  // 2^53

/// Whether no sum of integers is rounded, so that its order does not matter; in f32 they had better not be.
bool sums_are_exact(const BinCounts& counts) {
  if (!is_float(counts.image.dtype()) && !has_f64(counts.image)) return true;
  const double pixels = static_cast<double>(counts.image.shape().pixels());
  const double first = counts.image.dtype() == DType::u64 ? static_cast<double>(static_cast<std::uint64_t>(counts.base))
                                                          : static_cast<double>(counts.base);
  const double largest = std::max(std::abs(first), std::abs(first + counts.bins - 1));
  return !is_float(counts.image.dtype()) && counts.image.shape().pixels() <= kExactInFloat &&
         largest * pixels < kExactInDouble;
}

}  // namespace

Scalar threshold_otsu(const Image& image, int nbins) {
  const BinCounts counts = counts_of("threshold_otsu", image, nbins);
  if (sums_are_exact(counts)) return Scalar(CountsKernel(counts, "threshold/threshold_otsu", "otsu_exact").pick());
  return Scalar(CountsKernel(counts, "threshold/threshold_otsu", "otsu_in_order")
                    .scratch("weight", 2, DType::f32)
                    .scratch("sum", 2, sums_dtype(image))
                    .pick());
}

}  // namespace clumen
