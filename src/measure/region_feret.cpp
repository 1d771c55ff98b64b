#include "measure/region_feret.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/launch.hpp"

namespace clumen {
namespace {

// Squares of the distances are f32: in units that they cannot leave.
double unit_of(const std::array<double, 3>& spacing) { return *std::ranges::max_element(spacing); }

}  // namespace

void add_diameters(const RegionTable& table, const HullRows& hulls, const std::array<double, 3>& spacing) {
  const Image& labels = table.labels;
  const double unit = unit_of(spacing);
  const cl_float4 scaled{{static_cast<float>(spacing[0] / unit), static_cast<float>(spacing[1] / unit),
                          labels.shape().ndim == 3 ? static_cast<float>(spacing[2] / unit) : 0.0F, 0.0F}};
  const Buffer corners(*labels.state().context, hulls.rows.bytes());
  const auto ls = static_cast<std::size_t>(tuned(labels, {"regionprops_feret.LS", 1, 32}));
  const auto groups = static_cast<std::size_t>(tuned(labels, {"regionprops_feret.GROUPS", 64, 4096}));
  Launch(labels, "measure/regionprops_feret", "regionprops_feret")
      .define("LS", static_cast<std::int64_t>(ls))
      .buffer("table", table.rows)
      .buffer("starts", hulls.starts)
      .buffer("hull", hulls.rows)
      .buffer("corners", corners)
      .arg("capacity", table.capacity)
      .arg("row_capacity", hulls.capacity)
      .arg("words", table.layout.words)
      .arg("at", table.layout.diameter)
      .arg("spacing", scaled)
      .run({groups * ls}, {ls});
}

double diameter_of(const RegionSums& region, const RegionLayout& layout, const std::array<double, 3>& spacing) {
  const auto square = std::bit_cast<float>(region.words[layout.diameter]);
  return std::sqrt(static_cast<double>(square)) * unit_of(spacing);
}

}  // namespace clumen
