#pragma once
#include <array>
#include <vector>

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

/// The moments of each region, bare or weighted by a channel of intensities.
class RegionMoments {
 public:
  /// Adds them up on the device, with powers of 0 to `highest_power`, and waits. `weights` may be empty.
  RegionMoments(const Regions& regions, const Image& weights, int channel, int highest_power);
  /// Of row i, from the lowest corner of its box, with coordinates in units of which a pixel has `spacing`.
  Moments operator()(std::size_t i, const std::array<double, 3>& spacing) const;

 private:
  const Regions& regions_;
  DType dtype_;
  int channel_, powers_, axes_;
  bool weighted_;
  std::size_t each_;  ///< of a region
  std::vector<std::int64_t> limbs_;
};

}  // namespace clumen
