#pragma once
#include <vector>

#include "measure/region_sums.hpp"

namespace clumen {

/// How many pixels each region has with its holes filled.
class RegionFilled {
 public:
  void enqueue(const Regions& regions);
  void wait();
  std::int64_t pixels(const RegionSums& region) const { return pixels_[region.index]; }

 private:
  std::shared_ptr<ContextState> context_;
  Buffer filled_;
  std::vector<std::int64_t> pixels_;
};

}  // namespace clumen
