#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "io/input_file.hpp"

namespace clumen {

/// The skeleton of a TIFF file, read without libtiff: it tells what is wrong with a broken file, costs two small reads
/// per page, and keeps fractions whole, which libtiff rounds to float.
struct TiffDirectories {
  bool big_tiff = false, big_endian = false;
  std::vector<std::uint64_t> offsets;  ///< of each page's directory
};

/// Walks the chain of directories. Throws IoError for a file that is no TIFF, has no page or a broken chain.
TiffDirectories tiff_directories(const InputFile& file);

/// The resolution tags of a page: pixels per unit, as pixel size (denominator / numerator).
struct TiffResolution {
  std::optional<double> x, y;
};
TiffResolution tiff_resolution(const InputFile& file, const TiffDirectories& tiff, std::uint64_t directory);

}  // namespace clumen
