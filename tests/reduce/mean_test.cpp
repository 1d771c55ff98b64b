#include "clumen/reduce.hpp"
#include "core/image_state.hpp"
#include "reduce/cases.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

TEMPLATE_TEST_CASE("mean of every layout and dtype", "[reduce]", CLUMEN_PIXEL_TYPES) {
  if (!has<TestType>()) return;
  for (const auto& c : all_cases<TestType>()) {
    INFO(c.what);
    long double total = 0, magnitude = 0;
    for (const TestType v : c.pixels) total += v, magnitude += std::abs(static_cast<long double>(v));
    const auto n = static_cast<long double>(c.pixels.size());
    const Scalar found = mean(c.image);
    CHECK(found.dtype() == fractions());
    CHECK(std::abs(static_cast<long double>(found.value()) - total / n) <= fraction_error() * magnitude / n);
  }
  CHECK(context().broken_frames().empty());
}

TEMPLATE_TEST_CASE("mean of a constant image is its pixel", "[reduce]", CLUMEN_PIXEL_TYPES) {
  if (!has<TestType>()) return;
  const Shape s{1001, 999};
  const auto value = static_cast<TestType>(std::is_same_v<TestType, float> ? 100.3 : 77);
  const Image image = context().push(std::vector<TestType>(static_cast<std::size_t>(s.pixels()), value), s);
  CHECK(mean(image).value() == static_cast<double>(value));
}

TEST_CASE("mean of a mask is its share", "[reduce]") {
  const Shape s{99, 37};
  const auto mask = random_mask(s, 0.4);
  const double share =
      rounded_fraction(static_cast<double>(std::count(mask.begin(), mask.end(), 1)) / static_cast<double>(s.pixels()));
  const Image image = cast(context().push(mask, s), DType::boolean);
  CHECK(mean(image).value() == share);
  CHECK(mean(in_bits(image)).value() == share);
}

TEST_CASE("mean checks its argument and has a global reach", "[reduce]") {
  CHECK_THROWS_AS(mean(Image()), ArgumentError);
  CHECK(mean(Image::tracing({64, 64}, DType::i16)).dtype() == DType::f64);
  CHECK(mean(Image::tracing({64, 64}, DType::f32)).image().reach().global);
}
