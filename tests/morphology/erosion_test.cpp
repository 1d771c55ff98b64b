#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

namespace clumen {
namespace {

using test::context;
using test::oracle;
using test::same;

constexpr Border::Mode all_modes[] = {Border::Mode::nearest, Border::Mode::reflect, Border::Mode::mirror,
                                      Border::Mode::constant, Border::Mode::wrap};

template <class T>
void check(const std::vector<T>& pixels, const Shape& s, const Footprint& f, Border border, T outside) {
  const Image image = context().push(pixels, s);
  INFO(to_string(s) << " under " << to_string(f.shape()) << (f.is_box() ? " box" : "") << ", mode "
                    << static_cast<int>(border.mode) << ", " << name_of(dtype_for<T>()));
  const Image small = erosion(image, f, border), large = dilation(image, f, border);
  CHECK(small.dtype() == image.dtype());
  CHECK(same(small.pull_vector<T>(), oracle(pixels, s, f, border, false, outside)));
  CHECK(same(large.pull_vector<T>(), oracle(pixels, s, f, border, true, outside)));
}

/// A footprint without any symmetry.
Footprint lopsided(const Shape& shape, std::uint64_t seed) {
  auto mask = test::random_mask(shape, 0.3, seed);
  mask[0] = 1;
  return Footprint(std::move(mask), shape);
}

TEST_CASE("erosion and dilation by boxes and disks at every border, for odd shapes") {
  for (const Shape& shape : test::odd_shapes()) {
    const auto pixels = test::random_pixels<float>(shape, 3);
    for (const Border::Mode mode : all_modes) {
      const Border border{mode, 17};
      for (const Footprint& f : {box(3, 3), box(7, 7), disk(5)}) check(pixels, shape, f, border, 17.0F);
      if (shape.ndim > 2)
        for (const Footprint& f : {box(3, 3, 3), ball(2)}) check(pixels, shape, f, border, 17.0F);
    }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("erosion and dilation by footprints of any form, which are not turned") {
  const Shape flat(70, 45), solid(40, 21, 9);
  const auto pixels = test::random_pixels<float>(flat, 4), volume = test::random_pixels<float>(solid, 5);
  std::uint64_t seed = 0;
  for (const Border::Mode mode : all_modes) {
    for (const Shape& s : {Shape(3, 5), Shape(17, 3), Shape(19, 35), Shape(151, 1), Shape(1, 41)})
      check(pixels, flat, lopsided(s, ++seed), Border{mode, 1}, 1.0F);
    check(volume, solid, lopsided(Shape(5, 3, 3), ++seed), Border{mode, 1}, 1.0F);
    check(volume, solid, octahedron(3), Border{mode, 1}, 1.0F);
  }
  std::vector<std::uint8_t> corner(9);
  corner[0] = 1;
  check(pixels, flat, Footprint(corner, Shape(3, 3)), Border::reflect, 0.0F);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("erosion by wide boxes") {
  const Shape flat(210, 67), solid(9, 12, 40);
  const auto pixels = test::random_pixels<std::uint8_t>(flat, 6), volume = test::random_pixels<std::uint8_t>(solid, 6);
  for (const Border::Mode mode : all_modes) {
    const Border border{mode, 100};
    for (const Footprint& f : {box(41, 41), box(9, 1), box(65, 1), box(1, 201)})
      check<std::uint8_t>(pixels, flat, f, border, 100);
    check<std::uint8_t>(volume, solid, box(3, 1, 71), border, 100);
    check<std::uint8_t>(volume, solid, box(1, 9, 31), border, 100);
  }
  check<std::uint8_t>(pixels, flat, box(1201, 1), Border::nearest, 0);
  CHECK(context().broken_frames().empty());
}

// A GPU takes four pixels at once where rows are whole fours.
TEST_CASE("erosion by boxes of rows that are whole fours") {
  for (const Shape& shape : {Shape(8, 5), Shape(300, 70), Shape(1080, 9)}) {
    const auto pixels = test::random_pixels<float>(shape, 8);
    for (const Border::Mode mode : all_modes)
      for (const Footprint& f : {box(7, 7), box(5, 3), box(19, 21), box(25, 1), box(1, 23)})
        check(pixels, shape, f, Border{mode, 17}, 17.0F);
  }
  const Shape high(132, 310);  // of more blocks of rows than a tile has
  const auto rows = test::random_pixels<std::uint16_t>(high, 8);
  for (const Border::Mode mode : all_modes)
    for (const Footprint& f : {box(97, 1), box(61, 9), box(1, 257)})
      check<std::uint16_t>(rows, high, f, Border{mode, 30000}, 30000);
  check<std::uint16_t>(rows, high, box(103, 101), Border::mirror, 0);
  const Shape solid(20, 13, 37, 2);
  const auto volume = test::random_pixels<std::uint8_t>(solid, 9);
  for (const Border::Mode mode : all_modes)
    for (const Footprint& f : {box(7, 7, 7), box(1, 9, 3), box(11, 9, 13), box(1, 1, 61)})
      check<std::uint8_t>(volume, solid, f, Border{mode, 100}, 100);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("erosion by disks and balls of images of several tiles") {
  for (const std::int64_t width : {1100, 1102}) {
    const Shape flat(width, 43), solid(70, 35, width / 31);
    const auto pixels = test::random_pixels<float>(flat, 8), volume = test::random_pixels<float>(solid, 8);
    for (const Border::Mode mode : all_modes) {
      const Border border{mode, 20};
      for (const int radius : {1, 6, 11}) check(pixels, flat, disk(radius), border, 20.0F);
      check(volume, solid, ball(3), border, 20.0F);
    }
    check(pixels, flat, diamond(4), Border::mirror, 0.0F);
    check(volume, solid, ball(7), Border::mirror, 0.0F);
  }
  CHECK(context().broken_frames().empty());
}

/// Each dtype is a program of its own: one for a box, one for runs.
template <class T>
void check_dtype() {
  const Shape shape(67, 20);
  const auto pixels = test::random_pixels<T>(shape, 7);
  const Image image = context().push(pixels, shape);
  INFO(name_of(dtype_for<T>()));
  const Border border = Border::constant(3);
  CHECK(same(erosion(image, box(5, 5), border).template pull_vector<T>(),
             oracle(pixels, shape, box(5, 5), border, false, T(3))));
  CHECK(same(dilation(image, disk(3), border).template pull_vector<T>(),
             oracle(pixels, shape, disk(3), border, true, T(3))));
  const Shape solid(67, 5, 4);
  for (const bool largest : {false, true}) {
    const Image volume = context().push(pixels, solid);
    CHECK(same((largest ? dilation : erosion)(volume, ball(2), border).template pull_vector<T>(),
               oracle(pixels, solid, ball(2), border, largest, T(3))));
  }
}

TEST_CASE("erosion and dilation of every dtype, exact") {
  test::for_each_number([]<class T>() { check_dtype<T>(); });
  CHECK(context().broken_frames().empty());
}

TEST_CASE("erosion of bool and f16") {
  const Shape shape(65, 20);
  const auto mask = test::random_mask(shape, 0.6);
  const Image image = cast(context().push(mask, shape), DType::boolean);
  const Image half = cast(context().push(mask, shape), DType::f16);
  for (const Footprint& f : {box(3, 3), disk(2)}) {
    CHECK(erosion(image, f).dtype() == DType::boolean);
    const auto expected = oracle<std::uint8_t>(mask, shape, f, Border::reflect, false, 0);
    CHECK(cast(erosion(image, f), DType::u8).pull_vector<std::uint8_t>() == expected);
    CHECK(erosion(half, f).dtype() == DType::f16);
    CHECK(cast(erosion(half, f), DType::u8).pull_vector<std::uint8_t>() == expected);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("a constant outside takes the nearest value that the dtype has") {
  const Shape shape(5, 4);
  const auto pixels = test::random_pixels<std::uint8_t>(shape, 9);
  check<std::uint8_t>(pixels, shape, disk(1), Border::constant(300), 255);
  check<std::uint8_t>(pixels, shape, box(3, 3), Border::constant(-7), 0);
  check<float>(test::random_pixels<float>(shape), shape, box(3, 3), Border::constant(INFINITY), INFINITY);
}

TEST_CASE("erosion passes NaN over") {
  const Shape shape(40, 30);
  auto pixels = test::random_pixels<float>(shape, 10);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < pixels.size(); i += 3) pixels[i] = i % 2 == 0 ? nan : -nan;
  for (std::int64_t y = 5; y < 15; ++y)
    for (std::int64_t x = 8; x < 20; ++x) pixels[test::index(shape, x, y, 0)] = nan;
  pixels[test::index(shape, 30, 20, 0)] = INFINITY;
  pixels[test::index(shape, 31, 21, 0)] = -INFINITY;
  for (const Footprint& f : {box(3, 3), disk(3)}) check(pixels, shape, f, Border::reflect, 0.0F);
  const Shape solid(40, 10, 3);
  check(pixels, solid, ball(2), Border::reflect, 0.0F);
  if (context().device().f64) {
    const std::vector<double> wide(pixels.begin(), pixels.end());
    for (const Footprint& f : {box(5, 5), disk(3)}) check(wide, shape, f, Border::constant(3), 3.0);
  }
}

/// From its definition, at some pixels.
void check_some(const std::vector<float>& pixels, const Shape& s, const Footprint& f, Border border) {
  const auto eroded = erosion(context().push(pixels, s), f, border).pull_vector<float>();
  const Reach r = f.reach();
  std::mt19937 rng(1);
  for (int place = 0; place < 40; ++place) {
    const auto x = static_cast<std::int64_t>(rng() % s.x), y = static_cast<std::int64_t>(rng() % s.y),
               z = static_cast<std::int64_t>(rng() % s.z);
    float least = INFINITY;
    for (std::int64_t k = -r.z; k <= r.z; ++k)
      for (std::int64_t j = -r.y; j <= r.y; ++j)
        for (std::int64_t i = -r.x; i <= r.x; ++i) {
          const auto px = test::border_position(x + i, s.x, border.mode),
                     py = test::border_position(y + j, s.y, border.mode),
                     pz = test::border_position(z + k, s.z, border.mode);
          if (f.at(i + r.x, j + r.y, k + r.z)) least = std::min(least, pixels[test::index(s, px, py, pz)]);
        }
    INFO(to_string(f.shape()) << " at " << x << ", " << y << ", " << z);
    CHECK(eroded[test::index(s, x, y, z)] == least);
  }
}

TEST_CASE("erosion by balls and other solids at every border") {
  const Shape shape(75, 35, 9), deep(7, 5, 70);
  const auto pixels = test::random_pixels<float>(shape, 14), column = test::random_pixels<float>(deep, 14);
  for (const Border::Mode mode : all_modes) {
    const Border border{mode, 17};
    check(pixels, shape, ball(3), border, 17.0F);
    check(column, deep, ball(5), border, 17.0F);
  }
  std::vector<std::uint8_t> cone(5 * 5 * 3), crossed(5 * 5 * 3);  // a plane of its own above, none below
  for (const std::size_t i : {27U, 31U, 32U, 33U, 37U}) cone[i + 5] = 1;
  cone[62] = 1;
  for (std::size_t i = 0; i < 5; ++i) crossed[10 + i] = crossed[25 + 5 * i + 2] = 1;
  for (const auto& mask : {cone, crossed}) check(pixels, shape, Footprint(mask, Shape(5, 5, 3)), Border::reflect, 0.0F);
  std::vector<std::uint8_t> lens;  // wider than it is high
  for (int i = 0; i < 19 * 7 * 5; ++i) {
    const int x = i % 19 - 9, y = i / 19 % 7 - 3, z = i / 133 - 2;
    lens.push_back(x * x * 4 + y * y * 36 + z * z * 81 <= 324);
  }
  for (const Border::Mode mode : all_modes)
    check(pixels, shape, Footprint(lens, Shape(19, 7, 5)), Border{mode, 17}, 17.0F);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("erosion by large disks and balls") {
  const Shape flat(300, 400), solid(90, 80, 50);
  const auto few = test::random_pixels<float>(flat, 15), many = test::random_pixels<float>(solid, 15);
  for (const int radius : {20, 31, 60}) check_some(few, flat, disk(radius), Border::reflect);
  for (const int radius : {8, 20}) check_some(many, solid, ball(radius), Border::mirror);
}

TEST_CASE("erosion of views, channels and pending expressions") {
  const Shape shape(40, 30, 3, 2);
  const auto pixels = test::random_pixels<std::uint16_t>(shape, 11);
  const Image image = context().push(pixels, shape);
  const Shape part(25, 17);
  std::vector<std::uint16_t> region;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) region.push_back(pixels[test::index(shape, x + 7, y + 5, 2, 1)]);
  const Image view = image.channel(1).plane(2).region({7, 5}, part);
  for (const Footprint& f : {box(5, 5), disk(2)}) {
    CHECK(erosion(view, f).pull_vector<std::uint16_t>() ==
          oracle<std::uint16_t>(region, part, f, Border::reflect, false, 0));
    CHECK(erosion(image, f).pull_vector<std::uint16_t>() ==
          oracle<std::uint16_t>(pixels, shape, f, Border::reflect, false, 0));
    const Image pending = cast(view, DType::f32) * 2;
    std::vector<float> doubled(region.begin(), region.end());
    for (float& v : doubled) v *= 2;
    CHECK(dilation(pending, f).pull_vector<float>() == oracle<float>(doubled, part, f, Border::reflect, true, 0));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("erosion keeps a constant image, and one pixel changes nothing") {
  const Shape shape(33, 21, 5);
  const std::vector<std::int32_t> pixels(static_cast<std::size_t>(shape.pixels()), 1 << 30);
  CHECK(erosion(context().push(pixels, shape), ball(2)).pull_vector<std::int32_t>() == pixels);
  const auto other = test::random_pixels<std::int32_t>(shape);
  CHECK(erosion(context().push(other, shape), box(1, 1)).pull_vector<std::int32_t>() == other);
}

TEST_CASE("erosion looks along every axis where no footprint is given") {
  const Shape flat(20, 9), solid(12, 9, 7);
  const auto few = test::random_pixels<float>(flat, 12), many = test::random_pixels<float>(solid, 12);
  CHECK(erosion(context().push(few, flat)).pull_vector<float>() ==
        oracle<float>(few, flat, diamond(1), Border::reflect, false, 0));
  CHECK(dilation(context().push(many, solid)).pull_vector<float>() ==
        oracle<float>(many, solid, octahedron(1), Border::reflect, true, 0));
}

TEST_CASE("erosion by rows that are wider than a tile's margin, and by those that are no runs") {
  const Shape shape(300, 90);
  const auto pixels = test::random_pixels<float>(shape, 13);
  for (const Footprint& f : {disk(40), diamond(70), disk(12), line(90, 1), line(1, 40)})
    check(pixels, shape, f, Border::reflect, 0.0F);
}

TEST_CASE("erosion says how far it reaches") {
  const Image traced = Image::tracing(Shape(64, 64, 64));
  CHECK(erosion(traced, disk(3)).reach() == Reach{3, 3, 0, false});
  CHECK(dilation(erosion(traced, box(5, 7, 3)), ball(2)).reach() == Reach{4, 5, 3, false});
  CHECK(erosion(traced, box(201, 65, 3)).reach() == Reach{100, 32, 1, false});
}

TEST_CASE("erosion rejects what it cannot do") {
  CHECK_THROWS_AS(erosion(Image()), ArgumentError);
  CHECK_THROWS_AS(dilation(context().push(std::vector<float>(12), Shape(4, 3)), ball(1)), ArgumentError);
}

}  // namespace
}  // namespace clumen
