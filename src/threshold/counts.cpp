#include "threshold/counts.hpp"

#include "core/check.hpp"
#include "core/quirks.hpp"
#include "core/source.hpp"

namespace clumen {

namespace {

/// Up to 16 bits have a bin for each value of the dtype, so that nobody waits for the range.
BinCounts of_integers(std::string_view operation, const Image& image) {
  const DType dtype = image.dtype();
  BinCounts counts{image, {}, 0, 0, {}};
  if (size_of(dtype) <= 2) {
    counts.base = dtype == DType::boolean ? 0 : static_cast<std::int64_t>(lowest_of(dtype));
    counts.bins = size_of(dtype) == 1 ? 256 : 65536;
  } else {
    const IntegerRange range = integer_range(image);
    require(range.extent < 1 << 24, operation, "image's range", range.extent, "less than 2^24 values");
    counts.base = range.lo;
    counts.bins = static_cast<int>(range.extent) + 1;
  }
  counts.counts = count_integers(image, counts.base, counts.bins);
  return counts;
}

}  // namespace

BinCounts counts_of(std::string_view operation, const Image& image, int nbins) {
  require_image(operation, "image", image);
  if (!is_float(image.dtype())) return of_integers(operation, image);
  require(nbins >= 2 && nbins <= 65536, operation, "nbins", nbins, "2 to 65536");
  const FloatCounts counted = count_floats(image, nbins);
  return {image, counted.counts, nbins, 0, counted.range};
}

DType threshold_dtype(const Image& image) { return image.dtype() == DType::boolean ? DType::u8 : image.dtype(); }

DType sums_dtype(const Image& image) {
  if (is_float(image.dtype())) return image.dtype() == DType::f64 ? DType::f64 : DType::f32;
  return has_f64(image) ? DType::f64 : DType::f32;
}

int threshold_items(const Image& image) { return tuned(image, {"threshold.LS", 1, 256}); }

Launch& define_counts(Launch& launch, const BinCounts& counts) {
  const DType dtype = counts.image.dtype();
  launch.define("LS", threshold_items(counts.image))
      .define("COUNTS_N", counts.counts.dtype() == DType::u64 ? "ulong" : "uint")
      .define("COUNTS_FLOAT", is_float(dtype) ? 1 : 0);
  return is_float(dtype) ? define_range(launch, dtype) : launch.define("COUNTS_UNSIGNED", is_signed(dtype) ? 0 : 1);
}

CountsKernel::CountsKernel(const BinCounts& counts, std::string_view file, std::string_view kernel)
    : counts_(counts), launch_(counts.image, file, kernel) {
  define_counts(launch_, counts).pixels("counts", counts.counts).arg("bins", counts.bins);
  require_turns(counts.image, file.substr(file.rfind('/') + 1), counts.bins / 16 + 8 * (counts.bins / 256 + 1));
  if (is_float(counts.image.dtype()))
    launch_.pixels("partial", counts.range.pairs).arg("partials", counts.range.groups);
  else launch_.arg("base", counts.base);
}

CountsKernel& CountsKernel::scratch(std::string_view name, int arrays, DType dtype) {
  launch_.pixels(name, new_image(counts_.image, {std::int64_t{arrays} * counts_.bins, 1}, dtype));
  return *this;
}

Image CountsKernel::pick() {
  const Image result = new_image(counts_.image, {1, 1}, threshold_dtype(counts_.image), kGlobalReach);
  launch_.output("dst", result);
  run();
  return result;
}

void CountsKernel::run() {
  const auto n = static_cast<std::size_t>(threshold_items(counts_.image));
  launch_.run({n}, {n});
}

}  // namespace clumen
