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

Values random(const Shape& s, double low, double high, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Values v(static_cast<std::size_t>(s.pixels()));
  for (auto& pixel : v) pixel = static_cast<float>(std::uniform_real_distribution<double>(low, high)(rng));
  return v;
}

/// Positions of the shape `s` all over an image of 30 pixels and beyond.
Shape positions_shape(const Shape& s) { return {s.x, s.y, s.z, s.ndim, s.ndim}; }

Values expected(const Values& in, const Shape& s, const Shape& out, const Values& given, bool vectors, How how) {
  how.axes = s.ndim;
  const Shape one = positions_shape(out);
  return test::warped(in, s, out, how, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    Point p{0, 0, static_cast<double>(z)};
    const std::array<std::int64_t, 3> from{x, y, z};
    for (std::int64_t a = 0; a < s.ndim; ++a)
      p[static_cast<std::size_t>(a)] = static_cast<double>(given[test::index(one, x, y, z, a)]) +
                                       (vectors ? static_cast<double>(from[static_cast<std::size_t>(a)]) : 0.0);
    return p;
  });
}

TEST_CASE("warp and apply_vector_field equal the definition") {
  const std::vector<std::pair<Shape, Shape>> cases{
      {{33, 31}, {40, 17}}, {{19, 12, 9}, {14, 11, 10}}, {{5, 4, 3, 2}, {6, 5, 4}}};
  for (const auto& [shape, to] : cases) {
    const Values in = random(shape, -100, 100, 3), at = random(positions_shape(to), -30, 60, 4);
    const Values by = random(positions_shape(shape), -5, 5, 5);
    const Image image = test::push(context(), in, shape, DType::f32);
    const Image positions = test::push(context(), at, positions_shape(to), DType::f32);
    const Image vectors = test::push(context(), by, positions_shape(shape), DType::f32);
    const Shape out(to.x, to.y, to.z, shape.c, shape.ndim);
    for (const int order : {0, 1, 3})
      for (const PadMode mode : test::all_pad_modes) {
        INFO(to_string(shape) << ", order " << order << ", mode " << static_cast<int>(mode));
        const How how{order, Cubic::spline, mode, 7};
        const Image got = warp(image, positions, order, mode, 7);
        CHECK(got.shape() == out);
        CHECK(differing(test::pull(got), expected(in, shape, out, at, false, how), order == 0 ? 0 : 1e-5) == 0);
        CHECK(differing(test::pull(apply_vector_field(image, vectors, order, mode, 7)),
                        expected(in, shape, shape, by, true, how), order == 0 ? 0 : 1e-5) == 0);
      }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("warp takes other dtypes, expressions and what is no position") {
  const Shape shape(33, 31), both(33, 31, 1, 2);
  const Values in = random(shape, 0, 250, 3);
  const Image image = cast(test::push(context(), in, shape, DType::f32), DType::u8);
  Values at = random(both, -3, 36, 4);
  at[5] = NAN;
  at[40] = INFINITY;
  at[70] = -1e30L;
  const Image positions = test::push(context(), at, both, DType::f32);
  for (const int order : {0, 1}) {
    const Values got = test::pull(warp(image, positions, order, PadMode::constant, 9));
    CHECK(got[5] == 9);
    CHECK(got[40] == 9);
    CHECK(got[70] == 9);
    CHECK(warp(image, positions, order).dtype() == (order == 0 ? DType::u8 : DType::f32));
    CHECK(test::pull(warp(image, positions * 2 - 1, order)) ==
          test::pull(warp(cast(image, DType::f32), positions * 2 - 1, order)));
  }
  CHECK(test::pull(apply_vector_field(image, cast(positions, DType::i32) * 0, 1)) == test::pull(image));
  if (test::has_f64()) {
    const Values exact = test::pull(warp(image, cast(positions, DType::f64), 1));
    CHECK(differing(exact, test::pull(warp(image, positions, 1))) == 0);
  }
  const Image traced = Image::tracing(shape);
  CHECK(warp(traced, Image::tracing(both)).reach().global);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("warp rejects what it cannot do") {
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_AS(warp(Image(), image), ArgumentError);
  CHECK_THROWS_AS(warp(image, Image()), ArgumentError);
  CHECK_THROWS_AS(warp(image, image), ArgumentError);
  CHECK_THROWS_AS(warp(image, Image::tracing(Shape(4, 3, 1, 2))), ArgumentError);
  const Image positions = context().push(std::vector<float>(24), Shape(4, 3, 1, 2));
  CHECK_THROWS_AS(warp(image, positions, 4), ArgumentError);
  CHECK_THROWS_AS(warp(cast(image, DType::u8), positions, 0, PadMode::constant, -1), ArgumentError);
  CHECK_THROWS_AS(apply_vector_field(image, image), ArgumentError);
  CHECK_THROWS_AS(apply_vector_field(image.region({}, {4, 1}).with_ndim(1), image), ArgumentError);
}

}  // namespace
}  // namespace clumen
