#include "io/tiff_page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace clumen {
namespace {

[[noreturn]] void fail(const InputFile& file, const TiffPage& page, const std::string& reason) {
  file.fail(fmt::format("page {} {}", page.index, reason));
}

std::string compression_name(std::uint16_t compression) {
  if (compression == 33003 || compression == 33005 || compression == 34712) return "JPEG 2000";
  const TIFFCodec* const codec = TIFFFindCODEC(compression);
  return codec ? codec->name : "unknown";
}

void read_extent(const TiffHandle& handle, const InputFile& file, TiffPage& page) {
  page.width = handle.field<std::uint32_t>(TIFFTAG_IMAGEWIDTH, 0);
  page.height = handle.field<std::uint32_t>(TIFFTAG_IMAGELENGTH, 0);
  if (page.width == 0 || page.height == 0)
    fail(file, page, fmt::format("claims {}x{} pixels", page.width, page.height));
  if (handle.field<std::uint32_t>(TIFFTAG_IMAGEDEPTH, 1) > 1) fail(file, page, "is a volume, which is not supported");
  page.reduced = handle.field<std::uint32_t>(TIFFTAG_SUBFILETYPE, 0) & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK);
}

// The whole type that a number of `bits` bits goes into.
DType integer_of(int bits, bool is_signed) {
  const DType type = bits <= 8 ? DType::u8 : bits <= 16 ? DType::u16 : bits <= 32 ? DType::u32 : DType::u64;
  return is_signed ? static_cast<DType>(static_cast<int>(type) + 1) : type;
}

void read_numbers(const TiffHandle& handle, const InputFile& file, TiffPage& page) {
  page.bits = handle.field<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
  page.samples = page.channels = handle.field<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
  const auto format = handle.field<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  const bool whole = page.bits == 8 || page.bits == 16 || page.bits == 32 || page.bits == 64;
  if (page.samples == 0 || page.bits == 0) fail(file, page, "claims no samples or no bits per sample");
  if (format == SAMPLEFORMAT_IEEEFP) {
    if (!whole || page.bits == 8) fail(file, page, fmt::format("has floats of {} bits, not 16, 32 or 64", page.bits));
    page.dtype = page.bits == 16 ? DType::f16 : page.bits == 32 ? DType::f32 : DType::f64;
    return;
  }
  if (format == SAMPLEFORMAT_COMPLEXINT || format == SAMPLEFORMAT_COMPLEXIEEEFP)
    fail(file, page, "has complex numbers, which are not supported");
  if (!whole && page.bits > 16) fail(file, page, fmt::format("has integers of {} bits", page.bits));
  const bool is_bit = page.bits == 1;
  page.dtype = is_bit ? DType::boolean : integer_of(page.bits, format == SAMPLEFORMAT_INT);
  page.code = is_bit ? TiffPage::Code::bit : whole ? TiffPage::Code::whole : TiffPage::Code::packed;
}

void read_palette(const TiffHandle& handle, const InputFile& file, TiffPage& page) {
  std::uint16_t *red = nullptr, *green = nullptr, *blue = nullptr;
  if (page.bits > 16 || page.samples != 1 || !TIFFGetField(handle.get(), TIFFTAG_COLORMAP, &red, &green, &blue))
    fail(file, page, "has a palette that cannot be read");
  const std::size_t colours = std::size_t{1} << page.bits;
  const auto is_small = [](std::uint16_t v) { return v < 256; };
  // Some writers put 8 bits where 16 belong.
  const bool eight_bits = std::all_of(red, red + colours, is_small) && std::all_of(green, green + colours, is_small) &&
                          std::all_of(blue, blue + colours, is_small);
  const int shift = eight_bits ? 0 : 8;
  const auto part = [shift](std::uint16_t v) { return static_cast<std::uint8_t>(v >> shift); };
  for (std::size_t i = 0; i < colours; ++i) page.palette.push_back({part(red[i]), part(green[i]), part(blue[i])});
  page.code = TiffPage::Code::palette;
  page.channels = 3;
  page.dtype = DType::u8;
}

void read_colours(const TiffHandle& handle, const InputFile& file, TiffPage& page, Palette palette) {
  const auto photometric = handle.field<std::uint16_t>(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  if (photometric == PHOTOMETRIC_PALETTE && palette == Palette::to_colours) read_palette(handle, file, page);
  const bool needs_rgba = (photometric == PHOTOMETRIC_YCBCR && page.compression != COMPRESSION_JPEG) ||
                          page.compression == COMPRESSION_OJPEG;
  if (!needs_rgba) return;
  page.code = TiffPage::Code::rgba;
  page.channels = 3;
  page.dtype = DType::u8;
}

void read_chunks(const TiffHandle& handle, const InputFile& file, TiffPage& page) {
  page.tiled = TIFFIsTiled(handle.get());
  page.planar = page.samples > 1 &&
                handle.field<std::uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  if (page.tiled) {
    page.chunk_width = handle.field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0);
    page.chunk_height = handle.field<std::uint32_t>(TIFFTAG_TILELENGTH, 0);
  } else {
    page.chunk_width = page.width;
    page.chunk_height =
        std::min<std::int64_t>(handle.field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, 0xffffffffu), page.height);
  }
  if (page.chunk_width == 0 || page.chunk_height == 0) fail(file, page, "claims tiles or strips without pixels");
  page.across = (page.width + page.chunk_width - 1) / page.chunk_width;
  page.down = (page.height + page.chunk_height - 1) / page.chunk_height;
  // Each chunk has at least a byte of pixels or, if it was never written, a place of two bytes in the list of chunks.
  if (static_cast<unsigned __int128>(page.across) * static_cast<std::uint64_t>(page.down * page.planes()) > file.size())
    fail(file, page,
         fmt::format("claims {}x{} pixels in more strips or tiles than the file of {} bytes can have", page.width,
                     page.height, file.size()));
  const bool in_order = handle.field<std::uint16_t>(TIFFTAG_FILLORDER, FILLORDER_MSB2LSB) == FILLORDER_MSB2LSB;
  page.is_raw = page.compression == COMPRESSION_NONE && !page.tiled && (in_order || page.bits >= 8) &&
                page.code != TiffPage::Code::rgba;
}

// The most that a decoder can make of one byte.
std::uint64_t most_per_byte(const TiffPage& page) {
  switch (page.compression) {
    case COMPRESSION_NONE:
      return 1;
    case COMPRESSION_PACKBITS:
      return 128;
    case COMPRESSION_LZW:
      return 4096;  // twelve bits stand for less than four thousand bytes
    case COMPRESSION_DEFLATE:
    case COMPRESSION_ADOBE_DEFLATE:
      return 1100;  // 258 bytes in two bits
    default:
      return std::uint64_t{1} << 20;
  }
}

}  // namespace

std::int64_t TiffPage::rows(std::int64_t chunk) const {
  return std::min(chunk_height, height - chunk / across % down * chunk_height);
}

std::uint64_t TiffPage::row_bytes() const {
  const std::uint64_t bits_of_row = static_cast<std::uint64_t>(chunk_width) *
                                    static_cast<std::uint64_t>(samples_in_chunk()) * static_cast<std::uint64_t>(bits);
  return (bits_of_row + 7) / 8;
}

bool TiffPage::fits(const TiffPage& other) const {
  return width == other.width && height == other.height && channels == other.channels && dtype == other.dtype &&
         reduced == other.reduced;
}

TiffPage tiff_page(const TiffHandle& handle, const InputFile& file, std::int64_t index, Palette palette) {
  TiffPage page;
  page.index = index;
  page.directory = TIFFCurrentDirOffset(handle.get());
  page.compression = handle.field<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  if (!TIFFIsCODECConfigured(page.compression))
    fail(file, page,
         fmt::format("has compression {} ({}), which this libtiff does not decode", page.compression,
                     compression_name(page.compression)));
  read_extent(handle, file, page);
  read_numbers(handle, file, page);
  read_colours(handle, file, page, palette);
  read_chunks(handle, file, page);
  return page;
}

std::vector<TiffChunk> tiff_chunks(const TiffHandle& handle, const InputFile& file, const TiffPage& page) {
  std::vector<TiffChunk> chunks(static_cast<std::size_t>(page.chunks()));
  bool any_bytes = false, any_empty = false;
  for (std::int64_t i = 0; i < page.chunks(); ++i) {
    TiffChunk& chunk = chunks[static_cast<std::size_t>(i)];
    int error = 0;
    chunk.offset = TIFFGetStrileOffsetWithErr(handle.get(), static_cast<std::uint32_t>(i), &error);
    if (!error) chunk.bytes = TIFFGetStrileByteCountWithErr(handle.get(), static_cast<std::uint32_t>(i), &error);
    if (error) handle.fail(fmt::format("page {} has no place for strip or tile {}", page.index, i));
    const char* const kind = page.tiled ? "tile" : "strip";
    (chunk.bytes > 0 ? any_bytes : any_empty) = true;
    if (chunk.bytes == 0 && page.tiled) continue;
    if (chunk.offset > file.size() || chunk.bytes > file.size() - chunk.offset)
      fail(file, page,
           fmt::format("is truncated: {} {} has {} bytes at offset {}, the file has {}", kind, i, chunk.bytes,
                       chunk.offset, file.size()));
    const auto rows = static_cast<unsigned __int128>(page.tiled ? page.chunk_height : page.rows(i));
    const auto subsampled = page.code == TiffPage::Code::rgba ? 8u : 1u;
    if (rows * page.row_bytes() > static_cast<unsigned __int128>(chunk.bytes) * most_per_byte(page) * subsampled)
      fail(file, page,
           fmt::format("claims {}x{} pixels, but {} {} has {} bytes, too few for that", page.width, page.height, kind,
                       i, chunk.bytes));
  }
  // Tiles that were never written may be many, but each has its place in the file's list of tiles.
  constexpr std::uint64_t most_of_empty = 65536;
  const auto claimed = static_cast<unsigned __int128>(page.chunk_height) * page.row_bytes() * chunks.size();
  if (!any_bytes || (any_empty && claimed > static_cast<unsigned __int128>(file.size()) * most_of_empty))
    fail(file, page, fmt::format("claims {}x{} pixels, but has no bytes for them", page.width, page.height));
  return chunks;
}

}  // namespace clumen
