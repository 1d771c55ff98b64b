#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "clumen/io.hpp"
#include "io/tiff_axes.hpp"
#include "io/tiff_directory.hpp"
#include "io/tiff_page.hpp"

namespace clumen {

/// A TIFF file with its pages put together to one image.
struct TiffSeries {
  TiffInfo info;
  TiffPage first;
  TiffDirectories directories;
  Palette palette = Palette::to_colours;
  /// The page of each plane, c (counted in pages) fastest, then z, then t; -1 for a plane that no page has.
  std::vector<std::int64_t> pages;
  /// Pages that one pixel's channels are spread over.
  std::int64_t c_pages = 1;
  /// ImageJ's way around 4 GB: all planes lie behind each other from the first page's pixels on, and the other pages
  /// have no directory.
  bool only_first_directory = false;

  std::int64_t planes_of_frame() const { return info.shape.z * c_pages; }
};

TiffSeries tiff_series(const InputFile& file, TiffDirectories directories, TiffHandle& handle);

/// Decodes a frame on several threads, into the memory that `make` gives. Asks for it only when the file has enough
/// bytes for all it claims.
using MakeHostImage = std::function<HostImage(const Shape&, DType, const PixelSize&)>;
HostImage decode_frame(const InputFile& file, TiffHandle& handle, const TiffSeries& series, std::int64_t frame,
                       const MakeHostImage& make);

}  // namespace clumen
