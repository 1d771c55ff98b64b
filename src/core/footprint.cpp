#include "clumen/footprint.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "core/check.hpp"

namespace clumen {
namespace {

constexpr int largest_flat_radius = 2048;  // 16 MiB of mask
constexpr int largest_solid_radius = 128;  // 16 MiB as well
constexpr std::int64_t largest_mask = std::int64_t{1} << 28;

// The footprint of half extents (rx, ry, rz) that takes the offsets for which `taken(x, y, z)` holds.
template <class F>
Footprint footprint_where(int rx, int ry, int rz, F&& taken) {
  const Shape shape(2 * rx + 1, 2 * ry + 1, 2 * rz + 1);
  std::vector<std::uint8_t> mask;
  mask.reserve(static_cast<std::size_t>(shape.pixels()));
  for (std::int64_t z = -rz; z <= rz; ++z)
    for (std::int64_t y = -ry; y <= ry; ++y)
      for (std::int64_t x = -rx; x <= rx; ++x) mask.push_back(taken(x, y, z) ? 1 : 0);
  return Footprint(std::move(mask), shape);
}

void require_radius(std::string_view operation, int radius, int largest) {
  require(radius >= 0 && radius <= largest, operation, "radius", radius, fmt::format("0 to {}", largest));
}

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

// The numbers of "3x3x1"; empty when one of them is none.
std::vector<int> extents_of(std::string_view text) {
  std::vector<int> extents;
  for (;;) {
    const std::size_t cross = text.find('x');
    const std::optional<int> extent = number_of(text.substr(0, cross));
    if (!extent) return {};
    extents.push_back(*extent);
    if (cross == std::string_view::npos) return extents;
    text.remove_prefix(cross + 1);
  }
}

}  // namespace

Footprint::Footprint(std::vector<std::uint8_t> mask, const Shape& shape)
    : mask_(std::make_shared<const std::vector<std::uint8_t>>(std::move(mask))),
      shape_(shape),
      box_(mask_->empty() || std::memchr(mask_->data(), 0, mask_->size()) == nullptr) {
  const bool odd = shape.x > 0 && shape.y > 0 && shape.z > 0 && shape.x % 2 && shape.y % 2 && shape.z % 2;
  require(odd && shape.c == 1, "footprint", "shape", to_string(shape), "odd extents, one channel");
  require(static_cast<std::int64_t>(mask_->size()) == shape.pixels(), "footprint", "mask",
          fmt::format("{} pixels", mask_->size()), fmt::format("the {} of a {}", shape.pixels(), to_string(shape)));
  require(box_ || std::ranges::any_of(*mask_, [](std::uint8_t m) { return m != 0; }), "footprint", "mask",
          "without a pixel", "at least one pixel that is not 0");
}

Footprint Footprint::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  const std::string_view numbers = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (kind == "box") {
    const std::vector<int> extents = extents_of(numbers);
    if (extents.size() == 2) return box(extents[0], extents[1]);
    if (extents.size() == 3) return box(extents[0], extents[1], extents[2]);
  } else if (kind == "line") {
    const std::vector<int> end = extents_of(numbers);
    if (end.size() == 2) return line(end[0], end[1]);
    if (end.size() == 3) return line(end[0], end[1], end[2]);
  } else if (const std::optional<int> radius = number_of(numbers)) {
    if (kind == "disk") return disk(*radius);
    if (kind == "ball") return ball(*radius);
    if (kind == "diamond") return diamond(*radius);
    if (kind == "octahedron") return octahedron(*radius);
  }
  throw ArgumentError(
      fmt::format("footprint: text is \"{}\"; allowed is disk:2, ball:3, diamond:1, octahedron:1, box:3x3, box:3x3x1, "
                  "line:3x-1 or line:3x1x1 with other numbers",
                  text));
}

Footprint Footprint::mirrored() const {
  if (box_) return *this;
  // A half turn about the centre reverses the order of the pixels.
  return Footprint(std::vector<std::uint8_t>(mask_->rbegin(), mask_->rend()), shape_);
}

Footprint Footprint::centred(const Offset& centre) const {
  const auto inside = [](std::int64_t at, std::int64_t extent) { return at >= 0 && at < extent; };
  require(inside(centre.x, shape_.x) && inside(centre.y, shape_.y) && inside(centre.z, shape_.z), "footprint", "centre",
          fmt::format("{}, {}, {}", centre.x, centre.y, centre.z), fmt::format("in a {}", to_string(shape_)));
  const auto half = [](std::int64_t at, std::int64_t extent) { return std::max(at, extent - 1 - at); };
  const std::int64_t rx = half(centre.x, shape_.x), ry = half(centre.y, shape_.y), rz = half(centre.z, shape_.z);
  return footprint_where(static_cast<int>(rx), static_cast<int>(ry), static_cast<int>(rz), [&](auto x, auto y, auto z) {
    const std::int64_t px = x + centre.x, py = y + centre.y, pz = z + centre.z;
    return inside(px, shape_.x) && inside(py, shape_.y) && inside(pz, shape_.z) && at(px, py, pz);
  });
}

Footprint disk(int radius) {
  require_radius("disk", radius, largest_flat_radius);
  return footprint_where(radius, radius, 0,
                         [r2 = std::int64_t{radius} * radius](auto x, auto y, auto) { return x * x + y * y <= r2; });
}

Footprint ball(int radius) {
  require_radius("ball", radius, largest_solid_radius);
  return footprint_where(radius, radius, radius, [r2 = std::int64_t{radius} * radius](auto x, auto y, auto z) {
    return x * x + y * y + z * z <= r2;
  });
}

Footprint diamond(int radius) {
  require_radius("diamond", radius, largest_flat_radius);
  return footprint_where(radius, radius, 0,
                         [radius](auto x, auto y, auto) { return std::abs(x) + std::abs(y) <= radius; });
}

Footprint octahedron(int radius) {
  require_radius("octahedron", radius, largest_solid_radius);
  return footprint_where(radius, radius, radius, [radius](auto x, auto y, auto z) {
    return std::abs(x) + std::abs(y) + std::abs(z) <= radius;
  });
}

Footprint box(std::int64_t x, std::int64_t y, std::int64_t z) {
  const auto fits = [](std::int64_t extent) { return extent > 0 && extent % 2 == 1 && extent <= largest_mask; };
  require(fits(x), "box", "x", x, "an odd extent");
  require(fits(y), "box", "y", y, "an odd extent");
  require(fits(z), "box", "z", z, "an odd extent");
  require(x <= largest_mask / y && x * y <= largest_mask / z, "box", "extents", fmt::format("{}x{}x{}", x, y, z),
          fmt::format("at most {} pixels", largest_mask));
  return Footprint(std::vector<std::uint8_t>(static_cast<std::size_t>(x * y * z), 1), Shape(x, y, z));
}

Footprint line(int x, int y, int z) {
  const int longest = std::max({std::abs(x), std::abs(y), std::abs(z)});
  const std::int64_t pixels =
      (2 * std::int64_t{std::abs(x)} + 1) * (2 * std::int64_t{std::abs(y)} + 1) * (2 * std::int64_t{std::abs(z)} + 1);
  require(longest <= largest_flat_radius && pixels <= largest_mask, "line", "end", fmt::format("{}x{}x{}", x, y, z),
          fmt::format("at most {} along an axis, {} pixels around the line", largest_flat_radius, largest_mask));
  const Shape shape(2 * std::abs(x) + 1, 2 * std::abs(y) + 1, 2 * std::abs(z) + 1);
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(pixels));
  // |step · end / longest|, rounded, with the sign of step · end.
  const auto along = [&](int step, int end) {
    const int part = (2 * std::abs(step * end) + longest) / std::max(2 * longest, 1);
    return std::abs(end) + ((step < 0) == (end < 0) ? part : -part);
  };
  for (int step = -longest; step <= longest; ++step)
    mask[static_cast<std::size_t>((along(step, z) * shape.y + along(step, y)) * shape.x + along(step, x))] = 1;
  return Footprint(std::move(mask), shape);
}

}  // namespace clumen
