#include "clumen/reduce.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/context_state.hpp"
#include "reduce/reduce.hpp"

namespace clumen {

namespace {

/// Bins that a work-group counts in local memory, and how many copies of them.
struct LocalBins {
  int bins, copies;
  bool all;  ///< or only a window of them
};

LocalBins local_bins(const Image& image, int bins) {
  if (bins <= 256) return {256, tuned(image, "histogram.COPIES"), true};
  if (bins <= 1024) return {1024, tuned(image, {"histogram.COPIES_1024", 4, 2}), true};
  const bool roomy = on_cpu(image) && !image.is_tracing() && image.state().context->device.local_memory >= 1 << 19;
  for (const int size : {4096, 65536})
    if (bins <= size && (roomy || size == 4096)) return {size, 1, true};
  return {roomy ? 65536 : tuned(image, {"histogram.WINDOW", 4096, 8192}), 1, false};
}

/// The launch over the image, but for what floats and integers have of their own.
void count(Launch& launch, const Image& image, int bins, const Image& counts, const Image& centers) {
  const Spread spread = spread_over(image, tuned(image, "histogram.GROUPS"));
  const LocalBins local = local_bins(image, bins);
  define_spread(launch, spread)
      .define("HIST_LOCAL", local.bins)
      .define("HIST_COPIES", local.copies)
      .define("HIST_WINDOW", local.all ? 0 : 1)
      .define("HIST_CENTERS", centers.empty() ? 0 : 1)
      .define("HIST_COUNT", counts.dtype() == DType::u64 ? "ulong" : "uint")
      .define("HIST_WIDE", counts.dtype() == DType::u64 ? 1 : 0)
      .source("src", image, Fuse::cheap)
      .arg("size", size_of_image(image.shape()))
      .pixels("counts", counts)
      .arg("bins", bins);
  if (!centers.empty()) launch.output("dst", centers);
  launch.run({static_cast<std::size_t>(spread.groups) * spread.items}, {static_cast<std::size_t>(spread.items)});
}

Histogram of_floats(const Image& image, int nbins) {
  require(nbins >= 1 && nbins <= 65536, "histogram", "nbins", nbins, "1 to 65536");
  const DType dtype = image.dtype() == DType::f64 ? DType::f64 : DType::f32;
  const Image centers = new_image(image, {nbins, 1}, dtype, kGlobalReach);
  const Image status = new_image(image, {1, 1}, DType::i32, kGlobalReach);
  const Image counts = count_floats(image, nbins, centers, status).counts;
  if (!image.is_tracing()) {
    const int problem = static_cast<int>(Scalar(status).integer());
    if (problem & 1)
      throw ArgumentError(
          "histogram: image has NaN or infinite pixels, or a range beyond its dtype; allowed are "
          "finite pixels");
    require(problem == 0, "histogram", "nbins", nbins, "fewer bins than there are numbers in the image's range");
  }
  return {counts, centers};
}

Histogram of_integers(const Image& image) {
  const IntegerRange range = integer_range(image);
  require(range.extent < 1 << 24, "histogram", "image's range", range.extent, "less than 2^24 values");
  const int bins = static_cast<int>(range.extent) + 1;
  const DType dtype = image.dtype() == DType::boolean ? DType::u8 : image.dtype();
  const Image centers = new_image(image, {bins, 1}, dtype, kGlobalReach);
  return {count_integers(image, range.lo, bins, centers), centers};
}

}  // namespace

FloatCounts count_floats(const Image& image, int bins, const Image& centers, const Image& status) {
  const Image counts = new_image(image, {bins, 1}, count_dtype(image), kGlobalReach);
  const PartialRange range = partial_range(image, Fuse::cheap, counts);
  Launch launch(image, "reduce/histogram", "histogram");
  define_range(launch, image.dtype())
      .define("HIST_FLOAT", 1)
      .pixels("partial", range.pairs)
      .arg("partials", range.groups);
  if (!status.empty()) launch.pixels("status", status);
  count(launch, image, bins, counts, centers);
  return {counts, range};
}

Image count_integers(const Image& image, std::int64_t base, int bins, const Image& centers) {
  const Image counts = new_image(image, {bins, 1}, count_dtype(image), kGlobalReach);
  if (!image.is_tracing())
    fill_buffer(image.state().context, counts.state().buffer, 0,
                static_cast<std::uint64_t>(bins) * size_of(counts.dtype()));
  Launch launch(image, "reduce/histogram", "histogram");
  launch.define("HIST_FLOAT", 0).arg("base", base);
  count(launch, image, bins, counts, centers);
  return counts;
}

Histogram histogram(const Image& image, int nbins) {
  require_image("histogram", "image", image);
  return is_float(image.dtype()) ? of_floats(image, nbins) : of_integers(image);
}

}  // namespace clumen
