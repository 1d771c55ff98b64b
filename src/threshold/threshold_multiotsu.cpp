#include <cmath>

#include "core/check.hpp"
#include "core/quirks.hpp"
#include "threshold/counts.hpp"

namespace clumen {

namespace {

constexpr double kChoicesAtOnce = 1e10, kMostChoices = 1e12;

/// In how many ways thresholds can lie among the bins.
double choices(double bins, int thresholds) {
  double ways = 1;
  for (int k = 0; k < thresholds; ++k) ways *= (bins - k) / (k + 1);
  return ways;
}

/// Where the bins that there could be are too many, those that there are are counted first.
void require_feasible(const BinCounts& counts, int thresholds, const Image& info) {
  if (info.is_tracing() || choices(counts.bins, thresholds) < kChoicesAtOnce) return;
  const int used = info.pull_vector<std::int32_t>().at(0);
  require(choices(used, thresholds) < kMostChoices, "threshold_multiotsu", "classes", thresholds + 1,
          "fewer, or fewer bins: there would be 10^12 ways");
}

/// Items of the search share the choices of all but the last threshold.
void require_few_turns(const Image& info, int thresholds, double items) {
  if (!turns_are_few(info)) return;
  const double used = info.pull_vector<std::int32_t>().at(0);
  require_turns(info, "threshold_multiotsu",
                static_cast<std::int64_t>(std::ceil(std::pow(used, thresholds - 1) / items) * used));
}

}  // namespace

Image threshold_multiotsu(const Image& image, int classes, int nbins) {
  require(classes >= 2 && classes <= 6, "threshold_multiotsu", "classes", classes, "2 to 6");
  constexpr std::string_view file = "threshold/threshold_multiotsu";
  const BinCounts counts = counts_of("threshold_multiotsu", image, nbins);
  const int thresholds = classes - 1;
  const Image moment = new_image(image, {2 * std::int64_t{counts.bins}, 1}, DType::f32);
  const Image bin = new_image(image, {counts.bins, 1}, DType::i32), info = new_image(image, {2, 1}, DType::i32);
  CountsKernel moments(counts, file, "multiotsu_moments");
  moments.launch()
      .define("MULTI", thresholds)
      .define("PART", 1)
      .arg("pixels", image.shape().pixels())
      .pixels("moment", moment)
      .pixels("bin", bin)
      .pixels("info", info);
  moments.run();
  require_feasible(counts, thresholds, info);

  const auto items = static_cast<std::size_t>(threshold_items(image));
  const int groups = tuned(image, {"threshold_multiotsu.GROUPS", 16, 264});
  require_few_turns(info, thresholds, static_cast<double>(groups) * static_cast<double>(items));
  const Image found = new_image(image, {2 * groups, 1}, DType::i64);
  Launch search(image, file, "multiotsu_search");
  define_counts(search, counts)
      .define("MULTI", thresholds)
      .define("PART", 1)
      .pixels("moment", moment)
      .arg("bins", counts.bins)
      .pixels("info", info)
      .pixels("found", found)
      .run({static_cast<std::size_t>(groups) * items}, {items});

  const Image result = new_image(image, Shape(thresholds, 1, 1, 1, 1), threshold_dtype(image), kGlobalReach);
  CountsKernel pick(counts, file, "multiotsu_pick");
  pick.launch()
      .define("MULTI", thresholds)
      .define("PART", 2)
      .arg("groups", groups)
      .pixels("bin", bin)
      .pixels("info", info)
      .pixels("found", found)
      .output("dst", result);
  pick.run();
  return result;
}

}  // namespace clumen
