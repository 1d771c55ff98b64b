#include <numbers>

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

Values random(const Shape& s) {
  Values v;
  for (const float pixel : test::random_pixels<float>(s, 5)) v.push_back(pixel);
  return v;
}

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

TEST_CASE("radial_reslice equals the definition") {
  const Shape shape(24, 19, 5, 2);
  const Values in = random(shape);
  const Image image = test::push(context(), in, shape, DType::f32);
  for (const int order : {0, 1, 3})
    for (const PadMode mode : {PadMode::constant, PadMode::symmetric}) {
      const Image got = radial_reslice(image, 7, 25, 10, {}, {1, 0.5}, order, mode, 9);
      const Shape out(15, 5, 7, 2);
      CHECK(got.shape() == out);
      const How how{order, Cubic::spline, mode, 9, Clip::yes, 3};
      const Values expected = test::warped(in, shape, out, how, [](std::int64_t x, std::int64_t y, std::int64_t z) {
        const double angle = radians(10 + 25 * static_cast<double>(z)), r = static_cast<double>(x);
        return Point{11.5 + r * std::cos(angle), 9 + 0.5 * r * std::sin(angle), static_cast<double>(y)};
      });
      CHECK(differing(test::pull(got), expected, order == 0 ? 0 : 1e-5) == 0);
    }
  CHECK(radial_reslice(image).shape() == Shape(15, 5, 360, 2));
  const Values along_x = test::pull(radial_reslice(image, 1, 0, 0, {3, 4}));  // from (3, 4) on along x
  CHECK(along_x[2] == in[test::index(shape, 5, 4, 0)]);
  CHECK(along_x[15 + 2] == in[test::index(shape, 5, 4, 1)]);
  CHECK(context().broken_frames().empty());
}

/// The plane pixel (u along the movement, number z) that stands at depth and distance of the result.
Point skewed_point(double along, double depth, double planes_deep, double angle, double ratio, double scale) {
  const double u = (planes_deep - 1 - depth) / (scale * std::sin(angle));
  return {u, (along / scale - u * std::cos(angle)) / ratio, 0};
}

TEST_CASE("deskew_x and deskew_y equal the definition") {
  const Shape shape(16, 20, 12);
  const Values in = random(shape);
  const Image image = test::push(context(), in, shape, DType::f32);
  struct Case {
    double angle, x, y, z, scale;
    Shape out_x, out_y;
  };
  for (const Case& c :
       {Case{30, 1, 1, 1, 1, {26, 20, 8}, {16, 29, 10}}, Case{30, 0.2, 0.2, 0.5, 1, {44, 20, 8}, {16, 47, 10}},
        Case{40, 0.2, 0.25, 0.5, 0.5, {21, 10, 5}, {8, 20, 6}}})
    for (const int order : {0, 1, 3}) {
      INFO("angle " << c.angle << ", order " << order);
      const How how{order, Cubic::spline, PadMode::constant, 0, Clip::yes, 3};
      const Image by_x = deskew_x(image, c.angle, c.x, c.y, c.z, c.scale, order);
      const Image by_y = deskew_y(image, c.angle, c.x, c.y, c.z, c.scale, order);
      CHECK(by_x.shape() == c.out_x);
      CHECK(by_y.shape() == c.out_y);
      const auto value = [](std::int64_t v) { return static_cast<double>(v); };
      const Values expected_x =
          test::warped(in, shape, c.out_x, how, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
            const Point p = skewed_point(value(x), value(z), value(c.out_x.z), radians(c.angle), c.z / c.x, c.scale);
            return Point{p[0], value(y) / c.scale, p[1]};
          });
      const Values expected_y =
          test::warped(in, shape, c.out_y, how, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
            const Point p = skewed_point(value(y), value(z), value(c.out_y.z), radians(c.angle), c.z / c.y, c.scale);
            return Point{value(x) / c.scale, p[0], p[1]};
          });
      CHECK(differing(test::pull(by_x), expected_x, order == 0 ? 0 : 1e-5) == 0);
      CHECK(differing(test::pull(by_y), expected_y, order == 0 ? 0 : 1e-5) == 0);
    }
  const PixelSize size{0.2, 0.25, 0.5, "um"};
  CHECK(deskew_y(image.with_pixel_size(size), 30, 0.2, 0.25, 0.5).pixel_size() == PixelSize{0.2, 0.25, 0.25, "um"});
  CHECK(deskew_x(Image::tracing(shape)).reach().global);
  CHECK(radial_reslice(Image::tracing(shape), 3).reach().global);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("radial_reslice and deskew reject what they cannot do") {
  const Image image = Image::tracing({4, 3, 2}), flat = Image::tracing({4, 3});
  CHECK_THROWS_AS(radial_reslice(Image()), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(flat), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(image, 0), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(image, 3000), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(image, 3, NAN), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(image, 3, 1, INFINITY), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(image, 3, 1, 0, {1}), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(image, 3, 1, 0, {}, 0), ArgumentError);
  CHECK_THROWS_AS(radial_reslice(image, 3, 1, 0, {}, 1, 5), ArgumentError);
  CHECK_THROWS_AS(deskew_x(flat), ArgumentError);
  CHECK_THROWS_AS(deskew_x(image, 0), ArgumentError);
  CHECK_THROWS_AS(deskew_y(image, 90), ArgumentError);
  CHECK_THROWS_AS(deskew_y(image, NAN), ArgumentError);
  CHECK_THROWS_AS(deskew_y(image, 30, 1, 0), ArgumentError);
  CHECK_THROWS_AS(deskew_x(image, 30, 1, 1, 1, -1), ArgumentError);
  CHECK_THROWS_AS(deskew_x(image, 30, 1, 1, 1, 1, 2), ArgumentError);
}

}  // namespace
}  // namespace clumen
