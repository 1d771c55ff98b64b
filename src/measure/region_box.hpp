#pragma once
#include <string_view>

#include "clumen/measure.hpp"

namespace clumen {

/// A label's bounding box, and what of the label image lies in it.
struct RegionBox {
  Offset first;
  Image labels;  ///< a view
};
/// Of an operation's `label_image`. Waits. Throws ArgumentError for labels that are none, and one that is not there.
RegionBox region_box(std::string_view operation, const Image& label_image, std::int64_t label);

/// Size of a pixel along x, y, z; 1 along axes that the image does not have. Throws ArgumentError for one below 0.
std::array<double, 3> pixel_size_of(std::string_view operation, const Image& labels, const Sigma& spacing);
/// The unit of such lengths, where it is known.
std::string unit_of_length(const Image& labels, const Sigma& spacing);

}  // namespace clumen
