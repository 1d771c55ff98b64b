#include <functional>

#include "pointwise/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

constexpr std::int64_t kCount = 257;

/// One pixel with a bit for each of the six comparisons, in one kernel.
template <class A, class B>
Image six(const A& a, const B& b) {
  const auto bit = [](const Image& truth, int weight) { return cast(truth, DType::u8) * weight; };
  return bit(a > b, 1) + bit(a >= b, 2) + bit(a < b, 4) + bit(a <= b, 8) + bit(a == b, 16) + bit(a != b, 32);
}
template <class T>
int six_of(T a, T b) {
  return (a > b) | (a >= b) << 1 | (a < b) << 2 | (a <= b) << 3 | (a == b) << 4 | (a != b) << 5;
}

/// Integers compare exactly; with a fraction, both are converted to what NumPy promotes them to.
int six_expected(DType a, DType b, Value x, Value y) {
  const DType both = promoted(a, b);
  if (!is_float(a) && !is_float(b)) return six_of(x, y);
  return both == DType::f64 ? six_of<Value>(rounded(both, x), rounded(both, y))
                            : six_of<Value>(rounded(DType::f32, x), rounded(DType::f32, y));
}

void check_pair(DType a, DType b) {
  const Values x = telling_values(a, kCount, 3);
  Values y = telling_values(b, kCount, 4);
  for (std::size_t i = 0; i < y.size(); i += 5)  // some that are equal
    if (!is_float(a) && !is_float(b) && x[i] >= lowest_of(b) && x[i] < highest_of(b)) y[i] = x[i];
  const Values got = pull(six(push(context(), x, Shape(kCount, 1), a), push(context(), y, Shape(kCount, 1), b)));
  for (std::size_t i = 0; i < x.size(); ++i) {
    INFO(name_of(a) << " " << x[i] << " with " << name_of(b) << " " << y[i]);
    REQUIRE(got[i] == six_expected(a, b, x[i], y[i]));
  }
}

}  // namespace

TEST_CASE("comparisons of each dtype, and of those with other signs and widths") {
  for (const DType t : all_that_exist()) check_pair(t, t);
  using D = DType;
  for (const auto& [a, b] : {std::pair{D::u64, D::i64},
                             {D::i64, D::u64},
                             {D::i8, D::u64},
                             {D::u64, D::i32},
                             {D::u8, D::i8},
                             {D::i32, D::u32},
                             {D::boolean, D::i16},
                             {D::u32, D::f32},
                             {D::f16, D::u8},
                             {D::i64, D::f32}})
    if (!is_float(promoted(a, b)) || !(is_float(a) || is_float(b)) || has(promoted(a, b))) check_pair(a, b);
}

TEST_CASE("a comparison of integers with any number is exact") {
  for (const DType t : {DType::boolean, DType::u8, DType::i16, DType::u64, DType::i64}) {
    const Values x = telling_values(t, 40, 5);
    const Image image = push(context(), x, Shape(40, 1), t);
    const auto check = [&](auto number) {
      const Values got = pull(six(image, number)), other = pull(six(number, image));
      for (std::size_t i = 0; i < x.size(); ++i) {
        INFO(name_of(t) << " " << x[i] << " with " << number);
        REQUIRE(got[i] == six_of<Value>(x[i], number));
        REQUIRE(other[i] == six_of<Value>(number, x[i]));
      }
    };
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}, std::int64_t{255},
                                 std::int64_t{256}, std::int64_t{-129}, INT64_MIN, INT64_MAX})
      check(n);
    check(UINT64_MAX);
    check(std::uint64_t{1} << 63);
    for (const double n :
         {0.5, -0.5, 2.0, 254.5, 1e300, -1e300, 9.3e18, double{NAN}, double{INFINITY}, -double{INFINITY}})
      check(n);
  }
}

TEST_CASE("fractions compare with numbers as NumPy's weak ones") {
  const Image f = push(context(), {0.1f, 16777216, NAN, 3}, Shape(4, 1), DType::f32);
  CHECK(pull(f == 0.1) == Values{1, 0, 0, 0});
  CHECK(pull(f == 16777217) == Values{0, 1, 0, 0});
  CHECK(pull(f != 3) == Values{1, 1, 1, 0});
  CHECK(pull(4 > f) == Values{1, 0, 0, 1});
}

TEST_CASE("logic takes what is not 0 for true") {
  for (const DType t : all_that_exist()) {
    Values x = telling_values(t, 64, 6), y = telling_values(t, 64, 7);
    for (std::size_t i = 0; i < x.size(); i += 3) x[i] = 0;
    for (std::size_t i = 0; i < y.size(); i += 4) y[i] = 0;
    const Image a = push(context(), x, Shape(64, 1), t), b = push(context(), y, Shape(64, 1), t);
    const Image all = cast(a && b, DType::u8) + 2 * cast(a || b, DType::u8) + 4 * cast(logical_xor(a, b), DType::u8) +
                      8 * cast(!a, DType::u8) + 16 * cast(isnan(a), DType::u8) + 32 * cast(isfinite(a), DType::u8);
    const Values got = pull(all);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool p = x[i] != 0, q = y[i] != 0;
      INFO(name_of(t) << " " << x[i] << " " << y[i]);
      REQUIRE(got[i] ==
              (p && q) + 2 * (p || q) + 4 * (p != q) + 8 * !p + 16 * std::isnan(x[i]) + 32 * std::isfinite(x[i]));
    }
  }
  const Image m = push(context(), {0, 3}, Shape(2, 1), DType::u8);
  CHECK(pull(m && true) == Values{0, 1});
  CHECK(pull(m || 0.5) == Values{1, 1});
  CHECK(pull(0 || m) == Values{0, 1});
}

TEST_CASE("where and clip") {
  const Image f = push(context(), {-1, 0.5f, NAN, 7}, Shape(4, 1), DType::f32);
  CHECK(pull(where(f, 1, 2)) == Values{1, 1, 1, 1});
  CHECK(pull(where(f > 0, f, -5)) == Values{-5, 0.5, -5, 7});
  CHECK(pull(where(f, cast(f > 0, DType::u8), 9)) == Values{0, 1, 0, 1});
  const Values clipped = pull(clip(f, 0, 2));
  CHECK(clipped[0] == 0);
  CHECK(clipped[1] == 0.5);
  CHECK(std::isnan(clipped[2]));
  CHECK(clipped[3] == 2);
  const Image i = push(context(), {1, 2, 200}, Shape(3, 1), DType::u8);
  CHECK(pull(clip(i, 5, 3)) == Values{3, 3, 3});
  CHECK(pull(clip(i, 1.5, 100)) == Values{1.5, 2, 100});
  CHECK(pull(clip(i, push(context(), {2}, Shape(1, 1), DType::u8), 3)) == Values{2, 2, 3});
  CHECK(context().broken_frames().empty());
}
