#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

namespace clumen {
namespace {

using test::context;
using test::Value;
using test::Values;

constexpr Border::Mode all_modes[] = {Border::Mode::nearest, Border::Mode::reflect, Border::Mode::mirror,
                                      Border::Mode::constant, Border::Mode::wrap};

using Integer = __int128;
using Integers = std::vector<Integer>;

/// Sums along one axis by the definition.
template <class T>
std::vector<T> sums_along(const std::vector<T>& in, const Shape& s, int axis, std::int64_t size, Border::Mode mode,
                          T outside) {
  std::vector<T> out(in.size());
  const std::int64_t n = s.xyz()[static_cast<std::size_t>(axis)];
  const std::int64_t step = axis == 0 ? 1 : axis == 1 ? s.x : s.x * s.y;
  for (std::int64_t i = 0; i < s.pixels(); ++i) {
    const std::int64_t at = i / step % n;
    T sum = 0;
    for (std::int64_t k = -(size / 2); k < size - size / 2; ++k) {
      const std::int64_t p = test::border_position(at + k, n, mode);
      sum += p < 0 ? outside : in[static_cast<std::size_t>(i + (p - at) * step)];
    }
    out[static_cast<std::size_t>(i)] = sum;
  }
  return out;
}

template <class T>
std::vector<T> sums(std::vector<T> sums, const Shape& s, Counts size, Border border) {
  T outside = static_cast<T>(border.value);
  const std::int64_t sizes[] = {size.x, size.y, size.z};
  for (int axis = 0; axis < s.ndim; ++axis) {
    sums = sums_along(sums, s, axis, sizes[axis], border.mode, outside);
    outside *= static_cast<T>(sizes[axis]);
  }
  return sums;
}

std::int64_t pixels_of(const Shape& s, Counts size) { return size.x * size.y * (s.ndim > 2 ? size.z : 1); }

Values oracle(const Values& pixels, const Shape& s, Counts size, Border border) {
  Values means = sums(pixels, s, size, border);
  for (Value& v : means) v /= static_cast<Value>(pixels_of(s, size));
  return means;
}

/// To the nearest, halves to even.
Values rounded_oracle(const Values& pixels, const Shape& s, Counts size, Border border) {
  Values means;
  const Integer n = pixels_of(s, size);
  for (const Integer sum : sums(Integers(pixels.begin(), pixels.end()), s, size, border)) {
    Integer below = sum / n;
    if (below * n > sum) --below;
    const Integer twice = 2 * (sum - below * n);
    means.push_back(static_cast<Value>(twice > n || (twice == n && below % 2 != 0) ? below + 1 : below));
  }
  return means;
}

int unequal(const Values& got, const Values& expected) {
  int wrong = got.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < got.size() && i < expected.size(); ++i) wrong += got[i] != expected[i];
  return wrong;
}

int differing(const Values& got, const Values& expected, double relative = 1e-5) {
  int wrong = got.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < got.size() && i < expected.size(); ++i) {
    const double scale = relative * std::max<double>(1e-3, static_cast<double>(std::abs(expected[i])));
    if (!test::same(got[i], expected[i]) && !(std::abs(got[i] - expected[i]) <= scale)) ++wrong;
  }
  return wrong;
}

Image push(const Values& pixels, const Shape& shape, DType dtype) {
  return test::push(context(), pixels, shape, dtype);
}

Values positive(const Shape& shape, std::uint64_t seed) {
  Values out;
  for (const float v : test::random_pixels<float>(shape, seed)) out.push_back(static_cast<float>(v + 1001));
  return out;
}

bool frames_hold() { return context().broken_frames().empty(); }

TEST_CASE("uniform_filter equals the definition at every border, for odd shapes") {
  for (const Shape& shape : test::odd_shapes()) {
    const Values pixels = positive(shape, 3);
    const Image image = push(pixels, shape, DType::f32);
    for (const Border::Mode mode : all_modes)
      for (const std::int64_t size : {2, 3, 7}) {
        const Border border{mode, 250};
        INFO(to_string(shape) << ", mode " << static_cast<int>(mode) << ", size " << size);
        CHECK(differing(test::pull(uniform_filter(image, size, border)), oracle(pixels, shape, size, border)) == 0);
      }
  }
  CHECK(frames_hold());
}

// A GPU takes four pixels at once where rows are whole fours and the window is small.
TEST_CASE("uniform_filter of rows that are whole fours") {
  for (const Shape& shape : {Shape(8, 5), Shape(300, 37), Shape(28, 11, 23, 2)}) {
    const Values pixels = positive(shape, 14);
    const Image image = push(pixels, shape, DType::f32);
    for (const Border::Mode mode : all_modes)
      for (const Counts size : {Counts(7), Counts(4), Counts(9, 3, 2), Counts(1, 8, 9), Counts(5, 1, 1)}) {
        const Border border{mode, 250};
        INFO(to_string(shape) << ", mode " << static_cast<int>(mode) << ", size " << size.x << ", " << size.y);
        CHECK(differing(test::pull(uniform_filter(image, size, border)), oracle(pixels, shape, size, border)) == 0);
      }
  }
  CHECK(frames_hold());
}

TEST_CASE("uniform_filter of large boxes, over several strips") {
  for (const Shape& shape : {Shape(1100, 150), Shape(140, 20), Shape(30, 160, 3)}) {
    const Values pixels = positive(shape, 4);
    const Image image = push(pixels, shape, DType::f32);
    for (const Border::Mode mode : all_modes)
      for (const Counts size : {Counts(41, 41, 1), Counts(101, 100, 5), Counts(1, 300), Counts(301, 1)}) {
        const Border border{mode, -100};
        INFO(to_string(shape) << ", mode " << static_cast<int>(mode) << ", size " << size.x << ", " << size.y);
        CHECK(differing(test::pull(uniform_filter(image, size, border)), oracle(pixels, shape, size, border)) == 0);
      }
  }
  const Shape shape(300, 40);
  const Values pixels = positive(shape, 5);
  CHECK(differing(test::pull(uniform_filter(push(pixels, shape, DType::f32), {2049, 301}, Border::wrap)),
                  oracle(pixels, shape, {2049, 301}, Border::wrap)) == 0);
  CHECK(frames_hold());
}

void check_dtype(DType dtype, const Shape& shape, Counts size) {
  INFO(name_of(dtype) << " " << to_string(shape));
  const bool integer = !is_float(dtype) && dtype != DType::boolean;
  Values pixels = test::telling_values(dtype, static_cast<std::size_t>(shape.pixels()), 6);
  for (Value& v : pixels)
    if (is_float(dtype) && (!std::isfinite(v) || std::abs(v) > 1e4)) v = 17;
  const Border border = integer && is_signed(dtype) ? Border::constant(-3) : Border::reflect;
  const Image out = uniform_filter(push(pixels, shape, dtype), size, border);
  CHECK(out.dtype() == (integer || dtype == DType::f64 ? dtype : DType::f32));
  const Values got = test::pull(out);
  if (integer) {
    CHECK(unequal(got, rounded_oracle(pixels, shape, size, border)) == 0);
    return;
  }
  const Values expected = oracle(pixels, shape, size, border);
  const double largest = dtype == DType::boolean ? 1 : 1e4, relative = dtype == DType::f64 ? 1e-15 : 1e-7;
  int wrong = 0;
  for (std::size_t i = 0; i < got.size(); ++i) wrong += std::abs(got[i] - expected[i]) > relative * largest;
  CHECK(wrong == 0);
}

void check_dtypes(const std::vector<DType>& dtypes) {
  for (const DType dtype : test::that_exist(dtypes))
    if (is_float(dtype) || size_of(dtype) < 8 || test::has_f64()) {
      check_dtype(dtype, Shape(37, 21), {4, 2});
      check_dtype(dtype, Shape(36, 21), {4, 3});
    }
  CHECK(frames_hold());
}

void check_in_space(DType dtype) {
  for (const Shape& shape : {Shape(21, 9, 4), Shape(20, 9, 4)}) check_dtype(dtype, shape, {3, 5, 3});
  CHECK(frames_hold());
}

// By groups: each dtype compiles programs of its own, and those of all take minutes on a machine that is busy.
TEST_CASE("uniform_filter of small integers: rounded to the nearest, halves to even") {
  check_dtypes({DType::boolean, DType::u8, DType::i8, DType::u16, DType::i16});
  check_in_space(DType::u8);
}

TEST_CASE("uniform_filter of wide integers: rounded to the nearest, halves to even") {
  check_dtypes({DType::u32, DType::i32, DType::u64, DType::i64});
  if (test::has_f64()) check_in_space(DType::u32);
}

TEST_CASE("uniform_filter of fractions") { check_dtypes({DType::f16, DType::f32, DType::f64}); }

TEST_CASE("uniform_filter is exact for integers far above 2^24, whatever the box") {
  const Shape shape(60, 50);
  for (const DType dtype : {DType::u32, DType::i64, DType::u64}) {
    if (size_of(dtype) == 8 && !test::has_f64()) continue;
    Values pixels = test::telling_values(dtype, static_cast<std::size_t>(shape.pixels()), 7);
    const Image image = push(pixels, shape, dtype);
    INFO(name_of(dtype));
    CHECK(unequal(test::pull(uniform_filter(image, {31, 17})),
                  rounded_oracle(pixels, shape, {31, 17}, Border::reflect)) == 0);
    const Border outside = Border::constant(dtype == DType::i64 ? -123456789.0 : 4e9);
    CHECK(unequal(test::pull(uniform_filter(image, 5, outside)), rounded_oracle(pixels, shape, 5, outside)) == 0);
  }
  if (!test::has_f64()) return;
  const Values wide = test::telling_values(DType::u32, 400, 8);
  CHECK(unequal(test::pull(uniform_filter(push(wide, Shape(20, 20), DType::u32), 1101)),
                rounded_oracle(wide, Shape(20, 20), 1101, Border::reflect)) == 0);
  CHECK(frames_hold());
}

TEST_CASE("uniform_filter keeps small pixels beside very large ones") {
  const Shape shape(300, 150);
  Values pixels(static_cast<std::size_t>(shape.pixels()));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(1e-3 * static_cast<double>(i % 7 + 1));
  pixels[test::index(shape, 20, 70, 0)] = 1e7F;
  for (const std::int64_t size : {5, 51})
    CHECK(differing(test::pull(uniform_filter(push(pixels, shape, DType::f32), size)),
                    oracle(pixels, shape, size, Border::reflect)) == 0);
}

TEST_CASE("uniform_filter lets NaN and infinities reach as far as the box, no further") {
  const Shape shape(200, 170);
  Values pixels = positive(shape, 9);
  pixels[test::index(shape, 30, 20, 0)] = NAN;
  pixels[test::index(shape, 100, 150, 0)] = INFINITY;
  pixels[test::index(shape, 199, 2, 0)] = -INFINITY;
  pixels[test::index(shape, 108, 151, 0)] = -INFINITY;
  for (const std::int64_t size : {3, 10, 37})
    CHECK(differing(test::pull(uniform_filter(push(pixels, shape, DType::f32), size)),
                    oracle(pixels, shape, size, Border::reflect)) == 0);
  const Border border = Border::constant(INFINITY);
  CHECK(differing(test::pull(uniform_filter(push(pixels, shape, DType::f32), {5, 9}, border)),
                  oracle(pixels, shape, {5, 9}, border)) == 0);
  CHECK(frames_hold());
}

TEST_CASE("uniform_filter of views, channels, bits and pending expressions") {
  const Shape shape(40, 30, 4, 3);
  const auto pixels = test::random_pixels<std::uint16_t>(shape, 10);
  const Image image = context().push(pixels, shape);
  Values part;
  const Shape region(25, 17, 3);
  for (std::int64_t z = 0; z < 3; ++z)
    for (std::int64_t y = 0; y < 17; ++y)
      for (std::int64_t x = 0; x < 25; ++x) part.push_back(pixels[test::index(shape, 7 + x, 5 + y, 1 + z, 1)]);
  const Image view = image.channel(1).region({7, 5, 1}, region);
  CHECK(unequal(test::pull(uniform_filter(view, 3)), rounded_oracle(part, region, 3, Border::reflect)) == 0);
  Values each;  // channels do not mix
  for (std::int64_t c = 0; c < 3; ++c)
    for (const Value v : test::pull(uniform_filter(image.channel(c), {3, 5, 3}))) each.push_back(v);
  CHECK(test::pull(uniform_filter(image, {3, 5, 3})) == each);

  Values changed = part, mask = part;
  for (Value& v : changed) v = v * 0.5 - 3;
  for (Value& v : mask) v = v > 30000;
  const Image pending = cast(view, DType::f32) * 0.5 - 3;
  CHECK(differing(test::pull(uniform_filter(pending, 3)), oracle(changed, region, 3, Border::reflect)) == 0);
  CHECK(differing(test::pull(uniform_filter(view > 30000, 3)), oracle(mask, region, 3, Border::reflect)) == 0);
  const Shape stack(20, 15, 5, 1, 2);  // has no z axis
  const Values planes = positive(stack, 11);
  CHECK(differing(test::pull(uniform_filter(push(planes, stack, DType::f32), 3)),
                  oracle(planes, stack, 3, Border::reflect)) == 0);
  CHECK(frames_hold());
}

TEST_CASE("uniform_filter keeps a constant image, and gives the same bits again") {
  const Shape shape(129, 67, 5);
  const Values pixels(static_cast<std::size_t>(shape.pixels()), 1000.3F);
  CHECK(test::pull(uniform_filter(push(pixels, shape, DType::f32), {51, 7, 3})) == pixels);
  const Image image = push(positive(shape, 12), shape, DType::f32);
  CHECK(test::pull(uniform_filter(image, 9)) == test::pull(uniform_filter(image, 9)));
  CHECK(test::pull(uniform_filter(image, 1)) == test::pull(image));
}

TEST_CASE("uniform_filter compiles once for all shapes and sizes of a class") {
  const auto run = [](std::int64_t x, std::int64_t size) {
    const Shape shape(x, 20 + x % 7);
    uniform_filter(context().push(test::random_pixels<float>(shape), shape), size).pull();
  };
  run(50, 5);
  run(48, 5);
  const auto before = context().statistics();
  for (int i = 0; i < 10; ++i) run(30 + 6 * i + i % 2, 2 + i);
  for (int i = 0; i < 5; ++i) run(40 + 4 * i, 5);  // small windows are known to a GPU's programs for whole fours
  const auto after = context().statistics();
  CHECK(after.builds + after.loads == before.builds + before.loads);
}

TEST_CASE("uniform_filter says how far it reaches, and rejects what it cannot do") {
  CHECK(uniform_filter(Image::tracing(Shape(64, 64)), 5).reach() == Reach{2, 2, 0, false});
  CHECK(uniform_filter(Image::tracing(Shape(64, 64, 9), DType::u64), {5, 4, 1}).reach() == Reach{2, 2, 0, false});
  const Image traced = uniform_filter(Image::tracing(Shape(64, 64, 8), DType::u8), {101, 3, 7}, Border::wrap);
  CHECK(traced.reach() == Reach{50, 1, 3, false});
  CHECK(traced.dtype() == DType::u8);
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_AS(uniform_filter(Image()), ArgumentError);
  CHECK_THROWS_AS(uniform_filter(image, 0), ArgumentError);
  CHECK_THROWS_AS(uniform_filter(image, {3, -1}), ArgumentError);
  CHECK_THROWS_AS(uniform_filter(image, 2050), ArgumentError);
  if (context().device().f64) return;
  for (const DType wide : {DType::u32, DType::i64})
    CHECK_THROWS_AS(uniform_filter(context().empty(Shape(4, 3, 3), wide), 3), ArgumentError);
}

}  // namespace
}  // namespace clumen
