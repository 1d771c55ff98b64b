#pragma once
#include <vector>

#include "measure/region_sums.hpp"

namespace clumen {

/// What a region's border says.
struct Contours {
  double perimeter = 0, perimeter_crofton = 0;  ///< in pixels; in the plane only
  std::int64_t euler_number = 0;
};
/// Of each row. Counts on the device, and waits.
std::vector<Contours> region_contours(const Regions& regions);

}  // namespace clumen
