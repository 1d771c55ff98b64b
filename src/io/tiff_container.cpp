#include "io/tiff_container.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace clumen {
namespace {

constexpr std::size_t header_bytes = 16;
enum Type : std::uint16_t {
  byte_type = 1,
  ascii_type = 2,
  short_type = 3,
  long_type = 4,
  rational_type = 5,
  long8_type = 16
};

using Bytes = std::vector<std::byte>;

template <class T>
Bytes as_bytes(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <class T>
void add(Bytes& bytes, T value) {
  const std::size_t at = bytes.size();
  bytes.resize(at + sizeof value);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// A number as wide as its kind of TIFF has it.
void add_wide(Bytes& bytes, std::uint64_t value, bool big_tiff) {
  if (big_tiff) add(bytes, value);
  else add(bytes, static_cast<std::uint32_t>(value));
}

TiffTag make(std::uint16_t tag, Type type, std::uint64_t count, Bytes value) {
  TiffTag made;
  made.tag = tag, made.type = type, made.count = count, made.value = std::move(value);
  return made;
}

// A directory at `at` and the values behind it that are too long for it.
Bytes directory(const std::vector<TiffTag>& tags, std::uint64_t at, bool is_last, bool big_tiff) {
  const std::size_t inside = big_tiff ? 8 : 4;
  const std::size_t own = (big_tiff ? 8 : 2) + tags.size() * (big_tiff ? 20 : 12) + inside;
  Bytes entries, values;
  if (big_tiff) add(entries, static_cast<std::uint64_t>(tags.size()));
  else add(entries, static_cast<std::uint16_t>(tags.size()));
  for (const TiffTag& tag : tags) {
    add(entries, tag.tag);
    add(entries, tag.type);
    add_wide(entries, tag.count, big_tiff);
    if (tag.value.size() <= inside) {
      entries.insert(entries.end(), tag.value.begin(), tag.value.end());
      entries.resize(entries.size() + inside - tag.value.size());
      continue;
    }
    add_wide(entries, at + own + values.size(), big_tiff);
    values.insert(values.end(), tag.value.begin(), tag.value.end());
    values.resize((values.size() + 7) / 8 * 8);
  }
  const std::uint64_t end = (at + own + values.size() + 7) / 8 * 8;
  add_wide(entries, is_last ? 0 : end, big_tiff);
  entries.insert(entries.end(), values.begin(), values.end());
  entries.resize(end - at);
  return entries;
}

Bytes header(std::uint64_t first_directory, bool big_tiff) {
  Bytes bytes;
  const char* const order = std::endian::native == std::endian::little ? "II" : "MM";
  add(bytes, order[0]);
  add(bytes, order[1]);
  add(bytes, static_cast<std::uint16_t>(big_tiff ? 43 : 42));
  if (big_tiff) add(bytes, std::uint16_t{8}), add(bytes, std::uint16_t{0});
  add_wide(bytes, first_directory, big_tiff);
  return bytes;
}

}  // namespace

TiffTag TiffTag::shorts(std::uint16_t tag, const std::vector<std::uint16_t>& values) {
  return make(tag, short_type, values.size(), as_bytes(values));
}
TiffTag TiffTag::longs(std::uint16_t tag, const std::vector<std::uint32_t>& values) {
  return make(tag, long_type, values.size(), as_bytes(values));
}
TiffTag TiffTag::offsets(std::uint16_t tag, const std::vector<std::uint64_t>& values, bool big_tiff) {
  if (big_tiff) return make(tag, long8_type, values.size(), as_bytes(values));
  return longs(tag, std::vector<std::uint32_t>(values.begin(), values.end()));
}
TiffTag TiffTag::rational(std::uint16_t tag, std::uint32_t numerator, std::uint32_t denominator) {
  return make(tag, rational_type, 1, as_bytes(std::vector<std::uint32_t>{numerator, denominator}));
}
TiffTag TiffTag::text(std::uint16_t tag, std::string_view text) {
  Bytes bytes(text.size() + 1);
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  const std::size_t count = bytes.size();
  return make(tag, ascii_type, count, std::move(bytes));
}
TiffTag TiffTag::bytes(std::uint16_t tag, std::vector<std::byte> bytes) {
  const std::size_t count = bytes.size();
  return make(tag, byte_type, count, std::move(bytes));
}

void reserve_tiff_header(OutputFile& file) { file.append(Bytes(header_bytes).data(), header_bytes); }

void write_tiff_directories(OutputFile& file, std::vector<std::vector<TiffTag>> pages, bool big_tiff) {
  constexpr std::byte padding[8]{};
  if (file.size() % 8) file.append(padding, 8 - file.size() % 8);
  const std::uint64_t first = file.size();
  for (std::size_t i = 0; i < pages.size(); ++i) {
    std::ranges::sort(pages[i], {}, &TiffTag::tag);
    const Bytes bytes = directory(pages[i], file.size(), i + 1 == pages.size(), big_tiff);
    file.append(bytes.data(), bytes.size());
  }
  const Bytes start = header(first, big_tiff);
  file.rewrite(start.data(), start.size(), 0);
}

}  // namespace clumen
