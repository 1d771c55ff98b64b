#include "clumen/pointwise.hpp"
#include "clumen/threshold.hpp"
#include "core/image_state.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "threshold/oracle.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// Over the pixels themselves, in double.
template <class T>
double li(const std::vector<T>& pixels, double tolerance = 0, double guess = NAN) {
  std::vector<double> v;
  for (const T p : pixels)
    if (std::isfinite(static_cast<double>(p))) v.push_back(static_cast<double>(p));
  std::sort(v.begin(), v.end());
  const double smallest = v.front();
  if (v.back() == smallest) return smallest;
  double gap = INFINITY, sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    v[i] -= smallest;
    sum += v[i];
    if (i > 0 && v[i] > v[i - 1]) gap = std::min(gap, v[i] - v[i - 1]);
  }
  if (tolerance == 0) tolerance = std::is_integral_v<T> ? 0.5 : gap / 2;
  double next = std::isnan(guess) ? sum / static_cast<double>(v.size()) : guess - smallest;
  if (std::is_integral_v<T> && !std::isnan(guess)) next = std::trunc(next);
  double now = -2 * tolerance;
  while (std::abs(next - now) > tolerance) {
    now = next;
    double back = 0, fore = 0, backs = 0, fores = 0;
    for (const double p : v) {
      (p > now ? fore : back) += p;
      (p > now ? fores : backs) += 1;
    }
    back /= backs;
    fore /= fores;
    if (back == 0) break;
    next = (back - fore) / (std::log(back) - std::log(fore));
  }
  return next + smallest;
}

template <class T>
void check(const Shape& shape, const std::vector<T>& pixels) {
  INFO(name_of(dtype_for<T>()) << " " << to_string(shape));
  const Scalar found = threshold_li(context().push(pixels, shape));
  CHECK(found.dtype() == (std::is_integral_v<T> ? DType::f64 : dtype_for<T>()));
  CHECK(found.value() == Approx(li(pixels)).epsilon(1e-5));
}

}  // namespace

TEMPLATE_TEST_CASE("threshold_li is scikit-image's", "[threshold]", std::uint8_t, std::int8_t, std::uint16_t,
                   std::int16_t, std::uint32_t, std::int32_t, std::uint64_t, std::int64_t, float, double) {
  if (!has_f64()) return;
  for (const Shape& shape : odd_shapes()) check(shape, two_levels<TestType>(shape, 20, 90, 3));
  for (const int seed : {1, 2, 3}) check(Shape(301, 203), two_levels<TestType>({301, 203}, -30, 90 + seed, seed));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("threshold_li of a few levels of floats stops where scikit-image does", "[threshold]") {
  const Shape shape(211, 97);
  for (const double step : {1.0, 1 / 255.0, 0.1}) {
    auto pixels = two_levels<float>(shape, 60, 190, 5);
    for (float& v : pixels) v = static_cast<float>(std::round(v) * step);
    check(shape, pixels);
  }
}

TEST_CASE("threshold_li from a guess, to a tolerance", "[threshold]") {
  const Shape shape(111, 97);
  const auto floats = two_levels<float>(shape, 60, 190, 5);
  const auto shorts = two_levels<std::int16_t>(shape, -60, 190, 5);
  const Image f = context().push(floats, shape), i = context().push(shorts, shape);
  for (const double guess : {70.5, 150.0}) {
    CHECK(threshold_li(f, std::nullopt, guess).value() == Approx(li(floats, 0, guess)).epsilon(1e-5));
    CHECK(threshold_li(i, 0.01, guess).value() == Approx(li(shorts, 0.01, guess)).epsilon(1e-5));
    CHECK(threshold_li(f, 5.0, guess).value() == Approx(li(floats, 5, guess)).epsilon(1e-5));
  }
  CHECK(std::isnan(threshold_li(f, std::nullopt, 1e6).value()));
  CHECK(std::isnan(threshold_li(i, std::nullopt, -1e6).value()));
}

TEST_CASE("threshold_li passes over what is not finite", "[threshold]") {
  const Shape shape(111, 97);
  auto pixels = two_levels<float>(shape, 60, 190, 5);
  pixels[0] = pixels[100] = NAN;
  pixels[7] = INFINITY;
  pixels[4000] = -INFINITY;
  check(shape, pixels);
  const auto n = static_cast<std::size_t>(shape.pixels());
  CHECK(std::isnan(threshold_li(context().push(std::vector<float>(n, NAN), shape)).value()));
  CHECK(threshold_li(context().push(std::vector<float>(n, -2.5f), shape)).value() == -2.5);
  CHECK(threshold_li(context().push(std::vector<std::uint8_t>(n, 9), shape)).value() == 9);
}

TEST_CASE("threshold_li of views, expressions, masks and half floats; it never waits", "[threshold]") {
  const Shape shape(83, 45, 3, 2);
  const auto pixels = two_levels<float>(shape, 10, 90, 8);
  const Image image = context().push(pixels, shape), part = image.channel(1).region({7, 3, 1}, {60, 40, 2});
  auto twice = pixels;
  for (float& v : twice) v *= 2;
  const Image mask = image > 50, half = cast(image, DType::f16);
  const auto before = context().statistics();
  const Scalar of_part = threshold_li(part), of_twice = threshold_li(image * 2), of_mask = threshold_li(mask);
  const Scalar of_bits = threshold_li(in_bits(mask)), of_half = threshold_li(half);
  CHECK(context().statistics().waits == before.waits);
  CHECK(of_part.value() == Approx(li(part.pull_vector<float>())).epsilon(1e-5));
  CHECK(of_twice.value() == Approx(li(twice)).epsilon(1e-5));
  CHECK(of_bits.value() == of_mask.value());
  CHECK(of_half.dtype() == DType::f16);
  CHECK(of_half.value() == Approx(threshold_li(image).value()).epsilon(0.01));
  CHECK(threshold_li(image).value() == threshold_li(image).value());
  CHECK(context().broken_frames().empty());
}

TEST_CASE("threshold_li checks its arguments and has a global reach", "[threshold]") {
  const Image image = context().push(std::vector<float>{1, 2, 3}, {3, 1});
  CHECK_THROWS_AS(threshold_li(Image()), ArgumentError);
  CHECK_THROWS_AS(threshold_li(image, -1), ArgumentError);
  CHECK_THROWS_AS(threshold_li(image, std::nan("")), ArgumentError);
  CHECK_THROWS_AS(threshold_li(image, std::nullopt, INFINITY), ArgumentError);
  CHECK(threshold_li(Image::tracing({64, 64}, DType::f16)).dtype() == DType::f16);
  CHECK(threshold_li(Image::tracing({64, 64})).image().reach().global);
}
