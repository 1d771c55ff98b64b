#include "measure/region_contours.hpp"

#include <numbers>

#include "core/launch.hpp"

namespace clumen {

void add_contours(const RegionTable& table) {
  constexpr std::size_t wide = 64;  // a tile, as WIDE in regionprops_contours.cl
  const Shape& s = table.labels.shape();
  const auto ls = static_cast<std::size_t>(tuned(table.labels, "regionprops_contours.LS"));
  const int rows = tuned(table.labels, "regionprops_contours.ROWS");
  const bool space = s.ndim == 3;
  Launch(table.labels, "measure/regionprops_contours", "regionprops_contours")
      .define("LS", static_cast<std::int64_t>(ls))
      .define("ROWS", rows)
      .define("SLOTS", tuned(table.labels, "regionprops_contours.SLOTS"))
      .define("SPACE", space ? 1 : 0)
      .source("labels", table.labels)
      .buffer("table", table.rows)
      .arg("capacity", table.capacity)
      .arg("words", table.layout.words)
      .arg("at", table.layout.contours)
      .arg("size", size_of_image(s))
      .run({ceil_div(static_cast<std::size_t>(s.x + 1), wide) * ls,
            ceil_div(static_cast<std::size_t>(s.y + 1), static_cast<std::size_t>(rows)),
            static_cast<std::size_t>(space ? s.z + 1 : 1)},
           {ls});
}

Contours contours_of(const RegionSums& region, const RegionLayout& layout) {
  constexpr double root = std::numbers::sqrt2, pi = std::numbers::pi;
  const auto count = [&](int i) { return static_cast<std::int64_t>(region.pair(layout.contours + 2 * i)); };
  const auto n = [&](int i) { return static_cast<double>(count(i)); };
  Contours c;
  c.perimeter = n(0) + root * n(1) + (1 + root) / 2 * n(2);
  c.perimeter_crofton = pi / 4 * n(3) + pi / (4 * root) * n(4);
  c.euler_number = count(5) / (layout.axes == 3 ? 8 : 4);
  return c;
}

}  // namespace clumen
