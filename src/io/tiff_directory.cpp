#include "io/tiff_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace clumen {
namespace {

constexpr std::uint16_t x_resolution_tag = 282, y_resolution_tag = 283, rational_type = 5;

std::uint64_t number(const std::byte* bytes, int count, bool big_endian) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i)
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[big_endian ? i : count - 1 - i]);
  return value;
}

std::uint64_t number_at(const InputFile& file, std::uint64_t offset, int count, bool big_endian) {
  std::byte bytes[8];
  file.read(bytes, static_cast<std::size_t>(count), offset);
  return number(bytes, count, big_endian);
}

// How the two kinds of TIFF differ, in bytes.
struct Widths {
  int count, entry, offset;
};
constexpr Widths widths(bool big_tiff) { return big_tiff ? Widths{8, 20, 8} : Widths{2, 12, 4}; }

std::uint64_t first_directory(const InputFile& file, TiffDirectories& tiff) {
  std::byte header[16]{};
  const std::size_t got = file.read_some(header, sizeof header, 0);
  const auto letter = static_cast<char>(header[0]);
  if (got < 8 || header[0] != header[1] || (letter != 'I' && letter != 'M'))
    file.fail(file.size() == 0 ? "is empty, no TIFF" : "is no TIFF: it does not begin with II or MM");
  tiff.big_endian = letter == 'M';
  const std::uint64_t version = number(header + 2, 2, tiff.big_endian);
  if (version != 42 && version != 43) file.fail(fmt::format("is no TIFF: its version is {}, not 42 or 43", version));
  tiff.big_tiff = version == 43;
  if (!tiff.big_tiff) return number(header + 4, 4, tiff.big_endian);
  if (got < 16 || number(header + 4, 2, tiff.big_endian) != 8) file.fail("is truncated in the header of a BigTIFF");
  return number(header + 8, 8, tiff.big_endian);
}

std::uint64_t entries_of(const InputFile& file, const TiffDirectories& tiff, std::uint64_t directory) {
  const Widths w = widths(tiff.big_tiff);
  const std::uint64_t entries = number_at(file, directory, w.count, tiff.big_endian);
  if (entries == 0 || entries > file.size() / static_cast<std::uint64_t>(w.entry))
    file.fail(fmt::format("is broken or truncated: the directory at offset {} claims {} entries", directory, entries));
  return entries;
}

double pixel_size(const InputFile& file, std::uint64_t offset, const std::byte* inside, const TiffDirectories& tiff) {
  // A BigTIFF has room for the two numbers in the entry itself.
  std::byte bytes[8];
  if (tiff.big_tiff) std::copy_n(inside, 8, bytes);
  else file.read(bytes, 8, offset);
  const std::uint64_t pixels = number(bytes, 4, tiff.big_endian), units = number(bytes + 4, 4, tiff.big_endian);
  return pixels == 0 ? 0 : static_cast<double>(units) / static_cast<double>(pixels);
}

}  // namespace

TiffDirectories tiff_directories(const InputFile& file) {
  TiffDirectories tiff;
  std::uint64_t at = first_directory(file, tiff);
  const Widths w = widths(tiff.big_tiff);
  std::unordered_set<std::uint64_t> seen;
  while (at != 0) {
    if (at >= file.size())
      file.fail(fmt::format("is truncated: page {} is at offset {}, but it has {} bytes", tiff.offsets.size(), at,
                            file.size()));
    if (!seen.insert(at).second)
      file.fail(fmt::format("is broken: its chain of pages comes back to offset {} after {} pages", at, seen.size()));
    tiff.offsets.push_back(at);
    const std::uint64_t entries = entries_of(file, tiff, at);
    at = number_at(file, at + static_cast<std::uint64_t>(w.count) + entries * static_cast<std::uint64_t>(w.entry),
                   w.offset, tiff.big_endian);
  }
  if (tiff.offsets.empty()) file.fail("is a TIFF with no page");
  return tiff;
}

TiffResolution tiff_resolution(const InputFile& file, const TiffDirectories& tiff, std::uint64_t directory) {
  const Widths w = widths(tiff.big_tiff);
  const std::size_t entry = static_cast<std::size_t>(w.entry), value = tiff.big_tiff ? 12 : 8;
  std::vector<std::byte> entries(entries_of(file, tiff, directory) * entry);
  file.read(entries.data(), entries.size(), directory + static_cast<std::uint64_t>(w.count));
  TiffResolution resolution;
  for (std::size_t i = 0; i < entries.size(); i += entry) {
    const std::byte* const at = entries.data() + i;
    const std::uint64_t tag = number(at, 2, tiff.big_endian);
    if (number(at + 2, 2, tiff.big_endian) != rational_type) continue;
    if (tag != x_resolution_tag && tag != y_resolution_tag) continue;
    const double size = pixel_size(file, number(at + value, w.offset, tiff.big_endian), at + value, tiff);
    if (size > 0) (tag == x_resolution_tag ? resolution.x : resolution.y) = size;
  }
  return resolution;
}

}  // namespace clumen
