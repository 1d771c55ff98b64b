#include <algorithm>
#include <limits>

#include "clumen/distance.hpp"
#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "distance/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

Mask inverted(const Mask& mask) {
  Mask out(mask);
  for (std::uint8_t& v : out) v = v ? 0 : 1;
  return out;
}

// How many numbers are not what the oracle says; distances to a millionth.
int wrong_distances(const Image& found, const std::vector<Nearest>& expected) {
  const std::vector<float> pixels = found.pull_vector<float>();
  int wrong = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const double distance = std::sqrt(expected[i].squared);
    wrong += !(expected[i].found() ? std::abs(pixels[i] - distance) <= 2e-7 * distance : std::isinf(pixels[i]));
  }
  return wrong;
}

int wrong_squares(const Image& found, const std::vector<Nearest>& expected) {
  const std::vector<std::int32_t> pixels = found.pull_vector<std::int32_t>();
  int wrong = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i)
    wrong += pixels[i] != (expected[i].found() ? expected[i].squared : std::numeric_limits<std::int32_t>::max());
  return wrong;
}

int wrong_indices(const Image& found, const std::vector<Nearest>& expected) {
  const std::vector<std::int32_t> pixels = found.pull_vector<std::int32_t>();
  const std::size_t count = expected.size();
  int wrong = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) wrong += pixels[i] != expected[i % count].at[i / count];
  return wrong;
}

void check_unit(const Mask& mask, const Shape& s) {
  INFO(to_string(s));
  const std::vector<Nearest> expected = nearest_of(inverted(mask), s);
  const Image image = context().push(mask, s) > 0;
  CHECK(wrong_squares(distance_transform_edt_squared(image), expected) == 0);
  CHECK(wrong_distances(distance_transform_edt(image), expected) == 0);
  CHECK(wrong_indices(distance_transform_edt_indices(image), expected) == 0);
}

Mask with_zeros_at(const Shape& s, const std::vector<std::array<std::int64_t, 3>>& places) {
  Mask mask(static_cast<std::size_t>(s.pixels()), 1);
  for (const auto& [x, y, z] : places) mask[index(s, x, y, z)] = 0;
  return mask;
}

}  // namespace

TEST_CASE("distance_transform_edt, its squares and indices equal their definition on masks of odd shapes") {
  for (const Shape& s : odd_shapes())
    for (const double share : {0.5, 0.97, 0.995}) check_unit(random_mask(s, share, 7), s);
}

TEST_CASE("distances that are long, and planes and rows without a pixel of 0") {
  check_unit(with_zeros_at({301, 257}, {{0, 0, 0}}), {301, 257});
  check_unit(with_zeros_at({301, 257}, {{299, 200, 0}, {3, 256, 0}}), {301, 257});
  check_unit(with_zeros_at({70, 41, 37}, {{69, 40, 36}}), {70, 41, 37});
  check_unit(with_zeros_at({70, 41, 37}, {{5, 1, 2}, {60, 30, 2}, {33, 39, 30}}), {70, 41, 37});
}

TEST_CASE("of two pixels of 0 as near the first in raster order is taken") {
  // rings of zeros around a centre, as far to all sides
  const Shape s(41, 41, 9);
  Mask mask(static_cast<std::size_t>(s.pixels()), 1);
  for (const int d : {-3, 3})
    mask[index(s, 20 + d, 20, 4)] = mask[index(s, 20, 20 + d, 4)] = mask[index(s, 20, 20, 4 + d)] = 0;
  check_unit(mask, s);
  const std::vector<std::int32_t> at =
      distance_transform_edt_indices(context().push(mask, s) > 0).pull_vector<std::int32_t>();
  const std::size_t centre = index(s, 20, 20, 4), all = static_cast<std::size_t>(s.pixels());
  CHECK(std::array{at[centre], at[centre + all], at[centre + 2 * all]} == std::array{20, 20, 1});
  // a grid of zeros, so that ties are everywhere
  const Shape flat(67, 53);
  Mask grid(static_cast<std::size_t>(flat.pixels()), 1);
  for (std::int64_t y = 3; y < flat.y; y += 10)
    for (std::int64_t x = 1; x < flat.x; x += 8) grid[index(flat, x, y, 0)] = 0;
  check_unit(grid, flat);
}

TEST_CASE("an image without a pixel of 0 is infinitely far, one of zeros nowhere") {
  for (const Shape& s : {Shape(37, 21), Shape(19, 9, 5)}) {
    check_unit(Mask(static_cast<std::size_t>(s.pixels()), 1), s);
    check_unit(Mask(static_cast<std::size_t>(s.pixels()), 0), s);
  }
}

TEST_CASE("distances with other distances between pixels") {
  for (const Shape& s : {Shape(67, 45), Shape(35, 19, 13)})
    for (const PerAxis& sampling : {PerAxis(0.5, 2.25, 3), PerAxis(2.5), PerAxis(0.65, 0.65, 2)}) {
      const Mask mask = random_mask(s, 0.985, 3);
      const Image image = context().push(mask, s);
      const std::vector<Nearest> expected = nearest_of(inverted(mask), s, sampling);
      CHECK(wrong_distances(distance_transform_edt(image, sampling), expected) == 0);
      const std::vector<std::int32_t> at = distance_transform_edt_indices(image, sampling).pull_vector<std::int32_t>();
      const std::size_t all = static_cast<std::size_t>(s.pixels());
      int farther = 0;
      for (std::size_t i = 0; i < all; ++i) {
        const auto p = place_of(s, i);
        const std::array<std::int64_t, 3> q = {at[i], at[i + all], s.ndim > 2 ? at[i + 2 * all] : 0};
        farther +=
            !(squared_between(p, q, sampling) <= expected[i].squared * (1 + 1e-6)) || mask[index(s, q[0], q[1], q[2])];
      }
      CHECK(farther == 0);
    }
}

TEST_CASE("distances of every dtype, of views, bits, expressions and channels") {
  const Shape s(61, 33, 3, 2);
  const Mask mask = random_mask(s, 0.9, 5);
  const Shape part(41, 30, 2);
  Mask cut;
  for (std::int64_t z = 0; z < part.z; ++z)
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(mask[index(s, x + 13, y + 2, z + 1, 1)]);
  const std::vector<Nearest> expected = nearest_of(inverted(cut), part);
  const Image bytes = context().push(mask, s);
  for (const DType dtype : all_that_exist()) {
    INFO(name_of(dtype));
    CHECK(wrong_squares(distance_transform_edt_squared(cast(bytes, dtype).channel(1).region({13, 2, 1}, part)),
                        expected) == 0);
  }
  CHECK(wrong_squares(distance_transform_edt_squared(in_bits(bytes).channel(1).region({13, 2, 1}, part)), expected) ==
        0);
  CHECK(wrong_squares(distance_transform_edt_squared(bytes.channel(1).region({13, 2, 1}, part) * 3 > 1), expected) ==
        0);
  const Image both = distance_transform_edt(bytes.region({13, 2, 1}, part));
  CHECK(both.shape().c == 2);
  CHECK(wrong_distances(both.channel(1), expected) == 0);
}

TEST_CASE("signed distances") {
  const Shape s(53, 31);
  const Mask mask = random_mask(s, 0.6, 2);
  const std::vector<Nearest> zero = nearest_of(inverted(mask), s), set = nearest_of(mask, s);
  const std::vector<float> found = distance_transform_edt_signed(context().push(mask, s)).pull_vector<float>();
  int wrong = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double expected = mask[i] ? std::sqrt(zero[i].squared) : -std::sqrt(set[i].squared);
    wrong += std::abs(found[i] - expected) > 2e-7 * std::abs(expected);
  }
  CHECK(wrong == 0);
  const float infinite = std::numeric_limits<float>::infinity();
  CHECK(distance_transform_edt_signed(context().push(Mask{1, 1}, {2, 1})).pull_vector<float>() ==
        std::vector{infinite, infinite});
  CHECK(distance_transform_edt_signed(context().push(Mask{0, 0}, {2, 1})).pull_vector<float>() ==
        std::vector{-infinite, -infinite});
}

TEST_CASE("distances along a row of more words than the summary of a row has bits") {
  const Shape s(1200007, 1);
  const Mask mask = with_zeros_at(s, {{70001, 0, 0}, {1100003, 0, 0}});
  unless_refused([&] {
    const std::vector<float> found = distance_transform_edt(context().push(mask, s)).pull_vector<float>();
    int wrong = 0;
    for (std::int64_t x = 0; x < s.x; ++x)
      wrong += found[index(s, x, 0, 0)] != static_cast<float>(std::min(std::abs(x - 70001), std::abs(x - 1100003)));
    CHECK(wrong == 0);
  });
}

TEST_CASE("squared distances of 2^30 and more are of 64 bits") {
  const Shape s(33000, 3);
  const Mask mask = with_zeros_at(s, {{2, 1, 0}});
  const Image squares = distance_transform_edt_squared(context().push(mask, s));
  REQUIRE(squares.dtype() == DType::i64);
  const std::vector<std::int64_t> found = squares.pull_vector<std::int64_t>();
  int wrong = 0;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) wrong += found[index(s, x, y, 0)] != (x - 2) * (x - 2) + (y - 1) * (y - 1);
  CHECK(wrong == 0);
  CHECK(distance_transform_edt_squared(context().push(Mask(99000, 1), s)).pull_vector<std::int64_t>()[5] ==
        std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("distances never wait, and new shapes compile nothing") {
  const auto run = [](const Shape& s) { return distance_transform_edt(context().push(random_mask(s, 0.5), s) > 0); };
  run({100, 50});
  context().finish();
  const Statistics before = context().statistics();
  for (int i = 1; i < 8; ++i) run({100 + 9 * i, 50 + i});
  CHECK(context().statistics().builds == before.builds);
  CHECK(context().statistics().launches <= before.launches + 7 * 4);
  const Image image = context().push(random_mask({300, 200}, 0.5), {300, 200});
  context().finish();
  const Statistics start = context().statistics();
  distance_transform_edt(image);
  CHECK(context().statistics().waits == start.waits);
}

TEST_CASE("distances state their reach and refuse what they cannot do") {
  const Image flat = Image::tracing({40, 30}, DType::u8), deep = Image::tracing({40, 30, 20}, DType::boolean);
  CHECK(distance_transform_edt(flat).reach().global);
  CHECK(distance_transform_edt_indices(deep).shape().c == 3);
  CHECK(distance_transform_edt_squared(Image::tracing({23000, 23000})).dtype() == DType::i32);
  CHECK(distance_transform_edt_squared(Image::tracing({23200, 23200})).dtype() == DType::i64);
  CHECK_THROWS_AS(distance_transform_edt(Image()), ArgumentError);
  for (const PerAxis& sampling : {PerAxis(0), PerAxis(1, -1), PerAxis(1, NAN), PerAxis(INFINITY), PerAxis(1, 1)})
    CHECK_THROWS_AS(distance_transform_edt(deep, sampling), ArgumentError);
  CHECK_THROWS_WITH(distance_transform_edt(flat, {1, 0}), Catch::Contains("sampling along y is 0"));
  CHECK_THROWS_AS(distance_transform_edt_indices(Image::tracing({4, 3, 1, 2})), ArgumentError);
  CHECK_THROWS_AS(distance_transform_edt(Image::tracing({1 << 29, 1})), ArgumentError);
  CHECK(context().broken_frames().empty());
}
