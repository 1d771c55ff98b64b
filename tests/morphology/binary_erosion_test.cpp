#include <random>

#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::context;

namespace {

using Mask = std::vector<std::uint8_t>;
enum class Op { erosion, dilation };

// The definition: erosion looks at x + f, dilation at x − f, for each f of the footprint.
Mask oracle(const Mask& in, const Shape& s, const Footprint& f, Op op) {
  const int sign = op == Op::erosion ? 1 : -1;
  Mask out(in.size());
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) {
          bool all = true, some = false;
          for (std::int64_t k = 0; k < f.shape().z; ++k)
            for (std::int64_t j = 0; j < f.shape().y; ++j)
              for (std::int64_t i = 0; i < f.shape().x; ++i) {
                if (!f.at(i, j, k)) continue;
                const auto [rx, ry, rz, global] = f.reach();
                const std::int64_t xx = x + sign * (i - rx), yy = y + sign * (j - ry), zz = z + sign * (k - rz);
                if (xx < 0 || yy < 0 || zz < 0 || xx >= s.x || yy >= s.y || zz >= s.z) continue;
                const bool set = in[test::index(s, xx, yy, zz, c)] != 0;
                all = all && set;
                some = some || set;
              }
          out[test::index(s, x, y, z, c)] = op == Op::erosion ? all : some;
        }
  return out;
}

Mask pulled(const Image& image) {
  const HostImage host = image.pull();
  const auto* first = static_cast<const std::uint8_t*>(host.data());
  return Mask(first, first + host.shape().pixels());
}

// How many pixels differ: a failure says so in one number.
int differences(const Mask& a, const Mask& b) {
  if (a.size() != b.size()) return -1;
  int n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += a[i] != b[i];
  return n;
}

Footprint random_footprint(std::int64_t x, std::int64_t y, std::int64_t z, std::uint64_t seed) {
  const Shape s(x, y, z);
  Mask mask = test::random_mask(s, 0.4, seed);
  mask[mask.size() / 3] = 1;
  return Footprint(mask, s);
}

Footprint ellipsoid(std::int64_t rx, std::int64_t ry, std::int64_t rz) {
  const Shape s(2 * rx + 1, 2 * ry + 1, 2 * rz + 1);
  Mask mask(static_cast<std::size_t>(s.pixels()));
  const auto part = [](std::int64_t i, std::int64_t r) { return static_cast<double>((i - r) * (i - r)) / (r * r); };
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x)
        mask[test::index(s, x, y, z)] = part(x, rx) + part(y, ry) + part(z, rz) <= 1;
  return Footprint(mask, s);
}

void check(const Mask& pixels, const Shape& s, const Footprint& f) {
  const Image image = context().push(pixels, s);
  const Image eroded = binary_erosion(image, f), dilated = binary_dilation(image, f);
  CHECK(eroded.dtype() == DType::boolean);
  CHECK(eroded.shape() == s);
  INFO(to_string(s) << " footprint " << to_string(f.shape()));
  CHECK(differences(pulled(eroded), oracle(pixels, s, f, Op::erosion)) == 0);
  CHECK(differences(pulled(dilated), oracle(pixels, s, f, Op::dilation)) == 0);
  const Mask opened = oracle(pulled(eroded), s, f, Op::dilation), closed = oracle(pulled(dilated), s, f, Op::erosion);
  CHECK(differences(pulled(binary_opening(image, f)), opened) == 0);
  CHECK(differences(pulled(binary_closing(image, f)), closed) == 0);
}

}  // namespace

TEST_CASE("binary erosion and dilation equal their definition for any footprint") {
  for (const Shape& s : test::odd_shapes()) {
    std::vector<Footprint> footprints = {diamond(1), disk(2), box(3, 3), box(1, 1), random_footprint(5, 3, 1, 7)};
    if (s.ndim == 3) footprints.insert(footprints.end(), {ball(2), box(3, 5, 3), random_footprint(3, 5, 3, 9)});
    for (const Footprint& f : footprints) {
      check(test::random_mask(s, 0.8, 3), s, f);
      check(test::random_mask(s, 0.1, 4), s, f);
    }
  }
}

TEST_CASE("binary erosion takes footprints wider than a word and than the image") {
  const Shape s(150, 37);
  const Mask mostly_set = [&] {
    Mask m(static_cast<std::size_t>(s.pixels()), 1);
    for (std::size_t i = 5; i < m.size(); i += 997) m[i] = 0;
    return m;
  }();
  for (const Footprint& f : {box(33, 1), box(35, 3), box(67, 1), box(129, 5), box(401, 1), disk(20), diamond(40),
                             box(41, 43), random_footprint(97, 9, 1, 5), random_footprint(3, 99, 1, 6)})
    check(mostly_set, s, f);
}

TEST_CASE("binary erosion by disks of more words and rows than an item takes") {
  const Shape s(2130, 261);
  check(test::random_mask(s, 0.9, 8), s, disk(3));
}

TEST_CASE("binary erosion by solids of more words, rows and planes than an item takes") {
  const Shape wide(590, 141, 7), deep(70, 9, 61);
  check(test::random_mask(wide, 0.99, 8), wide, ball(3));
  check(test::random_mask(wide, 0.999, 8), wide, ellipsoid(40, 2, 1));
  for (const Footprint& f : {ball(1), ball(5), ellipsoid(7, 3, 9)}) check(test::random_mask(deep, 0.995, 8), deep, f);
  Mask cone(5 * 5 * 3);  // not the same on both sides
  for (const std::size_t i : {27U, 31U, 32U, 33U, 37U}) cone[i + 5] = 1;
  cone[62] = 1;
  check(test::random_mask(deep, 0.9, 8), deep, Footprint(cone, Shape(5, 5, 3)));
}

TEST_CASE("a large box is done axis by axis, in three axes too") {
  const Shape s(45, 23, 17);
  Mask mask(static_cast<std::size_t>(s.pixels()), 1);
  for (std::size_t i = 11; i < mask.size(); i += 3001) mask[i] = 0;
  check(mask, s, box(9, 7, 7));
  check(mask, s, box(1, 7, 7));
  check(mask, s, box(5, 37, 1));
}

TEST_CASE("a footprint of many rows has a table that is pushed") {
  const Shape s(40, 150, 120);
  Mask mask(static_cast<std::size_t>(s.pixels()), 1);
  mask[static_cast<std::size_t>((60 * 150 + 75) * 40 + 20)] = 0;
  Mask rows(static_cast<std::size_t>(3 * 101 * 101), 0);
  for (std::size_t i = 0; i < rows.size(); i += 3) rows[i + i % 2] = 1;
  const Footprint f(rows, Shape(3, 101, 101));
  const Mask got = pulled(binary_erosion(context().push(mask, s), f));
  // Only the pixels that see the hole become 0: as many as the footprint has, but for those outside.
  std::int64_t expected = 0, zeros = 0;
  for (const std::uint8_t v : rows) expected += v;
  for (const std::uint8_t v : got) zeros += v == 0;
  CHECK(zeros == expected);
}

TEST_CASE("binary erosion takes every dtype, views, channels, bits and pending expressions") {
  const Shape s(71, 19, 3, 2);
  const Mask mask = test::random_mask(s, 0.8, 11);
  const Footprint f = disk(2);
  const Mask expected = oracle(mask, s, f, Op::erosion);
  const Image bytes = context().push(mask, s);
  SECTION("dtypes") {
    for (const DType t : {DType::u8, DType::i8, DType::u16, DType::i16, DType::u32, DType::i32, DType::u64, DType::i64,
                          DType::f32, DType::boolean})
      CHECK(differences(pulled(binary_erosion(cast(bytes, t), f)), expected) == 0);
    if (test::has_f64()) CHECK(differences(pulled(binary_erosion(cast(bytes, DType::f64), f)), expected) == 0);
  }
  SECTION("a pending expression, and bits as input") {
    const Image twice = binary_erosion(binary_erosion(bytes > 0, f), f);
    CHECK(differences(pulled(twice), oracle(expected, s, f, Op::erosion)) == 0);
    const Image pending = bytes * 3 > 2;
    CHECK(differences(pulled(binary_erosion(pending, f)), expected) == 0);
    CHECK(differences(pulled(pending), mask) == 0);
  }
  SECTION("views of bytes and of bits") {
    for (const Image& whole : {bytes, in_bits(bytes)}) {
      const Shape part(37, 11, 2);
      const Image view = whole.channel(1).region({9, 5, 1}, part);
      Mask cut;
      for (std::int64_t z = 0; z < 2; ++z)
        for (std::int64_t y = 0; y < 11; ++y)
          for (std::int64_t x = 0; x < 37; ++x) cut.push_back(mask[test::index(s, x + 9, y + 5, z + 1, 1)]);
      CHECK(differences(pulled(binary_erosion(view, f)), oracle(cut, part, f, Op::erosion)) == 0);
    }
    // A view whose rows begin at a word but end inside one: what lies after its end must not be seen.
    const Shape part(60, 19, 3, 2);
    Mask cut;
    for (std::int64_t c = 0; c < 2; ++c)
      for (std::int64_t z = 0; z < 3; ++z)
        for (std::int64_t y = 0; y < 19; ++y)
          for (std::int64_t x = 0; x < 60; ++x) cut.push_back(mask[test::index(s, x, y, z, c)]);
    const Image view = in_bits(bytes).region({0, 0, 0}, Shape(60, 19, 3));
    CHECK(differences(pulled(binary_dilation(view, f)), oracle(cut, part, f, Op::dilation)) == 0);
  }
}

TEST_CASE("binary erosion and dilation are dual and leave constant images as they are") {
  const Shape s(77, 41);
  const Image mask = context().push(test::random_mask(s, 0.6, 2), s) > 0;
  const Footprint f = random_footprint(7, 5, 1, 3);
  CHECK(differences(pulled(binary_dilation(mask, f)), pulled(!binary_erosion(!mask, f.mirrored()))) == 0);
  for (const std::uint8_t value : {0, 1}) {
    const Mask constant(static_cast<std::size_t>(s.pixels()), value);
    CHECK(differences(pulled(binary_erosion(context().push(constant, s), f)), constant) == 0);
    CHECK(differences(pulled(binary_dilation(context().push(constant, s), disk(3))), constant) == 0);
  }
}

TEST_CASE("binary erosion never waits and compiles no new program for a new footprint or shape") {
  const auto run = [](const Shape& s, const Footprint& f) {
    return binary_erosion(context().push(test::random_mask(s, 0.7), s), f);
  };
  run({50, 20}, disk(1));
  context().finish();
  const Statistics before = context().statistics();
  for (int r = 2; r < 12; ++r) run({50 + r * 7, 20 + r}, disk(r));
  const Statistics after = context().statistics();
  CHECK(after.builds == before.builds);
  CHECK(after.loads == before.loads);
  const Image image = context().push(test::random_mask({99, 31}, 0.7), {99, 31});
  const Statistics start = context().statistics();
  binary_dilation(binary_erosion(image, box(41, 43)), disk(4));
  CHECK(context().statistics().waits == start.waits);
}

TEST_CASE("binary erosion states its reach and refuses what does not fit") {
  const Image flat = Image::tracing({40, 30}), deep = Image::tracing({40, 30, 20});
  CHECK(binary_erosion(flat, disk(3)).reach() == Reach{3, 3, 0, false});
  CHECK(binary_dilation(binary_erosion(deep, box(3, 5, 7)), ball(2)).reach() == Reach{3, 4, 5, false});
  CHECK(binary_erosion(deep, box(9, 11, 13)).reach() == Reach{4, 5, 6, false});
  CHECK(binary_erosion(flat).dtype() == DType::boolean);
  CHECK_THROWS_AS(binary_erosion(flat, ball(1)), ArgumentError);
  CHECK_THROWS_AS(binary_dilation(flat, box(3, 3, 3)), ArgumentError);
  CHECK_THROWS_AS(binary_erosion(Image(), disk(1)), ArgumentError);
  CHECK(context().broken_frames().empty());
}
