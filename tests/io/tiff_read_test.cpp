// Files that plain libtiff writes in every way it knows.
#include <tiffio.h>

#include <cstdlib>
#include <cstring>
#include <functional>

#include "clumen/io.hpp"
#include "io/support.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using Bytes = std::vector<std::uint8_t>;

namespace {

struct Page {
  int width = 0, height = 0, samples = 1, bits = 8, format = SAMPLEFORMAT_UINT;
  int compression = COMPRESSION_NONE, photometric = PHOTOMETRIC_MINISBLACK, planar = PLANARCONFIG_CONTIG;
  int rows_per_strip = 0, tile = 0;
  const char* description = nullptr;
  std::function<void(TIFF*)> more = {};

  std::size_t size() const { return static_cast<std::size_t>(bits / 8); }
};

void set_fields(TIFF* tiff, const Page& p) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, p.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, p.height);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, p.samples);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, p.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, p.format);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, p.compression);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, p.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, p.planar);
  if (p.description) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, p.description);
  if (p.tile) TIFFSetField(tiff, TIFFTAG_TILEWIDTH, p.tile), TIFFSetField(tiff, TIFFTAG_TILELENGTH, p.tile);
  else TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, p.rows_per_strip ? p.rows_per_strip : p.height);
  if (p.more) p.more(tiff);
}

// The pixels have x fastest, then y, then the sample.
void write_page(TIFF* tiff, const Page& p, const Bytes& pixels) {
  set_fields(tiff, p);
  const bool separate = p.planar == PLANARCONFIG_SEPARATE;
  const std::size_t size = p.size(), width = static_cast<std::size_t>(p.width),
                    plane = width * static_cast<std::size_t>(p.height) * size;
  const int parts = separate ? p.samples : 1, per_pixel = separate ? 1 : p.samples;
  for (int part = 0; part < parts; ++part) {
    // Rows of this part, as the file has them.
    Bytes rows(plane * static_cast<std::size_t>(per_pixel));
    for (std::size_t i = 0; i < plane / size; ++i)
      for (int s = 0; s < per_pixel; ++s)
        std::memcpy(&rows[(i * static_cast<std::size_t>(per_pixel) + static_cast<std::size_t>(s)) * size],
                    &pixels[static_cast<std::size_t>(part + s) * plane + i * size], size);
    const std::size_t row = width * static_cast<std::size_t>(per_pixel) * size;
    if (!p.tile) {
      for (int y = 0; y < p.height; ++y)
        TIFFWriteScanline(tiff, &rows[static_cast<std::size_t>(y) * row], static_cast<std::uint32_t>(y),
                          static_cast<std::uint16_t>(part));
      continue;
    }
    const std::size_t pixel = static_cast<std::size_t>(per_pixel) * size;
    for (int y = 0; y < p.height; y += p.tile)
      for (int x = 0; x < p.width; x += p.tile) {
        Bytes tile(static_cast<std::size_t>(p.tile * p.tile) * pixel, 0xee);
        for (int v = 0; v < p.tile && y + v < p.height; ++v)
          for (int u = 0; u < p.tile && x + u < p.width; ++u)
            std::memcpy(&tile[static_cast<std::size_t>(v * p.tile + u) * pixel],
                        &rows[static_cast<std::size_t>(y + v) * row + static_cast<std::size_t>(x + u) * pixel], pixel);
        TIFFWriteTile(tiff, tile.data(), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0,
                      static_cast<std::uint16_t>(part));
      }
  }
}

void write_file(const std::filesystem::path& path, const char* mode, const Page& page, const Bytes& pixels,
                int pages = 1) {
  TIFF* const tiff = TIFFOpen(path.c_str(), mode);
  REQUIRE(tiff);
  const std::size_t each = pixels.size() / static_cast<std::size_t>(pages);
  for (int i = 0; i < pages; ++i) {
    const auto first = pixels.begin() + static_cast<std::ptrdiff_t>(each * static_cast<std::size_t>(i));
    Page own = page;
    if (i > 0) own.description = nullptr;
    write_page(tiff, own, Bytes(first, first + static_cast<std::ptrdiff_t>(each)));
    REQUIRE(TIFFWriteDirectory(tiff));
  }
  TIFFClose(tiff);
}

Bytes random_bytes(const Page& p, int pages = 1) {
  return test::random_pixels<std::uint8_t>(std::int64_t{p.width} * p.height * p.samples * p.bits / 8 * pages);
}

bool same(const HostImage& image, const Bytes& pixels) {
  return image.bytes() == pixels.size() && std::memcmp(image.data(), pixels.data(), pixels.size()) == 0;
}

}  // namespace

TEST_CASE("TIFF in either byte order, size, arrangement and codec", "[io]") {
  const test::Folder folder;
  int turn = 0;
  for (const char* mode : {"wl", "wb", "wl8", "wb8"})
    for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS,
                                  COMPRESSION_LZMA, COMPRESSION_ZSTD})
      for (const int planar : {PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE})
        for (const int bits : {8, 16, 32, 64}) {
          if (!TIFFIsCODECConfigured(static_cast<std::uint16_t>(compression))) continue;
          Page p{.width = 45,
                 .height = 37,
                 .samples = 1 + ++turn % 4,
                 .bits = bits,
                 .compression = compression,
                 .planar = planar};
          if (turn % 3 == 0) p.tile = 32;
          if (turn % 3 == 1) p.rows_per_strip = 5;
          if (bits >= 32 && turn % 2) p.format = SAMPLEFORMAT_IEEEFP;
          const bool predicts = compression == COMPRESSION_LZW || compression == COMPRESSION_ADOBE_DEFLATE;
          if (predicts && turn % 2 == 0)
            p.more = [](TIFF* tiff) { TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL); };
          INFO(mode << " codec " << compression << " planar " << planar << " bits " << bits << " samples "
                    << p.samples);
          const Bytes pixels = random_bytes(p);
          write_file(folder / "a.tif", mode, p, pixels);
          const HostImage image = read_tiff_host(folder / "a.tif");
          CHECK(image.shape() == Shape(45, 37, 1, p.samples));
          CHECK(same(image, pixels));
          const TiffInfo info = tiff_info(folder / "a.tif");
          CHECK(info.big_endian == (mode[1] == 'b'));
          CHECK(info.big_tiff == (std::strlen(mode) == 3));
          CHECK(info.planar == (planar == PLANARCONFIG_SEPARATE && p.samples > 1));
          CHECK(info.layout == (p.tile ? "tiles" : "strips"));
        }
}

TEST_CASE("TIFF of many pages, strips and bytes in parallel", "[io]") {
  const test::Folder folder;
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW}) {
    const Page p{.width = 512, .height = 301, .bits = 16, .compression = compression, .rows_per_strip = 8};
    const Bytes pixels = random_bytes(p, 20);
    write_file(folder / "a.tif", "wb", p, pixels, 20);
    const HostImage image = read_tiff_host(folder / "a.tif");
    CHECK(image.shape() == Shape(512, 301, 20));
    CHECK(same(image, pixels));
  }
}

TEST_CASE("TIFF of one bit, by every fax codec", "[io]") {
  const test::Folder folder;
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_CCITTRLE, COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4,
                                COMPRESSION_PACKBITS, COMPRESSION_LZW})
    for (const int photometric : {PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_MINISWHITE})
      for (const int order : {FILLORDER_MSB2LSB, FILLORDER_LSB2MSB}) {
        const int width = 61, height = 23;
        const auto mask = test::random_mask(Shape(width, height), 0.4);
        Bytes packed(8 * height);
        for (int i = 0; i < width * height; ++i) {
          const int x = i % width, bit = 7 - x % 8;  // libtiff turns them around itself
          if (mask[static_cast<std::size_t>(i)])
            packed[static_cast<std::size_t>(i / width * 8 + x / 8)] |= static_cast<std::uint8_t>(1 << bit);
        }
        TIFF* const tiff = TIFFOpen((folder / "a.tif").c_str(), "w");
        set_fields(tiff, {.width = width,
                          .height = height,
                          .bits = 1,
                          .compression = compression,
                          .photometric = photometric,
                          .rows_per_strip = 9});
        TIFFSetField(tiff, TIFFTAG_FILLORDER, order);
        for (int y = 0; y < height; ++y)
          TIFFWriteScanline(tiff, &packed[static_cast<std::size_t>(y) * 8], static_cast<std::uint32_t>(y));
        TIFFClose(tiff);
        INFO("codec " << compression << " order " << order);
        const HostImage image = read_tiff_host(folder / "a.tif");
        CHECK(image.dtype() == DType::boolean);
        CHECK(same(image, mask));
      }
}

TEST_CASE("TIFF of colours that need a change", "[io]") {
  const test::Folder folder;
  // A smooth picture in RGB, which JPEG and subsampled YCbCr keep within a few values.
  Page p{.width = 64,
         .height = 48,
         .samples = 3,
         .compression = COMPRESSION_JPEG,
         .photometric = PHOTOMETRIC_YCBCR,
         .rows_per_strip = 16};
  p.more = [](TIFF* tiff) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 95);
  };
  Bytes pixels(64 * 48 * 3);
  for (int i = 0; i < 64 * 48; ++i)
    for (int c = 0; c < 3; ++c)
      pixels[static_cast<std::size_t>(c * 64 * 48 + i)] = static_cast<std::uint8_t>(60 + c * 40 + i % 64 + i / 64);
  write_file(folder / "a.tif", "w", p, pixels);
  HostImage image = read_tiff_host(folder / "a.tif");
  REQUIRE(image.shape() == Shape(64, 48, 1, 3));
  int worst = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i)
    worst = std::max(worst, std::abs(image.as<std::uint8_t>()[i] - pixels[i]));
  CHECK(worst <= 6);

  // Gray in uncompressed YCbCr with one colour for four pixels: Y is the value, Cb and Cr are 128.
  TIFF* const tiff = TIFFOpen((folder / "a.tif").c_str(), "w");
  set_fields(tiff, {.width = 4, .height = 4, .samples = 3, .photometric = PHOTOMETRIC_YCBCR});
  TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 2, 2);
  float white[] = {0, 255, 128, 255, 128, 255};
  TIFFSetField(tiff, TIFFTAG_REFERENCEBLACKWHITE, white);
  Bytes blocks;
  for (int block = 0; block < 4; ++block) {
    for (int y = 0; y < 4; ++y) blocks.push_back(static_cast<std::uint8_t>(50 * block + y));
    blocks.insert(blocks.end(), {128, 128});
  }
  TIFFWriteRawStrip(tiff, 0, blocks.data(), static_cast<tmsize_t>(blocks.size()));
  TIFFClose(tiff);
  image = read_tiff_host(folder / "a.tif");
  CHECK(image.shape() == Shape(4, 4, 1, 3));
  CHECK(image.as<std::uint8_t>()[0] == 0);
  CHECK(image.as<std::uint8_t>()[5] == 3);        // the last of the first block
  CHECK(image.as<std::uint8_t>()[16 + 2] == 50);  // green, the first of the second
  CHECK(image.as<std::uint8_t>()[47] == 153);

  std::uint16_t red[256], green[256], blue[256];
  for (int i = 0; i < 256; ++i)
    red[i] = static_cast<std::uint16_t>(257 * i), green[i] = static_cast<std::uint16_t>(257 * (255 - i)),
    blue[i] = 0x0700;
  Page indexed{.width = 17, .height = 9, .photometric = PHOTOMETRIC_PALETTE, .tile = 16};
  indexed.more = [&](TIFF* t) { TIFFSetField(t, TIFFTAG_COLORMAP, red, green, blue); };
  const Bytes indices = random_bytes(indexed);
  write_file(folder / "a.tif", "w", indexed, indices);
  image = read_tiff_host(folder / "a.tif");
  REQUIRE(image.shape() == Shape(17, 9, 1, 3));
  for (std::size_t i = 0; i < indices.size(); ++i) {
    CHECK(image.as<std::uint8_t>()[i] == indices[i]);
    CHECK(image.as<std::uint8_t>()[indices.size() + i] == 255 - indices[i]);
    CHECK(image.as<std::uint8_t>()[2 * indices.size() + i] == 7);
  }
}

TEST_CASE("TIFF with logarithmic light comes as floats", "[io]") {
  const test::Folder folder;
  Page p{.width = 20,
         .height = 10,
         .bits = 32,
         .format = SAMPLEFORMAT_IEEEFP,
         .compression = COMPRESSION_SGILOG,
         .photometric = PHOTOMETRIC_LOGL};
  p.more = [](TIFF* tiff) { TIFFSetField(tiff, TIFFTAG_SGILOGDATAFMT, SGILOGDATAFMT_FLOAT); };
  std::vector<float> light(200);
  for (std::size_t i = 0; i < light.size(); ++i) light[i] = 0.01f * static_cast<float>(i + 1);
  Bytes bytes(800);
  std::memcpy(bytes.data(), light.data(), 800);
  write_file(folder / "a.tif", "w", p, bytes);
  const HostImage image = read_tiff_host(folder / "a.tif");
  for (std::size_t i = 0; i < light.size(); ++i) CHECK(image.as<float>()[i] == Approx(light[i]).epsilon(0.01));
}

TEST_CASE("ImageJ's hyperstacks, also with one directory for all", "[io]") {
  const test::Folder folder;
  const char* const text =
      "ImageJ=1.53t\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\nunit=\\u00B5m\nfinterval=1.5\nspacing="
      "-0.5\n";
  Page p{.width = 21, .height = 13, .bits = 16, .description = text};
  p.more = [](TIFF* tiff) {
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 4.0);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 2.0);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
  };
  const Bytes pixels = random_bytes(p, 12);
  const std::size_t plane = 21 * 13 * 2;
  const auto check = [&] {
    const TiffInfo info = tiff_info(folder / "a.tif");
    CHECK(info.shape == Shape(21, 13, 3, 2));
    CHECK(info.frames == 2);
    CHECK(info.frame_interval == 1.5);
    CHECK(info.pixel_size == PixelSize{0.25, 0.5, 0.5, "µm"});
    for (int t = 0; t < 2; ++t) {
      const HostImage image = read_tiff_host(folder / "a.tif", t);
      for (int z = 0; z < 3; ++z)
        for (int c = 0; c < 2; ++c)
          CHECK(std::memcmp(static_cast<std::uint8_t*>(image.data()) + static_cast<std::size_t>(c * 3 + z) * plane,
                            pixels.data() + static_cast<std::size_t>((t * 3 + z) * 2 + c) * plane, plane) == 0);
    }
    CHECK(test::error_of<ArgumentError>([&] { read_tiff_host(folder / "a.tif", 2); }) ==
          "read_tiff: frame is 2; allowed is 0 to 1 in " + (folder / "a.tif").string());
    CHECK_THROWS_AS(read_tiff_host(folder / "a.tif", -1), ArgumentError);
  };
  write_file(folder / "a.tif", "wl", p, pixels, 12);
  check();
  // The first page with its pixels last, and the other planes behind it.
  write_file(folder / "a.tif", "wl", p, Bytes(pixels.begin(), pixels.begin() + plane));
  TIFF* const tiff = TIFFOpen((folder / "a.tif").c_str(), "r+");
  const std::uint64_t end = std::filesystem::file_size(folder / "a.tif");
  std::uint64_t* offsets = nullptr;
  TIFFGetField(tiff, TIFFTAG_STRIPOFFSETS, &offsets);
  const std::uint64_t start = offsets[0];
  TIFFClose(tiff);
  std::string bytes = test::load(folder / "a.tif");
  // Point the strip to the end of the file and put all planes there.
  const auto old = static_cast<std::uint32_t>(start), now = static_cast<std::uint32_t>(end);
  const std::size_t entry =
      bytes.find(std::string("\x11\x01\x04\0\x01\0\0\0", 8) + std::string(reinterpret_cast<const char*>(&old), 4));
  REQUIRE(entry != std::string::npos);
  std::memcpy(bytes.data() + entry + 8, &now, 4);
  bytes.append(reinterpret_cast<const char*>(pixels.data()), pixels.size());
  test::save(folder / "a.tif", bytes);
  check();
  test::save(folder / "a.tif", bytes.substr(0, bytes.size() - 1));
  CHECK(test::contains(test::error_of<IoError>([&] { read_tiff_host(folder / "a.tif", 1); }), "is truncated"));
}

TEST_CASE("TIFF of several pictures gives the first; smaller versions are left out", "[io]") {
  const test::Folder folder;
  TIFF* const tiff = TIFFOpen((folder / "a.tif").c_str(), "w");
  const Page p{.width = 16, .height = 8}, other{.width = 10, .height = 8};
  const Bytes first = random_bytes(p), second(first.rbegin(), first.rend());
  const auto add = [&](const Page& page, const Bytes& pixels, int kind) {
    write_page(tiff, page, pixels);
    TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, kind);
    TIFFWriteDirectory(tiff);
  };
  add(p, first, 0);
  add(other, random_bytes(other), FILETYPE_REDUCEDIMAGE);
  add(p, second, 0);
  add(other, random_bytes(other), 0);
  TIFFClose(tiff);
  const HostImage image = read_tiff_host(folder / "a.tif");
  CHECK(image.shape() == Shape(16, 8, 2));
  CHECK(std::memcmp(image.data(), first.data(), 128) == 0);
  CHECK(std::memcmp(static_cast<std::uint8_t*>(image.data()) + 128, second.data(), 128) == 0);
  CHECK(tiff_info(folder / "a.tif").pages == 4);
}

TEST_CASE("TIFF files of the samples", "[io]") {
  const char* const named = std::getenv("CLUMEN_DATA");
  const std::filesystem::path folder = named ? named : CLUMEN_SOURCE_FOLDER "/../shared/data";
  if (!std::filesystem::is_directory(folder)) {
    WARN("passed over: no folder " << folder.string());
    return;
  }
  struct Sample {
    const char* name;
    Shape shape;
    DType dtype;
    std::int64_t sum;  // NumPy's, of what tifffile reads
  };
  for (const Sample& sample :
       {Sample{"17P1_POS0013_D_1UL.tif", {340, 340}, DType::u16, 1336097},
        Sample{"17P1_POS0013_annotation.tif", {340, 340}, DType::i32, 8516},
        Sample{"20P1_POS0005_D_1UL.tif", {340, 340}, DType::u16, 1229629},
        Sample{"blobs.tif", {256, 254}, DType::u8, 6714936}, Sample{"mitosis_mod.tif", {70, 70}, DType::u8, 250195}}) {
    const HostImage image = read_tiff_host(folder / sample.name);
    INFO(sample.name);
    CHECK(image.shape() == sample.shape);
    REQUIRE(image.dtype() == sample.dtype);
    std::int64_t sum = 0;
    visit(sample.dtype, [&](auto zero) {
      using T = decltype(zero);
      if constexpr (!std::is_same_v<T, bool>)
        for (std::int64_t i = 0; i < image.shape().pixels(); ++i)
          sum += static_cast<std::int64_t>(static_cast<T*>(image.data())[i]);
    });
    CHECK(sum == sample.sum);
  }
}
