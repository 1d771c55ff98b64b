#include "io/png_encode.hpp"

#include <fmt/format.h>
#include <png.h>

#include <bit>

#include "clumen/error.hpp"
#include "io/png_error.hpp"

namespace clumen {
namespace {

// libpng's writer into memory.
class PngWriter {
 public:
  PngWriter() {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &error_, PngError::keep, PngError::drop_warning);
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (png_) png_set_write_fn(png_, this, write, flush);
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  bool encode(const PngPixels& image) {
    std::vector<png_const_bytep> rows(static_cast<std::size_t>(image.height));
    const std::size_t row_bytes = image.pixels.size() / rows.size();
    for (std::size_t y = 0; y < rows.size(); ++y)
      rows[y] = reinterpret_cast<png_const_bytep>(image.pixels.data() + y * row_bytes);
    return info_ && encode_rows(image, rows.data());
  }
  std::vector<std::byte> take() { return std::move(bytes_); }
  const char* error() const { return *error_.text ? error_.text : "no memory"; }

 private:
  bool encode_rows(const PngPixels& image, const png_const_bytep* rows) {
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
  PngError error_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

std::vector<std::byte> encode_png(const PngPixels& image, std::string_view what) {
  PngWriter png;
  if (!png.encode(image)) throw IoError(fmt::format("{}: libpng: {}", what, png.error()));
  return png.take();
}

}  // namespace clumen
