#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

namespace clumen {
namespace {

using test::context;
using Mask = std::vector<std::uint8_t>;
/// The 27 pixels around one, itself in the middle.
using Patch = std::array<std::uint8_t, 27>;

std::array<int, 3> place_of(int i) { return {i % 3, i / 3 % 3, i / 9}; }

/// How many parts the neighbours have, where those that touch belong together.
int parts(Patch patch) {
  patch[13] = 0;
  int count = 0;
  for (int start = 0; start < 27; ++start) {
    if (!patch[static_cast<std::size_t>(start)]) continue;
    ++count;
    std::vector<int> open = {start};
    while (!open.empty()) {
      const auto here = place_of(open.back());
      patch[static_cast<std::size_t>(open.back())] = 0;
      open.pop_back();
      for (int i = 0; i < 27; ++i) {
        const auto there = place_of(i);
        const bool touch =
            std::abs(here[0] - there[0]) <= 1 && std::abs(here[1] - there[1]) <= 1 && std::abs(here[2] - there[2]) <= 1;
        if (patch[static_cast<std::size_t>(i)] && touch) open.push_back(i);
      }
    }
  }
  return count;
}

/// Euler's number of the patch: corners - edges + sides - cubes of all its pixels, taken for closed cubes.
int euler(const Patch& patch) {
  std::array<bool, 343> covered{};
  for (int i = 0; i < 27; ++i) {
    if (!patch[static_cast<std::size_t>(i)]) continue;
    const auto p = place_of(i);
    for (int j = 0; j < 27; ++j) {
      const auto d = place_of(j);
      covered[static_cast<std::size_t>((2 * p[2] + d[2]) * 49 + (2 * p[1] + d[1]) * 7 + 2 * p[0] + d[0])] = true;
    }
  }
  int number = 0;
  for (int i = 0; i < 343; ++i)
    if (covered[static_cast<std::size_t>(i)]) number += (i % 7 % 2 + i / 7 % 7 % 2 + i / 49 % 2) % 2 ? -1 : 1;
  return number;
}

bool may_go(const Patch& patch) {
  int pixels = 0;
  for (const auto p : patch) pixels += p;
  Patch without = patch;
  without[13] = 0;
  return pixels != 2 && parts(patch) <= 1 && euler(patch) == euler(without);
}

/// Lee, Kashyap and Chu's thinning, one pixel after the other, with the directions and the second look of scikit-image.
Mask oracle(Mask mask, const Shape& s) {
  const auto at = [&](std::int64_t x, std::int64_t y, std::int64_t z) -> std::uint8_t {
    const bool inside = x >= 0 && y >= 0 && z >= 0 && x < s.x && y < s.y && z < s.z;
    return inside ? mask[test::index(s, x, y, z)] : 0;
  };
  const auto patch_at = [&](const std::array<std::int64_t, 3>& p) {
    Patch patch;
    for (int i = 0; i < 27; ++i) {
      const auto d = place_of(i);
      patch[static_cast<std::size_t>(i)] = at(p[0] + d[0] - 1, p[1] + d[1] - 1, p[2] + d[2] - 1);
    }
    return patch;
  };
  const std::array<std::array<int, 3>, 6> directions = {
      {{0, -1, 0}, {0, 1, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 0, 1}, {0, 0, -1}}};
  const int used = s.z == 1 ? 4 : 6;
  for (int quiet = 0, step = 0; quiet < used; ++step) {
    const auto& d = directions[static_cast<std::size_t>(step % used)];
    std::vector<std::array<std::int64_t, 3>> candidates;
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x)
          if (at(x, y, z) && !at(x + d[0], y + d[1], z + d[2]) && may_go(patch_at({x, y, z})))
            candidates.push_back({x, y, z});
    for (const auto& p : candidates)
      if (parts(patch_at(p)) <= 1) mask[test::index(s, p[0], p[1], p[2])] = 0;
    quiet = candidates.empty() ? quiet + 1 : 0;
  }
  return mask;
}

Mask pulled(const Image& image) { return cast(image, DType::u8).pull_vector<std::uint8_t>(); }

void check(const Mask& mask, const Shape& s) {
  const Image thinned = skeletonize(context().push(mask, s), Skeleton::lee);
  CHECK(thinned.dtype() == DType::boolean);
  CHECK(pulled(thinned) == oracle(mask, s));
}

TEST_CASE("skeletons of volumes and planes of odd shapes") {
  for (const Shape& s : test::odd_shapes())
    for (const double share : {0.3, 0.7}) check(test::random_mask(s, share, 5), s);
}

TEST_CASE("skeletons of volumes are those of any neighbourhood") {
  const Shape s(70, 21, 19), flat(300, 90);
  for (const double share : {0.1, 0.5}) check(test::random_mask(s, share, 6), s);
  check(test::random_mask(flat, 0.5, 6), flat);
}

TEST_CASE("skeletons of thick objects in volumes, over the borders of tiles") {
  const Shape s(141, 37, 35);
  check(pulled(binary_dilation(context().push(test::random_mask(s, 0.001, 2), s), ball(4))), s);
  const Shape block(70, 23, 21), slab(140, 41, 3);
  for (const Shape& full : {block, slab}) check(Mask(static_cast<std::size_t>(full.pixels()), 1), full);
  const Shape flat(301, 140);
  check(pulled(binary_dilation(context().push(test::random_mask(flat, 0.0004, 2), flat), disk(9))), flat);
}

TEST_CASE("skeletons of views, channels and pending expressions of volumes") {
  const Shape s(50, 19, 9, 2), part(37, 17, 7);
  const Image image = context().push(test::random_pixels<std::uint16_t>(s, 11), s);
  const Mask both = pulled(image > 20000), thinned = pulled(skeletonize(image > 20000));
  const auto half = static_cast<std::ptrdiff_t>(both.size() / 2);
  for (std::ptrdiff_t c = 0; c < 2; ++c) {
    const auto channel = [&](const Mask& m) { return Mask(m.begin() + c * half, m.begin() + (c + 1) * half); };
    CHECK(channel(thinned) == oracle(channel(both), Shape(50, 19, 9)));
  }
  const Image view = (image > 20000).channel(1).region({7, 1, 2}, part);
  CHECK(pulled(skeletonize(view)) == oracle(pulled(view), part));
  CHECK(pulled(image > 20000) == both);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("skeletonize chooses its method by the axes, and refuses zhang for three") {
  const Image flat = context().push(test::random_mask(Shape(90, 70), 0.7), Shape(90, 70));
  CHECK(pulled(skeletonize(flat)) == pulled(skeletonize(flat, Skeleton::zhang)));
  CHECK(pulled(skeletonize(flat)) != pulled(skeletonize(flat, Skeleton::lee)));
  const Image deep = Image::tracing(Shape(64, 64, 3));
  CHECK(skeletonize(deep).reach().global);
  CHECK_THROWS_AS(skeletonize(deep, Skeleton::zhang), ArgumentError);
}

}  // namespace
}  // namespace clumen
