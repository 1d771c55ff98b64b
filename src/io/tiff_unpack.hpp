#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "clumen/shape.hpp"
#include "io/tiff_page.hpp"

namespace clumen {

/// Some rows as the decoder gives them, numbers in the byte order of this machine.
struct TiffRows {
  const std::byte* bytes = nullptr;
  std::uint64_t row_bytes = 0;
  std::int64_t x = 0, y = 0;           ///< of the first pixel in the image
  std::int64_t width = 0, height = 0;  ///< of what lies in the image
};

/// One plane of the image that is put together: its z and its first channel.
struct TiffTarget {
  std::byte* pixels = nullptr;
  Shape shape;
  std::int64_t z = 0, c = 0;

  /// The row y of channel c + `channel`, from x on, for pixels of `size` bytes.
  std::byte* row(std::int64_t channel, std::int64_t y, std::int64_t x, std::size_t size) const {
    return pixels + static_cast<std::size_t>(((((c + channel) * shape.z + z) * shape.y + y) * shape.x + x)) * size;
  }
};

/// Writes rows to their place: separates the channels of each pixel, widens bits, looks up palettes.
/// sample: the first one that the rows have. scratch: kept between calls.
void place_rows(const TiffPage& page, const TiffRows& rows, int sample, const TiffTarget& target,
                std::vector<std::byte>& scratch);

/// Changes the byte order of numbers of `size` bytes.
void swap_bytes(void* numbers, std::uint64_t count, int size);

}  // namespace clumen
