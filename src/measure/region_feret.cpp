#include "measure/region_feret.hpp"

#include <algorithm>
#include <cmath>

#include "core/context_state.hpp"
#include "core/launch.hpp"

namespace clumen {

std::vector<double> region_feret_diameters(const Regions& regions, const std::array<double, 3>& spacing) {
  std::vector<double> found;
  if (regions.rows.empty()) return found;
  const Image& labels = regions.labels;
  const auto& context = labels.state().context;
  // squares of the distances are f32: in units that they cannot leave
  const double unit = *std::ranges::max_element(spacing);
  const cl_float4 scaled{{static_cast<float>(spacing[0] / unit), static_cast<float>(spacing[1] / unit),
                          labels.shape().ndim == 3 ? static_cast<float>(spacing[2] / unit) : 0.0F, 0.0F}};
  const Buffer corners(*context, regions.hull_rows.bytes()), squares(*context, regions.largest * 4ull);
  const auto ls = static_cast<std::size_t>(tuned(labels, {"regionprops_feret.LS", 1, 32}));
  const auto groups = static_cast<std::size_t>(tuned(labels, {"regionprops_feret.GROUPS", 64, 4096}));
  Launch(labels, "measure/regionprops_feret", "regionprops_feret")
      .define("LS", static_cast<std::int64_t>(ls))
      .buffer("table", regions.table)
      .buffer("starts", regions.starts)
      .buffer("hull", regions.hull_rows)
      .buffer("corners", corners)
      .buffer("squares", squares)
      .arg("labels", regions.largest)
      .arg("words", regions.row_words)
      .arg("spacing", scaled)
      .run({groups * ls}, {ls});
  std::vector<float> square(regions.largest);
  read_buffer(*context, squares, square.data(), square.size() * 4);
  found.reserve(regions.rows.size());
  for (const RegionSums& r : regions.rows) found.push_back(std::sqrt(static_cast<double>(square[r.index])) * unit);
  return found;
}

}  // namespace clumen
