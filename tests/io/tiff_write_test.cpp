// What write_tiff writes, read by plain libtiff and by read_tiff.
#include <tiffio.h>

#include <cstring>

#include "clumen/io.hpp"
#include "io/support.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::contains;
using test::error_of;
using Bytes = std::vector<std::uint8_t>;
using Compression = TiffOptions::Compression;
using Metadata = TiffOptions::Metadata;

namespace {

HostImage random_image(const Shape& shape, DType dtype, const PixelSize& size = {}) {
  const HostImage image(shape, dtype, size);
  const Bytes bytes = test::random_pixels<std::uint8_t>(static_cast<std::int64_t>(image.bytes()));
  for (std::size_t i = 0; i < bytes.size(); ++i)
    static_cast<std::uint8_t*>(image.data())[i] = dtype == DType::boolean ? bytes[i] & 1 : bytes[i];
  return image;
}

bool same(const HostImage& a, const HostImage& b) {
  return a.shape().same_size(b.shape()) && a.dtype() == b.dtype() && std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

// The pixels of a page as libtiff has them, row by row without the padding of tiles.
Bytes page_of(TIFF* tiff, std::int64_t width, std::int64_t height, std::size_t size) {
  Bytes out;
  std::uint32_t tile_width = 0, tile_height = 0;
  if (!TIFFIsTiled(tiff)) {
    for (std::uint32_t strip = 0; strip < TIFFNumberOfStrips(tiff); ++strip) {
      Bytes rows(static_cast<std::size_t>(TIFFStripSize(tiff)));
      const tmsize_t got = TIFFReadEncodedStrip(tiff, strip, rows.data(), -1);
      out.insert(out.end(), rows.begin(), rows.begin() + got);
    }
    return out;
  }
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tile_width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &tile_height);
  out.resize(static_cast<std::size_t>(width * height) * size);
  Bytes tile(static_cast<std::size_t>(TIFFTileSize(tiff)));
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      if (x % tile_width == 0)
        TIFFReadTile(tiff, tile.data(), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0, 0);
      std::memcpy(out.data() + static_cast<std::size_t>(y * width + x) * size,
                  tile.data() + static_cast<std::size_t>(y % tile_height * tile_width + x % tile_width) * size, size);
    }
  return out;
}

void check_with_libtiff(const std::filesystem::path& path, const HostImage& image) {
  const Shape& s = image.shape();
  const std::size_t size = size_of(image.dtype()), plane = static_cast<std::size_t>(s.x * s.y) * size;
  TIFF* const tiff = TIFFOpen(path.c_str(), "r");
  REQUIRE(tiff);
  CHECK(TIFFNumberOfDirectories(tiff) == s.z * s.c);
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t c = 0; c < s.c; ++c) {
      const Bytes pixels = page_of(tiff, s.x, s.y, size);
      CHECK(pixels.size() == plane);
      CHECK(std::memcmp(pixels.data(),
                        static_cast<const std::uint8_t*>(image.data()) + static_cast<std::size_t>(c * s.z + z) * plane,
                        std::min(plane, pixels.size())) == 0);
      TIFFReadDirectory(tiff);
    }
  TIFFClose(tiff);
}

}  // namespace

TEST_CASE("TIFF gives every dtype, shape and codec back", "[io]") {
  const test::Folder folder;
  std::vector<Shape> shapes = test::odd_shapes();
  shapes.push_back({19, 17, 5, 3});
  shapes.push_back({300, 130, 1, 2});
  int turn = 0;
  for (const Shape& shape : shapes)
    for (int dtype = 0; dtype < 12; ++dtype) {
      const HostImage image = random_image(shape, DType(dtype));
      TiffOptions options;
      options.compression = Compression(++turn % 4);
      options.metadata = dtype == 7 || dtype == 8 || dtype == 9 ? Metadata::imagej : Metadata(turn / 4 % 2);
      if (turn % 3 == 0) options.tile = turn % 2 ? 16 : 64;
      INFO(to_string(shape) << " " << name_of(DType(dtype)) << " codec " << turn % 4);
      write_tiff(image, folder / "a.tif", options);
      CHECK(same(read_tiff_host(folder / "a.tif"), image));
      if (DType(dtype) != DType::boolean) check_with_libtiff(folder / "a.tif", image);
    }
  CHECK(folder.files() == 1);
}

TEST_CASE("TIFF keeps axes, pixel size and names", "[io]") {
  const test::Folder folder;
  const PixelSize size{0.325, 0.1, 2.5, "µm"};
  for (const Metadata metadata : {Metadata::imagej, Metadata::ome})
    for (const Shape shape : {Shape(30, 20), Shape(30, 20, 4), Shape(30, 20, 1, 2), Shape(30, 20, 4, 2)}) {
      TiffOptions options;
      options.metadata = metadata;
      if (shape.c == 2) options.channel_names = {"DNA", "α-tubulin, \"x\" <&> 🔬"};
      write_tiff(random_image(shape, DType::u16, size), folder / "a.tif", options);
      const TiffInfo info = tiff_info(folder / "a.tif");
      CHECK(info.shape == shape);
      CHECK(info.pixel_size == size);
      CHECK(info.channel_names == options.channel_names);
      CHECK(info.metadata == (metadata == Metadata::ome ? "OME" : "ImageJ"));
      CHECK(info.layout == (metadata == Metadata::ome ? "tiles" : "strips"));
      CHECK(info.frames == 1);
      CHECK(info.pages == shape.z * shape.c);
      CHECK(read_tiff_host(folder / "a.tif").pixel_size() == size);
    }
  for (const char* unit : {"nm", "mm", "cm", "inch", "pixel"}) {
    TiffOptions options;
    for (const Metadata metadata : {Metadata::imagej, Metadata::ome}) {
      options.metadata = metadata;
      const PixelSize own{0.7, 1.0 / 3, 11, unit};
      write_tiff(random_image({8, 8, 2}, DType::u8, own), folder / "a.tif", options);
      const PixelSize back = tiff_info(folder / "a.tif").pixel_size;
      CHECK(back.unit == unit);
      CHECK(back.x == 0.7);
      CHECK(back.y == Approx(1.0 / 3).epsilon(1e-15));
      CHECK(back.z == 11);
    }
  }
}

TEST_CASE("TIFF of extreme pixel sizes", "[io]") {
  const test::Folder folder;
  for (const double value : {1e-7, 3.25e-7, 123456.789, 0.32499999999, 1e6}) {
    write_tiff(random_image({8, 8}, DType::u8, {value, value, value, "m"}), folder / "a.tif");
    CHECK(tiff_info(folder / "a.tif").pixel_size.x == Approx(value).epsilon(1e-9));
    CHECK(tiff_info(folder / "a.tif").pixel_size.z == value);
  }
}

TEST_CASE("write_tiff says what it does not take", "[io]") {
  const test::Folder folder;
  const auto reason = [&](const HostImage& image, const TiffOptions& options) {
    return error_of<ArgumentError>([&] { write_tiff(image, folder / "a.tif", options); });
  };
  const HostImage image = random_image({8, 8}, DType::u8);
  TiffOptions options;
  options.tile = 20;
  CHECK(reason(image, options) == "write_tiff: tile is 20; allowed is 0 or a multiple of 16 to 32768");
  options.tile = 16;
  options.channel_names = {"a", "b"};
  CHECK(contains(reason(image, options), "channel_names is 2 names; allowed is 0 or 1"));
  CHECK(contains(reason(random_image({8, 0}, DType::u8), {}), "at least one pixel"));
  CHECK(contains(reason(random_image({8, 8}, DType::u8, {0, 1, 1, "m"}), {}), "pixel_size is 0, 1, 1"));
  options = {};
  options.metadata = Metadata::ome;
  CHECK(contains(reason(random_image({8, 8}, DType::i64), options), "OME has only"));
  CHECK(contains(reason(random_image({8, 8}, DType::u8, {1, 1, 1, "parsec"}), options), "unit is parsec"));
  CHECK(folder.files() == 0);
}

TEST_CASE("TIFF from and to the device", "[io]") {
  const test::Folder folder;
  for (const DType dtype : {DType::boolean, DType::u8, DType::u16, DType::f32}) {
    const HostImage image = random_image({67, 31, 3, 2}, dtype, {0.5, 0.5, 2, "µm"});
    const Image pushed = test::context().push(image);
    write_tiff(pushed, folder / "a.tif");
    const Image back = read_tiff(test::context(), folder / "a.tif");
    CHECK(back.pixel_size() == image.pixel_size());
    CHECK(same(back.pull(), image));
    write_tiff(pushed.channel(1).plane(2), folder / "b.tif");  // a view
    CHECK(same(read_tiff_host(folder / "b.tif"), pushed.channel(1).plane(2).pull()));
  }
  CHECK_THROWS_AS(write_tiff(Image::tracing({4, 4}), folder / "c.tif"), ArgumentError);
  CHECK_THROWS_AS(write_tiff(Image(), folder / "c.tif"), ArgumentError);
  CHECK(test::context().broken_frames().empty());
}
