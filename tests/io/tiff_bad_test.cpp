// Files that are broken, or claim what they do not have: a clear error, quickly, and no memory for pixels that are not
// there.
#include <sys/resource.h>
#include <tiffio.h>

#include <chrono>
#include <cstring>
#include <random>

#include "clumen/io.hpp"
#include "io/support.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::contains;
using test::error_of;

namespace {

// A little-endian TIFF by hand.
class Crafted {
 public:
  void entry(int tag, int type, std::uint32_t count, std::uint32_t value) {
    number(entries_, static_cast<std::uint32_t>(tag), 2);
    number(entries_, static_cast<std::uint32_t>(type), 2);
    number(entries_, count, 4);
    number(entries_, value, 4);
    ++count_;
  }
  std::string bytes(std::size_t size = 1024, std::uint32_t next = 0) const {
    std::string out("II*\0\x08\0\0\0", 8);
    number(out, count_, 2);
    out += entries_;
    number(out, next, 4);
    out.resize(std::max(size, out.size()));
    return out;
  }

 private:
  static void number(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  }
  std::string entries_;
  std::uint32_t count_ = 0;
};

struct Claim {
  std::uint32_t width = 8, height = 8, bits = 8, compression = 1, samples = 1, rows_per_strip = 0, offset = 512,
                bytes = 64, format = 1, photometric = 1;
};
std::string claimed(const Claim& c, std::size_t size = 1024) {
  Crafted tiff;
  tiff.entry(256, 4, 1, c.width);
  tiff.entry(257, 4, 1, c.height);
  tiff.entry(258, 3, 1, c.bits);
  tiff.entry(259, 3, 1, c.compression);
  tiff.entry(262, 3, 1, c.photometric);
  tiff.entry(273, 4, 1, c.offset);
  tiff.entry(277, 3, 1, c.samples);
  tiff.entry(278, 4, 1, c.rows_per_strip ? c.rows_per_strip : c.height);
  tiff.entry(279, 4, 1, c.bytes);
  tiff.entry(339, 3, 1, c.format);
  return tiff.bytes(size);
}

std::string reason(const std::string& bytes) {
  const test::Folder folder;
  test::save(folder / "bad.tif", bytes);
  const std::string prefix = "read_tiff: " + (folder / "bad.tif").string() + ": ";
  const std::string text = error_of<IoError>([&] { read_tiff_host(folder / "bad.tif"); });
  return text.starts_with(prefix) ? text.substr(prefix.size()) : "?" + text;
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

std::string file_of(const TiffOptions& options, const Shape& shape = {40, 30, 2}) {
  const test::Folder folder;
  const HostImage image(shape, DType::u16, {0.5, 0.5, 1, "µm"});
  const auto pixels = test::random_pixels<std::uint16_t>(shape);
  std::memcpy(image.data(), pixels.data(), image.bytes());
  write_tiff(image, folder / "a.tif", options);
  return test::load(folder / "a.tif");
}

}  // namespace

TEST_CASE("the file that all the bad ones are made from is good", "[io]") {
  const test::Folder folder;
  test::save(folder / "a.tif", claimed({}));
  CHECK(read_tiff_host(folder / "a.tif").shape() == Shape(8, 8));
}

TEST_CASE("what is no TIFF", "[io]") {
  CHECK(reason("") == "is empty, no TIFF");
  CHECK(reason("hello, I am a text file") == "is no TIFF: it does not begin with II or MM");
  CHECK(reason("\x89PNG\r\n\x1a\n and so on") == "is no TIFF: it does not begin with II or MM");
  CHECK(reason(std::string("II\x2c\0\x08\0\0\0", 8)) == "is no TIFF: its version is 44, not 42 or 43");
  CHECK(reason("II*") == "is no TIFF: it does not begin with II or MM");
  CHECK(reason(std::string("II*\0\0\0\0\0", 8)) == "is a TIFF with no page");
  CHECK(reason(std::string("II+\0\x08\0\0\0", 8)) == "is truncated in the header of a BigTIFF");
  CHECK(
      contains(reason(std::string("II*\0\xff\0\0\0", 8)), "is truncated: page 0 is at offset 255, but it has 8 bytes"));
  const test::Folder folder;
  CHECK(error_of<IoError>([&] { read_tiff_host(folder / "no.tif"); }) ==
        "read_tiff: " + (folder / "no.tif").string() + ": No such file or directory");
  CHECK(contains(error_of<IoError>([&] { read_tiff_host(folder.path()); }), "is a folder"));
  CHECK(contains(error_of<IoError>([&] { tiff_info("/dev/null"); }), "tiff_info: /dev/null: is no regular file"));
}

TEST_CASE("what claims more than it has gets an error at once and no memory", "[io]") {
  const auto begin = std::chrono::steady_clock::now();
  const long before = peak_kilobytes();
  // 4 GB and more, in every way to say so, in 1 kB.
  const Claim plain{65536, 65536};
  CHECK(contains(reason(claimed(plain)), "claims 65536x65536 pixels"));
  for (const std::uint32_t compression : {5, 7, 8, 32773, 34925, 50000, 4}) {
    if (!TIFFIsCODECConfigured(static_cast<std::uint16_t>(compression))) continue;
    Claim packed{65536, 65536};
    packed.compression = compression;
    if (compression == 4) packed.bits = 1, packed.width = 0x7fffffff, packed.height = 0x7fffffff;
    INFO(compression);
    CHECK(contains(reason(claimed(packed)), "claims"));
  }
  Claim rows{65536, 65536};
  rows.rows_per_strip = 1;  // 65536 strips
  CHECK(contains(reason(claimed(rows)), "claims 65536x65536 pixels in more strips or tiles"));
  Claim huge{0xffffffff, 0xffffffff, 64};
  CHECK(contains(reason(claimed(huge)), "page 0"));
  Claim channels{4096, 4096, 32};
  channels.samples = 65535;
  CHECK(contains(reason(claimed(channels)), "claims"));
  Claim beyond;
  beyond.offset = 1000;
  CHECK(contains(reason(claimed(beyond)), "is truncated: strip 0 has 64 bytes at offset 1000, the file has 1024"));
  Claim far;
  far.offset = 0xfffffff0, far.bytes = 0xfffffff0;
  CHECK(contains(reason(claimed(far)), "is truncated"));
  Claim text{64, 64, 8, 8};  // deflate that is none
  CHECK(contains(reason(claimed(text)), "strip 0 cannot be decoded"));
  CHECK(peak_kilobytes() - before < 64 * 1024);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}

TEST_CASE("ImageJ's and OME's texts that claim too much", "[io]") {
  const auto with_text = [](const std::string& text) {
    Crafted tiff;
    for (const int tag : {256, 257}) tiff.entry(tag, 4, 1, 8);
    tiff.entry(258, 3, 1, 8);
    tiff.entry(262, 3, 1, 1);
    tiff.entry(270, 2, static_cast<std::uint32_t>(text.size() + 1), 600);
    tiff.entry(273, 4, 1, 512);
    tiff.entry(279, 4, 1, 64);
    std::string bytes = tiff.bytes(600);
    return bytes + text + '\0';
  };
  const auto ome = [&](const std::string& attributes, const std::string& inside = "") {
    return reason(
        with_text("<OME><Image><Pixels SizeX='8' SizeY='8' " + attributes + ">" + inside + "</Pixels></Image></OME>"));
  };
  CHECK(contains(reason(with_text("ImageJ=1.5\nimages=4000000000\n")), "is truncated: it claims "));
  CHECK(contains(reason(with_text("ImageJ=1.5\nimages=99\nslices=33\nchannels=3\n")), "is truncated: it claims "));
  CHECK(contains(reason(with_text("ImageJ=1.5\nimages=-2\n")), "claims -2 planes"));
  CHECK(
      contains(ome("SizeZ='2' SizeC='1' SizeT='1'", "<TiffData/>"), "has no page for plane 1 of channel 0 in frame 0"));
  CHECK(contains(ome("SizeZ='2000000000' SizeC='1000' SizeT='70000'"),
                 "has OME-XML that claims 2000000000 x 1000 x 70000"));
  CHECK(contains(ome("SizeZ='0' SizeC='1' SizeT='1'"), "sizes z 0"));
  CHECK(contains(ome("DimensionOrder='XYZZT'"), "DimensionOrder XYZZT"));
  CHECK(contains(ome("SizeZ='1'", "<TiffData IFD='-5'/>"), "TiffData of plane z 0, c 0, t 0, page -5"));
  CHECK(contains(reason(with_text("<OME><Image>")), "has broken OME-XML"));
  CHECK(contains(reason(with_text("<OME></OME>")), "has OME-XML without Pixels"));
  CHECK(contains(reason(with_text("<OME><BinaryOnly MetadataFile='a.companion.ome'/></OME>")),
                 "in another file, a.companion.ome"));
}

TEST_CASE("kinds of TIFF that are not read are named", "[io]") {
  Claim jpeg2000;
  jpeg2000.compression = 34712;
  CHECK(reason(claimed(jpeg2000)) == "page 0 has compression 34712 (JPEG 2000), which this libtiff does not decode");
  Claim unknown;
  unknown.compression = 4711;
  CHECK(reason(claimed(unknown)) == "page 0 has compression 4711 (unknown), which this libtiff does not decode");
  Claim complex{4, 4, 32};
  complex.format = 6;
  CHECK(contains(reason(claimed(complex)), "complex numbers"));
  Claim odd{4, 4, 24};
  CHECK(contains(reason(claimed(odd)), "integers of 24 bits"));
  odd.format = 3;
  CHECK(contains(reason(claimed(odd)), "floats of 24 bits"));
  Claim empty;
  empty.width = 0;
  CHECK(contains(reason(claimed(empty)), "page 0"));
}

TEST_CASE("a chain of pages that has no end", "[io]") {
  std::string bytes = claimed({});
  const std::uint32_t own = 8;
  std::memcpy(bytes.data() + 8 + 2 + 10 * 12, &own, 4);
  CHECK(contains(reason(bytes), "comes back to offset 8 after 1 pages"));
}

TEST_CASE("a file cut anywhere is an error, never a crash or a wrong picture", "[io]") {
  for (const auto compression : {TiffOptions::Compression::none, TiffOptions::Compression::deflate}) {
    TiffOptions options;
    options.compression = compression;
    if (compression == TiffOptions::Compression::deflate)
      options.metadata = TiffOptions::Metadata::ome, options.tile = 16;
    const std::string good = file_of(options);
    for (std::size_t left = 0; left + 1 < good.size(); left += 1 + left / 40) {
      INFO(left << " of " << good.size());
      const std::string text = reason(good.substr(0, left));
      // The last bytes may be padding that nothing needs.
      if (left + 8 < good.size()) CHECK((!text.empty() && text != "?"));
    }
  }
}

TEST_CASE("a file with flipped bytes is read or refused, and takes no memory for what is not there", "[io]") {
  const long before = peak_kilobytes();
  std::mt19937 rng(7);
  const test::Folder folder;
  int refused = 0, read = 0;
  for (const auto metadata : {TiffOptions::Metadata::imagej, TiffOptions::Metadata::ome}) {
    TiffOptions options;
    options.metadata = metadata;
    const std::string good = file_of(options);
    for (int turn = 0; turn < 1500; ++turn) {
      std::string bytes = good;
      // Mostly in the directories, which stand at the end.
      const std::size_t from = turn % 4 ? bytes.size() * 3 / 4 : 0;
      for (int i = 0; i <= turn % 3; ++i) bytes[from + rng() % (bytes.size() - from)] = static_cast<char>(rng());
      test::save(folder / "a.tif", bytes);
      try {
        read_tiff_host(folder / "a.tif");
        ++read;
      } catch (const IoError&) {
        ++refused;
      }
    }
  }
  CHECK(read + refused == 3000);
  CHECK(refused > 100);
  CHECK(peak_kilobytes() - before < 256 * 1024);
}
