#include <numbers>

#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "transform/oracle.hpp"

namespace clumen {
namespace {

using test::context;
using test::Cubic;
using test::differing;
using test::How;
using test::Point;
using test::Values;

const std::vector<double> skewed{0.8, 0.31, -1.25, -0.27, 1.1, 0.7, 0, 0, 1};
const std::vector<double> skewed3{0.8, 0.31, 0.1, -1.25, -0.27, 1.1, 0.2, 0.7, 0.05, -0.15, 0.9, 0.4, 0, 0, 0, 1};
const std::vector<double> far_away{-6, 0.5, 40, 0.3, 5, -30, 0, 0, 1};

Values random(const Shape& s, DType dtype = DType::f32, std::uint64_t seed = 3) {
  Values v = test::telling_values(dtype, static_cast<std::size_t>(s.pixels()), seed);
  for (auto& pixel : v)
    if (!std::isfinite(pixel) || std::abs(pixel) > 1e6L) pixel = 17;
  return v;
}

/// What `affine` is to give.
Values expected(const Values& in, const Shape& s, const std::vector<double>& m, const Shape& out, How how) {
  const std::size_t n = m.size() == 9 ? 3 : 4;
  how.axes = static_cast<int>(n) - 1;
  how.cubic = n == 3 ? Cubic::catmull_rom : Cubic::spline;
  return test::warped(in, s, out, how, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    const std::array<double, 3> at{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
    Point p{0, 0, at[2]};
    for (std::size_t r = 0; r + 1 < n; ++r) {
      p[r] = m[r * n + n - 1];
      for (std::size_t c = 0; c + 1 < n; ++c) p[r] += m[r * n + c] * at[c];
    }
    return p;
  });
}

int wrong(const Image& image, const Values& in, const std::vector<double>& m, const Shape& out, const How& how) {
  const Image got = affine(image, m, out, how.order, how.mode, how.cval, how.clip);
  const Shape shape = out.x ? Shape(out.x, out.y, out.z, image.shape().c, image.shape().ndim) : image.shape();
  CHECK(got.shape() == shape);
  const DType dtype = how.order == 0 ? image.dtype() : image.dtype() == DType::f64 ? DType::f64 : DType::f32;
  CHECK(got.dtype() == dtype);
  return differing(test::pull(got), expected(in, image.shape(), m, shape, how), how.order == 0 ? 0 : 1e-5);
}

TEST_CASE("affine equals the definition in every order and mode") {
  for (const Shape& shape : {Shape(1, 1), Shape(7, 1), Shape(33, 31), Shape(5, 4, 3, 2)}) {
    const Values in = random(shape);
    const Image image = test::push(context(), in, shape, DType::f32);
    for (const int order : {0, 1, 3})
      for (const PadMode mode : test::all_pad_modes)
        for (const auto& m : {skewed, far_away}) {
          INFO(to_string(shape) << ", order " << order << ", mode " << static_cast<int>(mode));
          CHECK(wrong(image, in, m, {}, {order, Cubic::spline, mode, 25}) == 0);
          CHECK(wrong(image, in, m, Shape(40, 23, shape.z, 1, shape.ndim),
                      {order, Cubic::spline, mode, -3, Clip::no}) == 0);
        }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("affine in space") {
  for (const Shape& shape : {Shape(19, 17, 13), Shape(5, 1, 4, 2)}) {
    const Values in = random(shape);
    const Image image = test::push(context(), in, shape, DType::f32);
    for (const int order : {0, 1, 3})
      for (const PadMode mode : test::all_pad_modes) {
        INFO(to_string(shape) << ", order " << order << ", mode " << static_cast<int>(mode));
        CHECK(wrong(image, in, skewed3, {}, {order, Cubic::spline, mode, 25}) == 0);
        CHECK(wrong(image, in, skewed3, Shape(9, 23, 11), {order, Cubic::spline, mode, -3, Clip::no}) == 0);
      }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("affine of every dtype") {
  const Shape shape(37, 22, 2, 2);
  for (const DType dtype : test::all_dtypes()) {
    if (!test::has(dtype)) continue;
    const Values in = random(shape, dtype);
    const Image image = test::push(context(), in, shape, dtype);
    INFO(name_of(dtype));
    CHECK(wrong(image, in, skewed, {}, {0, Cubic::spline, PadMode::edge, 0}) == 0);
    CHECK(wrong(image, in, skewed, {}, {0, Cubic::spline, PadMode::constant, 1}) == 0);
    if (dtype == DType::boolean) continue;
    CHECK(wrong(image, in, skewed, {}, {1, Cubic::spline, PadMode::constant, 1}) == 0);
  }
  if (test::has_f64()) {
    const Values in = random(shape, DType::f64);
    const Image image = test::push(context(), in, shape, DType::f64);
    for (const PadMode mode : {PadMode::constant, PadMode::wrap}) {
      CHECK(wrong(image, in, skewed, {}, {3, Cubic::spline, mode, 5}) == 0);
      CHECK(wrong(image, in, skewed3, {}, {3, Cubic::spline, mode, 5}) == 0);
    }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("affine of views and pending expressions, wide images") {
  const Shape whole(60, 41, 3, 2), part(41, 30, 2, 2), wide(1500, 40);
  const Values in = random(whole, DType::u16);
  const Image image = test::push(context(), in, whole, DType::u16);
  Values inner;
  for (std::int64_t i = 0; i < part.pixels(); ++i) {
    const std::int64_t x = i % part.x, y = i / part.x % part.y, z = i / part.x / part.y % part.z;
    inner.push_back(in[test::index(whole, x + 7, y + 5, z + 1, i / part.x / part.y / part.z)]);
  }
  const Image view = image.region({7, 5, 1}, part);
  for (const int order : {0, 1, 3})
    CHECK(wrong(view, inner, skewed, {}, {order, Cubic::spline, PadMode::wrap, 0}) == 0);
  Values changed = inner;
  for (auto& v : changed) v = static_cast<float>(v) * 0.5F - 3;
  for (const int order : {0, 1, 3})
    CHECK(wrong(cast(view, DType::f32) * 0.5 - 3, changed, skewed, {}, {order, Cubic::spline, PadMode::edge, 0}) == 0);
  const Values long_rows = random(wide, DType::f32);
  CHECK(wrong(test::push(context(), long_rows, wide, DType::f32), long_rows,
              {1.001, 0.02, -0.3, 0.001, 0.99, 0.2, 0, 0, 1}, {}, {1, Cubic::spline, PadMode::constant, 0}) == 0);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("affine with the identity changes nothing, beside NaN and infinities too") {
  const Shape shape(65, 33);
  Values in = random(shape);
  in[100] = NAN;
  in[700] = INFINITY;
  const Image image = test::push(context(), in, shape, DType::f32);
  const std::vector<double> identity{1, 0, 0, 0, 1, 0, 0, 0, 1};
  CHECK(differing(test::pull(affine(image, identity, {}, 0, PadMode::constant, NAN)), in, 0) == 0);
  in[700] = NAN;  // 0 times infinity, its own neighbour, as in scikit-image
  CHECK(differing(test::pull(affine(image, identity, {}, 1, PadMode::constant, NAN)), in, 0) == 0);
  const Image cubic = affine(image, {1, 0, 0.25, 0, 1, 0, 0, 0, 1}, {}, 3);
  int nan = 0;
  for (const auto v : test::pull(cubic)) nan += std::isnan(v);
  CHECK(nan >= 16);
  CHECK(nan <= 32);  // 16 pixels see the NaN, 16 the infinity
  CHECK(context().broken_frames().empty());
}

TEST_CASE("affine keeps a constant image, turns by 90 degrees exactly, and gives the same bits again") {
  const Shape shape(33, 33);
  const Image constant = context().push(std::vector<float>(33 * 33, 7.25F), shape);
  for (const int order : {0, 1, 3})
    for (const auto v : test::pull(affine(constant, skewed, {}, order, PadMode::edge))) CHECK(v == Approx(7.25));
  const Values in = random(shape);
  const Image image = test::push(context(), in, shape, DType::f32);
  for (const int order : {0, 1, 3}) {
    const Values turned = test::pull(rotate(image, 90, Resize::no, {}, order));
    int wrong_pixels = 0;
    for (std::int64_t y = 0; y < 33; ++y)
      for (std::int64_t x = 0; x < 33; ++x)
        wrong_pixels += turned[test::index(shape, x, y, 0)] != in[test::index(shape, 32 - y, x, 0)];
    CHECK(wrong_pixels == 0);
  }
  CHECK(test::pull(affine(image, skewed, {}, 3)) == test::pull(affine(image, skewed, {}, 3)));
}

TEST_CASE("rotate, translate, scale and rigid_transform are affine maps about the centre") {
  const Shape shape(38, 25, 3);
  const Values in = random(shape);
  const Image image = test::push(context(), in, shape, DType::f32);
  const double c = std::cos(0.5), s = std::sin(0.5), degrees = 90 / std::numbers::pi;
  const auto about = [&](double x, double y) {
    return std::vector<double>{c, -s, x - c * x + s * y, s, c, y - s * x - c * y, 0, 0, 1};
  };
  for (const int order : {0, 1, 3}) {
    const How how{order, Cubic::spline, PadMode::constant, 2};
    const auto same = [&](const Image& got, const std::vector<double>& m) {
      CHECK(differing(test::pull(got), expected(in, shape, m, shape, how)) == 0);
    };
    same(rotate(image, degrees, Resize::no, {}, order, PadMode::constant, 2), about(18.5, 12));
    same(rotate(image, degrees, Resize::no, {3, 4.5}, order, PadMode::constant, 2), about(3, 4.5));
    same(translate(image, {2.25, -3.125, 0.75}, order, PadMode::constant, 2),
         {1, 0, 0, -2.25, 0, 1, 0, 3.125, 0, 0, 1, -0.75, 0, 0, 0, 1});
    same(scale(image, {2, -4, 0.8}, order, PadMode::constant, 2),
         {0.5, 0, 0, 9.25, 0, -0.25, 0, 15, 0, 0, 1.25, -0.25, 0, 0, 0, 1});
    const auto m = about(18.5, 12);
    same(rigid_transform(image, {1, 2, 0}, {0, 0, degrees}, order, PadMode::constant, 2),
         {m[0], m[1], 0, m[2] - c + 2 * s, m[3], m[4], 0, m[5] - s - 2 * c, 0, 0, 1, 0, 0, 0, 0, 1});
    // about x, y turns to z as x does to y about z
    same(rigid_transform(image, 0, {degrees, 0, 0}, order, PadMode::constant, 2),
         {1, 0, 0, 0, 0, c, -s, 12 - 12 * c + s, 0, s, c, 1 - 12 * s - c, 0, 0, 0, 1});
  }
  const Image flat = image.plane(1);
  CHECK(test::pull(rigid_transform(flat, 0, {0, 0, 30})) == test::pull(rotate(flat, 30)));
  CHECK(rotate(image, 30, Resize::yes).shape() == Shape(45, 40, 3));
  CHECK(rotate(image, 90, Resize::yes).shape() == Shape(25, 38, 3));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("affine reaches everywhere, and compiles once for all shapes and matrices") {
  CHECK(affine(Image::tracing({9, 8}, DType::u8), skewed).reach().global);
  CHECK(affine(Image::tracing({9, 8}, DType::u8), skewed).dtype() == DType::f32);
  CHECK(affine(Image::tracing({9, 8}, DType::u8), skewed, {}, 0).dtype() == DType::u8);
  CHECK(rotate(Image::tracing({9, 8}), 45, Resize::yes).shape() == Shape(12, 12));
  const auto run = [](std::int64_t x) {
    const Shape shape(x, 20 + x % 7);
    for (const int order : {0, 1, 3})
      rotate(context().push(test::random_pixels<float>(shape), shape), static_cast<double>(x), Resize::yes, {}, order)
          .compute();
  };
  run(50);
  const auto before = context().statistics();
  for (int i = 0; i < 20; ++i) run(30 + 7 * i);
  const auto after = context().statistics();
  CHECK(after.builds + after.loads == before.builds + before.loads);
}

TEST_CASE("affine rejects what it cannot do") {
  const Image image = context().push(std::vector<std::uint8_t>(12), Shape(4, 3));
  const Image mask = cast(image, DType::boolean);
  CHECK_THROWS_AS(affine(Image(), skewed), ArgumentError);
  CHECK_THROWS_AS(affine(image, skewed3), ArgumentError);
  CHECK_THROWS_AS(affine(image, {1, 0, 0, 1}), ArgumentError);
  CHECK_THROWS_AS(affine(image, {1, 0, 0, 0, 1, 0, 0, 1, 1}), ArgumentError);
  CHECK_THROWS_AS(affine(image, {1, 0, NAN, 0, 1, 0, 0, 0, 1}), ArgumentError);
  CHECK_THROWS_AS(affine(image, {1, 0, 1e12, 0, 1, 0, 0, 0, 1}), ArgumentError);
  CHECK_THROWS_AS(affine(image, skewed, Shape(4, 0)), ArgumentError);
  CHECK_THROWS_AS(affine(image, skewed, Shape(4, 3, 2)), ArgumentError);
  CHECK_THROWS_AS(affine(image, skewed, {}, 2), ArgumentError);
  CHECK_THROWS_AS(affine(mask, skewed, {}, 1), ArgumentError);
  CHECK_THROWS_AS(affine(image, skewed, {}, 0, PadMode::constant, 300), ArgumentError);
  CHECK_THROWS_AS(rotate(image, NAN), ArgumentError);
  CHECK_THROWS_AS(rotate(image, 1, Resize::no, {1}), ArgumentError);
  CHECK_THROWS_AS(rotate(image, 1, Resize::no, {1, INFINITY}), ArgumentError);
  CHECK_THROWS_AS(rotate(image.region({}, {4, 1}).with_ndim(1), 1), ArgumentError);
  CHECK_THROWS_AS(rigid_transform(image.region({}, {4, 1}).with_ndim(1), 1), ArgumentError);
  CHECK_THROWS_AS(rigid_transform(image, NAN), ArgumentError);
  CHECK_THROWS_AS(translate(image, NAN), ArgumentError);
  CHECK_THROWS_AS(scale(image, 0), ArgumentError);
}

}  // namespace
}  // namespace clumen
