#include <algorithm>
#include <functional>

#include "pointwise/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

constexpr std::int64_t kCount = 523;

using Unary = Image (*)(const Image&);
using Binary = Image (*)(const Operand&, const Operand&);

Values some_values(DType t, std::uint64_t seed) {
  Values x = telling_values(t, kCount, seed);
  if (is_float(t))  // also small ones, where most functions do something
    for (std::size_t i = 0; i < x.size(); i += 3)
      if (std::isfinite(x[i]) && std::abs(x[i]) < 2000) x[i] = rounded(t, x[i] / 997);
  return x;
}

void expect(const std::string& name, DType result, const Image& image, const Values& x,
            const std::function<Value(std::size_t)>& want, Value tolerance) {
  REQUIRE(image.dtype() == result);
  const Values got = pull(image);
  for (std::size_t i = 0; i < x.size(); ++i) {
    INFO(name << " of " << x[i] << " gives " << got[i] << ", wanted " << want(i));
    if (!matches(result, got[i], want(i), tolerance)) REQUIRE(false);
  }
}

double exp10_of(double x) { return std::pow(10.0, x); }
double reciprocal_of(double x) { return 1 / x; }
double degrees_of(double x) { return x * (180 / M_PI); }
double radians_of(double x) { return x * (M_PI / 180); }

const std::vector<std::tuple<const char*, Unary, double (*)(double)>>& functions() {
  static const std::vector<std::tuple<const char*, Unary, double (*)(double)>> all{
      {"cbrt", cbrt, std::cbrt},        {"exp2", exp2, std::exp2},
      {"exp10", exp10, exp10_of},       {"expm1", expm1, std::expm1},
      {"log2", log2, std::log2},        {"log10", log10, std::log10},
      {"log1p", log1p, std::log1p},     {"reciprocal", reciprocal, reciprocal_of},
      {"sin", sin, std::sin},           {"cos", cos, std::cos},
      {"tan", tan, std::tan},           {"arcsin", arcsin, std::asin},
      {"arccos", arccos, std::acos},    {"arctan", arctan, std::atan},
      {"sinh", sinh, std::sinh},        {"cosh", cosh, std::cosh},
      {"tanh", tanh, std::tanh},        {"arcsinh", arcsinh, std::asinh},
      {"arccosh", arccosh, std::acosh}, {"arctanh", arctanh, std::atanh},
      {"degrees", degrees, degrees_of}, {"radians", radians, radians_of}};
  return all;
}

__int128 floored(__int128 a, __int128 b) {
  if (b == 0) return 0;
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

}  // namespace

TEST_CASE("NumPy's functions of fractions", "[pointwise]") {
  for (const DType t : that_exist({DType::u8, DType::f32, DType::f64})) {
    const Values x = some_values(t, 8);
    const Image image = push(context(), x, Shape(kCount, 1), t);
    const DType result = as_fraction(t);
    for (const auto& [name, function, oracle] : functions()) {
      INFO(name << " of " << name_of(t));
      const auto want = [&, f = oracle](std::size_t i) { return rounded(result, f(static_cast<double>(x[i]))); };
      expect(name, result, function(image), x, want, t == DType::f64 ? 1e-14L : 1e-6L);
    }
  }
  CHECK(sin(Image::tracing({2, 2}, DType::u32)).dtype() == DType::f64);
  CHECK(log1p(Image::tracing({2, 2}, DType::f16)).dtype() == DType::f16);
  CHECK_THROWS_AS(tanh(Image()), ArgumentError);
}

TEST_CASE("functions of f32 where their terms cancel, overflow or vanish", "[pointwise]") {
  Values x{0.0L, -0.0L, 1e-45L, -3e-39L, 1e-6L,       20,      88.7L,   89.4L,
           -30,  -88,   -104,   1e5L,    -1.00001e5L, 1.01e4L, -9.9e3L, 3e38L};
  for (const double turns : {1.0, 2.0, 3.0, 22.0, 355.0, 51472.0})  // as near to a multiple of pi / 2 as f32 comes
    for (const double sign : {1.0, -1.0}) x.push_back(sign * turns * M_PI_2);
  for (const double edge : {1.0, 0.5, std::sqrt(2.0), std::sqrt(0.5), std::sqrt(2.0) - 1, 27.0, 64.0, 1024.0, 1000.0})
    for (const float side : {-INFINITY, INFINITY}) {
      x.push_back(edge);
      x.push_back(std::nextafter(static_cast<float>(edge), side));
      x.push_back(-std::nextafter(static_cast<float>(edge), side));
    }
  for (Value& v : x) v = rounded(DType::f32, v);
  const Image image = push(context(), x, Shape(static_cast<std::int64_t>(x.size()), 1), DType::f32);
  for (const auto& [name, function, oracle] : functions()) {
    const auto want = [&, f = oracle](std::size_t i) { return rounded(DType::f32, f(static_cast<double>(x[i]))); };
    expect(name, DType::f32, function(image), x, want, 1e-6L);
  }
  const auto at = [&](Value v) { return static_cast<std::size_t>(std::find(x.begin(), x.end(), v) - x.begin()); };
  CHECK(pull(cbrt(image))[at(27)] == 3);
  CHECK(pull(log2(image))[at(1024)] == 10);
  CHECK(pull(log10(image))[at(1000)] == 3);
}

TEST_CASE("a function of one pixel has the bits that it has in a row of many", "[pointwise]") {
  const Values x = some_values(DType::f32, 9);
  const Image image = push(context(), x, Shape(kCount, 1), DType::f32);
  for (const auto& [name, function, oracle] : functions()) {
    const Values got = pull(function(image));
    for (const std::int64_t i : {0, 5, 200, 522}) {
      INFO(name << " of " << x[static_cast<std::size_t>(i)]);
      CHECK(same(pull(function(image.region({i, 0}, {1, 1})))[0], got[static_cast<std::size_t>(i)]));
    }
  }
}

TEST_CASE("sin and cos of small numbers beside large ones", "[pointwise]") {
  Values x(64, 1e-30L);
  x[3] = 1e20L;
  x[40] = -3e7L;
  for (Value& v : x) v = rounded(DType::f32, v);
  const Image image = push(context(), x, Shape(64, 1), DType::f32);
  expect(
      "sin", DType::f32, sin(image), x, [&](std::size_t i) { return rounded(DType::f32, std::sin(double(x[i]))); },
      1e-6L);
  expect(
      "cos", DType::f32, cos(image), x, [&](std::size_t i) { return rounded(DType::f32, std::cos(double(x[i]))); },
      1e-6L);
}

TEST_CASE("functions of two fractions", "[pointwise]") {
  for (const DType t : that_exist({DType::i16, DType::f32, DType::f64})) {
    const Values x = some_values(t, 3), y = some_values(t, 4);
    const Image a = push(context(), x, Shape(kCount, 1), t), b = push(context(), y, Shape(kCount, 1), t);
    const DType result = as_fraction(t);
    const Value tolerance = t == DType::f64 ? 1e-14L : 1e-6L;
    const auto in_double = [&](double (*f)(double, double)) {
      return [&, f](std::size_t i) { return rounded(result, f(static_cast<double>(x[i]), static_cast<double>(y[i]))); };
    };
    expect("arctan2", result, arctan2(a, b), x, in_double(std::atan2), tolerance);
    expect("hypot", result, hypot(a, b), x, in_double(std::hypot), tolerance);
    expect("squared_difference", result, squared_difference(a, b), x,
           in_double([](double p, double q) { return (p - q) * (p - q); }), 1e-6L);
    expect(
        "add_weighted", result, add_weighted(a, 0.5, b, -2, 3), x,
        [&](std::size_t i) {
          const Value p = x[i] / 2, q = y[i] * -2;
          return std::abs(p + q + 3) < 0.1L * std::max(std::abs(p), std::abs(q))
                     ? pull(add_weighted(a, 0.5, b, -2, 3))[i]
                     : rounded(result, p + q + 3);
        },
        1e-6L);
  }
}

TEST_CASE("floor_divide, of integers and fractions", "[pointwise]") {
  for (const DType t : {DType::boolean, DType::u8, DType::i8, DType::i64, DType::u64}) {
    const Values x = some_values(t, 3), y = some_values(t, 4);
    const DType result = t == DType::boolean ? DType::i8 : t;
    const Image q = floor_divide(push(context(), x, Shape(kCount, 1), t), push(context(), y, Shape(kCount, 1), t));
    expect(
        "floor_divide", result, q, x,
        [&](std::size_t i) {
          return wrapped(result, floored(static_cast<__int128>(x[i]), static_cast<__int128>(y[i])));
        },
        0);
  }
  const Values x{5, -5, 7.5L, -7.5L, 3, -3, 1, -1, INFINITY, NAN, 0, 6},
      y{0, 2, 2, 2, INFINITY, INFINITY, 0, 0, 2, 1, 3, -4};
  const Values want{INFINITY, -3, 3, -4, 0, -1, INFINITY, -INFINITY, NAN, NAN, 0, -2};
  const Image a = push(context(), x, Shape(12, 1), DType::f32), b = push(context(), y, Shape(12, 1), DType::f32);
  expect(
      "floor_divide", DType::f32, floor_divide(a, b), x, [&](std::size_t i) { return want[i]; }, 0);
}

TEST_CASE("bits of integers", "[pointwise]") {
  for (const DType t : {DType::boolean, DType::u8, DType::i16, DType::i32, DType::u64}) {
    const Values x = some_values(t, 3), y = some_values(t, 4);
    const Image a = push(context(), x, Shape(kCount, 1), t), b = push(context(), y, Shape(kCount, 1), t);
    const auto of = [&](auto f) {
      return [&, f](std::size_t i) {
        return wrapped(t, static_cast<__int128>(f(static_cast<__int128>(x[i]), static_cast<__int128>(y[i]))));
      };
    };
    expect("and", t, bitwise_and(a, b), x, of([](__int128 p, __int128 q) { return p & q; }), 0);
    expect("or", t, bitwise_or(a, b), x, of([](__int128 p, __int128 q) { return p | q; }), 0);
    expect("xor", t, bitwise_xor(a, b), x, of([](__int128 p, __int128 q) { return p ^ q; }), 0);
    expect(
        "invert", t, invert(a), x,
        [&](std::size_t i) { return t == DType::boolean ? 1 - x[i] : wrapped(t, ~static_cast<__int128>(x[i])); }, 0);
    expect("absolute_difference", t, absolute_difference(a, b), x,
           of([](__int128 p, __int128 q) { return p < q ? q - p : p - q; }), 0);

    const DType shifted = t == DType::boolean ? DType::i8 : t;
    const auto bits = static_cast<__int128>(8 * size_of(shifted));
    Values n(x.size());
    for (std::size_t i = 0; i < n.size(); ++i) n[i] = static_cast<Value>(i % (8 * size_of(shifted) + 3));
    if (is_signed(shifted) && t != DType::boolean) n[5] = -1;
    if (t == DType::boolean)
      for (Value& v : n) v = v > 0 ? 1 : 0;
    const Image by = push(context(), n, Shape(kCount, 1), t);
    expect(
        "left_shift", shifted, left_shift(a, by), x,
        [&](std::size_t i) {
          const auto k = static_cast<__int128>(n[i]);
          return k < 0 || k >= bits ? Value(0) : wrapped(shifted, static_cast<__int128>(x[i]) * (__int128{1} << k));
        },
        0);
    expect(
        "right_shift", shifted, right_shift(a, by), x,
        [&](std::size_t i) {
          const auto k = static_cast<__int128>(n[i]);
          return wrapped(shifted, static_cast<__int128>(x[i]) >> (k < 0 || k >= bits ? bits : k));
        },
        0);
  }
  const Image fractions = Image::tracing({2, 2});
  CHECK_THROWS_AS(bitwise_and(fractions, fractions), ArgumentError);
  CHECK_THROWS_AS(bitwise_or(fractions, 1), ArgumentError);
  CHECK_THROWS_AS(bitwise_xor(fractions, 1), ArgumentError);
  CHECK_THROWS_AS(left_shift(fractions, 1), ArgumentError);
  CHECK_THROWS_AS(right_shift(fractions, 1), ArgumentError);
}

TEST_CASE("trunc, sign, invert, mask and nan_to_num", "[pointwise]") {
  for (const DType t : {DType::u8, DType::i16, DType::i64, DType::f32}) {
    const Values x = some_values(t, 5);
    const Image image = push(context(), x, Shape(kCount, 1), t);
    expect(
        "trunc", t, trunc(image), x, [&](std::size_t i) { return std::trunc(x[i]); }, 0);
    expect(
        "sign", t, sign(image), x,
        [&](std::size_t i) { return std::isnan(x[i]) ? x[i] : Value((x[i] > 0) - (x[i] < 0)); }, 0);
    expect(
        "mask", t, mask(image, image > 3), x, [&](std::size_t i) { return x[i] > 3 ? x[i] : 0; }, 0);
  }
  const Values x = some_values(DType::f32, 5);
  const Image image = push(context(), x, Shape(kCount, 1), DType::f32);
  expect(
      "invert", DType::f32, invert(image), x, [&](std::size_t i) { return rounded(DType::f32, 1 - x[i]); }, 1e-6L);
  const auto numbers = [&](Value nan, Value above, Value below) {
    return [&x, nan, above, below](std::size_t i) {
      return std::isnan(x[i]) ? nan : std::isfinite(x[i]) ? x[i] : x[i] > 0 ? above : below;
    };
  };
  const Value most = std::numeric_limits<float>::max();
  expect("nan_to_num", DType::f32, nan_to_num(image), x, numbers(0, most, -most), 0);
  expect("nan_to_num", DType::f32, nan_to_num(image, 7, 8, -9), x, numbers(7, 8, -9), 0);
  CHECK_THROWS_AS(sign(Image::tracing({2, 2}, DType::boolean)), ArgumentError);
  CHECK(context().broken_frames().empty());
}
