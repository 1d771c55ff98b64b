#include "clumen/custom.hpp"
#include "clumen/filter.hpp"
#include "clumen/reduce.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;
using Catch::Contains;

TEST_CASE("a formula computes what C does, for every dtype and odd shapes") {
  for (const DType dtype : all_that_exist()) {
    for (const Shape& shape : odd_shapes()) {
      const Image a = push(context(), some_values(shape.pixels(), 1), shape, dtype);
      const Image b = push(context(), some_values(shape.pixels(), 2), shape, dtype);
      if (size_of(dtype) >= 4 && !is_float(dtype) && !context().device().f64) continue;
      const Image z = elementwise("z = (x - y) * (x - y) + 0.5")(a, b);
      const Values x = pull(a), y = pull(b), got = pull(z);
      CAPTURE(name_of(dtype), to_string(shape));
      CHECK(z.dtype() == (dtype == DType::f64 || (size_of(dtype) >= 4 && !is_float(dtype)) ? DType::f64
                          : dtype == DType::f16                                            ? DType::f16
                                                                                           : DType::f32));
      bool right = true;
      for (std::size_t i = 0; i < got.size(); ++i)
        right = right && close(static_cast<double>(got[i]), static_cast<double>((x[i] - y[i]) * (x[i] - y[i])) + 0.5,
                               dtype == DType::f16 ? 2e-3 : 1e-6);
      CHECK(right);
    }
  }
}

TEST_CASE("conditions and functions are computed pixel by pixel, vectors or not") {
  const Shape shape(37, 5);
  const Image a = push(context(), some_values(shape.pixels(), 3), shape, DType::f32);
  const Values x = pull(a), chosen = pull(elementwise("x > 3 ? sqrt(x) : -x")(a));
  const Values inside = pull(elementwise("x >= 2 && x < 5", DType::boolean)(a));
  for (std::size_t i = 0; i < x.size(); ++i) {
    CHECK(close(static_cast<double>(chosen[i]), static_cast<double>(x[i] > 3 ? std::sqrt(x[i]) : -x[i]), 1e-6));
    CHECK(inside[i] == (x[i] >= 2 && x[i] < 5));
  }
  // alone or among others, a pixel has the same value
  const Values whole = pull(elementwise("exp(x) / 3")(a));
  for (const std::int64_t at : {0, 5, 36}) {
    const Values one = pull(elementwise("exp(x) / 3")(a.region({at, 2, 0}, Shape(1, 1))));
    CHECK(one[0] == whole[index(shape, at, 2, 0)]);
  }
}

TEST_CASE("a dtype of integers is what a formula computes in") {
  const Image a = push(context(), {200, 255, 3, 0}, Shape(4, 1), DType::u8);
  CHECK(pull(elementwise("(x >> 1) & 7", DType::i32)(a)) == Values{4, 7, 1, 0});
  CHECK(pull(elementwise("x + 100", DType::u8)(a)) == Values{44, 99, 103, 100});
  CHECK(elementwise("x / 2")(a).dtype() == DType::f32);
  CHECK(pull(elementwise("x / 2")(a)) == Values{100, 127.5, 1.5, 0});
}

TEST_CASE("numbers, device scalars and smaller images are operands") {
  const Image a = push(context(), {1, 2, 3, 4, 5, 6}, Shape(3, 2), DType::f32);
  const Image row = push(context(), {10, 20, 30}, Shape(3, 1), DType::f32);
  CHECK(pull(elementwise("a * k + row")(a, 2, row)) == Values{12, 24, 36, 18, 30, 42});
  CHECK(pull(elementwise("a - m")(a, max(a))) == Values{-5, -4, -3, -2, -1, 0});
  CHECK(elementwise("b * a + b").operands() == std::vector<std::string>{"b", "a"});
}

TEST_CASE("a formula is fused with what is around it") {
  const Image a = push(context(), some_values(64, 4), Shape(64, 1), DType::f32);
  const Scalar first = sum(elementwise("(x - y) * (x - y)")(a + 1, a * 2));
  first.value();
  const auto before = context().statistics().launches;
  const double value = sum(elementwise("(x - y) * (x - y)")(a + 1, a * 2)).value();
  CHECK(context().statistics().launches - before == 2);  // the two of a sum
  double expected = 0;
  for (const Value x : pull(a)) expected += static_cast<double>((1 - x) * (1 - x));
  CHECK(value == Approx(expected));
}

TEST_CASE("what is no formula is refused by name") {
  CHECK_THROWS_WITH(elementwise("x; y"), Contains("elementwise: formula") && Contains("without statements"));
  CHECK_THROWS_WITH(elementwise("(x + y"), Contains("brackets"));
  CHECK_THROWS_WITH(elementwise("x + y)"), Contains("brackets"));
  CHECK_THROWS_WITH(elementwise("x += 1"), Contains("assigns nothing"));
  CHECK_THROWS_WITH(elementwise("x++"), Contains("assigns nothing"));
  CHECK_THROWS_WITH(elementwise("1 + 2"), Contains("at least one operand"));
  CHECK_THROWS_WITH(elementwise("a+b+c+d+e+f+g+h+i"), Contains("1 to 8"));
  const Image a = context().push(std::vector<float>{1}, Shape(1, 1));
  CHECK_THROWS_WITH(elementwise("x + y")(a), Contains("number of operands is 1; allowed is 2"));
  CHECK_THROWS_AS(elementwise("x + nowhere(y)")(a, a).pull(), DeviceError);
}
