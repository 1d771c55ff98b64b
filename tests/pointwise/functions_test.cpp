#include <functional>

#include "pointwise/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

constexpr std::int64_t kCount = 523;

void check(const std::string& name, DType t, const std::function<Image(const Image&)>& function,
           const std::function<Value(DType, Value)>& oracle, DType result, Value tolerance) {
  const Values x = telling_values(t, kCount, 8);
  const Image image = function(push(context(), x, Shape(kCount, 1), t));
  REQUIRE(image.dtype() == result);
  const Values got = pull(image);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Value want = oracle(result, x[i]);
    INFO(name << " of " << name_of(t) << " " << x[i] << " gives " << got[i] << ", wanted " << want);
    if (!matches(result, got[i], want, tolerance)) REQUIRE(false);
  }
}

/// A function of fractions, computed in double and rounded.
auto in_double(double (*f)(double)) {
  return [f](DType result, Value x) {
    // integers become fractions of the result's dtype first
    return rounded(result, f(static_cast<double>(rounded(result, x))));
  };
}

}  // namespace

TEST_CASE("functions that give fractions") {
  for (const DType t : {DType::boolean, DType::u8, DType::i64, DType::f16, DType::f32, DType::f64}) {
    const DType f = as_fraction(t);
    if (!has(f)) continue;
    check(
        "sqrt", t, [](const Image& i) { return sqrt(i); }, in_double(std::sqrt), f, 2e-7L);
    check(
        "log", t, [](const Image& i) { return log(i); }, in_double(std::log), f, 1e-6L);
    check(
        "exp", t, [](const Image& i) { return exp(i); }, in_double(std::exp), f, 1e-5L);
  }
  CHECK(sqrt(Image::tracing(Shape(2, 2), DType::u32)).dtype() == DType::f64);
  CHECK(exp(Image::tracing(Shape(2, 2), DType::i16)).dtype() == DType::f32);
}

TEST_CASE("functions that keep the dtype") {
  for (const DType t : all_that_exist()) {
    for (const auto& [name, function, oracle] :
         {std::tuple{"floor", &clumen::floor, static_cast<double (*)(double)>(std::floor)},
          {"ceil", &clumen::ceil, static_cast<double (*)(double)>(std::ceil)},
          {"rint", &clumen::rint, static_cast<double (*)(double)>(std::nearbyint)}})
      check(
          name, t, function,
          [t, o = oracle](DType r, Value x) { return is_float(t) ? rounded(r, o(static_cast<double>(x))) : x; }, t, 0);
    const DType squared = t == DType::boolean ? DType::i8 : t;
    check(
        "square", t, [](const Image& i) { return square(i); },
        [](DType r, Value x) { return expected(Op::multiply, r, x, x); }, squared, 2e-7L);
    const auto size = [](DType r, Value x) {
      return is_float(r) ? std::abs(x) : wrapped(r, static_cast<__int128>(std::abs(x)));
    };
    check(
        "absolute", t, [](const Image& i) { return absolute(i); }, size, t, 0);
    if (t != DType::boolean)
      check(
          "negative", t, [](const Image& i) { return -i; },
          [](DType r, Value x) { return is_float(r) ? -x : wrapped(r, -static_cast<__int128>(x)); }, t, 0);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("cast between all dtypes") {
  for (const DType from : all_that_exist())
    for (const DType to : all_that_exist()) {
      Values x = telling_values(from, 67, 9);
      if (is_float(from) && !is_float(to))  // what is not defined: NaN and what the next wider integer does not hold
        for (Value& v : x)
          if (std::isnan(v) || std::abs(v) > (size_of(to) <= 2 ? 0x1p31L : 0x1p63L)) v = 300.75L;
      const Image image = cast(push(context(), x, Shape(67, 1), from), to);
      REQUIRE(image.dtype() == to);
      const Values got = pull(image);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const Value source = from == DType::f16 ? from_half(to_half(x[i])) : x[i];
        const Value want = to == DType::boolean ? Value(source != 0)
                           : is_float(to)       ? rounded(to, source)
                                                : wrapped(to, static_cast<__int128>(source));
        INFO(name_of(from) << " " << x[i] << " as " << name_of(to) << " gives " << got[i] << ", wanted " << want);
        REQUIRE(same(got[i], want));
      }
    }
  if (!has_f64()) return;
  const Image large = push(context(), {1.8e19L, 9.3e18L, 5}, Shape(3, 1), DType::f64);
  CHECK(pull(cast(large, DType::u64)) == Values{18000000000000000000ULL, 9300000000000000000ULL, 5});
}
