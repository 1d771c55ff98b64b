#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clumen/core.hpp"
#include "clumen/measure.hpp"

namespace clumen {

/// What a TIFF file says of itself before its pixels are read.
struct TiffInfo {
  Shape shape;              ///< x, y, z and channels of one frame
  std::int64_t frames = 1;  ///< points in time
  DType dtype = DType::u8;
  PixelSize pixel_size;
  double frame_interval = 0;  ///< seconds between frames; 0 when not said
  std::string compression;    ///< libtiff's name of the codec
  std::string layout;         ///< "strips" or "tiles"
  std::string metadata;       ///< "ImageJ", "OME" or "none"
  bool big_tiff = false, big_endian = false, planar = false;
  std::int64_t pages = 1;
  std::vector<std::string> channel_names;
};

/// Reads the description of a TIFF file. Throws IoError that names the file and the reason.
TiffInfo tiff_info(const std::filesystem::path& path);

/// Reads one frame of a TIFF file, decoding in parallel: strips and tiles, BigTIFF, pages, planar and chunky
/// channels, 1-bit to f64, both byte orders, every codec of libtiff, ImageJ hyperstacks and OME-XML.
/// frame: point in time, from 0. Pages without axes metadata are planes in z: the first and those that follow it with
/// the same extent and dtype; smaller versions of a page are left out. Numbers come as they are stored, as tifffile
/// gives them, also where 0 is white. Palettes become RGB, but in files with ImageJ's or OME's metadata, where they
/// only say how to show the values; YCbCr becomes RGB. The unit of the pixel size is "µm" for micrometres in any
/// spelling, "pixel" where the file has none. Throws IoError for a file that is no TIFF, is truncated, claims more than
/// it has or uses an unknown codec, and ArgumentError for a frame that is not there.
Image read_tiff(const Context& context, const std::filesystem::path& path, std::int64_t frame = 0);
/// The same into memory of the host.
HostImage read_tiff_host(const std::filesystem::path& path, std::int64_t frame = 0);

/// How `write_tiff` writes.
struct TiffOptions {
  enum class Compression : std::uint8_t { none, deflate, lzw, zstd } compression = Compression::deflate;
  enum class Metadata : std::uint8_t { imagej, ome } metadata = Metadata::imagej;
  /// Edge of a tile in pixels, a multiple of 16; 0 writes strips. Unless given: strips with ImageJ's metadata, because
  /// ImageJ itself opens nothing else, and 256 with OME's.
  std::optional<int> tile;
  std::vector<std::string> channel_names;
};
/// Writes an image, so that Fiji and tifffile read its axes and pixel size back; BigTIFF when it needs to be. A bool
/// takes one bit; OME has no u64, i64 and f16, which is an ArgumentError. The file is written beside its name and moved
/// there when it is whole. Throws IoError that names the file and the reason; what
/// stood there before is then still there.
void write_tiff(const Image& image, const std::filesystem::path& path, const TiffOptions& options = {});
void write_tiff(const HostImage& image, const std::filesystem::path& path, const TiffOptions& options = {});

/// Reads a PNG file: gray or RGB(A) as 1 to 4 channels of u8 or u16, palettes and 1-bit expanded. Throws IoError.
Image read_png(const Context& context, const std::filesystem::path& path);
HostImage read_png_host(const std::filesystem::path& path);
/// Writes a 2D image of 1 to 4 channels: u8, u16, bool, or floats from 0 to 1 (rounded to u8), others are an
/// ArgumentError. Written beside its name and moved there, as `write_tiff`. Throws IoError.
void write_png(const Image& image, const std::filesystem::path& path);
void write_png(const HostImage& image, const std::filesystem::path& path);

/// Whether a CSV file's header has units behind the columns' names: "area [µm²]".
enum class HeaderUnits : std::uint8_t { no, yes };
/// Writes a table as CSV with a header line; fractions with the fewest digits that read back to the same number.
/// Written beside its name and moved there, as `write_tiff`. Throws IoError.
/// units: without them the names are those of the table, as programs look them up; `read_csv` takes names and units
/// apart again, and with pandas rename(columns=lambda name: name.split(" [")[0]) leaves the names.
void write_csv(const Table& table, const std::filesystem::path& path, HeaderUnits units = HeaderUnits::no);
/// The name of a column as a header with units has it: "area [µm²]"; the name alone where there is no unit.
std::string header_with_unit(const Table& table, const std::string& name);
/// Reads such a file: columns of whole numbers or fractions; what stands in brackets behind a name is its unit. Throws
/// IoError.
Table read_csv(const std::filesystem::path& path);

}  // namespace clumen
