#pragma once
#include "measure/region_sums.hpp"

namespace clumen {

/// What a region's border says.
struct Contours {
  double perimeter = 0, perimeter_crofton = 0;  ///< in pixels; in the plane only
  std::int64_t euler_number = 0;
};
/// Counts into the table.
void add_contours(const RegionTable& table);
/// Of a row in which they were counted.
Contours contours_of(const RegionSums& region, const RegionLayout& layout);

}  // namespace clumen
