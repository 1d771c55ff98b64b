#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "clumen/dtype.hpp"
#include "io/tiff_handle.hpp"

namespace clumen {

/// What the directory of one page says of its pixels.
struct TiffPage {
  /// How the numbers of the file become pixels.
  enum class Code : std::uint8_t {
    whole,    ///< each is a pixel already
    packed,   ///< a number of bits that is no whole type: widened to the next one
    bit,      ///< one bit: bool
    palette,  ///< an index into a table of colours: three channels
    rgba,     ///< a colour space that libtiff turns into 8-bit RGB, such as subsampled YCbCr
  };

  std::int64_t index = 0;       ///< in the chain of pages
  std::uint64_t directory = 0;  ///< offset of its directory
  std::int64_t width = 0, height = 0;
  int samples = 1;   ///< numbers per pixel in the file
  int channels = 1;  ///< of the result
  int bits = 8;      ///< of a number in the file
  DType dtype = DType::u8;
  Code code = Code::whole;
  bool planar = false, tiled = false;
  bool reduced = false;  ///< a smaller version or a mask of another page
  std::uint16_t compression = COMPRESSION_NONE;
  std::int64_t chunk_width = 0, chunk_height = 0;  ///< of a strip or tile
  std::int64_t across = 1, down = 1;               ///< chunks in one plane
  std::vector<std::array<std::uint8_t, 3>> palette;

  std::int64_t planes() const { return planar ? samples : 1; }
  std::int64_t chunks() const { return across * down * planes(); }
  int samples_in_chunk() const { return planar ? 1 : samples; }
  /// Rows of a chunk that lie in the image; its first row is `(chunk / across % down) * chunk_height`.
  std::int64_t rows(std::int64_t chunk) const;
  std::uint64_t row_bytes() const;
  /// Whether its bytes need no decoder, only a change of byte order perhaps.
  bool is_raw = false;
  /// Whether planes of both can make up one image.
  bool fits(const TiffPage& other) const;
};

/// Reads the directory that the handle stands at. `keep_palette`: indices into colours stay numbers, because the
/// palette only says how to show them. Throws IoError for a page that cannot be read.
enum class Palette : std::uint8_t { to_colours, only_shown };
TiffPage tiff_page(const TiffHandle& handle, const InputFile& file, std::int64_t index, Palette palette);

/// Where each chunk's bytes are. Throws IoError when they are not in the file, or are too few for what the page claims,
/// so that a small file cannot ask for a large memory.
struct TiffChunk {
  std::uint64_t offset = 0, bytes = 0;  ///< no bytes: a tile that was never written and is 0
};
std::vector<TiffChunk> tiff_chunks(const TiffHandle& handle, const InputFile& file, const TiffPage& page);

}  // namespace clumen
