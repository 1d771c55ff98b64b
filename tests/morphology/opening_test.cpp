#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

namespace clumen {
namespace {

using test::context;
using test::oracle;
using test::same;

constexpr Border::Mode all_modes[] = {Border::Mode::nearest, Border::Mode::reflect, Border::Mode::mirror,
                                      Border::Mode::constant, Border::Mode::wrap};

/// The opening, or with `closes` the closing.
template <class T>
std::vector<T> expected(const std::vector<T>& in, const Shape& s, const Footprint& f, Border border, bool closes,
                        T outside) {
  return oracle(oracle(in, s, f, border, closes, outside), s, f.mirrored(), border, !closes, outside);
}

template <class T>
std::vector<T> difference(const std::vector<T>& a, const std::vector<T>& b) {
  std::vector<T> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = static_cast<T>(a[i] - b[i]);
  return out;
}

template <class T>
void check(const std::vector<T>& pixels, const Shape& s, const Footprint& f, Border border, T outside) {
  const Image image = context().push(pixels, s);
  INFO(to_string(s) << " under " << to_string(f.shape()) << ", mode " << static_cast<int>(border.mode) << ", "
                    << name_of(dtype_for<T>()));
  const auto opened = expected(pixels, s, f, border, false, outside);
  const auto closed = expected(pixels, s, f, border, true, outside);
  CHECK(same(opening(image, f, border).template pull_vector<T>(), opened));
  CHECK(same(closing(image, f, border).template pull_vector<T>(), closed));
  CHECK(same(white_tophat(image, f, border).template pull_vector<T>(), difference(pixels, opened)));
  CHECK(same(black_tophat(image, f, border).template pull_vector<T>(), difference(closed, pixels)));
}

Footprint lopsided() { return Footprint({1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1}, Shape(5, 3)); }

TEST_CASE("opening, closing and top-hats of odd shapes") {
  for (const Shape& shape : test::odd_shapes()) {
    const auto pixels = test::random_pixels<float>(shape, 3);
    for (const Footprint& f : {box(3, 3), box(7, 7), disk(2), lopsided()})
      check(pixels, shape, f, Border::reflect, 0.0F);
    if (shape.ndim > 2)
      for (const Footprint& f : {box(3, 3, 3), ball(2), box(1, 1, 5)}) check(pixels, shape, f, Border::reflect, 0.0F);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("opening, closing and top-hats at every border, also by wide boxes") {
  const Shape flat(150, 40);
  const auto pixels = test::random_pixels<float>(flat, 5);
  for (const Border::Mode mode : all_modes)
    for (const Footprint& f : {box(21, 21), box(71, 1), box(1, 71), lopsided(), line(4, -2)})
      check(pixels, flat, f, Border{mode, 17}, 17.0F);
}

TEST_CASE("top-hats of every dtype, exact") {
  const Shape shape(37, 11);
  for (const DType dtype : test::all_dtypes()) {
    if (!test::has(dtype)) continue;
    INFO(name_of(dtype));
    const bool whole = dtype != DType::boolean && !is_float(dtype);
    test::Values values = test::telling_values(dtype, static_cast<std::size_t>(shape.pixels()), 5);
    for (test::Value& v : values) v = std::isfinite(v) && std::abs(v) < 1e30L ? v : 3;  // ∞ − ∞ is another test
    const Image image = test::push(context(), values, shape, dtype);
    const auto opened = expected(values, shape, box(3, 3), Border::reflect, false, test::Value(0));
    const auto closed = expected(values, shape, box(3, 3), Border::reflect, true, test::Value(0));
    test::Values white = difference(values, opened), black = difference(closed, values);
    for (test::Values* numbers : {&white, &black})
      for (test::Value& v : *numbers) {
        if (whole)
          visit(dtype, [&](auto zero) {
            v = static_cast<test::Value>(static_cast<decltype(zero)>(static_cast<__int128>(v)));
          });
        else if (dtype == DType::f16) v = test::from_half(test::to_half(static_cast<float>(v)));
        else if (dtype == DType::f32) v = static_cast<float>(v);
        else if (dtype == DType::f64) v = static_cast<double>(v);
      }
    CHECK(white_tophat(image, box(3, 3)).dtype() == dtype);
    CHECK(same(test::pull(white_tophat(image, box(3, 3))), white));
    if (dtype == DType::boolean || dtype == DType::i16) CHECK(same(test::pull(black_tophat(image, box(3, 3))), black));
  }
}

TEST_CASE("top-hats of views, channels, bits and pending expressions") {
  const Shape shape(40, 30, 3, 2), part(25, 17);
  const auto pixels = test::random_pixels<std::uint16_t>(shape, 11);
  const Image image = context().push(pixels, shape);
  std::vector<std::uint16_t> region;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) region.push_back(pixels[test::index(shape, x + 7, y + 5, 2, 1)]);
  const Image view = image.channel(1).plane(2).region({7, 5}, part);
  for (const Footprint& f : {box(5, 5), disk(2)}) {
    const auto opened = expected<std::uint16_t>(region, part, f, Border::reflect, false, 0);
    CHECK(white_tophat(view, f).pull_vector<std::uint16_t>() == difference(region, opened));
    std::vector<float> doubled(region.begin(), region.end()), roots;
    for (float& v : doubled) v *= 2;
    CHECK(white_tophat(cast(view, DType::f32) * 2, f).pull_vector<float>() ==
          difference(doubled, expected<float>(doubled, part, f, Border::reflect, false, 0)));
  }
  const auto whole = expected<std::uint16_t>(pixels, shape, disk(2), Border::reflect, true, 0);
  CHECK(black_tophat(image, disk(2)).pull_vector<std::uint16_t>() == difference(whole, pixels));
  const Image bits = binary_erosion(view > 30000, box(1, 1));
  std::vector<std::uint8_t> mask;
  for (const std::uint16_t v : region) mask.push_back(v > 30000);
  const auto opened = expected<std::uint8_t>(mask, part, box(3, 3), Border::reflect, false, 0);
  std::vector<std::uint8_t> differs;
  for (std::size_t i = 0; i < mask.size(); ++i) differs.push_back(mask[i] != opened[i]);
  CHECK(cast(white_tophat(bits, box(3, 3)), DType::u8).pull_vector<std::uint8_t>() == differs);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("opening twice is opening once, and lies below the image") {
  const Shape shape(70, 33);
  const Image image = context().push(test::random_pixels<std::int32_t>(shape, 8), shape);
  const Image once = opening(image, disk(3)), twice = opening(once, disk(3));
  CHECK(twice.pull_vector<std::int32_t>() == once.pull_vector<std::int32_t>());
  const std::vector<std::uint8_t> constant(static_cast<std::size_t>(shape.pixels()), 7);
  CHECK(closing(context().push(constant, shape), disk(3)).pull_vector<std::uint8_t>() == constant);
  CHECK(sum(white_tophat(context().push(constant, shape), box(1, 1))).integer() == 0);
}

TEST_CASE("openings of NaN and infinities") {
  const Shape shape(40, 30);
  auto pixels = test::random_pixels<float>(shape, 10);
  for (std::size_t i = 0; i < pixels.size(); i += 7) pixels[i] = std::numeric_limits<float>::quiet_NaN();
  pixels[100] = INFINITY;
  pixels[333] = -INFINITY;
  for (const Footprint& f : {box(3, 3), disk(3)}) check(pixels, shape, f, Border::reflect, 0.0F);
}

TEST_CASE("opening says how far it reaches, and rejects what it cannot do") {
  const Image traced = Image::tracing(Shape(64, 64, 64));
  CHECK(opening(traced, disk(3)).reach() == Reach{6, 6, 0, false});
  CHECK(white_tophat(traced, box(5, 7, 3)).reach() == Reach{4, 6, 2, false});
  CHECK(binary_closing(traced, ball(2)).reach() == Reach{4, 4, 4, false});
  const Image flat = Image::tracing(Shape(4, 3));
  for (const auto& operation : {opening, closing, white_tophat, black_tophat}) {
    CHECK_THROWS_AS(operation(flat, ball(1), Border::reflect), ArgumentError);
    CHECK_THROWS_AS(operation(Image(), disk(1), Border::reflect), ArgumentError);
  }
  CHECK_THROWS_AS(binary_opening(flat, ball(1)), ArgumentError);
  CHECK_THROWS_AS(binary_closing(Image(), disk(1)), ArgumentError);
}

}  // namespace
}  // namespace clumen
