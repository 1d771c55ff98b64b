#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clumen/image.hpp"
#include "io/input_file.hpp"

namespace clumen {

/// What the text of a TIFF's first page says of how its pages are put together.
struct TiffAxes {
  std::int64_t z = 1, c = 1, t = 1;  ///< c counts pages, each of which may have several samples
  PixelSize pixel_size;              ///< x and y only where `has_xy`
  bool has_xy = false;
  bool has_unit = false;
  double frame_interval = 0;
  std::vector<std::string> channel_names;
  /// The page of each plane, c fastest, then z, then t; -1 for one that no page has. Empty: they are in this order.
  std::vector<std::int64_t> pages;
};

/// The axes that ImageJ wrote; nothing for a text of another program. Throws IoError when it claims more planes than
/// there are `pages`; one page may stand for all of them.
std::optional<TiffAxes> imagej_axes(const InputFile& file, std::string_view description, std::int64_t pages);
/// The text that makes ImageJ and tifffile see the axes; planes are pages with c fastest.
std::string imagej_description(const Shape& shape, const PixelSize& pixel_size);

/// The axes of OME-XML; nothing for a text of another program. `samples` are the channels of one page.
/// Throws IoError for XML that is broken or whose planes are in other files.
std::optional<TiffAxes> ome_axes(const InputFile& file, std::string_view description, std::int64_t pages,
                                 std::int64_t samples);
/// The OME-XML of an image whose planes are pages with c fastest. Throws ArgumentError for a dtype or a unit that OME
/// has not.
std::string ome_description(const Shape& shape, DType dtype, const PixelSize& pixel_size,
                            const std::vector<std::string>& channel_names);

}  // namespace clumen
