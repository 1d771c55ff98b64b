#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "clumen/io.hpp"
#include "core/check.hpp"
#include "io/parallel.hpp"
#include "io/tiff_axes.hpp"
#include "io/tiff_container.hpp"
#include "io/tiff_encode.hpp"
#include "io/tiff_labels.hpp"
#include "io/units.hpp"

namespace clumen {
namespace {

using Compression = TiffOptions::Compression;
using Metadata = TiffOptions::Metadata;

constexpr std::int64_t batch_bytes = std::int64_t{64} << 20;   // encoded before the next are begun
constexpr std::int64_t strip_bytes = std::int64_t{256} << 10;  // before they are encoded
constexpr std::uint64_t most_of_classic = 3'900'000'000;       // a classic TIFF's offsets have 32 bits

void check(const HostImage& image, const TiffOptions& options) {
  const Shape& s = image.shape();
  require(s.pixels() > 0, "write_tiff", "image", to_string(s), "at least one pixel");
  require(s.x <= 0x7fffffff && s.y <= 0x7fffffff, "write_tiff", "image", to_string(s),
          "at most 2147483647 columns and rows");
  const int tile = options.tile.value_or(0);
  require(tile >= 0 && tile <= 32768 && tile % 16 == 0, "write_tiff", "tile", tile, "0 or a multiple of 16 to 32768");
  const PixelSize& p = image.pixel_size();
  const auto is_size = [](double size) { return std::isfinite(size) && size > 0; };
  require(is_size(p.x) && is_size(p.y) && is_size(p.z), "write_tiff", "pixel_size",
          fmt::format("{}, {}, {}", p.x, p.y, p.z), "finite and above 0");
  require(options.channel_names.empty() || static_cast<std::int64_t>(options.channel_names.size()) == s.c, "write_tiff",
          "channel_names", fmt::format("{} names", options.channel_names.size()), fmt::format("0 or {}", s.c));
}

std::uint16_t sample_format(DType dtype) { return is_float(dtype) ? 3 : is_integer(dtype) && is_signed(dtype) ? 2 : 1; }

std::uint16_t compression_tag(Compression compression) {
  switch (compression) {
    case Compression::none:
      return 1;
    case Compression::lzw:
      return 5;
    case Compression::zstd:
      return 50000;
    default:
      return 8;
  }
}

TiffEncoding encoding_of(const HostImage& image, const TiffOptions& options) {
  TiffEncoding e;
  e.compression = compression_tag(options.compression);
  e.bits = static_cast<std::uint16_t>(image.dtype() == DType::boolean ? 1 : 8 * size_of(image.dtype()));
  e.sample_format = sample_format(image.dtype());
  // ImageJ itself knows differences for LZW only, and Bio-Formats those of fractions not at all.
  const bool differences = options.metadata == Metadata::ome && is_integer(image.dtype()) && e.compression != 1;
  e.predictor = differences ? 2 : 1;
  const int tile = options.tile.value_or(options.metadata == Metadata::ome ? 256 : 0);
  e.tiled = tile > 0;
  e.width = e.tiled ? tile : image.shape().x;
  e.height = tile;
  if (!e.tiled) {
    const auto row = static_cast<std::int64_t>(e.row_bytes());
    e.height = std::clamp<std::int64_t>(strip_bytes / row, 1, image.shape().y);
  }
  return e;
}

// The strips or tiles of all planes, in the order of the file: planes with c fastest.
class Chunks {
 public:
  Chunks(const HostImage& image, const TiffEncoding& encoding) : image_(image), encoding_(encoding) {}

  std::int64_t across() const { return (image_.shape().x + encoding_.width - 1) / encoding_.width; }
  std::int64_t down() const { return (image_.shape().y + encoding_.height - 1) / encoding_.height; }
  std::int64_t of_plane() const { return across() * down(); }
  std::int64_t count() const { return of_plane() * image_.shape().z * image_.shape().c; }
  std::int64_t bytes() const { return static_cast<std::int64_t>(encoding_.row_bytes()) * encoding_.height; }

  // The rows of a chunk as they are encoded; a tile that reaches over the edge is filled with 0.
  void rows(std::int64_t index, std::vector<std::byte>& out) const {
    const Shape& s = image_.shape();
    const std::int64_t plane = index / of_plane(), in_plane = index % of_plane();
    const std::int64_t z = plane / s.c, c = plane % s.c;
    const std::int64_t x = in_plane % across() * encoding_.width, y = in_plane / across() * encoding_.height;
    const std::int64_t width = std::min(encoding_.width, s.x - x), height = std::min(encoding_.height, s.y - y);
    const std::size_t size = size_of(image_.dtype()), row_bytes = encoding_.row_bytes();
    out.assign(row_bytes * static_cast<std::size_t>(encoding_.tiled ? encoding_.height : height), std::byte{0});
    for (std::int64_t row = 0; row < height; ++row) {
      const auto* from = static_cast<const std::byte*>(image_.data()) +
                         static_cast<std::size_t>(((c * s.z + z) * s.y + y + row) * s.x + x) * size;
      std::byte* const to = out.data() + static_cast<std::size_t>(row) * row_bytes;
      if (encoding_.bits == 1) pack(from, width, to);
      else std::memcpy(to, from, static_cast<std::size_t>(width) * size);
    }
  }

 private:
  static void pack(const std::byte* bools, std::int64_t count, std::byte* bits) {
    for (std::int64_t i = 0; i < count; ++i)
      if (bools[i] != std::byte{0}) bits[i >> 3] |= std::byte{0x80} >> (i & 7);
  }

  const HostImage& image_;
  const TiffEncoding& encoding_;
};

struct Written {
  std::vector<std::uint64_t> offsets, bytes;
};

// Encodes on all threads and writes in order, a batch after the other.
Written write_chunks(OutputFile& file, const Chunks& chunks, const TiffEncoding& encoding, const std::string& name) {
  Written written;
  const std::int64_t at_once = std::max<std::int64_t>(1, batch_bytes / chunks.bytes());
  for (std::int64_t first = 0; first < chunks.count(); first += at_once) {
    const std::int64_t count = std::min(at_once, chunks.count() - first);
    std::vector<std::vector<std::byte>> encoded(static_cast<std::size_t>(count));
    const unsigned threads = useful_threads(static_cast<std::uint64_t>(count * chunks.bytes()), count);
    share_pieces(count, threads, [&](const std::function<std::int64_t()>& next) {
      TiffEncoder encoder(name, encoding);
      std::vector<std::byte> rows;
      for (std::int64_t i = next(); i >= 0; i = next()) {
        chunks.rows(first + i, rows);
        encoded[static_cast<std::size_t>(i)] = encoding.compression == 1 ? std::move(rows) : encoder.encode(rows);
      }
    });
    for (const std::vector<std::byte>& chunk : encoded) {
      written.offsets.push_back(file.size());
      written.bytes.push_back(chunk.size());
      file.append(chunk.data(), chunk.size());
    }
  }
  return written;
}

// The fraction next to a value of which both parts have 32 bits: by continued fractions, so that 0.325 is 13/40.
struct Fraction {
  std::uint32_t numerator = 1, denominator = 1;
};
Fraction fraction_of(double value) {
  constexpr double most = 4294967295.0;
  if (value >= most) return {4294967295u, 1};
  if (value <= 1 / most) return {1, 4294967295u};
  double h = 1, h_before = 0, k = 0, k_before = 1, rest = value;
  Fraction best;
  for (int i = 0; i < 64; ++i) {
    const double whole = std::floor(rest);
    const double h_next = whole * h + h_before, k_next = whole * k + k_before;
    if (h_next > most || k_next > most) break;
    h_before = h, k_before = k, h = h_next, k = k_next;
    if (h > 0) best = {static_cast<std::uint32_t>(h), static_cast<std::uint32_t>(k)};
    if (h / k == value || rest == whole) break;
    rest = 1 / (rest - whole);
  }
  return best;
}

// The resolution tags: pixels per unit. The unit is centimetres for OME where it can be, and ImageJ's own otherwise,
// which its text names.
void add_resolution(std::vector<TiffTag>& tags, const PixelSize& size, Metadata metadata) {
  const std::optional<double> metres = metres_of(normal_unit(size.unit));
  const bool centimetres = metadata == Metadata::ome && metres;
  const double scale = centimetres ? *metres / 0.01 : 1;
  const Fraction x = fraction_of(size.x * scale), y = fraction_of(size.y * scale);
  tags.push_back(TiffTag::rational(282, x.denominator, x.numerator));
  tags.push_back(TiffTag::rational(283, y.denominator, y.numerator));
  tags.push_back(TiffTag::shorts(296, {static_cast<std::uint16_t>(centimetres ? 3 : 1)}));
}

void add_description(std::vector<TiffTag>& tags, const HostImage& image, const TiffOptions& options) {
  const bool is_ome = options.metadata == Metadata::ome;
  tags.push_back(TiffTag::text(
      270, is_ome ? ome_description(image.shape(), image.dtype(), image.pixel_size(), options.channel_names)
                  : imagej_description(image.shape(), image.pixel_size())));
  if (is_ome || options.channel_names.empty()) return;
  std::vector<std::string> labels;
  for (std::int64_t z = 0; z < image.shape().z; ++z)
    labels.insert(labels.end(), options.channel_names.begin(), options.channel_names.end());
  ImageJLabels own = imagej_label_tags(labels);
  tags.push_back(TiffTag::longs(imagej_counts_tag, own.counts));
  tags.push_back(TiffTag::bytes(imagej_metadata_tag, std::move(own.bytes)));
}

std::vector<TiffTag> tags_of(const HostImage& image, const TiffEncoding& e, const TiffOptions& options) {
  std::vector<TiffTag> tags{
      TiffTag::longs(254, {0}),                                            // a page of its own
      TiffTag::longs(256, {static_cast<std::uint32_t>(image.shape().x)}),  // columns
      TiffTag::longs(257, {static_cast<std::uint32_t>(image.shape().y)}),  // rows
      TiffTag::shorts(258, {e.bits}),                                      // bits per sample
      TiffTag::shorts(259, {e.compression}),                               // compression
      TiffTag::shorts(262, {1}),                                           // 0 is black
      TiffTag::shorts(277, {1}),                                           // samples per pixel
      TiffTag::text(305, "clumen"),                                        // software
      TiffTag::shorts(339, {e.sample_format}),                             // sample format
  };
  if (e.predictor != 1) tags.push_back(TiffTag::shorts(317, {e.predictor}));
  const auto width = static_cast<std::uint32_t>(e.width), height = static_cast<std::uint32_t>(e.height);
  if (e.tiled) {
    tags.push_back(TiffTag::longs(322, {width}));
    tags.push_back(TiffTag::longs(323, {height}));
  } else {
    tags.push_back(TiffTag::longs(278, {height}));
  }
  add_resolution(tags, image.pixel_size(), options.metadata);
  return tags;
}

std::vector<std::vector<TiffTag>> pages_of(const HostImage& image, const TiffEncoding& encoding, const Written& written,
                                           const TiffOptions& options, bool big_tiff) {
  const std::vector<TiffTag> common = tags_of(image, encoding, options);
  const std::int64_t planes = image.shape().z * image.shape().c;
  const auto chunks = static_cast<std::int64_t>(written.offsets.size()) / planes;
  std::vector<std::vector<TiffTag>> pages;
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    const auto part = [&](const std::vector<std::uint64_t>& all) {
      return std::vector<std::uint64_t>(all.begin() + plane * chunks, all.begin() + (plane + 1) * chunks);
    };
    std::vector<TiffTag> tags = common;
    tags.push_back(TiffTag::offsets(encoding.tiled ? 324 : 273, part(written.offsets), big_tiff));
    tags.push_back(TiffTag::offsets(encoding.tiled ? 325 : 279, part(written.bytes), big_tiff));
    if (plane == 0) add_description(tags, image, options);
    pages.push_back(std::move(tags));
  }
  return pages;
}

}  // namespace

void write_tiff(const HostImage& image, const std::filesystem::path& path, const TiffOptions& options) {
  check(image, options);
  const TiffEncoding encoding = encoding_of(image, options);
  // What the metadata cannot say is found before anything is written.
  std::vector<TiffTag> description;
  add_description(description, image, options);
  OutputFile file("write_tiff", path);
  reserve_tiff_header(file);
  const Written written = write_chunks(file, Chunks(image, encoding), encoding, path.string());
  constexpr std::uint64_t of_page = 1024, of_chunk = 16;  // bytes of directories, at most
  const std::uint64_t planes = static_cast<std::uint64_t>(image.shape().z * image.shape().c);
  const bool big_tiff = file.size() + planes * of_page + written.offsets.size() * of_chunk > most_of_classic;
  write_tiff_directories(file, pages_of(image, encoding, written, options, big_tiff), big_tiff);
  file.commit();
}

void write_tiff(const Image& image, const std::filesystem::path& path, const TiffOptions& options) {
  require(!image.empty() && !image.is_tracing(), "write_tiff", "image", "without pixels", "an image with pixels");
  write_tiff(image.pull(), path, options);
}

}  // namespace clumen
