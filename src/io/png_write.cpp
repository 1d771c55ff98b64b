#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "clumen/io.hpp"
#include "core/check.hpp"
#include "io/half.hpp"
#include "io/output_file.hpp"
#include "io/png_encode.hpp"

namespace clumen {
namespace {

template <class To, class From, class F>
void interleave(const HostImage& image, std::vector<std::byte>& out, F&& convert) {
  const Shape& s = image.shape();
  const std::int64_t plane = s.x * s.y;
  out.resize(static_cast<std::size_t>(plane * s.c) * sizeof(To));
  const auto* from = static_cast<const From*>(image.data());
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t i = 0; i < plane; ++i) {
      const To value = convert(*from++);
      std::memcpy(out.data() + static_cast<std::size_t>(i * s.c + c) * sizeof(To), &value, sizeof(To));
    }
}

std::uint8_t eight_bits(double value) {
  const double inside = value > 0 ? std::min(value, 1.0) : 0;  // also for a value that is no number
  return static_cast<std::uint8_t>(std::lround(inside * 255));
}

PngPixels interleaved(const HostImage& image) {
  using Byte = std::uint8_t;
  PngPixels out{image.shape().x, image.shape().y, static_cast<int>(image.shape().c), 8, {}};
  switch (image.dtype()) {
    case DType::u8:
      interleave<Byte, Byte>(image, out.pixels, [](Byte v) { return v; });
      break;
    case DType::boolean:
      interleave<Byte, Byte>(image, out.pixels, [](Byte v) { return v ? Byte{255} : Byte{0}; });
      break;
    case DType::u16:
      out.bits = 16;
      interleave<std::uint16_t, std::uint16_t>(image, out.pixels, [](std::uint16_t v) { return v; });
      break;
    case DType::f16:
      interleave<Byte, std::uint16_t>(image, out.pixels, [](std::uint16_t v) { return eight_bits(half_value(v)); });
      break;
    case DType::f32:
      interleave<Byte, float>(image, out.pixels, [](float v) { return eight_bits(v); });
      break;
    default:
      interleave<Byte, double>(image, out.pixels, [](double v) { return eight_bits(v); });
      break;
  }
  return out;
}

}  // namespace

void write_png(const HostImage& image, const std::filesystem::path& path) {
  const Shape& s = image.shape();
  const DType t = image.dtype();
  require(s.x > 0 && s.y > 0 && s.x <= 0x7fffffff && s.y <= 0x7fffffff && s.z == 1 && s.c >= 1 && s.c <= 4, "write_png",
          "image", to_string(s), "one plane of 1 to 4 channels with pixels");
  require(t == DType::boolean || t == DType::u8 || t == DType::u16 || is_float(t), "write_png", "dtype", name_of(t),
          "u8, u16, bool, f16, f32 and f64");
  OutputFile file("write_png", path);
  const std::vector<std::byte> bytes = encode_png(interleaved(image), "write_png: " + path.string());
  file.append(bytes.data(), bytes.size());
  file.commit();
}

void write_png(const Image& image, const std::filesystem::path& path) {
  require(!image.empty() && !image.is_tracing(), "write_png", "image", "without pixels", "an image with pixels");
  write_png(image.pull(), path);
}

}  // namespace clumen
