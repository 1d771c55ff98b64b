#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <csetjmp>
#include <cstring>
#include <string>

#include "clumen/io.hpp"
#include "core/check.hpp"
#include "io/half.hpp"
#include "io/output_file.hpp"

namespace clumen {
namespace {

// The channels of each pixel together, as PNG has them.
struct Interleaved {
  std::int64_t width = 0, height = 0;
  int channels = 1, bits = 8;
  std::vector<std::byte> pixels;
};

template <class To, class From, class F>
void interleave(const HostImage& image, std::vector<std::byte>& out, F&& convert) {
  const Shape& s = image.shape();
  const std::int64_t plane = s.x * s.y;
  out.resize(static_cast<std::size_t>(plane * s.c) * sizeof(To));
  const auto* from = static_cast<const From*>(image.data());
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t i = 0; i < plane; ++i) {
      const To value = convert(*from++);
      std::memcpy(out.data() + static_cast<std::size_t>(i * s.c + c) * sizeof(To), &value, sizeof(To));
    }
}

std::uint8_t eight_bits(double value) {
  const double inside = value > 0 ? std::min(value, 1.0) : 0;  // also for a value that is no number
  return static_cast<std::uint8_t>(std::lround(inside * 255));
}

Interleaved interleaved(const HostImage& image) {
  using Byte = std::uint8_t;
  Interleaved out{image.shape().x, image.shape().y, static_cast<int>(image.shape().c), 8, {}};
  switch (image.dtype()) {
    case DType::u8:
      interleave<Byte, Byte>(image, out.pixels, [](Byte v) { return v; });
      break;
    case DType::boolean:
      interleave<Byte, Byte>(image, out.pixels, [](Byte v) { return v ? Byte{255} : Byte{0}; });
      break;
    case DType::u16:
      out.bits = 16;
      interleave<std::uint16_t, std::uint16_t>(image, out.pixels, [](std::uint16_t v) { return v; });
      break;
    case DType::f16:
      interleave<Byte, std::uint16_t>(image, out.pixels, [](std::uint16_t v) { return eight_bits(half_value(v)); });
      break;
    case DType::f32:
      interleave<Byte, float>(image, out.pixels, [](float v) { return eight_bits(v); });
      break;
    default:
      interleave<Byte, double>(image, out.pixels, [](double v) { return eight_bits(v); });
      break;
  }
  return out;
}

// libpng's writer into memory. libpng reports an error by a jump, so that what runs below the setjmp must have nothing
// to destroy.
class PngWriter {
 public:
  PngWriter() {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, keep_error, drop_warning);
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (png_) png_set_write_fn(png_, this, write, flush);
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  bool encode(const Interleaved& image) {
    std::vector<png_const_bytep> rows(static_cast<std::size_t>(image.height));
    const std::size_t row_bytes = image.pixels.size() / rows.size();
    for (std::size_t y = 0; y < rows.size(); ++y)
      rows[y] = reinterpret_cast<png_const_bytep>(image.pixels.data() + y * row_bytes);
    return info_ && encode_rows(image, rows.data());
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }
  const char* error() const { return *error_ ? error_ : "no memory"; }

 private:
  bool encode_rows(const Interleaved& image, const png_const_bytep* rows) {
    constexpr int colour_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                    PNG_COLOR_TYPE_RGBA};
    if (setjmp(png_jmpbuf(png_))) return false;
    png_set_user_limits(png_, 0x7fffffff, 0x7fffffff);
    png_set_compression_level(png_, 3);  // a third of the default's time for a few per cent of size
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), image.bits,
                 colour_types[image.channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png_, info_);
    if (image.bits == 16 && std::endian::native == std::endian::little) png_set_swap(png_);
    for (std::int64_t y = 0; y < image.height; ++y) png_write_row(png_, rows[y]);
    png_write_end(png_, info_);
    return true;
  }
  static void keep_error(png_structp png, png_const_charp text) {
    auto& writer = *static_cast<PngWriter*>(png_get_error_ptr(png));
    std::strncpy(writer.error_, text, sizeof writer.error_ - 1);
    png_longjmp(png, 1);
  }
  static void drop_warning(png_structp, png_const_charp) {}
  static bool kept(PngWriter& writer, png_bytep from, png_size_t count) try {
    const auto* first = reinterpret_cast<const std::byte*>(from);
    writer.bytes_.insert(writer.bytes_.end(), first, first + count);
    return true;
  } catch (const std::exception&) {
    return false;
  }
  static void write(png_structp png, png_bytep from, png_size_t count) {
    if (!kept(*static_cast<PngWriter*>(png_get_io_ptr(png)), from, count)) png_error(png, "no memory");
  }
  static void flush(png_structp) {}

  std::vector<std::byte> bytes_;
  char error_[128] = {};
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

void write_png(const HostImage& image, const std::filesystem::path& path) {
  const Shape& s = image.shape();
  const DType t = image.dtype();
  require(s.x > 0 && s.y > 0 && s.x <= 0x7fffffff && s.y <= 0x7fffffff && s.z == 1 && s.c >= 1 && s.c <= 4, "write_png",
          "image", to_string(s), "one plane of 1 to 4 channels with pixels");
  require(t == DType::boolean || t == DType::u8 || t == DType::u16 || is_float(t), "write_png", "dtype", name_of(t),
          "u8, u16, bool, f16, f32 and f64");
  OutputFile file("write_png", path);
  PngWriter png;
  if (!png.encode(interleaved(image)))
    throw IoError(fmt::format("write_png: {}: libpng: {}", path.string(), png.error()));
  file.append(png.bytes().data(), png.bytes().size());
  file.commit();
}

void write_png(const Image& image, const std::filesystem::path& path) {
  require(!image.empty() && !image.is_tracing(), "write_png", "image", "without pixels", "an image with pixels");
  write_png(image.pull(), path);
}

}  // namespace clumen
