#pragma once
#include <array>
#include <vector>

#include "clumen/image.hpp"

namespace clumen {

struct Centroid {
  std::int64_t label;
  std::array<double, 3> at;  // x, y, z
};

/// Of the labels that are present, by rising label; waits.
std::vector<Centroid> centroids_of(const Image& labels);

}  // namespace clumen
