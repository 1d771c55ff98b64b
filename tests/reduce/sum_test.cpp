#include "clumen/reduce.hpp"

#include "core/image_state.hpp"
#include "reduce/cases.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

TEMPLATE_TEST_CASE("sum of integers is exact modulo 2^64", "[reduce]", CLUMEN_INTEGER_TYPES) {
  using Wide = std::conditional_t<std::is_signed_v<TestType>, std::int64_t, std::uint64_t>;
  for (const auto& c : all_cases<TestType>()) {
    INFO(c.what);
    std::uint64_t expected = 0;
    for (const TestType v : c.pixels) expected += static_cast<std::uint64_t>(static_cast<Wide>(v));
    const Scalar found = sum(c.image);
    CHECK(found.dtype() == dtype_for<Wide>());
    CHECK(number<Wide>(found) == static_cast<Wide>(expected));
  }
  CHECK(context().broken_frames().empty());
}

TEMPLATE_TEST_CASE("sum of floats loses nothing that f64 holds", "[reduce]", float, double) {
  if (!has<TestType>()) return;
  for (const auto& c : all_cases<TestType>()) {
    INFO(c.what);
    long double expected = 0, magnitude = 0;
    for (const TestType v : c.pixels) expected += v, magnitude += std::abs(v);
    CHECK(std::abs(sum(c.image).value() - static_cast<double>(expected)) <=
          fraction_error() * static_cast<double>(magnitude));
  }
}

TEST_CASE("sum of the largest pixels does not overflow on the way", "[reduce]") {
  const Shape s{2048, 1100};
  const auto n = static_cast<std::size_t>(s.pixels());
  CHECK(sum(context().push(std::vector<std::uint16_t>(n, 65535), s)).integer() == s.pixels() * 65535);
  CHECK(sum(context().push(std::vector<std::int16_t>(n, -32768), s)).integer() == s.pixels() * -32768);
  // one row is one work-group's where the image has gaps
  const Image row = context().push(std::vector<std::uint16_t>(n, 65535), {s.x * s.y, 1});
  CHECK(sum(row.region({1, 0}, {s.x * s.y - 1, 1})).integer() == (s.pixels() - 1) * 65535);
}

TEST_CASE("sum of 25 million equal pixels is exact, and the same every time", "[reduce]") {
  const Shape s{5000, 5000};
  const Image equal = context().push(std::vector<float>(25'000'000, 1000.3f), s);
  CHECK(sum(equal).value() == rounded_fraction(25e6 * static_cast<double>(1000.3f)));
  CHECK(mean(equal).value() == static_cast<double>(1000.3f));
  if (!has_f64()) return;
  const Shape small{1023, 517};
  const Image image = context().push(random_pixels<float>(small), small);
  const double first = sum(image).value();
  for (int run = 0; run < 10; ++run) CHECK(sum(image).value() == first);
}

TEST_CASE("sum reads a pending chain on its way and writes nothing", "[reduce]") {
  const Shape s{640, 333};
  const auto a = random_pixels<float>(s, 1), b = random_pixels<float>(s, 2);
  const Image left = context().push(a, s), right = context().push(b, s);
  double expected = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float d = a[i] - b[i];
    expected += d * d;
  }
  const auto before = context().statistics();
  const Scalar found = sum(square(left - right));
  CHECK(context().statistics().launches - before.launches == 2);
  CHECK(context().statistics().waits == before.waits);
  CHECK(found.value() == Approx(expected).epsilon(1e-7));
}

TEST_CASE("sum counts the pixels of a mask", "[reduce]") {
  for (const Shape& s : odd_shapes()) {
    const auto mask = random_mask(s, 0.4);
    const Image image = cast(context().push(mask, s), DType::boolean);
    const auto expected = std::count(mask.begin(), mask.end(), 1);
    CHECK(sum(image).dtype() == DType::u64);
    CHECK(sum(image).integer() == expected);
    CHECK(sum(in_bits(image)).integer() == expected);
  }
  CHECK(sum(cast(context().push(std::vector<float>{1.5f, 2.25f, -8.f}, {3, 1}), DType::f16)).value() == -4.25);
}

TEST_CASE("sum of NaN and infinity", "[reduce]") {
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(sum(context().push(std::vector<float>{1, inf, 2}, {3, 1})).value() == inf);
  CHECK(std::isnan(sum(context().push(std::vector<float>{1, inf, -inf}, {3, 1})).value()));
}

TEST_CASE("sum checks its argument and has a global reach", "[reduce]") {
  CHECK_THROWS_AS(sum(Image()), ArgumentError);
  CHECK(sum(Image::tracing({64, 64}, DType::i16)).dtype() == DType::i64);
  CHECK(sum(Image::tracing({64, 64}, DType::f32)).image().reach().global);
}
