#include "clumen/reduce.hpp"
#include "core/image_state.hpp"
#include "reduce/cases.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

TEMPLATE_TEST_CASE("min is that of every layout and dtype", "[reduce]", CLUMEN_PIXEL_TYPES) {
  if (!has<TestType>()) return;
  for (const auto& c : all_cases<TestType>()) {
    INFO(c.what);
    const Scalar found = clumen::min(c.image);
    CHECK(found.dtype() == dtype_for<TestType>());
    CHECK(number<TestType>(found) == *std::min_element(c.pixels.begin(), c.pixels.end()));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("min of a constant image is its pixel", "[reduce]") {
  const Shape s{301, 77};
  const std::vector<std::int64_t> pixels(static_cast<std::size_t>(s.pixels()), 9007199254740993);
  CHECK(clumen::min(context().push(pixels, s)).integer() == 9007199254740993);
}

TEST_CASE("min is NaN wherever a NaN is", "[reduce]") {
  const Shape s{133, 9};
  for (const std::size_t at : {0, 1, 64, 700, 1196}) {
    auto pixels = random_pixels<float>(s);
    pixels[at] = std::numeric_limits<float>::quiet_NaN();
    CHECK(std::isnan(clumen::min(context().push(pixels, s)).value()));
    if (!has_f64()) continue;
    auto doubles = random_pixels<double>(s);
    doubles[at] = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(clumen::min(context().push(doubles, s).region({0, 0}, s)).value()));
  }
  auto pixels = random_pixels<float>(s);
  pixels[500] = -std::numeric_limits<float>::infinity();
  CHECK(clumen::min(context().push(pixels, s)).value() == pixels[500]);
}

TEST_CASE("min of masks and half floats", "[reduce]") {
  const Shape s{45, 13};
  const auto mask = random_mask(s, 0.3);
  const Image image = cast(context().push(mask, s), DType::boolean);
  const auto expected = *std::min_element(mask.begin(), mask.end());
  CHECK(clumen::min(image).integer() == expected);
  CHECK(clumen::min(in_bits(image)).integer() == expected);
  CHECK(clumen::min(in_bits(image).region({3, 2}, {1, 1})).integer() == mask[index(s, 3, 2, 0)]);
  CHECK(clumen::min(cast(context().push(std::vector<float>{1.5f, -2.25f, 8.f}, {3, 1}), DType::f16)).value() ==
        std::min({1.5, -2.25, 8.0}));
}

TEST_CASE("min checks its argument and has a global reach", "[reduce]") {
  CHECK_THROWS_AS(clumen::min(Image()), ArgumentError);
  const Scalar traced = clumen::min(Image::tracing({64, 64}, DType::u16));
  CHECK(traced.dtype() == DType::u16);
  CHECK(traced.image().reach().global);
}
