#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/tiff_handle.hpp"

namespace clumen {

/// ImageJ's own tags for the labels of planes.
constexpr std::uint16_t imagej_counts_tag = 50838, imagej_metadata_tag = 50839;

/// The label of each plane, from the page that the handle stands at; empty where there are none.
std::vector<std::string> imagej_labels(const TiffHandle& handle, bool big_endian);

/// The values of the two tags, in the byte order of this machine.
struct ImageJLabels {
  std::vector<std::uint32_t> counts;
  std::vector<std::byte> bytes;
};
ImageJLabels imagej_label_tags(const std::vector<std::string>& labels);

}  // namespace clumen
