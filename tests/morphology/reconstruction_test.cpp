#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/pixels.hpp"

namespace clumen {
namespace {

using test::context;
using test::same;
using test::Value;
using test::Values;

/// One dilation under the mask after the other, until nothing changes. `outside`: what is there, if it spreads.
Values oracle(const Values& seed, const Values& mask, const Shape& s, const Footprint& f, bool erodes,
              std::optional<Value> outside = std::nullopt) {
  const auto further = [&](Value a, Value b) { return erodes ? a < b : a > b; };
  Values now(seed.size());
  for (std::size_t i = 0; i < now.size(); ++i) now[i] = further(seed[i], mask[i]) ? mask[i] : seed[i];
  const Reach r = f.reach();
  for (bool changed = true; changed;) {
    changed = false;
    for (std::int64_t c = 0; c < s.c; ++c)
      for (std::int64_t z = 0; z < s.z; ++z)
        for (std::int64_t y = 0; y < s.y; ++y)
          for (std::int64_t x = 0; x < s.x; ++x) {
            const std::size_t here = test::index(s, x, y, z, c);
            Value best = now[here];
            for (std::int64_t k = -r.z; k <= r.z; ++k)
              for (std::int64_t j = -r.y; j <= r.y; ++j)
                for (std::int64_t i = -r.x; i <= r.x; ++i) {
                  if (!f.at(i + r.x, j + r.y, k + r.z)) continue;
                  const std::int64_t px = x - i, py = y - j, pz = z - k;  // it spreads to where the footprint is
                  const bool inside = px >= 0 && py >= 0 && pz >= 0 && px < s.x && py < s.y && pz < s.z;
                  if (!inside && !outside) continue;
                  const Value v = inside ? now[test::index(s, px, py, pz, c)] : *outside;
                  if (further(v, best)) best = v;
                }
            if (further(best, mask[here])) best = mask[here];
            if (best != now[here]) now[here] = best, changed = true;
          }
  }
  return now;
}

/// Blobs that touch each other, as integers of a few values.
Values hills(const Shape& s, int levels, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Values out(static_cast<std::size_t>(s.pixels()));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = i > 0 && rng() % 3 ? out[i - 1] : static_cast<Value>(rng() % static_cast<std::uint64_t>(levels));
  return out;
}

void check(const Values& seed, const Values& mask, const Shape& s, const Footprint& f, DType dtype) {
  const Image from = test::push(context(), seed, s, dtype), limit = test::push(context(), mask, s, dtype);
  INFO(to_string(s) << " under " << to_string(f.shape()) << ", " << name_of(dtype));
  const Image up = reconstruction(from, limit, Reconstruction::dilation, f);
  CHECK(up.dtype() == dtype);
  CHECK(same(test::pull(up), oracle(seed, mask, s, f, false)));
  CHECK(same(test::pull(reconstruction(limit, from, Reconstruction::erosion, f)), oracle(mask, seed, s, f, true)));
}

Values lower(const Values& mask, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Values out;
  for (const Value v : mask) out.push_back(rng() % 40 ? 0 : v);
  return out;
}

Footprint lopsided() { return Footprint({1, 0, 0, 1, 1, 0, 0, 0, 0}, Shape(3, 3)); }

TEST_CASE("reconstruction of odd shapes") {
  for (const Shape& s : test::odd_shapes()) {
    const Values mask = hills(s, 9, 3);
    for (const Footprint& f : {box(3, 3), diamond(1), lopsided(), disk(2)})
      check(lower(mask, 5), mask, s, f, DType::f32);
    if (s.ndim > 2)
      for (const Footprint& f : {box(3, 3, 3), octahedron(1)}) check(lower(mask, 6), mask, s, f, DType::f32);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("reconstruction of every dtype, exact") {
  const Shape s(75, 41);
  for (const DType dtype : test::all_dtypes()) {
    if (!test::has(dtype)) continue;
    Values mask = hills(s, 6, 8);
    const Value wide =
        dtype == DType::boolean ? 1 : std::min<Value>(highest_of(dtype) / 8, is_float(dtype) ? 1000 : 1e18L);
    for (Value& v : mask) v = dtype == DType::boolean ? v > 1 : std::floor(v * wide);
    if (dtype == DType::f16)
      for (Value& v : mask) v = test::from_half(test::to_half(v));
    check(lower(mask, 4), mask, s, box(3, 3), dtype);
  }
}

/// A corridor of one pixel that winds through the whole image.
std::vector<std::uint8_t> corridor(const Shape& s) {
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(s.pixels()));
  for (std::int64_t z = 0; z < s.z; z += 2)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x)
        if (y % 2 == 0 || x == (y % 4 == 1 ? s.x - 1 : 0)) mask[test::index(s, x, y, z)] = 1;
  for (std::int64_t z = 1; z < s.z; z += 2) mask[test::index(s, 0, z % 4 == 1 ? s.y - 1 : 0, z)] = 1;
  return mask;
}

TEST_CASE("reconstruction finds its way through long corridors") {
  for (const Shape& s : {Shape(101, 133), Shape(21, 17, 15)}) {
    const auto mask = corridor(s);
    std::vector<std::uint8_t> seed(mask.size());
    seed[0] = 1;
    const Image from = context().push(seed, s), limit = context().push(mask, s);
    CHECK(reconstruction(from, limit).pull_vector<std::uint8_t>() == mask);
    const Image bits = reconstruction(from > 0, limit > 0, Reconstruction::dilation,
                                      octahedron(s.z > 1 ? 1 : 0).shape().z > 1 ? octahedron(1) : diamond(1));
    CHECK(cast(bits, DType::u8).pull_vector<std::uint8_t>() == mask);
  }
}

TEST_CASE("reconstruction of views, channels, mixed dtypes, bits and pending expressions") {
  const Shape s(60, 31, 3, 2), part(41, 22);
  const Values mask = hills(s, 7, 9), seed = lower(mask, 2);
  const Image limit = test::push(context(), mask, s, DType::u16), from = test::push(context(), seed, s, DType::u8);
  const Image whole = reconstruction(from, limit);
  CHECK(whole.dtype() == DType::u16);
  CHECK(same(test::pull(whole), oracle(seed, mask, s, box(3, 3), false)) == false);  // 3D by default
  CHECK(same(test::pull(whole), oracle(seed, mask, s, box(3, 3, 3), false)));
  const auto viewed = [&](const Image& i) { return i.channel(1).plane(2).region({7, 5}, part); };
  Values m, f, mb, fb;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) {
      m.push_back(mask[test::index(s, x + 7, y + 5, 2, 1)]);
      f.push_back(seed[test::index(s, x + 7, y + 5, 2, 1)]);
      mb.push_back(m.back() > 2);
      fb.push_back(f.back() > 4);
    }
  CHECK(same(test::pull(reconstruction(viewed(from), viewed(limit))), oracle(f, m, part, box(3, 3), false)));
  for (Value& v : m) v *= 2;
  CHECK(same(test::pull(reconstruction(viewed(from), cast(viewed(limit), DType::f32) * 2)),
             oracle(f, m, part, box(3, 3), false)));
  const Image bits = binary_erosion(limit > 2, box(1, 1));
  CHECK(same(test::pull(reconstruction(viewed(from) > 4, viewed(bits))), oracle(fb, mb, part, box(3, 3), false)));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("reconstruction from another centre of the footprint") {
  const Shape s(33, 20);
  const Values mask = hills(s, 5, 3);
  const Footprint right = box(3, 1).centred({0, 0, 0});
  CHECK(right.mask() == std::vector<std::uint8_t>{0, 0, 1, 1, 1});
  check(lower(mask, 5), mask, s, right, DType::f32);
  CHECK_THROWS_AS(box(3, 1).centred({3, 0, 0}), ArgumentError);
}

TEST_CASE("reconstruction of a constant image, and of the mask itself, changes nothing") {
  const Shape s(50, 9);
  const Image mask = context().push(test::random_pixels<std::int32_t>(s), s);
  CHECK(reconstruction(mask, mask).pull_vector<std::int32_t>() == mask.pull_vector<std::int32_t>());
  CHECK(reconstruction(mask + 5, mask).pull_vector<std::int32_t>() == mask.pull_vector<std::int32_t>());
}

TEST_CASE("holes are filled, and bays are not") {
  for (const Shape& s : test::odd_shapes()) {
    for (const double share : {0.3, 0.6}) {
      const auto pixels = test::random_mask(s, share, 3);
      Values background;
      for (const std::uint8_t v : pixels) background.push_back(v == 0);
      const Values nothing(background.size(), 0);
      std::vector<std::optional<Footprint>> structures = {std::nullopt, box(3, 3), lopsided(), disk(2)};
      for (const auto& f : structures) {
        INFO(to_string(s) << " structure " << (f ? to_string(f->shape()) : "none"));
        Values expected = oracle(nothing, background, s, f.value_or(s.ndim > 2 ? octahedron(1) : diamond(1)), false, 1);
        for (Value& v : expected) v = v == 0;
        const Image filled = binary_fill_holes(context().push(pixels, s), f);
        CHECK(filled.dtype() == DType::boolean);
        CHECK(same(test::pull(filled), expected));
      }
    }
  }
}

TEST_CASE("reconstruction says how far it reaches, and rejects what it cannot do") {
  const Image traced = Image::tracing(Shape(64, 64));
  CHECK(reconstruction(traced, traced).reach().global);
  CHECK(binary_fill_holes(traced).reach().global);
  CHECK_THROWS_AS(reconstruction(traced, Image::tracing(Shape(64, 63))), ArgumentError);
  CHECK_THROWS_AS(reconstruction(traced, Image()), ArgumentError);
  CHECK_THROWS_AS(reconstruction(traced, traced, Reconstruction::dilation, ball(1)), ArgumentError);
  CHECK_THROWS_AS(binary_fill_holes(Image()), ArgumentError);
  CHECK_THROWS_AS(binary_fill_holes(traced, ball(1)), ArgumentError);
}

}  // namespace
}  // namespace clumen
