#include <map>

#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/pixels.hpp"

namespace clumen {
namespace {

using test::context;
using test::same;
using test::Value;
using test::Values;

struct Place {
  std::int64_t x, y, z;
};

/// The plateau of each pixel is filled, and its neighbours are looked at. What lies outside is the smallest pixel.
Values oracle(const Values& in, const Shape& s, const Footprint& f, bool borders, bool minima) {
  Values pixels = in;
  if (minima)
    for (Value& v : pixels) v = -v;
  const Value least = *std::min_element(pixels.begin(), pixels.end());
  const Reach r = f.reach();
  Values out(pixels.size());
  std::vector<bool> seen(pixels.size());
  for (std::int64_t z0 = 0; z0 < s.z; ++z0)
    for (std::int64_t y0 = 0; y0 < s.y; ++y0)
      for (std::int64_t x0 = 0; x0 < s.x; ++x0) {
        if (seen[test::index(s, x0, y0, z0)]) continue;
        std::vector<Place> plateau{{x0, y0, z0}};
        seen[test::index(s, x0, y0, z0)] = true;
        const Value height = pixels[test::index(s, x0, y0, z0)];
        bool maximum = height > least;
        for (std::size_t n = 0; n < plateau.size(); ++n) {
          const Place p = plateau[n];
          const bool edge =
              p.x == 0 || p.x == s.x - 1 || p.y == 0 || p.y == s.y - 1 || (s.ndim > 2 && (p.z == 0 || p.z == s.z - 1));
          if (edge && !borders) maximum = false;
          for (std::int64_t k = -r.z; k <= r.z; ++k)
            for (std::int64_t j = -r.y; j <= r.y; ++j)
              for (std::int64_t i = -r.x; i <= r.x; ++i) {
                const Place q{p.x + i, p.y + j, p.z + k};
                if (!f.at(i + r.x, j + r.y, k + r.z)) continue;
                if (q.x < 0 || q.y < 0 || q.z < 0 || q.x >= s.x || q.y >= s.y || q.z >= s.z) continue;
                const std::size_t at = test::index(s, q.x, q.y, q.z);
                if (pixels[at] > height) maximum = false;
                if (pixels[at] == height && !seen[at]) seen[at] = true, plateau.push_back(q);
              }
        }
        for (const Place& p : plateau) out[test::index(s, p.x, p.y, p.z)] = maximum;
      }
  return out;
}

Values hills(const Shape& s, int levels, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Values out(static_cast<std::size_t>(s.pixels()));
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = i > 0 && rng() % 3 ? out[i - 1] : static_cast<Value>(rng() % static_cast<std::uint64_t>(levels));
  return out;
}

Footprint joined(const Shape& s, int connectivity) {
  if (s.ndim < 3) return connectivity == 1 ? diamond(1) : box(3, 3);
  if (connectivity != 2) return connectivity == 1 ? octahedron(1) : box(3, 3, 3);
  std::vector<std::uint8_t> mask(27, 1);
  for (const std::size_t corner : {0, 2, 6, 8, 18, 20, 24, 26}) mask[corner] = 0;
  return Footprint(mask, Shape(3, 3, 3));
}

void check(const Values& pixels, const Shape& s, DType dtype, int connectivity) {
  const Image image = test::push(context(), pixels, s, dtype);
  INFO(to_string(s) << ", connectivity " << connectivity << ", " << name_of(dtype));
  const Footprint f = joined(s, connectivity);
  for (const AllowBorders allowed : {AllowBorders::yes, AllowBorders::no}) {
    const bool borders = allowed == AllowBorders::yes;
    CHECK(same(test::pull(local_maxima(image, {}, connectivity, allowed)), oracle(pixels, s, f, borders, false)));
    CHECK(same(test::pull(local_minima(image, {}, connectivity, allowed)), oracle(pixels, s, f, borders, true)));
  }
}

TEST_CASE("local extrema of odd shapes, with plateaus") {
  for (const Shape& s : test::odd_shapes())
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity) {
      check(hills(s, 4, 3), s, DType::u8, connectivity);
      check(Values(static_cast<std::size_t>(s.pixels()), 7), s, DType::u8, connectivity);
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("local extrema of every dtype") {
  const Shape s(60, 21);
  for (const DType dtype :
       {DType::boolean, DType::u8, DType::i16, DType::u32, DType::u64, DType::i64, DType::f16, DType::f32}) {
    Values pixels = hills(s, 5, 4);
    if (dtype == DType::boolean)
      for (Value& v : pixels) v = v > 2;
    else if (!is_float(dtype)) {
      visit(dtype, [&](auto zero) {
        using Limits = std::numeric_limits<decltype(zero)>;
        for (Value& v : pixels) v = v == 0 ? Value(Limits::min()) : v == 4 ? Value(Limits::max()) : v;
      });
    } else {
      for (Value& v : pixels) v = v == 4 ? INFINITY : v == 0 ? -INFINITY : v;
    }
    const Image image = test::push(context(), pixels, s, dtype);
    INFO(name_of(dtype));
    CHECK(local_maxima(image).dtype() == DType::boolean);
    CHECK(same(test::pull(local_maxima(image)), oracle(pixels, s, box(3, 3), true, false)));
    CHECK(same(test::pull(local_minima(image)), oracle(pixels, s, box(3, 3), true, true)));
  }
}

TEST_CASE("local maxima of views and pending expressions, by a footprint") {
  const Shape s(40, 30), part(25, 17);
  const Values pixels = hills(s, 5, 5);
  Values region;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) region.push_back(pixels[test::index(s, x + 7, y + 5, 0)]);
  const Image view = test::push(context(), pixels, s, DType::u16).region({7, 5}, part);
  const Footprint f({1, 0, 0, 0, 1, 0, 0, 0, 1}, Shape(3, 3));
  CHECK(same(test::pull(local_maxima(view, f)), oracle(region, part, f, true, false)));
  CHECK(same(test::pull(local_maxima(cast(view, DType::f32) * -2, f)), oracle(region, part, f, true, true)));
}

TEST_CASE("a pixel that is not a number is no maximum, and hides none") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Image image = context().push(std::vector<float>{0, 0, 0, 0, 0, nan, 3, 1, 0, 0, 0, 0}, Shape(4, 3));
  const std::vector<std::uint8_t> expected = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0};
  CHECK(cast(local_maxima(image), DType::u8).pull_vector<std::uint8_t>() == expected);
}

/// scikit-image's definition in double, with a reconstruction by one dilation after the other.
Values high(const Values& in, const Shape& s, double h, bool minima, double resolution) {
  Values image = in;
  if (minima)
    for (Value& v : image) v = -v;
  const auto [least, most] = std::minmax_element(image.begin(), image.end());
  Values now;
  for (const Value v : image) now.push_back(v - h - 2 * resolution * std::abs(v));
  for (bool changed = true; changed;) {
    changed = false;
    const auto next = test::oracle<Value>(now, s, s.ndim > 2 ? box(3, 3, 3) : box(3, 3), Border::nearest, true, 0);
    for (std::size_t i = 0; i < now.size(); ++i) {
      const Value v = std::min(next[i], image[i]);
      if (v != now[i]) now[i] = v, changed = true;
    }
  }
  Values out;
  for (std::size_t i = 0; i < now.size(); ++i) out.push_back(*most - *least >= h && image[i] - now[i] >= h);
  return out;
}

TEST_CASE("h-maxima and h-minima, also at the ends of the dtype") {
  for (const Shape& s : {Shape(1, 1), Shape(33, 21), Shape(12, 9, 7)})
    for (const DType dtype : {DType::u8, DType::i16, DType::i64, DType::f32, DType::f16}) {
      Values pixels = hills(s, 6, 4);
      if (!is_float(dtype))
        visit(dtype, [&](auto zero) {
          using Limits = std::numeric_limits<decltype(zero)>;
          for (Value& v : pixels) v = v == 0 ? Value(Limits::min()) : v == 5 ? Value(Limits::max()) : v;
        });
      const Image image = test::push(context(), pixels, s, dtype);
      for (const double h : {1.0, 2.0, 3.0, 5.0, 300.0}) {
        INFO(to_string(s) << ", h " << h << ", " << name_of(dtype));
        const double resolution = is_float(dtype) ? 1e-6 : 0;
        CHECK(h_maxima(image, h).dtype() == DType::u8);
        CHECK(same(test::pull(h_maxima(image, h)), high(pixels, s, h, false, resolution)));
        CHECK(same(test::pull(h_minima(image, h)), high(pixels, s, h, true, resolution)));
      }
      if (dtype != DType::i64) {
        const Values small = hills(s, 6, 4);
        const Image whole = test::push(context(), small, s, dtype);
        CHECK(same(test::pull(h_maxima(whole, 1.5)), high(small, s, 1.5, false, 1e-6)));
      }
    }
}

TEST_CASE("extrema say how far they reach, and reject what they cannot do") {
  const Image traced = Image::tracing(Shape(64, 64));
  CHECK(local_maxima(traced).reach().global);
  CHECK(h_minima(traced, 2).reach().global);
  CHECK_THROWS_AS(local_maxima(Image()), ArgumentError);
  CHECK_THROWS_AS(local_maxima(Image::tracing(Shape(8, 8, 1, 2))), ArgumentError);
  CHECK_THROWS_AS(local_maxima(traced, {}, 3), ArgumentError);
  CHECK_THROWS_AS(local_maxima(traced, {}, 0), ArgumentError);
  CHECK_THROWS_AS(local_minima(traced, box(5, 1)), ArgumentError);
  CHECK_THROWS_AS(local_minima(traced, Footprint({1, 1, 0}, Shape(3, 1))), ArgumentError);
  CHECK_THROWS_AS(h_maxima(traced, 0), ArgumentError);
  CHECK_THROWS_AS(h_maxima(traced, NAN), ArgumentError);
  CHECK_THROWS_AS(h_maxima(traced, 1, ball(1)), ArgumentError);
  CHECK_THROWS_AS(h_maxima(Image(), 1), ArgumentError);
  CHECK_THROWS_AS(h_minima(Image::tracing(Shape(8, 8), DType::boolean), 1), ArgumentError);
  CHECK_THROWS_AS(h_minima(Image::tracing(Shape(8, 8, 1, 2)), 1), ArgumentError);
}

}  // namespace
}  // namespace clumen
