#include <fmt/format.h>
#include <png.h>

#include <bit>
#include <cstring>
#include <functional>
#include <string>

#include "clumen/io.hpp"
#include "io/input_file.hpp"
#include "io/png_error.hpp"

namespace clumen {
namespace {

// libpng's reader over a file in memory.
class PngReader {
 public:
  explicit PngReader(const InputFile& file) : file_(file), bytes_(file.read_all()) {
    if (bytes_.size() < 8 || png_sig_cmp(reinterpret_cast<png_const_bytep>(bytes_.data()), 0, 8) != 0)
      file.fail(bytes_.empty() ? "is empty, no PNG" : "is no PNG: it does not begin as one");
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &error_, PngError::keep, PngError::drop_warning);
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) file.fail("libpng has no memory");
    png_set_read_fn(png_, this, read);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  // Reads what stands before the pixels, and asks for 8 or 16 bits per number.
  void read_header() {
    if (!header_is_read()) fail();
    // A byte of deflate stands for no more than 1032.
    if (raw_bytes_ / 1100 > bytes_.size())
      file_.fail(
          fmt::format("claims {}x{} pixels, but has {} bytes, too few for that", width_, height_, bytes_.size()));
  }
  // Reads all pixels, channels interleaved, numbers in the byte order of this machine.
  std::vector<std::byte> read_pixels() {
    std::vector<std::byte> pixels(row_bytes_ * height_);
    std::vector<png_bytep> rows(height_);
    for (std::size_t y = 0; y < height_; ++y) rows[y] = reinterpret_cast<png_bytep>(pixels.data() + y * row_bytes_);
    if (!pixels_are_read(rows.data())) fail();
    return pixels;
  }

  std::int64_t width() const { return static_cast<std::int64_t>(width_); }
  std::int64_t height() const { return static_cast<std::int64_t>(height_); }
  int channels() const { return channels_; }
  int bits() const { return bits_; }

 private:
  bool header_is_read() {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_set_user_limits(png_, 0x7fffffff, 0x7fffffff);
    png_read_info(png_, info_);
    width_ = png_get_image_width(png_, info_);
    height_ = png_get_image_height(png_, info_);
    raw_bytes_ = static_cast<std::uint64_t>(height_) * png_get_rowbytes(png_, info_);
    png_set_expand(png_);
    if (std::endian::native == std::endian::little) png_set_swap(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    channels_ = png_get_channels(png_, info_);
    bits_ = png_get_bit_depth(png_, info_);
    row_bytes_ = png_get_rowbytes(png_, info_);
    return true;
  }
  bool pixels_are_read(png_bytepp rows) {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }

  static void read(png_structp png, png_bytep to, png_size_t count) {
    auto& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (count > reader.bytes_.size() - reader.position_) png_error(png, "it is truncated");
    std::memcpy(to, reader.bytes_.data() + reader.position_, count);
    reader.position_ += count;
  }
  [[noreturn]] void fail() const { file_.fail(fmt::format("libpng: {}", error_.text)); }

  const InputFile& file_;
  std::vector<std::byte> bytes_;
  std::size_t position_ = 0, width_ = 0, height_ = 0, row_bytes_ = 0;
  std::uint64_t raw_bytes_ = 0;
  int channels_ = 0, bits_ = 0;
  PngError error_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

// From channels of each pixel together to a plane for each.
template <class T>
void separate(const std::byte* pixels, const Shape& shape, void* to) {
  auto* out = static_cast<T*>(to);
  const std::int64_t plane = shape.x * shape.y;
  for (std::int64_t c = 0; c < shape.c; ++c)
    for (std::int64_t i = 0; i < plane; ++i)
      std::memcpy(out++, pixels + (i * shape.c + c) * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
}

HostImage read(const std::filesystem::path& path, const std::function<HostImage(const Shape&, DType)>& make) {
  const InputFile file("read_png", path);
  PngReader png(file);
  png.read_header();
  const std::vector<std::byte> pixels = png.read_pixels();
  const Shape shape(png.width(), png.height(), 1, png.channels());
  HostImage image = make(shape, png.bits() == 16 ? DType::u16 : DType::u8);
  if (png.bits() == 16) separate<std::uint16_t>(pixels.data(), shape, image.data());
  else separate<std::uint8_t>(pixels.data(), shape, image.data());
  return image;
}

}  // namespace

HostImage read_png_host(const std::filesystem::path& path) {
  return read(path, [](const Shape& shape, DType dtype) { return HostImage(shape, dtype); });
}

Image read_png(const Context& context, const std::filesystem::path& path) {
  return context.push(read(path, [&](const Shape& shape, DType dtype) { return context.host_image(shape, dtype); }));
}

}  // namespace clumen
