#include "view_tiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "clumen/error.hpp"
#include "io/parallel.hpp"
#include "io/png_encode.hpp"

namespace clumen::tool {
namespace {

/// A part of a plane, moved inside where it would look out of it.
struct Window {
  std::int64_t x, y, width, height;
};

PngPixels pixels_of(const Plane& plane, const Window& window, int bits) {
  PngPixels out{window.width, window.height, bits == 32 ? 4 : 1, bits == 32 ? 8 : bits, {}};
  out.pixels.reserve(static_cast<std::size_t>(window.width * window.height * bits / 8));
  for (std::int64_t y = window.y; y < window.y + window.height; ++y)
    for (std::int64_t x = window.x; x < window.x + window.width; ++x) {
      const std::uint32_t number =
          plane.at(std::clamp<std::int64_t>(x, 0, plane.width - 1), std::clamp<std::int64_t>(y, 0, plane.height - 1));
      const auto add = [&](auto value) {
        const auto* bytes = reinterpret_cast<const std::byte*>(&value);
        out.pixels.insert(out.pixels.end(), bytes, bytes + sizeof value);
      };
      if (bits == 8) add(static_cast<std::uint8_t>(number));
      else if (bits == 16) add(static_cast<std::uint16_t>(number));
      else
        for (int shift = 24; shift >= 0; shift -= 8) add(static_cast<std::uint8_t>(number >> shift));
    }
  return out;
}

std::string encoded(const Plane& plane, Kind kind, int bits) {
  constexpr std::int64_t kEdge = TileStore::kEdge;
  const std::int64_t margin = kind == Kind::labels ? 1 : 0, across = (plane.width + kEdge - 1) / kEdge;
  const std::int64_t count = across * ((plane.height + kEdge - 1) / kEdge);
  std::vector<std::string> lines(static_cast<std::size_t>(count));
  share_pieces(count, useful_threads(plane.numbers.size() * 4, count), [&](const auto& next) {
    for (std::int64_t i = next(); i >= 0; i = next()) {
      const std::int64_t x = i % across * kEdge, y = i / across * kEdge;
      const Window window{x - margin, y - margin, std::min(kEdge, plane.width - x) + 2 * margin,
                          std::min(kEdge, plane.height - y) + 2 * margin};
      lines[static_cast<std::size_t>(i)] = base64(encode_png(pixels_of(plane, window, bits), "view"));
    }
  });
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

std::string base64(const std::vector<std::byte>& bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = i; j < i + 3; ++j)
      three = three << 8 | (j < bytes.size() ? std::to_integer<std::uint32_t>(bytes[j]) : 0);
    for (int shift = 18; shift >= 0; shift -= 6) out += kDigits[three >> shift & 63];
  }
  const std::size_t missing = (3 - bytes.size() % 3) % 3;
  out.replace(out.size() - missing, missing, missing, '=');
  return out;
}

TileStore::TileStore(std::int64_t width, std::int64_t height, std::uint64_t limit) : limit_(limit) {
  constexpr std::int64_t kCoarsest = 64;
  while (std::max(width, height) >> last_ > kCoarsest) ++last_;
  levels_.resize(static_cast<std::size_t>(last_) + 1);
  bytes_.resize(levels_.size());
}

void TileStore::add(std::string_view layer, std::int64_t frame, std::int64_t z, Plane plane, Kind kind,
                    const Coding& coding) {
  for (int level = 0; level <= last_; ++level) {
    if (level > 0) plane = halved(plane, kind, coding.gaps);
    if (level < first_) continue;
    const auto i = static_cast<std::size_t>(level);
    std::string text = encoded(plane, kind, coding.bits);
    bytes_[i] += text.size();
    levels_[i].emplace(Place{layer, frame, z}, std::move(text));
    make_room();
  }
}

void TileStore::make_room() {
  while (std::accumulate(bytes_.begin() + first_, bytes_.end(), std::uint64_t{0}) > limit_) {
    if (first_ == last_)
      throw ArgumentError(fmt::format(
          "view: even the overview, in which {0} x {0} pixels are one, takes more than the {1} MB of --limit-mb",
          1 << first_, limit_ / 1'000'000));
    levels_[static_cast<std::size_t>(first_)].clear();
    ++first_;
  }
}

void TileStore::write(PageWriter& page) const {
  for (int level = last_; level >= first_; --level)
    for (const auto& [place, text] : levels_[static_cast<std::size_t>(level)]) {
      const auto& [layer, frame, z] = place;
      page.append(fmt::format("<script type=\"text/plain\" id=\"tiles {} {} {} {}\">", layer, level, frame, z));
      page.append(text);
      page.append("</script>\n");
    }
}

}  // namespace clumen::tool
