#pragma once
#include <string_view>

#include "clumen/footprint.hpp"

namespace clumen {

/// Throws ArgumentError, in the name of `operation`, for an empty image or a solid footprint on a flat one.
void require_footprint(std::string_view operation, const Image& image, const Footprint& footprint);

/// The pixel with `rank` smaller ones under the footprint (from 0; NaN after all numbers). The arguments are checked.
Image rank_under(const Image& image, const Footprint& footprint, std::int64_t rank, Border border);
/// The most frequent pixel under the footprint, the smallest one of several. The arguments are checked.
Image mode_under(const Image& image, const Footprint& footprint, Border border);

/// Whether there is a network for the median of this footprint: a small box.
bool has_network(const Image& image, const Footprint& footprint);
/// The median under such a box, by the network. The arguments are checked.
Image median_by_network(const Image& image, const Footprint& box, Border border);

/// How many pixels a footprint takes.
std::int64_t count_of(const Footprint& footprint);

}  // namespace clumen
