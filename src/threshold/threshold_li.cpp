#include <algorithm>
#include <cmath>

#include "core/check.hpp"
#include "core/source.hpp"
#include "threshold/counts.hpp"

namespace clumen {

namespace {

constexpr int kBins = 1 << 18;
constexpr int kBlock = 256;     // bins that are added up by one item
constexpr int kMostTables = 8;  // of 4 MiB

struct Search {
  std::optional<double> tolerance, initial_guess;
};

/// A number in what the threshold is computed in.
void number(Launch& launch, std::string_view name, DType dtype, double value) {
  if (dtype == DType::f64) launch.arg(name, value);
  else launch.arg(name, static_cast<float>(value));
}

Launch& define_search(Launch& launch, const Search& search, DType dtype, double tolerance) {
  launch.define("LI_T", computing_type(dtype)).arg("guessed", search.initial_guess ? 1 : 0);
  number(launch, "guess", dtype, search.initial_guess.value_or(0));
  number(launch, "tolerance", dtype, tolerance);
  return launch;
}

Image of_integers(const Image& image, const Search& search) {
  const BinCounts counts = counts_of("threshold_li", image, 0);
  const DType dtype = sums_dtype(image);
  const Image result = new_image(image, {1, 1}, dtype, kGlobalReach);
  CountsKernel kernel(counts, "threshold/threshold_li", "li_integers");
  define_search(kernel.launch(), search, dtype, search.tolerance.value_or(0.5)).output("dst", result);
  kernel.scratch("sums", 2, DType::i64).run();
  return result;
}

/// What the kernels of floats share.
struct FloatBins {
  PartialRange range;
  Spread spread;
  Image tables;  ///< a CPU's groups have one each, for which they need no atomics
  int count;     ///< of them
};

Launch li_launch(const Image& image, const FloatBins& bins, std::string_view kernel, int part) {
  Launch launch(image, "threshold/threshold_li", kernel);
  define_range(define_spread(launch, bins.spread), image.dtype())
      .define("COUNTS_FLOAT", 1)
      .define("LI_T", computing_type(has_f64(image) ? DType::f64 : DType::f32))
      .define("LI_BINS", kBins)
      .define("LI_BLOCK", kBlock)
      .define("PART", part)
      .pixels("partial", bins.range.pairs)
      .arg("partials", bins.range.groups);
  return launch;
}

FloatBins bins_of(const Image& image) {
  FloatBins bins{{}, spread_over(image, tuned(image, {"threshold_li.GROUPS", 1, 4})), {}, 1};
  const bool own_tables = bins.spread.items == 1;
  if (own_tables) bins.count = bins.spread.groups = std::min(bins.spread.groups, kMostTables);
  const int words = own_tables ? 4 * (kBins + 1) * bins.count : 5 * kBins;
  bins.tables = new_image(image, {words, 1}, DType::u32);
  bins.range = partial_range(image, Fuse::cheap, bins.tables, RangeOf::finite);
  const auto items = static_cast<std::size_t>(bins.spread.items);
  li_launch(image, bins, "li_count", 1)
      .source("src", image, Fuse::cheap)
      .arg("size", size_of_image(image.shape()))
      .buffer("tables", bins.tables.state().buffer)
      .run({static_cast<std::size_t>(bins.spread.groups) * items}, {items});
  return bins;
}

Image of_floats(const Image& image, const Search& search) {
  require(image.shape().pixels() < std::int64_t{1} << 32, "threshold_li", "image", to_string(image.shape()),
          "fewer than 2^32 pixels of floats");
  const DType dtype = has_f64(image) ? DType::f64 : DType::f32;
  const Image result = new_image(image, {1, 1}, image.dtype(), kGlobalReach);
  if (image.is_tracing()) return result;
  const FloatBins bins = bins_of(image);
  const auto items = static_cast<std::size_t>(bins.spread.items);
  constexpr int blocks = kBins / kBlock;
  const Image pixels = new_image(image, {kBins, 1}, DType::u32), sums = new_image(image, {kBins, 1}, dtype);
  const Image values = new_image(image, {3 * blocks, 1}, DType::f32);
  li_launch(image, bins, "li_blocks", 2)
      .buffer("table", bins.tables.state().buffer)
      .arg("tables", bins.count)
      .pixels("pixels", pixels)
      .pixels("sums", sums)
      .pixels("blocks", values)
      .run({static_cast<std::size_t>(blocks)}, {items});
  Launch last = li_launch(image, bins, "li_floats", 3);
  define_search(last, search, dtype, search.tolerance.value_or(0))
      .arg("default_tolerance", search.tolerance ? 0 : 1)
      .buffer("table", bins.tables.state().buffer)
      .arg("tables", bins.count)
      .pixels("pixels", pixels)
      .pixels("sums", sums)
      .pixels("blocks", values)
      .pixels("before", new_image(image, {blocks, 1}, DType::u32))
      .pixels("sums_before", new_image(image, {blocks, 1}, dtype))
      .output("dst", result)
      .run({items}, {items});
  return result;
}

}  // namespace

Scalar threshold_li(const Image& image, std::optional<double> tolerance, std::optional<double> initial_guess) {
  require_image("threshold_li", "image", image);
  require(!tolerance || *tolerance >= 0, "threshold_li", "tolerance", tolerance.value_or(0), "0 and more");
  require(!initial_guess || std::isfinite(*initial_guess), "threshold_li", "initial_guess", initial_guess.value_or(0),
          "a finite number");
  // scikit-image takes 0 for none
  if (tolerance == 0.0) tolerance.reset();
  const Search search{tolerance, initial_guess};
  return Scalar(is_float(image.dtype()) ? of_floats(image, search) : of_integers(image, search));
}

}  // namespace clumen
