#pragma once
#include <vector>

#include "measure/region_sums.hpp"

namespace clumen {

/// For each share, from 0 to 1, and each region the intensity that has this share of the others below it; between two
/// pixels linearly, as NumPy's `quantile`. NaN for a region that has NaN. Waits.
std::vector<std::vector<double>> region_quantiles(const Regions& regions, const Image& intensity, int channel,
                                                  const std::vector<double>& shares);

}  // namespace clumen
