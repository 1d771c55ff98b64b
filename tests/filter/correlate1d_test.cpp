#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

namespace clumen {
namespace {

using test::context;
using test::Doubles;

std::int64_t length(const Doubles& weights) { return static_cast<std::int64_t>(weights.size()); }

Doubles correlated(const Doubles& in, const Shape& s, const Doubles& weights, Axis axis, Border border) {
  return test::correlated(in, s, test::taps_along(static_cast<int>(axis), weights, length(weights) / 2), border);
}

/// SciPy's convolution: weights turned round, and of an even number the left one of the middle two is the pixel's.
Doubles convolved(const Doubles& in, const Shape& s, const Doubles& weights, Axis axis, Border border) {
  const Doubles turned(weights.rbegin(), weights.rend());
  return test::correlated(in, s, test::taps_along(static_cast<int>(axis), turned, (length(weights) - 1) / 2), border);
}

Doubles random_weights(std::int64_t count, std::uint64_t seed) {
  Doubles weights = test::random_pixels<double>(count, seed);
  for (double& w : weights) w /= 1000;
  return weights;
}

TEST_CASE("correlate1d and convolve1d equal the definition at every border, for odd shapes") {
  for (const Shape& shape : test::odd_shapes()) {
    const auto pixels = test::random_pixels<float>(shape, 3);
    const Image image = context().push(pixels, shape);
    const Doubles values = test::as_doubles(pixels);
    for (const std::int64_t count : {1, 2, 3, 6})
      for (int a = 0; a < shape.ndim; ++a)
        for (const Border::Mode mode : test::all_modes) {
          const auto axis = static_cast<Axis>(a);
          const Border border{mode, 250};
          const Doubles weights = random_weights(count, 4);
          INFO(to_string(shape) << ", " << count << " weights, axis " << a << ", mode " << static_cast<int>(mode));
          CHECK(test::differing(correlate1d(image, weights, axis, border),
                                correlated(values, shape, weights, axis, border), 5e-3) == 0);
          if (mode == Border::Mode::wrap)
            CHECK(test::differing(convolve1d(image, weights, axis, border),
                                  convolved(values, shape, weights, axis, border), 5e-3) == 0);
        }
  }
  CHECK(test::frames_hold());
}

TEST_CASE("correlate1d with many weights, symmetric or not") {
  const Shape shape(1100, 30);
  const auto pixels = test::random_pixels<float>(shape, 5);
  const Image image = context().push(pixels, shape);
  const Doubles values = test::as_doubles(pixels);
  for (const auto& [count, symmetric] : {std::pair{9, false}, {9, true}, {64, false}, {127, true}, {300, false}})
    for (const Axis axis : {Axis::x, Axis::y}) {
      Doubles weights = random_weights(count, 6);
      if (symmetric)
        for (std::size_t i = 0; i < weights.size() / 2; ++i) weights[weights.size() - 1 - i] = weights[i];
      INFO(int{count} << " weights, axis " << static_cast<int>(axis));
      CHECK(test::differing(correlate1d(image, weights, axis),
                            correlated(values, shape, weights, axis, Border::reflect), 0.05) == 0);
    }
  CHECK(test::frames_hold());
}

TEST_CASE("correlate1d of every dtype keeps small differences of large integers") {
  const Shape shape(37, 21);
  const Doubles weights{-1, 0.5, 0.5};
  for (const DType dtype : {DType::u8, DType::i16, DType::i32, DType::u64, DType::f64}) {
    const bool wide = dtype == DType::f64 || (!is_float(dtype) && size_of(dtype) > 2);
    if (wide && !test::has_f64()) continue;
    INFO(name_of(dtype));
    const test::Values pixels = test::near_values(dtype, shape, 7);
    const Image out = correlate1d(test::push(context(), pixels, shape, dtype), weights);
    CHECK(out.dtype() == (wide ? DType::f64 : DType::f32));
    const Doubles expected = correlated(test::as_doubles(pixels), shape, weights, Axis::x, Border::reflect);
    CHECK(test::differing(out, expected, wide ? 1e-6 : 1e-4) == 0);
  }
}

TEST_CASE("correlate1d lets NaN reach as far as the weights, says so, and rejects what it cannot do") {
  const Shape shape(60, 20);
  auto pixels = test::random_pixels<float>(shape, 8);
  pixels[test::index(shape, 30, 10, 0)] = NAN;
  pixels[test::index(shape, 59, 3, 0)] = INFINITY;
  for (const Doubles& weights : {Doubles{1, 2, -1, 1}, Doubles{-1, 1}, Doubles(40, 0.5)})
    for (const Axis axis : {Axis::x, Axis::y})
      CHECK(test::differing(correlate1d(context().push(pixels, shape), weights, axis),
                            correlated(test::as_doubles(pixels), shape, weights, axis, Border::reflect), 0.05) == 0);
  const Image traced = Image::tracing(Shape(64, 64, 9));
  CHECK(correlate1d(traced, {1, 1, 1, 1}, Axis::z).reach() == Reach{0, 0, 2, false});
  CHECK(convolve1d(traced, {1, 1, 1}).reach() == Reach{1, 0, 0, false});
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_AS(correlate1d(Image(), {1}), ArgumentError);
  CHECK_THROWS_AS(correlate1d(image, {}), ArgumentError);
  CHECK_THROWS_AS(correlate1d(image, {1, NAN}), ArgumentError);
  CHECK_THROWS_AS(correlate1d(image, Doubles(4098, 1)), ArgumentError);
  CHECK_THROWS_AS(convolve1d(image, {1}, Axis::z), ArgumentError);
  CHECK(test::frames_hold());
}

}  // namespace
}  // namespace clumen
