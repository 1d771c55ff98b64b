#include "measure/region_contours.hpp"

#include <numbers>

#include "core/context_state.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

constexpr std::size_t kCounts = 6;  // CONTOUR_COUNTS in regionprops_contours.cl

Contours contours_of(const std::int64_t* count, bool space) {
  constexpr double root = std::numbers::sqrt2, pi = std::numbers::pi;
  const auto n = [&](std::size_t i) { return static_cast<double>(count[i]); };
  Contours c;
  c.perimeter = n(0) + root * n(1) + (1 + root) / 2 * n(2);
  c.perimeter_crofton = pi / 4 * n(3) + pi / (4 * root) * n(4);
  c.euler_number = count[5] / (space ? 8 : 4);
  return c;
}

}  // namespace

std::vector<Contours> region_contours(const Regions& regions) {
  std::vector<Contours> found;
  if (regions.rows.empty()) return found;
  const Image& labels = regions.labels;
  const Shape& s = labels.shape();
  const auto& context = labels.state().context;
  std::vector<std::int64_t> counts(regions.largest * kCounts);
  const Buffer buffer(*context, counts.size() * 8);
  fill_buffer(context, buffer, 0, counts.size() * 8);
  const auto ls = static_cast<std::size_t>(tuned(labels, "regionprops_contours.LS"));
  const int rows = tuned(labels, "regionprops_contours.ROWS");
  const bool space = s.ndim == 3;
  Launch(labels, "measure/regionprops_contours", "regionprops_contours")
      .define("LS", static_cast<std::int64_t>(ls))
      .define("ROWS", rows)
      .define("SLOTS", tuned(labels, "regionprops_contours.SLOTS"))
      .define("SPACE", space ? 1 : 0)
      .source("labels", labels)
      .buffer("contours", buffer)
      .arg("count", regions.largest)
      .arg("size", size_of_image(s))
      .run({ls == 1 ? 1 : static_cast<std::size_t>(s.x + 1),
            ceil_div(static_cast<std::size_t>(s.y + 1), static_cast<std::size_t>(rows)),
            static_cast<std::size_t>(space ? s.z + 1 : 1)},
           {ls});
  read_buffer(*context, buffer, counts.data(), counts.size() * 8);
  found.reserve(regions.rows.size());
  for (const RegionSums& r : regions.rows) found.push_back(contours_of(counts.data() + r.index * kCounts, space));
  return found;
}

}  // namespace clumen
