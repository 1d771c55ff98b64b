#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace clumen {

/// One plane with the channels of each pixel together, as PNG has them; 16 bits in the host's byte order.
struct PngPixels {
  std::int64_t width = 0, height = 0;
  int channels = 1, bits = 8;
  std::vector<std::byte> pixels;
};

/// A whole PNG file in memory. Throws IoError, which begins with `what`, when libpng has no memory.
std::vector<std::byte> encode_png(const PngPixels& image, std::string_view what);

}  // namespace clumen
