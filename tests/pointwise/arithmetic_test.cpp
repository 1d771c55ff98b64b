#include <set>

#include "pointwise/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

constexpr std::int64_t kCount = 1031;  // a prime: the last vector is not full

Image of(Op op, const Operand& a, const Operand& b) {
  switch (op) {
    case Op::add:
      return add(a, b);
    case Op::subtract:
      return subtract(a, b);
    case Op::multiply:
      return multiply(a, b);
    case Op::remainder:
      return remainder(a, b);
    case Op::minimum:
      return minimum(a, b);
    case Op::maximum:
      return maximum(a, b);
    case Op::divide:
      return divide(a, b);
    default:
      return power(a, b);
  }
}

struct Pair {
  Values a, b;
  Image image_a, image_b;
};
Pair pair_of(DType a, DType b) {
  Pair p{telling_values(a, kCount, 1), telling_values(b, kCount, 2), {}, {}};
  p.image_a = push(context(), p.a, Shape(kCount, 1), a);
  p.image_b = push(context(), p.b, Shape(kCount, 1), b);
  return p;
}

void check_pixels(const std::string& what, const Values& got, DType dtype, const Pair& p, Op op, std::size_t first,
                  std::size_t step, Value tolerance = 2e-7L) {
  for (std::size_t i = first; i < got.size(); i += step) {
    const Value want = expected(op, dtype, p.a[i], p.b[i]);
    INFO(what << " pixel " << i << ": " << p.a[i] << ", " << p.b[i] << " gives " << got[i] << ", wanted " << want);
    if (!matches(dtype, got[i], want, tolerance)) REQUIRE(false);
  }
  REQUIRE(!got.empty());
}

/// Pairs with each dtype by itself and each conversion to a common dtype.
std::vector<std::pair<DType, DType>> telling_pairs() {
  std::vector<std::pair<DType, DType>> pairs;
  for (const DType t : all_dtypes()) pairs.emplace_back(t, t);
  std::set<std::pair<DType, DType>> seen;
  for (const DType a : all_dtypes())
    for (const DType b : all_dtypes()) {
      if (a >= b) continue;
      const bool new_a = seen.emplace(a, promoted(a, b)).second, new_b = seen.emplace(b, promoted(a, b)).second;
      if (new_a || new_b) pairs.emplace_back(a, b);
    }
  std::erase_if(pairs, [](const auto& pair) { return !has(promoted(pair.first, pair.second)); });
  return pairs;
}

std::string name_of_pair(DType a, DType b) { return std::string(name_of(a)) + " with " + std::string(name_of(b)); }

}  // namespace

// Programs take 0.2 s each to build on a CPU. So one kernel computes five operations, each on every fifth pixel, and a
// pair of dtypes is left out when both conversions to their common dtype have been seen in other pairs.
TEST_CASE("arithmetic of every dtype and conversion") {
  const std::vector<Op> ops{Op::add, Op::multiply, Op::remainder, Op::minimum, Op::maximum};
  Values turn(kCount);
  for (std::size_t i = 0; i < turn.size(); ++i) turn[i] = static_cast<Value>(i % ops.size());
  const Image which = push(context(), turn, Shape(kCount, 1), DType::u8);
  for (const auto& [a, b] : telling_pairs()) {
    const Pair p = pair_of(a, b);
    const DType dtype = promoted(a, b);
    const bool bools = dtype == DType::boolean;  // whose remainder is of another dtype
    Image all = maximum(p.image_a, p.image_b);
    for (std::size_t k = 0; k + 1 < ops.size(); ++k)
      if (!bools || ops[k] != Op::remainder) all = where(which == k, of(ops[k], p.image_a, p.image_b), all);
    REQUIRE(all.dtype() == dtype);
    const Values got = pull(all);
    for (std::size_t k = 0; k < ops.size(); ++k)
      if (!bools || ops[k] != Op::remainder) check_pixels(name_of_pair(a, b), got, dtype, p, ops[k], k, ops.size());
  }
}

TEST_CASE("subtract, divide and power in each dtype that they compute in") {
  for (const DType a : all_that_exist()) {
    const Pair p = pair_of(a, a);
    const std::string what(name_of(a));
    if (a != DType::boolean) check_pixels(what + " -", pull(p.image_a - p.image_b), a, p, Op::subtract, 0, 1);
    if (!has(as_fraction(a))) continue;
    const Image ratio = p.image_a / p.image_b;
    REQUIRE(ratio.dtype() == as_fraction(a));
    check_pixels(what + " /", pull(ratio), ratio.dtype(), p, Op::divide, 0, 1);
  }
  for (const DType a : that_exist({DType::i8, DType::u16, DType::f16, DType::f32, DType::f64})) {
    const Pair p = pair_of(a, a);
    const Image raised = power(p.image_a, p.image_b);
    REQUIRE(raised.dtype() == as_fraction(a));
    check_pixels(std::string(name_of(a)) + " power", pull(raised), raised.dtype(), p, Op::power, 0, 1, 1e-5L);
  }
}

TEST_CASE("power of the numbers that it defines by themselves") {
  const Values bases{0, 1, -1, 2, -2, 0.5, -0.5, NAN, INFINITY, -INFINITY, 10, -3},
      exponents{0, 1, -1, 2, -2, 3, 0.5, -0.5, NAN, INFINITY, -INFINITY, 2.5, 17};
  const Shape wide(static_cast<std::int64_t>(bases.size()), 1), high(1, static_cast<std::int64_t>(exponents.size()));
  for (const DType dtype : that_exist({DType::f32, DType::f64})) {
    const Image base = push(context(), bases, wide, dtype);
    const Values got = pull(power(base, push(context(), exponents, high, dtype)));
    for (std::size_t y = 0; y < exponents.size(); ++y) {
      const Values of_number = pull(power(base, static_cast<double>(exponents[y])));
      for (std::size_t x = 0; x < bases.size(); ++x) {
        const Value want = std::pow(static_cast<double>(bases[x]), static_cast<double>(exponents[y]));
        INFO(bases[x] << " to the power " << exponents[y] << " gives " << got[y * bases.size() + x]);
        CHECK(matches(dtype, got[y * bases.size() + x], want, 1e-5L));
        INFO("as a number " << of_number[x]);
        if (exponents[y] != 0.5L || bases[x] != -INFINITY) CHECK(matches(dtype, of_number[x], want, 1e-5L));
      }
    }
  }
}

TEST_CASE("dtypes of all operations and pairs, without computing") {
  for (const DType a : all_dtypes())
    for (const DType b : all_dtypes()) {
      const Image x = Image::tracing(Shape(3, 2), a), y = Image::tracing(Shape(3, 2), b);
      const DType both = promoted(a, b);
      INFO(name_of_pair(a, b));
      CHECK((x + y).dtype() == both);
      CHECK((x * y).dtype() == both);
      CHECK(minimum(x, y).dtype() == both);
      CHECK(maximum(x, y).dtype() == both);
      CHECK(where(x, x, y).dtype() == both);
      CHECK(clip(x, y, x).dtype() == both);
      CHECK((x / y).dtype() == as_fraction(both));
      CHECK(power(x, y).dtype() == as_fraction(both));
      CHECK((x % y).dtype() == (both == DType::boolean ? DType::i8 : both));
      CHECK((x == y).dtype() == DType::boolean);
      CHECK((x && y).dtype() == DType::boolean);
      if (both == DType::boolean) CHECK_THROWS_AS(x - y, ArgumentError);
      else CHECK((x - y).dtype() == both);
    }
}

TEST_CASE("numbers are weak, device scalars are not") {
  for (const DType a : all_dtypes()) {
    const Image x = Image::tracing(Shape(3, 2), a);
    INFO(name_of(a));
    CHECK((x + 1).dtype() == (a == DType::boolean ? DType::i64 : a));
    CHECK((x + true).dtype() == a);
    CHECK((1.5 * x).dtype() == as_fraction(a));
    CHECK((x / 3).dtype() == as_fraction(a));
    CHECK(power(x, 2).dtype() == as_fraction(a));
    CHECK((x > 1e9).dtype() == DType::boolean);
    CHECK(clip(x, 0.5, 1).dtype() == as_fraction(a));
    const Scalar scalar(Image::tracing(Shape(1, 1), DType::i16));
    CHECK((x + scalar).dtype() == promoted(a, DType::i16));
    CHECK(where(x, 1, 0).dtype() == DType::i64);
    CHECK(where(x, 1.0, 0).dtype() == DType::f32);
    CHECK(where(x, true, false).dtype() == DType::boolean);
    CHECK(where(x, x, 0).dtype() == (a == DType::boolean ? DType::i64 : a));
  }
}

TEST_CASE("numbers take the image's dtype") {
  const Image u = push(context(), {0, 1, 200, 255}, Shape(4, 1), DType::u8);
  CHECK(pull(u + 200) == Values{200, 201, 144, 199});
  CHECK(pull(255 - u) == Values{255, 254, 55, 0});
  CHECK(pull(u * 0.5) == Values{0, 0.5, 100, 127.5});
  CHECK(pull(u / 2) == Values{0, 0.5, 100, 127.5});
  CHECK(pull(u % 7) == Values{0, 1, 4, 3});
  const Image l = push(context(), {0, 1, 0xffffffffffffffffULL}, Shape(3, 1), DType::u64);
  CHECK(pull(l + 0x8000000000000001ULL) == Values{0x8000000000000001ULL, 0x8000000000000002ULL, 0x8000000000000000ULL});
  const Image f = push(context(), {1, 2}, Shape(2, 1), DType::f32);
  CHECK(pull(f + 0.1) == Values{1.1f, 2.1f});
  const Image h = push(context(), {1, from_half(to_half(0.1L))}, Shape(2, 1), DType::f16);
  CHECK(pull(h == 0.1) == Values{0, 1});  // the number is rounded as the pixels were
  CHECK(pull(h < 1e6) == Values{1, 1});
  CHECK(pull(push(context(), {0, 1}, Shape(2, 1), DType::boolean) * 255) == Values{0, 255});
  CHECK(pull(power(u, 2)) == Values{0, 1, 40000, 65025});
  CHECK(context().broken_frames().empty());
}

TEST_CASE("wrong operands are told by name and value") {
  const Image u = push(context(), {1, 2, 3}, Shape(3, 1), DType::u8);
  CHECK_THROWS_WITH(u + 300,
                    Catch::Contains("add") && Catch::Contains("b is 300") && Catch::Contains("0 to 255 for u8"));
  CHECK_THROWS_WITH(-1 * u, Catch::Contains("multiply") && Catch::Contains("a is -1"));
  CHECK_THROWS_WITH(minimum(u, 0xffffffffffffffffULL), Catch::Contains("18446744073709551615"));
  CHECK_THROWS_WITH(clip(u, -5, 3), Catch::Contains("a_min is -5"));
  CHECK_THROWS_AS(add(1, 2), ArgumentError);
  CHECK_THROWS_AS(add(Image(), 2), ArgumentError);
  CHECK_THROWS_AS(negative(u > 1), ArgumentError);
  CHECK_THROWS_WITH(u + push(context(), {1, 2}, Shape(2, 1), DType::u8),
                    Catch::Contains("3x1") && Catch::Contains("2x1"));
  CHECK_THROWS_AS(u + Image::tracing(Shape(3, 1)), ArgumentError);
  const Context other = Context::find(context().device().name);
  CHECK_THROWS_AS(u + push(other, {1, 2, 3}, Shape(3, 1), DType::u8), ArgumentError);
  CHECK_THROWS_AS(Image::tracing(Shape(3, 1), DType::u8) + 300, ArgumentError);
}
