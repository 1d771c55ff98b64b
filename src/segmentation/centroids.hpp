#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "clumen/image.hpp"

namespace clumen {

struct Centroid {
  std::int64_t label;
  std::array<double, 3> at;  // x, y, z
};

/// Of an operation's `labels` that are present, by rising label; waits.
std::vector<Centroid> centroids_of(std::string_view operation, const Image& labels);

}  // namespace clumen
