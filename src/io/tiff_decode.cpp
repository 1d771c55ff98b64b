#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>

#include "io/parallel.hpp"
#include "io/tiff_series.hpp"
#include "io/tiff_unpack.hpp"

namespace clumen {
namespace {

constexpr std::uint64_t block_bytes = std::uint64_t{4} << 20;  // of raw pixels read at once

// A page of the frame and where it goes.
struct Plane {
  TiffPage page;
  std::vector<TiffChunk> chunks;
  std::int64_t z = 0, c = 0;  // c: the first channel
};

// What one thread does at once: a strip or tile for libtiff, or some rows that need no decoder.
struct Piece {
  std::size_t plane = 0;
  std::int64_t chunk = 0;
  std::int64_t first_row = 0, rows = 0;  // in the chunk; raw only
  std::uint64_t offset = 0;              // raw only
};

class FrameDecoder {
 public:
  FrameDecoder(const InputFile& file, const TiffSeries& series) : file_(file), series_(series) {}

  void add_planes(TiffHandle& handle, std::int64_t frame);
  void decode(TiffHandle& first, std::byte* pixels);

 private:
  class Worker;
  void add_page(TiffHandle& handle, std::int64_t index, std::int64_t z, std::int64_t c);
  void check_contiguous(TiffHandle& handle, std::int64_t frame);
  void add_plane_without_directory(std::int64_t number, std::int64_t z, std::int64_t c);
  void add_pieces(std::size_t plane);
  void add_raw_pieces(std::size_t plane, std::int64_t chunk);

  const InputFile& file_;
  const TiffSeries& series_;
  std::byte* pixels_ = nullptr;
  TiffChunk first_chunk_;          // of planes without a directory
  std::uint64_t plane_bytes_ = 0;  // of one of them
  std::vector<Plane> planes_;
  std::vector<Piece> pieces_;
};

void FrameDecoder::add_planes(TiffHandle& handle, std::int64_t frame) {
  if (series_.only_first_directory) check_contiguous(handle, frame);
  const std::int64_t first = frame * series_.planes_of_frame();
  planes_.reserve(static_cast<std::size_t>(series_.planes_of_frame()));
  for (std::int64_t i = 0; i < series_.planes_of_frame(); ++i) {
    const std::int64_t z = i / series_.c_pages, c = i % series_.c_pages;
    if (series_.only_first_directory) {
      add_plane_without_directory(first + i, z, c);
      continue;
    }
    const std::int64_t page = series_.pages.empty() ? first + i : series_.pages[static_cast<std::size_t>(first + i)];
    const auto pages = static_cast<std::int64_t>(series_.directories.offsets.size());
    if (page < 0 || page >= pages)
      file_.fail(fmt::format(
          "has no page for plane {} of channel {} in frame {}: it is truncated or one of several files", z, c, frame));
    add_page(handle, page, z, c);
  }
}

void FrameDecoder::add_page(TiffHandle& handle, std::int64_t index, std::int64_t z, std::int64_t c) {
  handle.go_to(series_.directories.offsets[static_cast<std::size_t>(index)], index);
  Plane plane;
  plane.page = tiff_page(handle, file_, index, series_.palette);
  const TiffPage& first = series_.first;
  if (plane.page.width != first.width || plane.page.height != first.height || plane.page.dtype != first.dtype ||
      plane.page.channels != first.channels)
    file_.fail(fmt::format("page {} is {}x{} {} with {} channels, page 0 is {}x{} {} with {}", index, plane.page.width,
                           plane.page.height, name_of(plane.page.dtype), plane.page.channels, first.width, first.height,
                           name_of(first.dtype), first.channels));
  plane.chunks = tiff_chunks(handle, file_, plane.page);
  plane.z = z, plane.c = c * first.channels;
  planes_.push_back(std::move(plane));
  add_pieces(planes_.size() - 1);
}

// All planes lie as the first does, one behind the other: is the last one of the frame in the file?
void FrameDecoder::check_contiguous(TiffHandle& handle, std::int64_t frame) {
  const TiffPage& page = series_.first;
  if (!page.is_raw)
    file_.fail("is truncated: it claims more planes than it has pages, which only uncompressed ones may");
  first_chunk_ = tiff_chunks(handle, file_, page).front();
  plane_bytes_ = page.row_bytes() * static_cast<std::uint64_t>(page.height * page.planes());
  const auto planes = static_cast<unsigned __int128>(frame + 1) * static_cast<std::uint64_t>(series_.planes_of_frame());
  if (first_chunk_.offset + planes * plane_bytes_ > file_.size())
    file_.fail(fmt::format("is truncated: it claims {} planes of {} bytes in each frame, but has {} bytes",
                           series_.planes_of_frame(), plane_bytes_, file_.size()));
}

void FrameDecoder::add_plane_without_directory(std::int64_t number, std::int64_t z, std::int64_t c) {
  Plane plane;
  plane.page = series_.first;
  plane.page.chunk_height = plane.page.height, plane.page.down = 1;
  const std::uint64_t start = first_chunk_.offset + plane_bytes_ * static_cast<std::uint64_t>(number);
  const std::uint64_t part = plane_bytes_ / static_cast<std::uint64_t>(plane.page.planes());
  for (std::int64_t i = 0; i < plane.page.planes(); ++i)
    plane.chunks.push_back({start + part * static_cast<std::uint64_t>(i), part});
  plane.z = z, plane.c = c * plane.page.channels;
  planes_.push_back(std::move(plane));
  add_pieces(planes_.size() - 1);
}

void FrameDecoder::add_pieces(std::size_t plane) {
  const TiffPage& page = planes_[plane].page;
  for (std::int64_t chunk = 0; chunk < page.chunks(); ++chunk) {
    if (page.is_raw) add_raw_pieces(plane, chunk);
    else pieces_.push_back({plane, chunk, 0, 0, 0});
  }
}

// Long strips are cut, so that several threads can read them; short ones that follow each other are read at once.
void FrameDecoder::add_raw_pieces(std::size_t plane, std::int64_t chunk) {
  const TiffPage& page = planes_[plane].page;
  const std::uint64_t row_bytes = page.row_bytes();
  const auto rows_at_once = static_cast<std::int64_t>(std::max<std::uint64_t>(1, block_bytes / row_bytes));
  for (std::int64_t row = 0; row < page.rows(chunk); row += rows_at_once) {
    const std::int64_t rows = std::min(rows_at_once, page.rows(chunk) - row);
    const std::uint64_t offset =
        planes_[plane].chunks[static_cast<std::size_t>(chunk)].offset + static_cast<std::uint64_t>(row) * row_bytes;
    if (row == 0 && !pieces_.empty()) {
      Piece& last = pieces_.back();
      const bool follows = last.plane == plane && chunk % page.down != 0 && last.rows + rows <= rows_at_once &&
                           last.offset + static_cast<std::uint64_t>(last.rows) * row_bytes == offset;
      if (follows) {
        last.rows += rows;
        continue;
      }
    }
    pieces_.push_back({plane, chunk, row, rows, offset});
  }
}

// One thread's decoder, its place in the file and its memory.
class FrameDecoder::Worker {
 public:
  Worker(const FrameDecoder& frame, TiffHandle& handle) : frame_(frame), handle_(handle) {}

  void decode(const Piece& piece) {
    const Plane& plane = frame_.planes_[piece.plane];
    const TiffTarget target{frame_.pixels_, frame_.series_.info.shape, plane.z, plane.c};
    if (plane.page.is_raw) return read_raw(plane, piece, target);
    if (plane.chunks[static_cast<std::size_t>(piece.chunk)].bytes == 0) return place_empty(plane, piece, target);
    go_to(plane.page);
    if (plane.page.code == TiffPage::Code::rgba) place_rgba(plane.page, piece, target);
    else place_encoded(plane.page, piece, target);
  }

 private:
  void go_to(const TiffPage& page) {
    if (directory_ == page.directory) return;
    handle_.go_to(page.directory, page.index);
    directory_ = page.directory;
  }

  static TiffRows rows_of(const TiffPage& page, std::int64_t chunk) {
    TiffRows rows;
    rows.row_bytes = page.row_bytes();
    rows.x = chunk % page.across * page.chunk_width;
    rows.y = chunk / page.across % page.down * page.chunk_height;
    rows.width = std::min(page.chunk_width, page.width - rows.x);
    rows.height = page.rows(chunk);
    return rows;
  }
  static int sample_of(const TiffPage& page, std::int64_t chunk) {
    return static_cast<int>(chunk / (page.across * page.down));
  }

  // Whether the decoder's bytes are the pixels, in their order.
  static bool is_straight(const TiffPage& page) {
    return page.code == TiffPage::Code::whole && page.samples_in_chunk() == 1 && !page.tiled;
  }

  void read_raw(const Plane& plane, const Piece& piece, const TiffTarget& target) {
    const TiffPage& page = plane.page;
    const std::uint64_t bytes = page.row_bytes() * static_cast<std::uint64_t>(piece.rows);
    const std::int64_t first_row = piece.chunk % page.down * page.chunk_height + piece.first_row;
    const int sample = sample_of(page, piece.chunk);
    std::byte* to = is_straight(page) ? target.row(sample, first_row, 0, size_of(page.dtype)) : room(bytes);
    frame_.file_.read(to, bytes, piece.offset);
    const bool foreign = frame_.series_.info.big_endian != (std::endian::native == std::endian::big);
    if (foreign) swap_bytes(to, bytes / static_cast<std::uint64_t>((page.bits + 7) / 8), page.bits / 8);
    if (is_straight(page)) return;
    place_rows(page, {to, page.row_bytes(), 0, first_row, page.width, piece.rows}, sample, target, scratch_);
  }

  void place_encoded(const TiffPage& page, const Piece& piece, const TiffTarget& target) {
    const auto index = static_cast<std::uint32_t>(piece.chunk);
    const int sample = sample_of(page, piece.chunk);
    TiffRows rows = rows_of(page, piece.chunk);
    const std::uint64_t bytes =
        rows.row_bytes * static_cast<std::uint64_t>(page.tiled ? page.chunk_height : rows.height);
    const bool straight = is_straight(page);
    std::byte* const to = straight ? target.row(sample, rows.y, 0, size_of(page.dtype)) : room(bytes);
    const auto size = static_cast<tmsize_t>(bytes);
    const tmsize_t got = page.tiled ? TIFFReadEncodedTile(handle_.get(), index, to, size)
                                    : TIFFReadEncodedStrip(handle_.get(), index, to, size);
    if (got != size)
      handle_.fail(fmt::format("page {}: {} {} cannot be decoded", page.index, page.tiled ? "tile" : "strip", index));
    rows.bytes = to;
    if (!straight) place_rows(page, rows, sample, target, scratch_);
  }

  void place_empty(const Plane& plane, const Piece& piece, const TiffTarget& target) {
    TiffRows rows = rows_of(plane.page, piece.chunk);
    const std::uint64_t bytes = rows.row_bytes * static_cast<std::uint64_t>(plane.page.chunk_height);
    std::fill_n(room(bytes), bytes, std::byte{0});
    rows.bytes = buffer_.data();
    place_rows(plane.page, rows, sample_of(plane.page, piece.chunk), target, scratch_);
  }

  // libtiff gives colours from the bottom row up, with red in the lowest byte.
  void place_rgba(const TiffPage& page, const Piece& piece, const TiffTarget& target) {
    if (sample_of(page, piece.chunk) > 0) return;
    const TiffRows rows = rows_of(page, piece.chunk);
    const auto raster_rows = page.tiled ? page.chunk_height : rows.height;
    room(static_cast<std::uint64_t>(page.chunk_width * page.chunk_height) * 4);
    auto* const raster = reinterpret_cast<std::uint32_t*>(buffer_.data());
    const auto x = static_cast<std::uint32_t>(rows.x), y = static_cast<std::uint32_t>(rows.y);
    const int ok = page.tiled ? TIFFReadRGBATileExt(handle_.get(), x, y, raster, 1)
                              : TIFFReadRGBAStripExt(handle_.get(), y, raster, 1);
    if (!ok) handle_.fail(fmt::format("page {}: the colours at {}, {} cannot be decoded", page.index, x, y));
    for (std::int64_t row = 0; row < rows.height; ++row)
      for (int channel = 0; channel < 3; ++channel) {
        std::byte* const to = target.row(channel, rows.y + row, rows.x, 1);
        const std::uint32_t* const from = raster + (raster_rows - 1 - row) * page.chunk_width;
        for (std::int64_t i = 0; i < rows.width; ++i) to[i] = static_cast<std::byte>(from[i] >> (8 * channel) & 0xff);
      }
  }

  std::byte* room(std::uint64_t bytes) {
    if (buffer_.size() < bytes) buffer_.resize(bytes);
    return buffer_.data();
  }

  const FrameDecoder& frame_;
  TiffHandle& handle_;
  std::uint64_t directory_ = 0;
  std::vector<std::byte> buffer_, scratch_;
};

void FrameDecoder::decode(TiffHandle& first, std::byte* pixels) {
  pixels_ = pixels;
  const auto count = static_cast<std::int64_t>(pieces_.size());
  const std::uint64_t bytes = static_cast<std::uint64_t>(series_.info.shape.pixels()) * size_of(series_.info.dtype);
  const auto work = [this](TiffHandle& handle, const std::function<std::int64_t()>& next) {
    Worker worker(*this, handle);
    for (std::int64_t i = next(); i >= 0; i = next()) worker.decode(pieces_[static_cast<std::size_t>(i)]);
  };
  const unsigned threads = useful_threads(bytes, count);
  share_pieces(count, threads, [&](const std::function<std::int64_t()>& next) {
    if (threads == 1) return work(first, next);
    TiffHandle own(file_);  // libtiff's handles are for one thread each
    work(own, next);
  });
}

}  // namespace

HostImage decode_frame(const InputFile& file, TiffHandle& handle, const TiffSeries& series, std::int64_t frame,
                       const MakeHostImage& make) {
  FrameDecoder decoder(file, series);
  decoder.add_planes(handle, frame);
  // Only now, when the file has shown that it can fill it, is the memory taken.
  HostImage image = make(series.info.shape, series.info.dtype, series.info.pixel_size);
  decoder.decode(handle, static_cast<std::byte*>(image.data()));
  return image;
}

}  // namespace clumen
