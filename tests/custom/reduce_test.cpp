#include <cmath>

#include "clumen/custom.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;
using Catch::Contains;

TEST_CASE("reduce combines all pixels of every dtype and shape") {
  for (const DType dtype : all_that_exist()) {
    for (const Shape& shape : odd_shapes()) {
      const Image image = push(context(), some_values(shape.pixels(), 5), shape, dtype);
      double total = 0, highest = 0;
      for (const Value v : pull(image))
        total += static_cast<double>(v), highest = std::max(highest, static_cast<double>(v));
      CAPTURE(name_of(dtype), to_string(shape));
      CHECK(reduce(image, "a + b", 0).value() == Approx(total).epsilon(1e-5));
      CHECK(reduce(image, "max(a, b)", 0).value() == highest);
    }
  }
}

TEST_CASE("reduce of a formula reads the image once, and views are taken as they are") {
  const Image image = push(context(), some_values(1000, 6), Shape(40, 25), DType::u16);
  double squares = 0;
  for (const Value v : pull(image)) squares += static_cast<double>(v * v);
  const auto run = [&] { return reduce(elementwise("x * x")(image), "a + b", 0).value(); };
  CHECK(run() == Approx(squares));
  const auto before = context().statistics().launches;
  const double again = run();
  CHECK(context().statistics().launches - before == 2);
  CHECK(again == run());
  const Image part = image.region({3, 4, 0}, Shape(17, 9));
  double total = 0;
  for (const Value v : pull(part)) total += static_cast<double>(v);
  CHECK(reduce(part, "a + b", 0).integer() == static_cast<std::int64_t>(total));
  CHECK(reduce(part > 3, "a | b", 0).integer() == 1);
}

TEST_CASE("reduce: the dtype, and 64-bit integers without loss") {
  const std::vector<std::uint64_t> large{1, (std::uint64_t{1} << 62) + 1, 2};
  CHECK(reduce(context().push(large, Shape(3, 1)), "a + b", 0).integer() == (std::int64_t{1} << 62) + 4);
  CHECK(reduce(push(context(), {-5, 3}, Shape(2, 1), DType::i8), "min(a, b)", 127).integer() == -5);
  CHECK(reduce(push(context(), {1.5, 2}, Shape(2, 1), DType::f32), "a * b", 1).value() == 3);
  CHECK(reduce(push(context(), {1.5, 2}, Shape(2, 1), DType::f32), "fmin(a, b)", INFINITY).value() == 1.5);
}

TEST_CASE("reduce refuses what is no formula of a and b") {
  const Image image = push(context(), {1, 2}, Shape(2, 1), DType::u8);
  CHECK_THROWS_WITH(reduce(image, "a + c", 0), Contains("reduce: combine") && Contains("a and b alone"));
  CHECK_THROWS_WITH(reduce(image, "a + a", 0), Contains("both a and b"));
  CHECK_THROWS_WITH(reduce(image, "a + b", 0.5), Contains("identity is 0.5") && Contains("u64"));
  CHECK_THROWS_WITH(reduce(image, "a + b", NAN), Contains("identity"));
  CHECK_THROWS_AS(reduce(Image(), "a + b", 0), ArgumentError);
}
