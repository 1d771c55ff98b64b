#pragma once
#include <vector>

#include "measure/region_sums.hpp"

namespace clumen {

/// How many pixels each region has with its holes filled. Waits.
std::vector<std::int64_t> region_filled_pixels(const Regions& regions);

}  // namespace clumen
