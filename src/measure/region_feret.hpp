#pragma once
#include <array>
#include <vector>

#include "measure/region_sums.hpp"

namespace clumen {

/// The largest distance between two points of each region's convex hull, whose rows must be there. Waits.
std::vector<double> region_feret_diameters(const Regions& regions, const std::array<double, 3>& spacing);

}  // namespace clumen
