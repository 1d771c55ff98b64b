#pragma once
#include <optional>

#include "clumen/core.hpp"

namespace clumen {

/// Connected components, numbered from 1 in raster order (x, then y, then z) of each one's first pixel; 0 stays 0.
/// label_image: bool or integer, one channel; neighbouring pixels of the same value, not 0, are connected.
/// connectivity: how many axes a neighbour may differ in, 1 to the number of axes; all of them when not given.
/// Returns i32, or i64 for 2^31 pixels and more; the same numbers on every device.
/// Throws ArgumentError for a float image, several channels, a connectivity out of range or more than 2^32 pixels
/// (bool: 2^33), rows counted in whole words of 32.
/// Source: scikit-image `measure.label`.
Image label(const Image& label_image, std::optional<int> connectivity = std::nullopt);

}  // namespace clumen
