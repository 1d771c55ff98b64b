#include "view_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/half.hpp"
#include "session.hpp"

namespace clumen::tool {
namespace {

constexpr double kExact = 0x1p53;  // whole numbers up to here are exact

template <class T>
double value_of(T pixel, DType type) {
  return type == DType::f16 ? half_value(static_cast<std::uint16_t>(pixel)) : static_cast<double>(pixel);
}

template <class T>
void widen(ValueRange& range, const T* pixels, std::int64_t count, DType type) {
  for (std::int64_t i = 0; i < count; ++i) {
    const double value = value_of(pixels[i], type);
    if (!std::isfinite(value)) {
      range.gaps = true;
      continue;
    }
    range.low = range.any ? std::min(range.low, value) : value;
    range.high = range.any ? std::max(range.high, value) : value;
    range.any = true;
    range.whole = range.whole && std::trunc(value) == value;
  }
}

TiffInfo info_of_png(const HostImage& image) {
  TiffInfo info;
  info.shape = image.shape();
  info.dtype = image.dtype();
  info.pixel_size = image.pixel_size();
  info.metadata = "none";
  return info;
}

}  // namespace

ViewFile::ViewFile(const std::filesystem::path& path) : path_(path), png_(ending_of(path) == ".png") {
  if (!png_) {
    info_ = tiff_info(path);
    return;
  }
  pixels_ = read_png_host(path);
  read_ = 0;
  info_ = info_of_png(pixels_);
}

bool ViewFile::is_rgb() const {
  const bool colours = info_.shape.c == 3 || (png_ && info_.shape.c == 4);
  return colours && info_.metadata == "none" && (info_.dtype == DType::u8 || info_.dtype == DType::u16);
}

const HostImage& ViewFile::frame(std::int64_t t) {
  if (t != read_) {
    pixels_ = {};
    pixels_ = read_tiff_host(path_, t);
    read_ = t;
  }
  return pixels_;
}

std::vector<ValueRange> value_ranges(ViewFile& file) {
  const Shape shape = file.info().shape;
  const std::int64_t channel = shape.x * shape.y * shape.z;
  std::vector<ValueRange> out(static_cast<std::size_t>(shape.c));
  for (std::int64_t t = 0; t < file.info().frames; ++t) {
    const HostImage& frame = file.frame(t);
    visit(frame.dtype(), [&](auto zero) {
      const auto* pixels = static_cast<const decltype(zero)*>(frame.data());
      for (ValueRange& range : out) {
        widen(range, pixels, channel, frame.dtype());
        pixels += channel;
      }
    });
  }
  for (ValueRange& range : out) {
    range.whole = range.whole && std::abs(range.low) <= kExact && std::abs(range.high) <= kExact;
    if (!std::isfinite(range.high - range.low))
      throw ArgumentError(fmt::format("{}: its values, {} to {}, are too far apart for a picture", file.path().string(),
                                      range.low, range.high));
  }
  return out;
}

Coding coding_for(const ValueRange& range) {
  constexpr double kMost = 65535, kFinest = 1e-300;
  const double first = range.gaps ? 1 : 0, extent = range.high - range.low;  // the number of the lowest value
  Coding out{16, range.low - first, 1, range.whole, range.gaps};
  if (range.whole && extent + first <= kMost) {
    if (!range.gaps && range.low >= 0 && range.high <= kMost && (range.high <= 255 || extent > 255)) out.offset = 0;
    out.bits = range.high - out.offset <= 255 ? 8 : 16;
    return out;
  }
  out.exact = false;
  out.scale = std::max(extent > 0 ? extent / (kMost - first) : std::abs(range.low) * 1e-6, kFinest);
  out.offset = range.low - first * out.scale;
  return out;
}

Coding label_coding(const ValueRange& range, const std::filesystem::path& path) {
  if (!range.whole || range.gaps || range.low < 0 || range.high > 0xffffffff)
    throw ArgumentError(fmt::format("view: the labels of {} are {} to {}{}; allowed are whole numbers from 0 to {}",
                                    path.string(), range.low, range.high, range.whole ? "" : " with fractions",
                                    0xffffffffu));
  return {range.high <= 255 ? 8 : range.high <= 65535 ? 16 : 32, 0, 1, true, false};
}

Plane plane_of(const HostImage& frame, std::int64_t z, std::int64_t c, const Coding& coding) {
  const Shape& s = frame.shape();
  Plane out{s.x, s.y, std::vector<std::uint32_t>(static_cast<std::size_t>(s.x * s.y))};
  visit(frame.dtype(), [&](auto zero) {
    const auto* pixels = static_cast<const decltype(zero)*>(frame.data()) + (c * s.z + z) * s.x * s.y;
    for (std::size_t i = 0; i < out.numbers.size(); ++i) {
      const double value = value_of(pixels[i], frame.dtype());
      if (std::isfinite(value)) out.numbers[i] = static_cast<std::uint32_t>(std::llround(coding.number_of(value)));
    }
  });
  return out;
}

Plane halved(const Plane& plane, Kind kind, bool gaps) {
  Plane out{(plane.width + 1) / 2, (plane.height + 1) / 2, {}};
  out.numbers.reserve(static_cast<std::size_t>(out.width * out.height));
  for (std::int64_t y = 0; y < out.height; ++y)
    for (std::int64_t x = 0; x < out.width; ++x) {
      if (kind == Kind::labels) {
        out.numbers.push_back(plane.at(2 * x, 2 * y));
        continue;
      }
      std::uint32_t sum = 0, count = 0;
      for (std::int64_t v = 2 * y; v < std::min(2 * y + 2, plane.height); ++v)
        for (std::int64_t u = 2 * x; u < std::min(2 * x + 2, plane.width); ++u) {
          const std::uint32_t number = plane.at(u, v);
          if (gaps && number == 0) continue;
          sum += number;
          ++count;
        }
      out.numbers.push_back(count > 0 ? (sum + count / 2) / count : 0);
    }
  return out;
}

}  // namespace clumen::tool
