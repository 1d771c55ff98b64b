#pragma once
#include <array>

#include "measure/properties.hpp"
#include "measure/region_moments.hpp"

namespace clumen {

/// One region's moments, from its box's lowest corner and from its centre, and where the corner is.
struct RegionShape {
  Moments local, central;
  std::array<double, 3> corner{}, spacing{};
};

/// How many numbers a property has along each axis of its array: none for a single number.
std::vector<int> extent_of(Property property, int axes);
/// The highest power of a coordinate that a property of moments needs.
int highest_power(Property property);
/// Those numbers of a property that is made of moments, the last axis fastest.
std::array<double, 64> moment_numbers(Property property, const RegionShape& shape);

}  // namespace clumen
