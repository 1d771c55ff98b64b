#include "clumen/label.hpp"

#include <map>
#include <queue>
#include <random>

#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::context;

namespace {

using Labels = std::vector<std::int32_t>;

// The definition: from each pixel in raster order that has no label yet, everything that can be reached.
template <class T>
Labels oracle(const std::vector<T>& in, const Shape& s, int connectivity) {
  Labels out(in.size(), 0);
  std::int32_t count = 0;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x) {
        const std::size_t first = test::index(s, x, y, z);
        if (in[first] == T(0) || out[first] != 0) continue;
        out[first] = ++count;
        std::queue<std::array<std::int64_t, 3>> reached({{x, y, z}});
        for (; !reached.empty(); reached.pop()) {
          const auto [px, py, pz] = reached.front();
          for (int step = 0; step < 27; ++step) {
            const int dx = step % 3 - 1, dy = step / 3 % 3 - 1, dz = step / 9 - 1;
            const std::int64_t qx = px + dx, qy = py + dy, qz = pz + dz;
            if (std::abs(dx) + std::abs(dy) + std::abs(dz) > connectivity) continue;
            if (qx < 0 || qy < 0 || qz < 0 || qx >= s.x || qy >= s.y || qz >= s.z) continue;
            const std::size_t i = test::index(s, qx, qy, qz);
            if (out[i] != 0 || in[i] != in[first]) continue;
            out[i] = count;
            reached.push({qx, qy, qz});
          }
        }
      }
  return out;
}

// How many pixels differ: a failure says so in one number.
int differences(const Labels& a, const Labels& b) {
  if (a.size() != b.size()) return -1;
  int n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += a[i] != b[i];
  return n;
}

Labels pulled(const Image& labels) { return labels.pull_vector<std::int32_t>(); }

using Mask = std::vector<std::uint8_t>;

void check_mask(const Mask& mask, const Shape& s) {
  const Image image = context().push(mask, s) > 0;
  for (int connectivity = 1; connectivity <= s.ndim; ++connectivity) {
    INFO(to_string(s) << ", connectivity " << connectivity);
    CHECK(differences(pulled(label(image, connectivity)), oracle(mask, s, connectivity)) == 0);
  }
}

Mask noise(const Shape& s, double share, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Mask out(static_cast<std::size_t>(s.pixels()));
  for (std::uint8_t& v : out) v = std::uniform_real_distribution<double>(0, 1)(rng) < share;
  return out;
}

template <class F>
Mask pattern(const Shape& s, F&& set) {
  Mask out;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) out.push_back(set(x, y) ? 1 : 0);
  return out;
}

// A spiral of one pixel's width with gaps of one, from the corner inwards.
Mask spiral(const Shape& s) {
  Mask out(static_cast<std::size_t>(s.pixels()), 0);
  std::int64_t x = 0, y = 0, dx = 1, dy = 0;
  const auto set = [&](std::int64_t i, std::int64_t j) {
    return i >= 0 && j >= 0 && i < s.x && j < s.y && out[test::index(s, i, j, 0)] != 0;
  };
  const auto blocked = [&](std::int64_t i, std::int64_t j) {
    return i < 0 || j < 0 || i >= s.x || j >= s.y || set(i + dx, j + dy);
  };
  for (;;) {
    out[test::index(s, x, y, 0)] = 1;
    if (blocked(x + dx, y + dy)) {
      std::swap(dx, dy);
      dx = -dx;  // right, down, left, up
      if (blocked(x + dx, y + dy) || set(x + dx, y + dy)) return out;
    }
    x += dx;
    y += dy;
  }
}

}  // namespace

TEST_CASE("label equals its definition on masks of odd shapes, for every connectivity") {
  for (const Shape& s : test::odd_shapes())
    for (const double share : {0.15, 0.4, 0.59, 0.85}) {
      check_mask(noise(s, share, 5), s);
      check_mask(test::random_mask(s, share, 6), s);
    }
}

TEST_CASE("label is right on masks whose components wind") {
  const Shape s(131, 77);
  check_mask(spiral(s), s);
  check_mask(pattern(s, [](auto, auto) { return true; }), s);
  check_mask(pattern(s, [](auto, auto) { return false; }), s);
  check_mask(pattern(s, [](auto x, auto y) { return (x + y) % 2 == 0; }), s);
  // combs: teeth that only meet in the last or the first row
  check_mask(pattern(s, [&](auto x, auto y) { return x % 2 == 0 || y == s.y - 1; }), s);
  check_mask(pattern(s, [&](auto x, auto y) { return x % 2 == 0 || y == 0; }), s);
  // a snake through all rows
  check_mask(pattern(s, [&](auto x, auto y) { return y % 2 == 0 || x == (y % 4 == 1 ? s.x - 1 : 0); }), s);
  // diagonals, up and down, that cross words
  check_mask(pattern(s, [](auto x, auto y) { return (x + 2 * y) % 5 == 0 || (x - y) % 7 == 0; }), s);
}

TEST_CASE("label joins neighbours of equal value in integer images of every dtype") {
  const std::array types = {DType::u8,  DType::i8,  DType::u16, DType::i16,
                            DType::u32, DType::i32, DType::u64, DType::i64};
  for (const Shape& s : {Shape(67, 33), Shape(33, 9, 7)}) {
    std::mt19937_64 rng(3);
    std::vector<std::int64_t> values(static_cast<std::size_t>(s.pixels()));
    for (std::int64_t& v : values) v = static_cast<std::int64_t>(rng() % 4);
    const Image image = context().push(values, s);
    const auto check = [&](DType t, int connectivity) {
      INFO(name_of(t) << ", connectivity " << connectivity);
      CHECK(differences(pulled(label(cast(image, t), connectivity)), oracle(values, s, connectivity)) == 0);
    };
    // Every dtype with one connectivity, every connectivity with one dtype: each pair is a program to compile.
    for (std::size_t i = 0; i < types.size(); ++i) check(types[i], 1 + static_cast<int>(i) % s.ndim);
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity) check(DType::u8, connectivity);
  }
  CHECK(pulled(label(context().push(std::vector<std::uint16_t>{300}, {1, 1}))) == Labels{1});
}

TEST_CASE("label tells large and negative values apart") {
  const std::int64_t big = (std::int64_t{1} << 40) + 1;
  const std::vector<std::int64_t> row = {big, big, big - 1, -1, -1, 0, -1, big + (std::int64_t{1} << 32)};
  CHECK(pulled(label(context().push(row, {8, 1}))) == Labels{1, 1, 2, 3, 3, 0, 4, 5});
}

TEST_CASE("label takes views, channels, bits, bytes and pending expressions") {
  const Shape s(101, 23, 3, 2);
  const Mask mask = test::random_mask(s, 0.5, 8);
  const Image bytes = context().push(mask, s);
  const Shape part(59, 17, 2);
  Mask cut;
  for (std::int64_t z = 0; z < part.z; ++z)
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(mask[test::index(s, x + 37, y + 3, z + 1, 1)]);
  const Labels expected = oracle(cut, part, 3);
  const Image as_bool = cast(bytes, DType::boolean);
  for (const Image& whole : {bytes, as_bool, in_bits(bytes)})
    CHECK(differences(pulled(label(whole.channel(1).region({37, 3, 1}, part))), expected) == 0);
  const Image view = bytes.channel(1).region({37, 3, 1}, part);
  CHECK(differences(pulled(label(view * 2 - 1 == 1)), expected) == 0);
  CHECK(differences(pulled(label(view * 2)), expected) == 0);
  const Image plane = in_bits(bytes).channel(0).plane(2);
  Mask flat;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) flat.push_back(mask[test::index(s, x, y, 2, 0)]);
  CHECK(differences(pulled(label(plane)), oracle(flat, Shape(s.x, s.y), 2)) == 0);
  CHECK(differences(pulled(label(binary_erosion(plane, box(1, 1)))), oracle(flat, Shape(s.x, s.y), 2)) == 0);
}

TEST_CASE("label gives the same numbers every time and for its own labels") {
  const Shape s(515, 389);
  const Image mask = context().push(noise(s, 0.59, 4), s) > 0;
  const Labels first = pulled(label(mask, 1));
  for (int i = 0; i < 20; ++i) CHECK(differences(pulled(label(mask, 1)), first) == 0);
  const Image labels = label(mask, 1);
  CHECK(differences(pulled(label(labels, 1)), first) == 0);
  CHECK(differences(first, oracle(noise(s, 0.59, 4), s, 1)) == 0);
}

TEST_CASE("label of thin images") {
  for (const Shape& s : {Shape(5000, 1), Shape(1, 5000), Shape(1, 1, 700), Shape(700, 1, 2), Shape(2, 700, 3)})
    check_mask(noise(s, 0.5, 9), s);
  const Shape line(400, 1, 1, 1, 1);
  const Mask mask = noise(line, 0.5, 3);
  CHECK(differences(pulled(label(context().push(mask, line) > 0)), oracle(mask, line, 1)) == 0);
}

TEST_CASE("label never waits, and new shapes compile nothing") {
  const auto run = [](const Shape& s) { return label(context().push(noise(s, 0.5, 1), s) > 0); };
  run({100, 50});
  context().finish();
  const Statistics before = context().statistics();
  for (int i = 1; i < 12; ++i) run({100 + 9 * i, 50 + i});
  CHECK(context().statistics().builds == before.builds);
  const Image image = context().push(noise({300, 200}, 0.5, 1), {300, 200});
  context().finish();
  const Statistics start = context().statistics();
  label(image > 0);
  CHECK(context().statistics().waits == start.waits);
  CHECK(context().statistics().launches <= start.launches + 6);
}

TEST_CASE("label states its reach and refuses what it cannot label") {
  const Image flat = Image::tracing({40, 30}, DType::u8), deep = Image::tracing({40, 30, 20}, DType::boolean);
  CHECK(label(flat).reach().global);
  CHECK(label(deep).dtype() == DType::i32);
  CHECK(label(Image::tracing({65536, 32768}, DType::boolean)).dtype() == DType::i64);
  CHECK_THROWS_AS(label(Image::tracing({40, 30}, DType::f32)), ArgumentError);
  CHECK_THROWS_AS(label(Image::tracing({4, 3, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(label(flat, 0), ArgumentError);
  CHECK_THROWS_AS(label(flat, 3), ArgumentError);
  CHECK_THROWS_AS(label(deep, 4), ArgumentError);
  CHECK_THROWS_AS(label(Image::tracing({1 << 17, 1 << 17}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(label(Image()), ArgumentError);
  CHECK(context().broken_frames().empty());
}
