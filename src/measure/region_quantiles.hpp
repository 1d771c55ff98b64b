#pragma once
#include <vector>

#include "measure/region_sums.hpp"

namespace clumen {

/// The intensities, in one channel, that shares of each region's pixels are below.
class RegionQuantiles {
 public:
  /// Enqueues the search. shares: 0 to 1.
  RegionQuantiles(const Regions& regions, const Image& intensity, int channel, const std::vector<double>& shares);
  void wait();
  /// The number for one of the shares.
  double number(const RegionSums& region, std::size_t share) const;

 private:
  std::shared_ptr<ContextState> context_;
  DType dtype_;
  int channel_;
  std::vector<double> shares_;
  Buffer found_;
  std::vector<std::uint64_t> keys_;  ///< two for each region and share
};

}  // namespace clumen
