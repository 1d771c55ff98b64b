#include "io/tiff_labels.hpp"

#include <bit>
#include <cstring>

namespace clumen {
namespace {

constexpr std::uint32_t magic = 0x494a494a, labels_kind = 0x6c61626c;  // "IJIJ" and "labl"

std::uint32_t number(const std::byte* bytes, int count, bool big_endian) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i)
    value = value << 8 | std::to_integer<std::uint32_t>(bytes[big_endian ? i : count - 1 - i]);
  return value;
}

void add_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  text += static_cast<char>((0xff00u >> (more + 1) & 0xff) | code >> (6 * more));
  for (int i = more - 1; i >= 0; --i) text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3f));
}

std::string from_utf16(const std::byte* bytes, std::size_t count, bool big_endian) {
  std::string text;
  for (std::size_t i = 0; i + 1 < count; i += 2) {
    std::uint32_t code = number(bytes + i, 2, big_endian);
    if (code >= 0xd800 && code < 0xdc00 && i + 3 < count) {  // the first half of a pair
      code = 0x10000 + ((code & 0x3ff) << 10 | (number(bytes + i + 2, 2, big_endian) & 0x3ff));
      i += 2;
    }
    add_utf8(text, code);
  }
  return text;
}

std::vector<std::uint16_t> to_utf16(const std::string& utf8) {
  std::vector<std::uint16_t> out;
  for (std::size_t i = 0; i < utf8.size();) {
    const unsigned first = static_cast<unsigned char>(utf8[i++]);
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    std::uint32_t code = more == 0 ? first : first & (0x3fu >> more);
    for (; more > 0 && i < utf8.size(); --more) code = code << 6 | (static_cast<unsigned char>(utf8[i++]) & 0x3f);
    if (code >= 0x10000) {
      out.push_back(static_cast<std::uint16_t>(0xd800 | (code - 0x10000) >> 10));
      code = 0xdc00 | (code & 0x3ff);
    }
    out.push_back(static_cast<std::uint16_t>(code));
  }
  return out;
}

template <class T>
void add(std::vector<std::byte>& bytes, const T& value) {
  const std::size_t at = bytes.size();
  bytes.resize(at + sizeof value);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// The values of a tag that libtiff does not know, if they are of the type that ImageJ gives them.
template <class T>
std::vector<T> unknown_tag(const TiffHandle& handle, std::uint16_t tag, TIFFDataType type) {
  const TIFFField* const field = TIFFFindField(handle.get(), tag, TIFF_ANY);
  std::uint32_t count = 0;
  const void* values = nullptr;
  if (!field || TIFFFieldDataType(field) != type || !TIFFFieldPassCount(field)) return {};
  if (!TIFFGetField(handle.get(), tag, &count, &values) || !values) return {};
  std::vector<T> out(count);
  if (count > 0) std::memcpy(out.data(), values, count * sizeof(T));
  return out;
}

}  // namespace

std::vector<std::string> imagej_labels(const TiffHandle& handle, bool big_endian) {
  const auto counts = unknown_tag<std::uint32_t>(handle, imagej_counts_tag, TIFF_LONG);
  const auto bytes = unknown_tag<std::byte>(handle, imagej_metadata_tag, TIFF_BYTE);
  if (counts.empty() || counts[0] < 12 || bytes.size() < counts[0] || number(bytes.data(), 4, big_endian) != magic)
    return {};
  // A header of kinds and how many there are of each; then the values, each as long as `counts` says.
  std::vector<std::string> labels;
  std::size_t at = counts[0], next = 1;
  for (std::size_t entry = 4; entry + 8 <= counts[0]; entry += 8) {
    const std::uint32_t kind = number(bytes.data() + entry, 4, big_endian);
    for (std::uint32_t left = number(bytes.data() + entry + 4, 4, big_endian); left > 0 && next < counts.size();
         --left) {
      const std::size_t count = counts[next++];
      if (count > bytes.size() - at) return {};
      if (kind == labels_kind) labels.push_back(from_utf16(bytes.data() + at, count, big_endian));
      at += count;
    }
  }
  return labels;
}

ImageJLabels imagej_label_tags(const std::vector<std::string>& labels) {
  ImageJLabels tags;
  tags.counts.push_back(12);
  add(tags.bytes, magic);
  add(tags.bytes, labels_kind);
  add(tags.bytes, static_cast<std::uint32_t>(labels.size()));
  for (const std::string& label : labels) {
    const std::vector<std::uint16_t> units = to_utf16(label);
    tags.counts.push_back(static_cast<std::uint32_t>(units.size() * 2));
    for (const std::uint16_t unit : units) add(tags.bytes, unit);
  }
  return tags;
}

}  // namespace clumen
