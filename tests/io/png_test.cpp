#include <png.h>

#include <cmath>
#include <cstring>

#include "clumen/io.hpp"
#include "io/support.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::contains;
using test::error_of;

namespace {

template <class T>
HostImage random_image(const Shape& shape) {
  const HostImage image(shape, dtype_for<T>());
  const std::vector<T> pixels = test::random_pixels<T>(shape);
  std::memcpy(image.data(), pixels.data(), image.bytes());
  return image;
}

template <class T>
void check_back(const Shape& shape) {
  const test::Folder folder;
  const HostImage image = random_image<T>(shape);
  write_png(image, folder / "a.png");
  const HostImage back = read_png_host(folder / "a.png");
  REQUIRE(back.shape().same_size(shape));
  REQUIRE(back.dtype() == image.dtype());
  CHECK(std::memcmp(back.data(), image.data(), image.bytes()) == 0);
  CHECK(folder.files() == 1);
}

// A PNG of libpng's own making.
void save_png(const std::filesystem::path& path, int bits, int colour_type, int interlace, int width, int height,
              std::vector<std::uint8_t> rows, const std::vector<png_color>& palette = {}) {
  FILE* const file = std::fopen(path.c_str(), "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  png_set_IHDR(png, info, width, height, bits, colour_type, interlace, 0, 0);
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  std::vector<png_bytep> pointers;
  for (int y = 0; y < height; ++y) pointers.push_back(rows.data() + rows.size() / height * y);
  png_write_info(png, info);
  png_write_image(png, pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  std::fclose(file);
}

}  // namespace

TEST_CASE("PNG gives pixels back as they were", "[io]") {
  for (int channels = 1; channels <= 4; ++channels)
    for (const Shape& s : test::odd_shapes())
      if (s.z == 1) {
        check_back<std::uint8_t>({s.x, s.y, 1, channels});
        check_back<std::uint16_t>({s.x, s.y, 1, channels});
      }
}

TEST_CASE("PNG of masks and fractions", "[io]") {
  const test::Folder folder;
  const HostImage mask(Shape(3, 1), DType::boolean);
  std::memcpy(mask.data(), "\0\1\1", 3);
  write_png(mask, folder / "a.png");
  CHECK(std::memcmp(read_png_host(folder / "a.png").data(), "\0\xff\xff", 3) == 0);

  const HostImage fractions(Shape(7, 1), DType::f32);
  const float values[] = {0, 1, 0.5f, -3, 8, NAN, 0.4f / 255};
  std::memcpy(fractions.data(), values, sizeof values);
  write_png(fractions, folder / "a.png");
  CHECK(std::memcmp(read_png_host(folder / "a.png").data(), "\0\xff\x80\0\xff\0\0", 7) == 0);

  const HostImage halves(Shape(3, 1), DType::f16);
  const std::uint16_t half_bits[] = {0x3c00, 0x3800, 0xbc00};  // 1, 0.5, -1
  std::memcpy(halves.data(), half_bits, sizeof half_bits);
  write_png(halves, folder / "a.png");
  CHECK(std::memcmp(read_png_host(folder / "a.png").data(), "\xff\x80\0", 3) == 0);
}

TEST_CASE("PNG of other programs: bits, palettes, interlaced", "[io]") {
  const test::Folder folder;
  save_png(folder / "bits.png", 1, PNG_COLOR_TYPE_GRAY, 0, 10, 1, {0xa5, 0x40});
  const HostImage bits = read_png_host(folder / "bits.png");
  CHECK(std::memcmp(bits.data(), "\xff\0\xff\0\0\xff\0\xff\0\xff", 10) == 0);

  save_png(folder / "palette.png", 8, PNG_COLOR_TYPE_PALETTE, 0, 2, 2, {0, 1, 1, 0}, {{1, 2, 3}, {4, 5, 6}});
  const HostImage colours = read_png_host(folder / "palette.png");
  CHECK(colours.shape() == Shape(2, 2, 1, 3));
  CHECK(std::memcmp(colours.data(), "\1\4\4\1\2\5\5\2\3\6\6\3", 12) == 0);

  std::vector<std::uint8_t> pixels(13 * 11);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7);
  save_png(folder / "interlaced.png", 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_ADAM7, 13, 11, pixels);
  CHECK(std::memcmp(read_png_host(folder / "interlaced.png").data(), pixels.data(), pixels.size()) == 0);
}

TEST_CASE("PNG that is none, broken or lies", "[io]") {
  const test::Folder folder;
  const auto reason = [&](const std::string& bytes) {
    test::save(folder / "a.png", bytes);
    return error_of<IoError>([&] { read_png_host(folder / "a.png"); });
  };
  CHECK(contains(reason(""), "is empty, no PNG"));
  CHECK(contains(reason("not a picture"), "is no PNG"));
  write_png(random_image<std::uint8_t>({64, 64}), folder / "b.png");
  const std::string good = test::load(folder / "b.png");
  for (const std::size_t left : {std::size_t{8}, std::size_t{20}, std::size_t{40}, good.size() / 2, good.size() - 4})
    CHECK(contains(reason(good.substr(0, left)), "truncated"));
  std::string damaged = good;
  damaged[good.size() / 2] ^= 1;
  CHECK(contains(reason(damaged), "libpng"));
  // 100000 x 100000 pixels in some hundred bytes; the check sum of the header is right.
  save_png(folder / "c.png", 8, PNG_COLOR_TYPE_GRAY, 0, 1, 1, {0});
  std::string lie = test::load(folder / "c.png");
  const char header[] = "IHDR\0\1\x86\xa0\0\1\x86\xa0\x08\0\0\0";
  std::memcpy(lie.data() + 12, header, 17);
  std::uint32_t sum = 0xffffffff;
  for (int i = 12; i < 29; ++i) {
    sum ^= static_cast<unsigned char>(lie[static_cast<std::size_t>(i)]);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
  }
  for (int i = 0; i < 4; ++i) lie[static_cast<std::size_t>(29 + i)] = static_cast<char>(~sum >> (24 - 8 * i));
  CHECK(contains(reason(lie), "claims 100000x100000 pixels"));
}

TEST_CASE("PNG takes what PNG can hold", "[io]") {
  const test::Folder folder;
  CHECK_THROWS_AS(write_png(HostImage(Shape(4, 4), DType::i32), folder / "a.png"), ArgumentError);
  CHECK_THROWS_AS(write_png(HostImage(Shape(4, 4, 1, 5), DType::u8), folder / "a.png"), ArgumentError);
  CHECK_THROWS_AS(write_png(HostImage(Shape(4, 4, 2), DType::u8), folder / "a.png"), ArgumentError);
  CHECK_THROWS_AS(write_png(HostImage(Shape(0, 4), DType::u8), folder / "a.png"), ArgumentError);
  CHECK(folder.files() == 0);
}

TEST_CASE("PNG from and to the device", "[io]") {
  const test::Folder folder;
  const HostImage image = random_image<std::uint16_t>({33, 31, 1, 3});
  write_png(test::context().push(image), folder / "a.png");
  const HostImage back = read_png(test::context(), folder / "a.png").pull();
  CHECK(std::memcmp(back.data(), image.data(), image.bytes()) == 0);
  CHECK(test::context().broken_frames().empty());
}
