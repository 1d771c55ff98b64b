#pragma once
#include "measure/region_sums.hpp"

namespace clumen {

/// Adds the largest distance between two points of each label's hull to the table.
void add_diameters(const RegionTable& table, const HullRows& hulls, const std::array<double, 3>& spacing);
/// Of a row to which it was added.
double diameter_of(const RegionSums& region, const RegionLayout& layout, const std::array<double, 3>& spacing);

}  // namespace clumen
