#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "transform/oracle.hpp"

namespace clumen {
namespace {

using test::context;
using test::Cubic;
using test::differing;
using test::How;
using test::Point;
using test::Values;

Values random(const Shape& s, std::uint64_t seed = 3) {
  Values v;
  for (const float pixel : test::random_pixels<float>(s, seed)) v.push_back(pixel);
  return v;
}

/// A pixel of the result is as wide as `in / out` pixels, and they begin at the same edge.
Values expected(const Values& in, const Shape& s, const Shape& out, const How& how) {
  const auto at = [](std::int64_t i, std::int64_t from, std::int64_t to) {
    return (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5;
  };
  return test::warped(in, s, out, how, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    return Point{at(x, s.x, out.x), how.axes > 1 ? at(y, s.y, out.y) : static_cast<double>(y),
                 how.axes > 2 ? at(z, s.z, out.z) : static_cast<double>(z)};
  });
}

TEST_CASE("resize equals the definition in every order and mode") {
  const std::vector<std::pair<Shape, Shape>> cases{
      {{33, 31}, {50, 13}}, {{4, 3}, {17, 16}}, {{1, 1}, {5, 4}}, {{20, 9, 7}, {11, 19, 14}}, {{64, 2}, {32, 1}}};
  for (const auto& [from, to] : cases) {
    const Values in = random(from);
    const Image image = test::push(context(), in, from, DType::f32);
    for (const int order : {0, 1, 3})
      for (const PadMode mode : test::all_pad_modes) {
        INFO(to_string(from) << " to " << to_string(to) << ", order " << order << ", mode " << static_cast<int>(mode));
        const Image got = resize(image, to, order, mode, 7, Clip::yes, AntiAliasing::no);
        CHECK(got.shape() == to);
        const How how{order, Cubic::spline, mode, 7, Clip::yes, from.ndim};
        CHECK(differing(test::pull(got), expected(in, from, to, how), order == 0 ? 0 : 1e-5) == 0);
      }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("resize blurs what becomes smaller, and says how large pixels are") {
  const Shape shape(64, 30, 2, 3, 2);
  const Image image =
      context().push(test::random_pixels<std::uint16_t>(shape), shape).with_pixel_size({0.1, 0.2, 1, "um"});
  const Shape half(16, 15, 2, 1, 2);
  const Image smooth = gaussian(image, {1.5, 0.5}, Border::mirror);
  CHECK(test::pull(resize(image, half)) ==
        test::pull(resize(smooth, half, 1, PadMode::reflect, 0, Clip::yes, AntiAliasing::no)));
  CHECK(test::pull(resize(image, half)) == test::pull(rescale(image, {0.25, 0.5})));
  const Values nearest = test::pull(resize(image, half, 0)), all = test::pull(image);
  CHECK(nearest[5] == all[4 * 5 + 2 + 64]);  // integers are not blurred; halfway goes up
  CHECK(test::pull(resize(cast(image, DType::f32), half, 0)) ==
        test::pull(resize(smooth, half, 0, PadMode::reflect, 0, Clip::yes, AntiAliasing::no)));
  CHECK(resize(image, half, 0).dtype() == DType::u16);
  CHECK(resize(image, half).dtype() == DType::f32);
  CHECK(resize(image > 100, half).dtype() == DType::boolean);
  CHECK(resize(image, half).shape() == Shape(16, 15, 2, 3, 2));
  CHECK(resize(image, half).pixel_size() == PixelSize{0.4, 0.4, 1, "um"});
  CHECK(rescale(image, 0.001).shape() == Shape(1, 1, 2, 3, 2));
  CHECK(test::pull(resize(image, Shape(64, 30, 2, 1, 2))) == test::pull(cast(image, DType::f32)));
  CHECK(resize(Image::tracing({9, 8}), {3, 3}).reach().global);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("resize rejects what it cannot do") {
  const Image image = context().push(std::vector<std::uint8_t>(12), Shape(4, 3));
  CHECK_THROWS_AS(resize(Image(), {3, 3}), ArgumentError);
  CHECK_THROWS_AS(resize(image, {}), ArgumentError);
  CHECK_THROWS_AS(resize(image, {3, 0}), ArgumentError);
  CHECK_THROWS_AS(resize(image, {3, 3, 3}), ArgumentError);
  CHECK_THROWS_AS(resize(image, {3, 3}, 2), ArgumentError);
  CHECK_THROWS_AS(resize(image, {3, 3}, 0, PadMode::edge, 0, Clip::yes, AntiAliasing::yes), ArgumentError);
  CHECK_THROWS_AS(resize(image > 1, {3, 3}, 1), ArgumentError);
  CHECK_THROWS_AS(rescale(image, 0), ArgumentError);
  CHECK_THROWS_AS(rescale(image, {1, NAN}), ArgumentError);
  CHECK_THROWS_AS(rescale(image, 1e12), ArgumentError);
}

}  // namespace
}  // namespace clumen
