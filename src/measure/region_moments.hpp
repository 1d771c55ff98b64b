#pragma once
#include <array>

#include "measure/region_sums.hpp"

namespace clumen {

/// Sums of x^p y^q z^r, or of these times the pixel's intensity, for powers of 0 to 3 each.
struct Moments {
  std::array<double, 64> sums{};
  int axes = 2;
  static constexpr std::size_t at(std::size_t p, std::size_t q, std::size_t r = 0) { return (r * 4 + q) * 4 + p; }
  double operator()(std::size_t p, std::size_t q, std::size_t r = 0) const { return sums[at(p, q, r)]; }
  std::size_t count() const { return axes == 3 ? 64 : 16; }

  /// When each pixel's coordinates grow by `by`.
  Moments moved(const std::array<double, 3>& by) const;
  /// From their own centre.
  Moments central() const;
  /// The centre, along x, y, z.
  std::array<double, 3> centre() const;
};

/// Adds the moments of a channel of `weights`, or bare ones when it is empty, to the table.
void add_moments(const RegionTable& table, const Image& weights, int channel);

/// What was added, as numbers.
class RegionMoments {
 public:
  RegionMoments(const RegionLayout& layout, const Image& weights, int channel);
  /// Of a row, from the lowest corner of its box, with coordinates in units of which a pixel has `spacing`.
  Moments operator()(const RegionSums& region, const std::array<double, 3>& spacing) const;

 private:
  DType dtype_;
  int channel_, powers_, axes_;
  bool weighted_;
  int at_;  ///< its first word of a row
};

}  // namespace clumen
