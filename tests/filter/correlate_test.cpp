#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

namespace clumen {
namespace {

using test::context;
using test::Doubles;

enum class Turn { no, yes };

/// Taps of a grid; a convolution's lie on the other side of the pixel.
std::vector<test::Tap> taps_of(const Weights& w, Turn turn) {
  std::vector<test::Tap> taps;
  const Shape& s = w.shape();
  std::size_t at = 0;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x, ++at) {
        const std::int64_t sign = turn == Turn::yes ? -1 : 1;
        // SciPy counts from extent / 2 either way.
        taps.push_back({sign * (x - s.x / 2), sign * (y - s.y / 2), sign * (z - s.z / 2), w.values()[at]});
      }
  return taps;
}

Weights random_weights(const Shape& shape, std::uint64_t seed) {
  Doubles values = test::random_pixels<double>(shape.pixels(), seed);
  for (double& v : values) v /= 1000;
  return {values, shape};
}

TEST_CASE("correlate equals the definition at every border, for odd shapes and even weights") {
  for (const Shape& shape : test::odd_shapes()) {
    const auto pixels = test::random_pixels<float>(shape, 3);
    const Image image = context().push(pixels, shape);
    const Doubles values = test::as_doubles(pixels);
    for (const Shape& extent : {Shape(3, 3), Shape(4, 2), Shape(1, 5), Shape(3, 2, 3)}) {
      if (extent.z > 1 && shape.ndim < 3) continue;
      const Weights weights = random_weights(extent, 4);
      for (const Border::Mode mode : test::all_modes) {
        const Border border{mode, 250};
        INFO(to_string(shape) << " by " << to_string(extent) << ", mode " << static_cast<int>(mode));
        CHECK(test::differing(correlate(image, weights, border),
                              test::correlated(values, shape, taps_of(weights, Turn::no), border), 0.02) == 0);
      }
      CHECK(test::differing(convolve(image, weights),
                            test::correlated(values, shape, taps_of(weights, Turn::yes), Border::reflect), 0.02) == 0);
    }
  }
  CHECK(test::frames_hold());
}

TEST_CASE("correlate with weights of several blocks, and over several tiles") {
  const Shape shape(300, 45);
  const auto pixels = test::random_pixels<float>(shape, 5);
  const Image image = context().push(pixels, shape);
  for (const Shape& extent : {Shape(21, 19), Shape(70, 3), Shape(2, 40)}) {
    const Weights weights = random_weights(extent, 6);
    CHECK(
        test::differing(correlate(image, weights),
                        test::correlated(test::as_doubles(pixels), shape, taps_of(weights, Turn::no), Border::reflect),
                        0.1) == 0);
  }
  CHECK(test::frames_hold());
}

TEST_CASE("correlate of other dtypes, views, bits and pending expressions") {
  const Shape shape(37, 21);
  const Weights weights{{1, -2, 0.5}, {0, 0.5, 0}};
  const auto expected = [&](const Doubles& values, const Shape& s) {
    return test::correlated(values, s, taps_of(weights, Turn::no), Border::reflect);
  };
  for (const DType dtype : {DType::u8, DType::u64, DType::f64}) {
    const bool wide = dtype == DType::f64 || (!is_float(dtype) && size_of(dtype) > 2);
    if (wide && !test::has_f64()) continue;
    INFO(name_of(dtype));
    const test::Values pixels = test::near_values(dtype, shape, 7);
    const Image out = correlate(test::push(context(), pixels, shape, dtype), weights);
    CHECK(out.dtype() == (wide ? DType::f64 : DType::f32));
    CHECK(test::differing(out, expected(test::as_doubles(pixels), shape), wide ? 1e-6 : 1e-3) == 0);
  }
  const auto pixels = test::random_pixels<std::uint16_t>(Shape(40, 30, 4, 3), 8);
  const Image image = context().push(pixels, Shape(40, 30, 4, 3));
  const Image view = image.channel(1).region({7, 5, 1}, Shape(25, 17, 3));
  Doubles part, mask;
  for (std::int64_t z = 0; z < 3; ++z)
    for (std::int64_t y = 0; y < 17; ++y)
      for (std::int64_t x = 0; x < 25; ++x)
        part.push_back(pixels[test::index(Shape(40, 30, 4, 3), 7 + x, 5 + y, 1 + z, 1)]);
  for (const double v : part) mask.push_back(v > 30000);
  CHECK(test::differing(correlate(view, weights), expected(part, Shape(25, 17, 3)), 0.1) == 0);
  CHECK(test::differing(correlate(view > 30000, weights), expected(mask, Shape(25, 17, 3)), 1e-5) == 0);
  for (double& v : part) v = v * 0.5 - 3;
  CHECK(test::differing(correlate(cast(view, DType::f32) * 0.5 - 3, weights), expected(part, Shape(25, 17, 3)), 0.1) ==
        0);
  CHECK(test::frames_hold());
}

TEST_CASE("correlate does not look under weights of 0, and lets NaN reach as far as the others") {
  const Shape shape(60, 20);
  auto pixels = test::random_pixels<float>(shape, 9);
  pixels[test::index(shape, 30, 10, 0)] = NAN;
  pixels[test::index(shape, 59, 3, 0)] = INFINITY;
  const Weights weights{{1, 0, -1}, {0, 2, 0}};
  CHECK(test::differing(correlate(context().push(pixels, shape), weights),
                        test::correlated(test::as_doubles(pixels), shape, taps_of(weights, Turn::no), Border::reflect),
                        0.01) == 0);
  // Without any weight nothing is looked at.
  CHECK(test::differing(correlate(context().push(pixels, shape), Weights{{0, 0}}), Doubles(60 * 20), 0) == 0);
}

TEST_CASE("many weights keep a constant image; the reach is theirs; wrong calls are refused") {
  const Shape shape(90, 33);
  const Image flat = context().push(std::vector<float>(static_cast<std::size_t>(shape.pixels()), 1000.3F), shape);
  const Weights mean(Doubles(41 * 41, 1.0 / (41 * 41)), Shape(41, 41));
  CHECK(test::differing(correlate(flat, mean), Doubles(90 * 33, 1000.3F), 2e-3) == 0);
  const Image traced = Image::tracing(Shape(64, 64, 9));
  CHECK(correlate(traced, Weights(Doubles(4 * 3 * 5), Shape(4, 3, 5))).reach() == Reach{2, 1, 2, false});
  CHECK_THROWS_AS(correlate(Image(), Weights{{1}}), ArgumentError);
  CHECK_THROWS_AS(correlate(flat, Weights(Doubles(3), Shape(1, 1, 3))), ArgumentError);
  CHECK_THROWS_AS(convolve(flat, Weights(Doubles(3), Shape(1, 1, 3))), ArgumentError);
  CHECK_THROWS_AS(Weights(Doubles(3), Shape(2, 2)), ArgumentError);
  CHECK_THROWS_AS(Weights(Doubles(), Shape(0, 0)), ArgumentError);
  CHECK_THROWS_AS(Weights({{1, NAN}}), ArgumentError);
  CHECK_THROWS_AS(Weights({{1, 2}, {3}}), ArgumentError);
  CHECK(Weights::parse("1,0;2,-3/4,5;6,7e-1").values() == Doubles{1, 0, 2, -3, 4, 5, 6, 0.7});
  CHECK(Weights::parse("1,0;2,-3/4,5;6,7").shape() == Shape(2, 2, 2));
  for (const char* text : {"", "1,", "1,2;3", "1;2/3", "a"}) CHECK_THROWS_AS(Weights::parse(text), ArgumentError);
  CHECK(test::frames_hold());
}

}  // namespace
}  // namespace clumen
