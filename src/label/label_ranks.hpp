#pragma once
#include "core/launch.hpp"

namespace clumen {

/// What turns a label into its rank among those present, 0 left out: a table with a bit for each label that may be
/// there and the counts of those before it, or their sorted list.
struct LabelRanks {
  Image bits, before, blocks;
  std::int64_t base = 0, places = 0;  ///< of the table: it is for labels from base on, below base + places
  Image list;

  std::int64_t words() const { return (places + 31) / 32; }
};
/// On the device. A label without a place sets the word behind the bits' last.
LabelRanks label_ranks(const Image& labels, std::int64_t base, std::int64_t places);
/// By way of the host, for labels that lie too far apart for a table. Not for masks.
LabelRanks label_ranks_on_host(const Image& labels);
/// Binds what RANKS_PARAMS of kernels_cl/label/label_rank.clh stands for.
Launch& bind_ranks(Launch& launch, const LabelRanks& ranks);

/// A work-item for four pixels on a GPU, for each row on a CPU: an item's pixels are x, x + 4 * get_global_size(0), ...
void run_over_fours(Launch& launch, const Image& image);
/// The same for single pixels.
void run_over_pixels(Launch& launch, const Image& image);

}  // namespace clumen
