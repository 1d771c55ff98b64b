#include "io/tiff_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "io/tiff_labels.hpp"
#include "io/units.hpp"

namespace clumen {
namespace {

// Pages without axes are planes in z: those that follow the first and are of its kind. Smaller versions of a page and
// other pictures (a thumbnail, a label) are left out.
std::vector<std::int64_t> planes_in_z(const InputFile& file, TiffHandle& handle, const TiffSeries& series) {
  std::vector<std::int64_t> pages{0};
  for (std::size_t i = 1; i < series.directories.offsets.size(); ++i) {
    const auto index = static_cast<std::int64_t>(i);
    handle.go_to(series.directories.offsets[i], index);
    if (handle.field<std::uint32_t>(TIFFTAG_SUBFILETYPE, 0) & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) continue;
    if (!tiff_page(handle, file, index, series.palette).fits(series.first)) break;
    pages.push_back(index);
  }
  handle.go_to(series.directories.offsets.front(), 0);
  return pages;
}

std::string description_of(const TiffHandle& handle) {
  const char* text = nullptr;
  return TIFFGetField(handle.get(), TIFFTAG_IMAGEDESCRIPTION, &text) && text ? text : "";
}

// The unit of the resolution tags; ImageJ takes 72 dots per inch, which many programs write for want of a better
// number, as none.
void read_resolution(const InputFile& file, const TiffHandle& handle, const TiffSeries& series, TiffAxes& axes) {
  const TiffResolution resolution = tiff_resolution(file, series.directories, series.first.directory);
  const auto unit = handle.field<std::uint16_t>(TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  const bool none = !resolution.x || (!axes.has_unit && unit == RESUNIT_INCH && *resolution.x == 1.0 / 72);
  if (none) return;
  axes.pixel_size.x = *resolution.x;
  axes.pixel_size.y = resolution.y.value_or(*resolution.x);
  if (axes.has_unit) return;
  axes.pixel_size.unit = unit == RESUNIT_INCH ? "inch" : unit == RESUNIT_CENTIMETER ? "cm" : "pixel";
}

Shape shape_of(const InputFile& file, const TiffPage& first, const TiffAxes& axes) {
  const auto pixels = static_cast<unsigned __int128>(first.width) * static_cast<std::uint64_t>(first.height) *
                      static_cast<std::uint64_t>(first.channels) * static_cast<std::uint64_t>(axes.c) *
                      static_cast<std::uint64_t>(axes.z);
  if (pixels > std::numeric_limits<std::int64_t>::max() / 8)
    file.fail(fmt::format("claims {}x{}x{} pixels with {} channels", first.width, first.height, axes.z,
                          axes.c * first.channels));
  return {first.width, first.height, axes.z, axes.c * first.channels};
}

// ImageJ has labels of planes; those of the first planes name the channels.
std::vector<std::string> channel_names(const TiffHandle& handle, const TiffSeries& series, const TiffAxes& axes) {
  if (!axes.channel_names.empty() || series.info.metadata != "ImageJ") return axes.channel_names;
  if (axes.c == 1 && axes.z * axes.t > 1) return {};
  std::vector<std::string> labels = imagej_labels(handle, series.directories.big_endian);
  if (static_cast<std::int64_t>(labels.size()) < axes.c) return {};
  labels.resize(static_cast<std::size_t>(axes.c));
  return labels;
}

std::string compression_of(const TiffPage& page) {
  const TIFFCodec* const codec = TIFFFindCODEC(page.compression);
  return codec ? codec->name : "unknown";
}

}  // namespace

TiffSeries tiff_series(const InputFile& file, TiffDirectories directories, TiffHandle& handle) {
  TiffSeries series;
  series.directories = std::move(directories);
  const auto pages = static_cast<std::int64_t>(series.directories.offsets.size());
  handle.go_to(series.directories.offsets.front(), 0);
  const std::string description = description_of(handle);
  std::optional<TiffAxes> axes = imagej_axes(file, description, pages);
  series.info.metadata = axes ? "ImageJ" : "none";
  const bool is_ome = !axes && description.find("OME") != std::string::npos;
  // ImageJ and microscopes write a palette to show measured values in colour: the values are what counts.
  if (axes || is_ome) series.palette = Palette::only_shown;
  series.first = tiff_page(handle, file, 0, series.palette);
  if (is_ome && (axes = ome_axes(file, description, pages, series.first.channels))) series.info.metadata = "OME";
  if (!axes) {
    series.palette = Palette::to_colours;
    series.first = tiff_page(handle, file, 0, series.palette);
    axes.emplace();
    axes->pages = planes_in_z(file, handle, series);
    axes->z = static_cast<std::int64_t>(axes->pages.size());
  }
  if (!axes->has_xy) read_resolution(file, handle, series, *axes);

  TiffInfo& info = series.info;
  info.shape = shape_of(file, series.first, *axes);
  info.frames = axes->t;
  info.dtype = series.first.dtype;
  info.pixel_size = axes->pixel_size;
  info.frame_interval = axes->frame_interval;
  info.compression = compression_of(series.first);
  info.layout = series.first.tiled ? "tiles" : "strips";
  info.big_tiff = series.directories.big_tiff;
  info.big_endian = series.directories.big_endian;
  info.planar = series.first.planar;
  info.pages = pages;
  info.channel_names = channel_names(handle, series, *axes);

  series.c_pages = axes->c;
  series.only_first_directory = pages == 1 && axes->pages.empty() && axes->z * axes->c * axes->t > 1;
  series.pages = std::move(axes->pages);
  return series;
}

}  // namespace clumen
