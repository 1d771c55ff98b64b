#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "clumen/distance.hpp"
#include "support/images.hpp"

/// What is nearest by its definition: every pixel looks at every site.
namespace clumen::test {

using Mask = std::vector<std::uint8_t>;
using Place = std::array<std::int64_t, 3>;

struct Nearest {
  double squared = std::numeric_limits<double>::infinity();
  Place at = {-1, -1, -1};
  bool found() const { return at[0] >= 0; }
};

inline Place place_of(const Shape& s, std::size_t i) {
  const auto n = static_cast<std::int64_t>(i);
  return {n % s.x, n / s.x % s.y, n / s.x / s.y};
}

inline double squared_between(const Place& p, const Place& q, const PerAxis& spacing) {
  const auto d = [&](std::size_t axis, double size) { return static_cast<double>(p[axis] - q[axis]) * size; };
  const double x = d(0, spacing.x), y = d(1, spacing.y), z = p[2] == q[2] ? 0 : d(2, spacing.z);
  return x * x + y * y + z * z;
}

/// Of sites as near the first in raster order.
inline std::vector<Nearest> nearest_of(const Mask& sites, const Shape& s, const PerAxis& spacing = 1) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (sites[i]) places.push_back(place_of(s, i));
  std::vector<Nearest> out(sites.size());
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const Place p = place_of(s, i);
    for (const Place& q : places)
      if (const double squared = squared_between(p, q, spacing); squared < out[i].squared) out[i] = {squared, q};
  }
  return out;
}

}  // namespace clumen::test
