#include "io/tiff_unpack.hpp"

#include <array>
#include <cstring>

namespace clumen {
namespace {

// Numbers of `bits` bits, highest bit first, to whole ones.
template <class T>
void widen(const std::byte* bytes, std::int64_t count, int bits, bool is_signed, T* out) {
  std::uint64_t held = 0;
  int held_bits = 0;
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1, top = std::uint64_t{1} << (bits - 1);
  for (std::int64_t i = 0; i < count; ++i) {
    while (held_bits < bits) {
      held = held << 8 | std::to_integer<std::uint64_t>(*bytes++);
      held_bits += 8;
    }
    held_bits -= bits;
    const std::uint64_t value = held >> held_bits & mask;
    out[i] = static_cast<T>(is_signed && (value & top) ? value | ~mask : value);
  }
}

void widen_row(const TiffPage& page, const std::byte* bytes, std::int64_t count, std::byte* out) {
  const bool is_signed = clumen::is_signed(page.dtype);
  switch (page.code == TiffPage::Code::palette ? (page.bits > 8 ? 2 : 1) : static_cast<int>(size_of(page.dtype))) {
    case 1:
      return widen(bytes, count, page.bits, is_signed, reinterpret_cast<std::uint8_t*>(out));
    default:
      return widen(bytes, count, page.bits, is_signed, reinterpret_cast<std::uint16_t*>(out));
  }
}

// Eight bools per byte, highest bit first.
void widen_bits(const std::byte* bytes, std::int64_t count, std::byte* out) {
  for (std::int64_t i = 0; i < count; ++i) {
    const unsigned byte = std::to_integer<unsigned>(bytes[i >> 3]);
    out[i] = static_cast<std::byte>(byte >> (7 - (i & 7)) & 1);
  }
}

template <class T>
void separate(const std::byte* from, std::int64_t count, int samples, int sample, std::byte* to) {
  for (std::int64_t i = 0; i < count; ++i)
    std::memcpy(to + i * static_cast<std::int64_t>(sizeof(T)),
                from + (i * samples + sample) * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
}

void separate(const std::byte* from, std::int64_t count, int samples, int sample, std::size_t size, std::byte* to) {
  switch (size) {
    case 1:
      return separate<std::uint8_t>(from, count, samples, sample, to);
    case 2:
      return separate<std::uint16_t>(from, count, samples, sample, to);
    case 4:
      return separate<std::uint32_t>(from, count, samples, sample, to);
    default:
      return separate<std::uint64_t>(from, count, samples, sample, to);
  }
}

void place_palette_row(const TiffPage& page, const std::byte* indices, const TiffRows& rows, std::int64_t y,
                       const TiffTarget& target) {
  for (std::int64_t channel = 0; channel < 3; ++channel) {
    std::byte* const to = target.row(channel, y, rows.x, 1);
    for (std::int64_t i = 0; i < rows.width; ++i) {
      std::uint16_t index = std::to_integer<std::uint16_t>(indices[page.bits > 8 ? 2 * i : i]);
      if (page.bits > 8) std::memcpy(&index, indices + 2 * i, 2);
      to[i] = static_cast<std::byte>(page.palette[index][static_cast<std::size_t>(channel)]);
    }
  }
}

bool is_whole(int bits) { return bits == 8 || bits == 16 || bits == 32 || bits == 64; }

template <class T>
void swap_all(std::byte* numbers, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i, numbers += sizeof(T)) {
    T value;
    std::memcpy(&value, numbers, sizeof(T));
    if constexpr (sizeof(T) == 2) value = __builtin_bswap16(value);
    else if constexpr (sizeof(T) == 4) value = __builtin_bswap32(value);
    else value = __builtin_bswap64(value);
    std::memcpy(numbers, &value, sizeof(T));
  }
}

}  // namespace

void place_rows(const TiffPage& page, const TiffRows& rows, int sample, const TiffTarget& target,
                std::vector<std::byte>& scratch) {
  const int samples = page.samples_in_chunk();
  const std::size_t size = size_of(page.dtype);
  const std::int64_t numbers = rows.width * samples;
  if (!is_whole(page.bits)) scratch.resize(static_cast<std::size_t>(numbers) * 2);
  for (std::int64_t row = 0; row < rows.height; ++row) {
    const std::byte* from = rows.bytes + static_cast<std::uint64_t>(row) * rows.row_bytes;
    const std::int64_t y = rows.y + row;
    if (!is_whole(page.bits)) {
      if (page.code == TiffPage::Code::bit) widen_bits(from, numbers, scratch.data());
      else widen_row(page, from, numbers, scratch.data());
      from = scratch.data();
    }
    if (page.code == TiffPage::Code::palette) place_palette_row(page, from, rows, y, target);
    else if (samples == 1)
      std::memcpy(target.row(sample, y, rows.x, size), from, static_cast<std::size_t>(rows.width) * size);
    else
      for (int s = 0; s < samples; ++s)
        separate(from, rows.width, samples, s, size, target.row(sample + s, y, rows.x, size));
  }
}

void swap_bytes(void* numbers, std::uint64_t count, int size) {
  auto* const bytes = static_cast<std::byte*>(numbers);
  if (size == 2) swap_all<std::uint16_t>(bytes, count);
  if (size == 4) swap_all<std::uint32_t>(bytes, count);
  if (size == 8) swap_all<std::uint64_t>(bytes, count);
}

}  // namespace clumen
