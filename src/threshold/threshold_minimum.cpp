#include <limits>

#include "core/check.hpp"
#include "core/quirks.hpp"
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
  const Image turns = new_image(image, {1, 1}, DType::i32);
  CountsKernel kernel(counts, "threshold/threshold_minimum", "minimum");
  kernel.launch().arg("max_num_iter", max_num_iter).arg("none", largest(image.dtype())).pixels("turns", turns);
  const Image found = kernel.scratch("smooth", 2, DType::f32).pick();
  if (turns_are_few(image)) require_turns(image, "threshold_minimum", turns.pull_vector<std::int32_t>().at(0));
  return Scalar(found);
}

}  // namespace clumen
