#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

namespace clumen {
namespace {

using test::context;
using test::Doubles;
using test::Value;
using test::Values;

/// The numbers under a footprint, pixel by pixel.
template <class Of>
Values under(const Values& pixels, const Shape& s, const Footprint& f, Border border, Of&& of) {
  const Reach r = f.reach();
  Values out, found;
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) {
          found.clear();
          for (std::int64_t k = 0; k < f.shape().z; ++k)
            for (std::int64_t j = 0; j < f.shape().y; ++j)
              for (std::int64_t i = 0; i < f.shape().x; ++i) {
                if (!f.at(i, j, k)) continue;
                const std::int64_t at[] = {test::border_position(x + i - r.x, s.x, border.mode),
                                           test::border_position(y + j - r.y, s.y, border.mode),
                                           test::border_position(z + k - r.z, s.z, border.mode)};
                const bool outside = at[0] < 0 || at[1] < 0 || at[2] < 0;
                found.push_back(outside ? static_cast<Value>(border.value)
                                        : pixels[test::index(s, at[0], at[1], at[2], c)]);
              }
          out.push_back(of(found));
        }
  return out;
}

Value mean_of(const Values& found) {
  Value sum = 0;
  for (const Value v : found) sum += v;
  return sum / static_cast<Value>(found.size());
}

Value variance_of(const Values& found) {
  const Value mean = mean_of(found);
  Value sum = 0;
  for (const Value v : found) sum += (v - mean) * (v - mean);
  return sum / static_cast<Value>(found.size());
}

/// To the nearest, halves to even; exact in 128 bits.
Value rounded_mean_of(const Values& found) {
  __int128 sum = 0;
  for (const Value v : found) sum += static_cast<__int128>(v);
  const auto n = static_cast<__int128>(found.size());
  __int128 below = sum / n;
  if (below * n > sum) --below;
  const __int128 twice = 2 * (sum - below * n);
  return static_cast<Value>(twice > n || (twice == n && below % 2 != 0) ? below + 1 : below);
}

Image push(const Values& pixels, const Shape& shape, DType dtype) {
  return test::push(context(), pixels, shape, dtype);
}
int differing(const Image& image, const Values& expected, double tolerance) {
  return test::differing(image, test::as_doubles(expected), tolerance);
}

Values floats(const Shape& shape, std::uint64_t seed) {
  Values out;
  for (const float v : test::random_pixels<float>(shape, seed)) out.push_back(v);
  return out;
}

std::vector<Footprint> footprints(const Shape& s) {
  std::vector<Footprint> all{disk(2), box(5, 3), Footprint({1, 0, 1, 0, 0, 1, 1, 1, 0}, Shape(3, 3))};
  if (s.ndim > 2) all = {ball(1), box(3, 1, 3), octahedron(2)};
  return all;
}

TEST_CASE("mean_filter and variance_filter equal the definition at every border, for odd shapes") {
  for (const Shape& shape : test::odd_shapes()) {
    const Values pixels = floats(shape, 3);
    const Image image = push(pixels, shape, DType::f32);
    for (const Footprint& footprint : footprints(shape))
      for (const Border::Mode mode : test::all_modes) {
        const Border border{mode, 250};
        INFO(to_string(shape) << " by " << to_string(footprint.shape()) << ", mode " << static_cast<int>(mode));
        CHECK(differing(mean_filter(image, footprint, border), under(pixels, shape, footprint, border, mean_of),
                        2e-4) == 0);
        if (mode == Border::Mode::constant && footprint.shape().x == 5)  // its programs take long to build
          CHECK(differing(variance_filter(image, footprint, border),
                          under(pixels, shape, footprint, border, variance_of), 0.5) == 0);
      }
  }
  CHECK(test::frames_hold());
}

TEST_CASE("mean_filter of large footprints, several blocks and tiles") {
  const Shape shape(300, 45);
  const Values pixels = floats(shape, 4);
  for (const Footprint& footprint :
       {disk(20), diamond(9), Footprint(std::vector<std::uint8_t>(95 * 3, 1), Shape(95, 3))})
    CHECK(differing(mean_filter(push(pixels, shape, DType::f32), footprint),
                    under(pixels, shape, footprint, Border::reflect, mean_of), 2e-4) == 0);
  CHECK(test::frames_hold());
}

TEST_CASE("mean_filter of every dtype: integers are rounded to the nearest, halves to even") {
  const Footprint even({1, 0, 1, 0, 0, 0, 1, 0, 1}, Shape(3, 3));
  for (const DType dtype : {DType::boolean, DType::u8, DType::i16, DType::u32, DType::i64, DType::f64}) {
    if (!test::has_f64() && size_of(dtype) == 8) continue;
    INFO(name_of(dtype));
    const Shape shape(37, 21);
    const bool integer = !is_float(dtype) && dtype != DType::boolean;
    Values pixels = test::telling_values(dtype, static_cast<std::size_t>(shape.pixels()), 5);
    for (Value& v : pixels)
      if (is_float(dtype) && (!std::isfinite(v) || std::abs(v) > 1e4)) v = 17;
    const Border border = integer && is_signed(dtype) ? Border::constant(-3) : Border::reflect;
    const Image out = mean_filter(push(pixels, shape, dtype), even, border);
    CHECK(out.dtype() == (integer || dtype == DType::f64 ? dtype : DType::f32));
    if (integer) {
      const Values got = test::pull(out), expected = under(pixels, shape, even, border, rounded_mean_of);
      CHECK(std::equal(got.begin(), got.end(), expected.begin(), expected.end()));
    } else {
      CHECK(differing(out, under(pixels, shape, even, border, mean_of), 2e-3) == 0);
    }
  }
  CHECK(test::frames_hold());
}

TEST_CASE("variance_filter keeps small variances of large pixels") {
  if (!test::has_f64()) return;
  const Shape shape(50, 30);
  for (const DType dtype : {DType::u16, DType::f32}) {
    Values pixels = test::near_values(dtype, shape, 6);
    for (Value& v : pixels) v += 60000;
    const Image image = push(pixels, shape, dtype);
    INFO(name_of(dtype));
    for (const Footprint& footprint : {disk(3), box(7, 7)}) {
      if (footprint.is_box() != (dtype == DType::f32)) continue;
      Values variance = under(pixels, shape, footprint, Border::reflect, variance_of);
      CHECK(differing(variance_filter(image, footprint), variance, 1e-2) == 0);
      for (Value& v : variance) v = std::sqrt(v);
      CHECK(differing(standard_deviation_filter(image, footprint), variance, 1e-3) == 0);
    }
  }
}

TEST_CASE("mean_filter and variance_filter of views, bits and pending expressions; NaN and infinities") {
  const Shape shape(40, 30, 4, 3), region(25, 17, 3);
  const auto pixels = test::random_pixels<std::uint16_t>(shape, 8);
  const Image view = context().push(pixels, shape).channel(1).region({7, 5, 1}, region);
  Values part, mask;
  for (std::int64_t z = 0; z < 3; ++z)
    for (std::int64_t y = 0; y < 17; ++y)
      for (std::int64_t x = 0; x < 25; ++x) part.push_back(pixels[test::index(shape, 7 + x, 5 + y, 1 + z, 1)]);
  for (const Value v : part) mask.push_back(v > 30000);
  const auto expected = [&](const Values& v) { return under(v, region, ball(1), Border::reflect, mean_of); };
  CHECK(differing(mean_filter(view > 30000, ball(1)), expected(mask), 1e-5) == 0);
  for (Value& v : part) v = v * 0.5 - 3;
  CHECK(differing(mean_filter(cast(view, DType::f32) * 0.5 - 3, ball(1)), expected(part), 0.05) == 0);

  const Shape flat(200, 40);
  Values fractions = floats(flat, 9);
  fractions[test::index(flat, 30, 20, 0)] = NAN;
  fractions[test::index(flat, 130, 5, 0)] = INFINITY;
  fractions[test::index(flat, 199, 39, 0)] = -INFINITY;
  fractions[test::index(flat, 132, 6, 0)] = -INFINITY;
  for (const Footprint& footprint : {disk(3), diamond(5)})
    CHECK(differing(mean_filter(push(fractions, flat, DType::f32), footprint),
                    under(fractions, flat, footprint, Border::reflect, mean_of), 1e-3) == 0);
  CHECK(test::frames_hold());
}

TEST_CASE("mean_filter keeps a constant image, says how far it reaches, and rejects what it cannot do") {
  const Shape shape(129, 40);
  const Values pixels(static_cast<std::size_t>(shape.pixels()), 1000.3F);
  CHECK((test::pull(mean_filter(push(pixels, shape, DType::f32), disk(7))) == pixels));
  CHECK(differing(variance_filter(push(pixels, shape, DType::f32), disk(7)), Values(pixels.size()), 1e-6) == 0);
  const Image traced = Image::tracing(Shape(64, 64, 9), DType::u8);
  CHECK(mean_filter(traced, ball(3)).reach() == Reach{3, 3, 3, false});
  CHECK(mean_filter(traced, ball(3)).dtype() == DType::u8);
  CHECK(variance_filter(traced, box(5, 3, 1)).reach() == Reach{2, 1, 0, false});
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_AS(mean_filter(Image(), disk(1)), ArgumentError);
  CHECK_THROWS_AS(mean_filter(image, ball(1)), ArgumentError);
  CHECK_THROWS_AS(variance_filter(image, ball(1)), ArgumentError);
  CHECK_THROWS_AS(standard_deviation_filter(Image(), disk(1)), ArgumentError);
}

}  // namespace
}  // namespace clumen
