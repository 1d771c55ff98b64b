#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

namespace clumen {
namespace {

using test::context;
using test::Doubles;

/// The n-th derivative of exp(−x²/2σ²) over itself, by Hermite's recursion.
double hermite(int n, double x, double sigma) {
  const double u = x / sigma;
  double before = 0, now = 1;
  for (int k = 0; k < n; ++k) {
    const double next = -u * now - k * before;
    before = now;
    now = next;
  }
  return now / std::pow(sigma, n);
}

/// Weights of a correlation: those of the convolution with the derivative, turned round.
Doubles weights_of(double sigma, int order, double truncate) {
  const int radius = static_cast<int>(truncate * sigma + 0.5);
  Doubles weights;
  double sum = 0;
  for (int x = -radius; x <= radius; ++x) sum += std::exp(-0.5 * x * x / (sigma * sigma));
  for (int x = -radius; x <= radius; ++x)
    weights.push_back(hermite(order, -x, sigma) * std::exp(-0.5 * x * x / (sigma * sigma)) / sum);
  return weights;
}

Doubles oracle(Doubles values, const Shape& s, Sigma sigma, Counts order, Border border, double truncate = 4) {
  const double sigmas[] = {sigma.x, sigma.y, sigma.z};
  const std::int64_t orders[] = {order.x, order.y, order.z};
  for (int axis = s.ndim - 1; axis >= 0; --axis) {
    if (sigmas[axis] == 0) continue;
    const Doubles weights = weights_of(sigmas[axis], static_cast<int>(orders[axis]), truncate);
    const auto before = static_cast<std::int64_t>(weights.size() / 2);
    values = test::correlated(values, s, test::taps_along(axis, weights, before), border);
  }
  return values;
}

TEST_CASE("gaussian_filter equals the definition: derivatives at every border, for odd shapes") {
  for (const Shape& shape : test::odd_shapes()) {
    const auto pixels = test::random_pixels<float>(shape, 3);
    const Image image = context().push(pixels, shape);
    const Doubles values = test::as_doubles(pixels);
    for (const Counts order : {Counts(1, 0, 0), Counts(0, 2, 1), Counts(3, 1, 0)})
      for (const Border::Mode mode : test::all_modes) {
        const Border border{mode, 250};
        INFO(to_string(shape) << ", order " << order.x << ", " << order.y << ", mode " << static_cast<int>(mode));
        const Doubles expected = oracle(values, shape, 1.2, order, border);
        CHECK(test::differing(gaussian_filter(image, 1.2, order, border), expected, 5e-3) == 0);
      }
  }
  CHECK(test::frames_hold());
}

TEST_CASE("gaussian_filter of other sigmas and dtypes") {
  const Shape shape(90, 41);
  const auto pixels = test::random_pixels<float>(shape, 4);
  const Image image = context().push(pixels, shape);
  const Doubles values = test::as_doubles(pixels);
  for (const Sigma sigma : {Sigma(0.1, 3), Sigma(0, 2), Sigma(10, 9), Sigma(20, 1)})
    CHECK(test::differing(gaussian_filter(image, sigma, Counts(1, 1)), oracle(values, shape, sigma, 1, Border::reflect),
                          1e-2) == 0);
  // Without an order it is the blur of `gaussian`.
  CHECK((test::pull(gaussian_filter(image, 2, 0, Border::nearest)) == test::pull(gaussian(image, 2))));
  for (const DType dtype : {DType::u16, DType::i64}) {
    if (dtype != DType::u16 && !test::has_f64()) continue;
    INFO(name_of(dtype));
    const test::Values near = test::near_values(dtype, shape, 5);
    const Image out = gaussian_filter(test::push(context(), near, shape, dtype), 2, Counts(1, 0));
    CHECK(out.dtype() == (dtype == DType::u16 ? DType::f32 : DType::f64));
    const Doubles expected = oracle(test::as_doubles(near), shape, 2, Counts(1, 0), Border::reflect);
    CHECK(test::differing(out, expected, dtype == DType::u16 ? 1e-4 : 1e-5) == 0);
  }
  CHECK(test::frames_hold());
}

TEST_CASE("gaussian_filter of a slope is the slope, its reach the kernel's, and wrong calls are refused") {
  const Shape shape(80, 20);
  const Doubles slope = test::each_pixel(shape, [](auto x, auto y, auto, auto) { return 3.0 * x - 2.0 * y; });
  const Image image = test::push(context(), test::Values(slope.begin(), slope.end()), shape, DType::f32);
  const Doubles found = test::as_doubles(test::pull(gaussian_filter(image, 2, Counts(1, 0))));
  CHECK(found[test::index(shape, 40, 10, 0)] == Approx(3).epsilon(1e-3));
  CHECK(gaussian_filter(Image::tracing(Shape(64, 64, 9)), Sigma(1, 2, 0.5), 1).reach() == Reach{4, 8, 2, false});
  CHECK_THROWS_AS(gaussian_filter(Image(), 1), ArgumentError);
  CHECK_THROWS_AS(gaussian_filter(image, -1), ArgumentError);
  CHECK_THROWS_AS(gaussian_filter(image, 1, Counts(-1, 0)), ArgumentError);
  CHECK_THROWS_AS(gaussian_filter(image, 1, 9), ArgumentError);
  CHECK_THROWS_AS(gaussian_filter(image, 256, 0, Border::reflect, 9), ArgumentError);
}

Doubles blur(const Doubles& values, const Shape& s, Sigma sigma, Border border) {
  return oracle(values, s, sigma, 0, border);
}

TEST_CASE("difference_of_gaussians equals the definition") {
  for (const Shape& shape : {Shape(33, 31), Shape(1, 9), Shape(19, 17, 5)}) {
    const auto pixels = test::random_pixels<float>(shape, 6);
    const Image image = context().push(pixels, shape);
    const Doubles values = test::as_doubles(pixels);
    const auto expected = [&](Sigma low, Sigma high, Border border) {
      Doubles out = blur(values, shape, low, border);
      const Doubles wide = blur(values, shape, high, border);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] -= wide[i];
      return out;
    };
    INFO(to_string(shape));
    CHECK(test::differing(difference_of_gaussians(image, 1.5), expected(1.5, 2.4, Border::nearest), 1e-3) == 0);
    CHECK(test::differing(difference_of_gaussians(image, {0, 1, 2}, Sigma(1, 3, 2), Border::wrap),
                          expected({0, 1, 2}, {1, 3, 2}, Border::wrap), 1e-3) == 0);
  }
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK(difference_of_gaussians(Image::tracing(Shape(9, 9)), 1, Sigma(2, 5)).reach() == Reach{8, 20, 0, false});
  CHECK_THROWS_AS(difference_of_gaussians(Image(), 1), ArgumentError);
  CHECK_THROWS_AS(difference_of_gaussians(image, 2, Sigma(1)), ArgumentError);
  CHECK_THROWS_AS(difference_of_gaussians(image, -1), ArgumentError);
  CHECK_THROWS_AS(difference_of_gaussians(image, 250), ArgumentError);
}

TEST_CASE("unsharp_mask and the Gaussian backgrounds equal the definition") {
  const Shape shape(35, 22);
  for (const DType dtype : {DType::f32, DType::u8, DType::u32}) {
    if (dtype == DType::u32 && !test::has_f64()) continue;
    test::Values pixels = test::near_values(dtype, shape, 7);
    for (test::Value& v : pixels) v += 1;
    const Image image = test::push(context(), pixels, shape, dtype);
    const Doubles values = test::as_doubles(pixels);
    const Doubles reflected = blur(values, shape, 2, Border::reflect), smooth = blur(values, shape, 2, Border::nearest);
    Doubles sharp, less, ratio;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sharp.push_back(values[i] + (values[i] - reflected[i]) * 1.5);
      less.push_back(values[i] - smooth[i]);
      ratio.push_back(values[i] / smooth[i]);
    }
    INFO(name_of(dtype));
    const Image out = unsharp_mask(image, 2, 1.5);
    CHECK(out.dtype() == (dtype == DType::u32 ? DType::f64 : DType::f32));
    CHECK(test::differing(out, sharp, 1e-3) == 0);
    CHECK(test::differing(subtract_gaussian_background(image), less, 1e-3) == 0);
    CHECK(test::differing(divide_by_gaussian_background(image), ratio, 1e-5) == 0);
  }
  const Image traced = Image::tracing(Shape(64, 64, 9));
  CHECK(unsharp_mask(traced).reach() == Reach{4, 4, 4, false});
  CHECK(subtract_gaussian_background(traced, {1, 2}).reach() == Reach{4, 8, 0, false});
  CHECK_THROWS_AS(unsharp_mask(Image()), ArgumentError);
  CHECK_THROWS_AS(unsharp_mask(traced, -1), ArgumentError);
  CHECK_THROWS_AS(unsharp_mask(traced, 1, NAN), ArgumentError);
  CHECK_THROWS_AS(subtract_gaussian_background(traced, 257), ArgumentError);
  CHECK_THROWS_AS(divide_by_gaussian_background(traced, NAN), ArgumentError);
  CHECK(test::frames_hold());
}

}  // namespace
}  // namespace clumen
