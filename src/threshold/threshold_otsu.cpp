#include "clumen/threshold.hpp"

#include <algorithm>
#include <cmath>

#include "core/check.hpp"
#include "core/source.hpp"
#include "reduce/reduce.hpp"

namespace clumen {

namespace {

constexpr std::int64_t kExactInFloat = 1 << 24;
constexpr double kExactInDouble = 9007199254740992.0;  // 2^53

int items(const Image& image) { return tuned(image, {"threshold_otsu.LS", 1, 256}); }

Launch& define_counts(Launch& launch, const Image& image, const Image& counts, int bins) {
  return launch.define("LS", items(image))
      .define("OTSU_COUNT", counts.dtype() == DType::u64 ? "ulong" : "uint")
      .define("OTSU_UNSIGNED", is_signed(image.dtype()) ? 0 : 1)
      .pixels("counts", counts)
      .arg("bins", bins);
}

/// The kernel whose sums run from bin to bin.
void pick_in_order(Launch& launch, const Image& image, int bins, DType computing, const Image& result) {
  const Image weight = new_image(image, {2 * bins, 1}, DType::f32);
  const Image sums = new_image(image, {2 * bins, 1}, computing);
  launch.pixels("weight", weight).pixels("sum", sums).output("dst", result);
  const auto n = static_cast<std::size_t>(items(image));
  launch.run({n}, {n});
}

Image of_floats(const Image& image, int nbins) {
  const FloatCounts histogram = count_floats(image, nbins);
  const Image result = new_image(image, {1, 1}, image.dtype(), kGlobalReach);
  Launch launch(image, "threshold/threshold_otsu", "otsu_in_order");
  define_range(define_counts(launch, image, histogram.counts, nbins), image.dtype())
      .define("OTSU_FLOAT", 1)
      .pixels("partial", histogram.range.pairs)
      .arg("partials", histogram.range.groups);
  pick_in_order(launch, image, nbins, image.dtype() == DType::f64 ? DType::f64 : DType::f32, result);
  return result;
}

/// `bins` values from `base` on.
struct Values {
  std::int64_t base;
  int bins;
};

/// Up to 16 bits have a bin for each value of the dtype, so that nobody waits for the range.
Values values_of(const Image& image) {
  const DType dtype = image.dtype();
  if (size_of(dtype) <= 2)
    return {dtype == DType::boolean ? 0 : static_cast<std::int64_t>(lowest_of(dtype)),
            size_of(dtype) == 1 ? 256 : 65536};
  const IntegerRange range = integer_range(image);
  require(range.extent < 1 << 24, "threshold_otsu", "image's range", range.extent, "less than 2^24 values");
  return {range.lo, static_cast<int>(range.extent) + 1};
}

Image of_integers(const Image& image) {
  const Values values = values_of(image);
  const Image counts = count_integers(image, values.base, values.bins);
  const Image result =
      new_image(image, {1, 1}, image.dtype() == DType::boolean ? DType::u8 : image.dtype(), kGlobalReach);
  const double pixels = static_cast<double>(image.shape().pixels());
  const double first = image.dtype() == DType::u64 ? static_cast<double>(static_cast<std::uint64_t>(values.base))
                                                   : static_cast<double>(values.base);
  const double largest = std::max(std::abs(first), std::abs(first + values.bins - 1));
  const bool exact = image.shape().pixels() <= kExactInFloat && largest * pixels < kExactInDouble;
  Launch launch(image, "threshold/threshold_otsu", exact ? "otsu_exact" : "otsu_in_order");
  define_counts(launch, image, counts, values.bins).define("OTSU_FLOAT", 0).arg("base", values.base);
  if (!exact) {
    pick_in_order(launch, image, values.bins, has_f64(image) ? DType::f64 : DType::f32, result);
    return result;
  }
  const auto n = static_cast<std::size_t>(items(image));
  launch.output("dst", result).run({n}, {n});
  return result;
}

}  // namespace

Scalar threshold_otsu(const Image& image, int nbins) {
  require_image("threshold_otsu", "image", image);
  if (!is_float(image.dtype())) return Scalar(of_integers(image));
  require(nbins >= 2 && nbins <= 65536, "threshold_otsu", "nbins", nbins, "2 to 65536");
  return Scalar(of_floats(image, nbins));
}

}  // namespace clumen
