#pragma once
#include <optional>

#include "clumen/segmentation.hpp"

/// What `peak_local_max` does on the device.
namespace clumen {

/// How far apart peaks are: in pixels, along the longest axis or by a norm.
struct Spacing {
  int distance;
  std::optional<double> p_norm;
};

/// Of peaks (bool) those of which no higher one that remains is near, of equal ones the first; in bits. Where there are
/// labels (empty for none) only peaks of the same one count. May change the bits of `peaks`. Waits.
Image spaced(const Image& image, const Image& labels, const Image& peaks, const Spacing& spacing);

/// The places of peaks on the host: x, y, z behind one another, in the order of `order`.
struct PeakList {
  Image places;                                 ///< i32, in raster order: a row for each axis
  std::vector<std::array<std::int64_t, 3>> at;  ///< sorted: by label, then highest first, else in raster order
  std::vector<std::uint64_t> labels;            ///< of each; empty without labels
};
/// Waits.
PeakList listed(const Image& image, const Image& labels, const Image& peaks);

/// bool: the pixels of which none under the footprint is higher that has the same label, each label in its own box. A
/// label in which all pixels are so has those peaks that no cross fits over; clEsperanto has nothing like it.
/// labels: from 1 to count.
Image peaks_in_labels(const Image& image, const Image& labels, std::int64_t count, const Footprint& footprint);

}  // namespace clumen
