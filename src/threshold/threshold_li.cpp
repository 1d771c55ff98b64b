#include <cmath>

#include "core/check.hpp"
#include "core/source.hpp"
#include "threshold/counts.hpp"

namespace clumen {

namespace {

constexpr int kBins = 1 << 18;

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

Image of_floats(const Image& image, const Search& search) {
  require(image.shape().pixels() < std::int64_t{1} << 32, "threshold_li", "image", to_string(image.shape()),
          "fewer than 2^32 pixels of floats");
  const DType dtype = has_f64(image) ? DType::f64 : DType::f32;
  const Image table = new_image(image, {5 * kBins, 1}, DType::u32);
  const PartialRange range = partial_range(image, Fuse::cheap, table, RangeOf::finite);
  const Spread spread = spread_over(image, tuned(image, {"threshold_li.GROUPS", 4, 4}));
  Launch pass(image, "threshold/threshold_li", "li_count");
  define_range(define_spread(pass, spread), image.dtype())
      .define("COUNTS_FLOAT", 1)
      .define("LI_T", computing_type(dtype))
      .define("LI_BINS", kBins)
      .define("PART", 1)
      .source("src", image, Fuse::cheap)
      .arg("size", size_of_image(image.shape()))
      .pixels("partial", range.pairs)
      .arg("partials", range.groups)
      .pixels("table", table)
      .run({static_cast<std::size_t>(spread.groups) * spread.items}, {static_cast<std::size_t>(spread.items)});

  const Image result = new_image(image, {1, 1}, image.dtype(), kGlobalReach);
  Launch last(image, "threshold/threshold_li", "li_floats");
  define_range(define_spread(last, spread), image.dtype())
      .define("COUNTS_FLOAT", 1)
      .define("LI_BINS", kBins)
      .define("PART", 2);
  define_search(last, search, dtype, search.tolerance.value_or(0))
      .arg("default_tolerance", search.tolerance ? 0 : 1)
      .pixels("table", table)
      .pixels("partial", range.pairs)
      .arg("partials", range.groups)
      .pixels("pixels", new_image(image, {kBins, 1}, DType::u32))
      .pixels("sums", new_image(image, {kBins, 1}, dtype))
      .output("dst", result)
      .run({static_cast<std::size_t>(spread.items)}, {static_cast<std::size_t>(spread.items)});
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
