#pragma once
#include "core/launch.hpp"

namespace clumen {

/// The pixels that are not 0, counted per chunk of words, so that they can be numbered in raster order.
struct SpotCounts {
  Image set;  // in bits
  Buffer counts;
  std::size_t ls, groups;
  unsigned chunk, words;
};
SpotCounts count_spots(std::string_view operation, const Image& image);

/// Where they are: x, y and, for 3 axes, z, one row after the other; waits for their number.
Image list_spots(const SpotCounts& spots);

/// The image's pixels at the places of a list, in one row.
Image values_at(const Image& image, const Image& pointlist);

/// i32: the number from 1 of each point at its pixel, else 0; of several the last.
Image number_points(const Image& pointlist, const Image& like, const Shape& shape);

/// Writes table[n], of i64, for each number n.
void replace_numbers(const Image& numbers, const Buffer& table, const Image& result);

}  // namespace clumen
