#pragma once
#include "measure/region_sums.hpp"

namespace clumen {

/// The convex hulls' rows on the device.
struct HullRows {
  Buffer starts, rows;         ///< regionprops_rows.cl, regionprops_hull2.cl
  std::uint64_t capacity = 0;  ///< rows that there is room for
};
/// Adds the largest distance between two points of each label's hull to the table.
void add_diameters(const RegionTable& table, const HullRows& hulls, const std::array<double, 3>& spacing);
/// Of a row to which it was added.
double diameter_of(const RegionSums& region, const RegionLayout& layout, const std::array<double, 3>& spacing);

}  // namespace clumen
