#include <set>

#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

namespace clumen {
namespace {

using test::context;
using Mask = std::vector<std::uint8_t>;

/// Whether a step (0 or 1) removes a pixel with these neighbours, clockwise from north: Zhang and Suen's rules, and
/// where scikit-image's table differs from them (its numbers begin in the north-west: the rest of the list).
bool removed(const std::array<int, 8>& p, int step) {
  static const std::set<int> neither = {48, 129};
  static const std::set<int> both = {10, 40, 130, 160};
  static const std::set<int> first_alone = {3, 6, 11, 12, 14, 131, 134, 161, 194, 198};
  static const std::set<int> second_alone = {24, 26, 56, 96, 104, 108, 176, 192, 224};
  int number = p[7];
  for (int i = 0; i < 7; ++i) number |= p[static_cast<std::size_t>(i)] << (i + 1);
  if (neither.contains(number)) return false;
  if (both.contains(number)) return true;
  if (first_alone.contains(number)) return step == 0;
  if (second_alone.contains(number)) return step == 1;
  int changes = 0, set = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    changes += p[i] == 0 && p[(i + 1) % 8] == 1;
    set += p[i];
  }
  const int north = p[0], east = p[2], south = p[4], west = p[6];
  const bool side = step == 0 ? !(north && east && south) && !(east && south && west)
                              : !(north && east && west) && !(north && south && west);
  return changes == 1 && set >= 2 && set <= 6 && side;
}

Mask oracle(Mask mask, const Shape& s) {
  const auto at = [&](std::int64_t x, std::int64_t y) {
    return x < 0 || y < 0 || x >= s.x || y >= s.y ? 0 : static_cast<int>(mask[test::index(s, x, y, 0)]);
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (const int step : {0, 1}) {
      Mask next = mask;
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x)
          if (at(x, y) && removed({at(x, y - 1), at(x + 1, y - 1), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1),
                                   at(x - 1, y + 1), at(x - 1, y), at(x - 1, y - 1)},
                                  step))
            next[test::index(s, x, y, 0)] = 0, changed = true;
      mask = next;
    }
  }
  return mask;
}

Mask pulled(const Image& image) { return cast(image, DType::u8).pull_vector<std::uint8_t>(); }

Mask grown(const Mask& mask, const Shape& s, int radius) {
  return pulled(binary_dilation(context().push(mask, s), disk(radius)));
}

TEST_CASE("skeletons of odd shapes and of every neighbourhood") {
  for (const Shape& s : test::odd_shapes()) {
    if (s.ndim > 2) continue;
    for (const double share : {0.5, 0.9}) {
      const Mask mask = test::random_mask(s, share, 5);
      CHECK(skeletonize(context().push(mask, s)).dtype() == DType::boolean);
      CHECK(pulled(skeletonize(context().push(mask, s))) == oracle(mask, s));
    }
  }
  const Shape s(512, 256);
  const Mask noise = test::random_mask(s, 0.5, 6);
  CHECK(pulled(skeletonize(context().push(noise, s))) == oracle(noise, s));
}

TEST_CASE("skeletons of thick objects, over the borders of tiles and after many rounds") {
  const Shape s(1201, 211);
  Mask mask = test::random_mask(s, 0.0004, 2);
  mask = grown(mask, s, 12);
  CHECK(pulled(skeletonize(context().push(mask, s))) == oracle(mask, s));
  const Shape square(301, 299);
  const Mask full(static_cast<std::size_t>(square.pixels()), 1);
  CHECK(pulled(skeletonize(context().push(full, square))) == oracle(full, square));
}

TEST_CASE("skeletons of views, channels, bits and pending expressions") {
  const Shape s(150, 90, 1, 2), part(101, 70);
  const auto pixels = test::random_pixels<std::uint16_t>(s, 11);
  const Image image = context().push(pixels, s);
  const Image bits = binary_dilation(image > 64000, disk(3));
  const Mask both = pulled(bits), skeletons = pulled(skeletonize(bits));
  for (std::int64_t c = 0; c < 2; ++c) {
    const auto channel = [&](const Mask& m) { return Mask(m.begin() + c * 13500, m.begin() + (c + 1) * 13500); };
    CHECK(channel(skeletons) == oracle(channel(both), Shape(150, 90)));
  }
  CHECK(pulled(bits) == both);
  Mask region;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) region.push_back(both[test::index(s, x + 7, y + 5, 0, 1)]);
  CHECK(pulled(skeletonize(bits.channel(1).region({7, 5}, part))) == oracle(region, part));
  CHECK(pulled(skeletonize(skeletonize(bits))) == skeletons);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("skeletonize says how far it reaches, and rejects what it cannot do") {
  CHECK(skeletonize(Image::tracing(Shape(64, 64))).reach().global);
  CHECK_THROWS_AS(skeletonize(Image()), ArgumentError);
  CHECK_THROWS_AS(skeletonize(Image::tracing(Shape(64, 64, 3)), Skeleton::zhang), ArgumentError);
}

}  // namespace
}  // namespace clumen
