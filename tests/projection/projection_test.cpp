#include "clumen/projection.hpp"

#include <functional>

#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

struct Projection {
  const char* name;
  Image (*of)(const Image&, Axis);
  Value (*line)(Values);  ///< what the pixels of one line become
  DType (*dtype)(DType);
};

bool has_nan(const Values& v) {
  return std::any_of(v.begin(), v.end(), [](Value p) { return std::isnan(p); });
}
Value total_of(const Values& v) {
  Value sum = 0;
  for (const Value p : v) sum += p;
  return sum;
}
/// A large sum of 64-bit integers modulo 2^64, signed if one of them is negative.
Value sum_of(Values v) {
  __int128 whole = 0;
  bool negative = false;
  for (const Value p : v) {
    if (!(std::abs(p) < 0x1p64L) || p != std::trunc(p)) return total_of(v);
    negative = negative || p < 0;
    whole += static_cast<__int128>(p);
  }
  return negative ? static_cast<Value>(static_cast<std::int64_t>(whole))
                  : static_cast<Value>(static_cast<std::uint64_t>(whole));
}
Value mean_of(Values v) { return total_of(v) / static_cast<Value>(v.size()); }
Value std_of(Values v) {
  const Value mean = mean_of(v);
  for (Value& p : v) p = (p - mean) * (p - mean);
  return std::sqrt(mean_of(v));
}
Value median_of(Values v) {
  if (has_nan(v)) return NAN;
  std::sort(v.begin(), v.end());
  return (v[(v.size() - 1) / 2] + v[v.size() / 2]) / 2;
}
Value argmax_of(Values v) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (std::isnan(v[i])) return static_cast<Value>(i);
    if (v[i] > v[best]) best = i;
  }
  return static_cast<Value>(best);
}
DType same_dtype(DType t) { return t; }
DType fractions_of(DType t) { return is_float(t) ? t : context().device().f64 ? DType::f64 : DType::f32; }
DType sums(DType t) {
  if (is_float(t)) return t;
  return is_signed(t) || t == DType::boolean ? DType::i64 : DType::u64;
}

const std::vector<Projection>& all() {
  static const std::vector<Projection> projections{
      {"minimum", minimum_projection, [](Values v) { return has_nan(v) ? NAN : *std::min_element(v.begin(), v.end()); },
       same_dtype},
      {"maximum", maximum_projection, [](Values v) { return has_nan(v) ? NAN : *std::max_element(v.begin(), v.end()); },
       same_dtype},
      {"argmax", argmax_projection, argmax_of, [](DType) { return DType::i64; }},
      {"sum", sum_projection, sum_of, sums},
      {"mean", mean_projection, mean_of, fractions_of},
      {"std", std_projection, std_of, fractions_of},
      {"median", median_projection, median_of, fractions_of}};
  return projections;
}

/// The lines along an axis, in the order of the result's pixels.
std::vector<Values> lines_of(const Values& pixels, const Shape& s, Axis axis) {
  const std::int64_t n[] = {s.x, s.y, s.z, s.c};
  const auto a = static_cast<std::size_t>(axis);
  std::int64_t step = 1;
  for (std::size_t i = 0; i < a; ++i) step *= n[i];
  std::vector<Values> lines;
  for (std::int64_t i = 0; i < s.pixels(); ++i) {
    if (i / step % n[a] != 0) continue;
    Values line;
    for (std::int64_t k = 0; k < n[a]; ++k) line.push_back(pixels[static_cast<std::size_t>(i + k * step)]);
    lines.push_back(std::move(line));
  }
  return lines;
}

bool close_enough(Value got, Value want, Value scale) {
  if (same(got, want)) return true;
  return std::abs(got - want) <= 2e-6L * scale;
}

void check(const Projection& p, const Image& image, const Values& pixels, Axis axis) {
  INFO(p.name << " of " << name_of(image.dtype()) << " " << to_string(image.shape()) << " along "
              << static_cast<int>(axis));
  const Image out = p.of(image, axis);
  REQUIRE(out.dtype() == p.dtype(image.dtype()));
  const Values got = pull(out);
  const auto lines = lines_of(pixels, image.shape(), axis);
  REQUIRE(got.size() == lines.size());
  const bool exact = !is_float(out.dtype()) || out.dtype() == image.dtype();
  for (std::size_t i = 0; i < got.size(); ++i) {
    Value scale = out.dtype() == DType::f16 ? 1 : 0;
    for (const Value v : lines[i])
      if (std::isfinite(v)) scale = std::max(scale, std::abs(v) * (out.dtype() == DType::f16 ? 1000 : 1));
    if (p.line == sum_of) scale *= static_cast<Value>(lines[i].size());
    const Value want = p.line(lines[i]);
    const bool whole = exact && p.dtype != fractions_of && p.dtype != sums;
    if (!(whole || !is_float(out.dtype()) ? same(got[i], want) : close_enough(got[i], want, scale))) {
      INFO("line " << i << ": " << got[i] << ", wanted " << want);
      REQUIRE(false);
    }
  }
}

Values values_of(DType dtype, const Shape& s, std::uint64_t seed) {
  Values values = telling_values(dtype, static_cast<std::size_t>(s.pixels()) + 24, seed);
  for (Value& v : values)
    if (is_float(dtype) && (!std::isfinite(v) || std::abs(v) > 1e4)) v = 12.5L;  // one line in all would be NaN
  values.resize(static_cast<std::size_t>(s.pixels()));
  return values;
}

std::vector<Axis> axes_of(const Shape& s) {
  std::vector<Axis> axes{Axis::x, Axis::y, Axis::z};
  axes.resize(static_cast<std::size_t>(s.ndim));
  axes.push_back(Axis::c);
  return axes;
}

}  // namespace

TEST_CASE("projections of odd shapes along every axis", "[projection]") {
  auto shapes = odd_shapes();
  shapes.push_back({300, 7, 70});
  shapes.push_back({3, 5, 130});
  shapes.push_back({21, 18, 9, 3});
  shapes.push_back({40, 1, 1, 1, 1});
  for (const Shape& s : shapes) {
    const Values pixels = values_of(DType::f32, s, 3);
    const Image image = push(context(), pixels, s, DType::f32);
    for (const Axis axis : axes_of(s))
      for (const Projection& p : all()) check(p, image, pixels, axis);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("projections of every dtype", "[projection]") {
  const Shape s(37, 6, 21, 2);
  for (const DType dtype : all_dtypes()) {
    if (!test::has(dtype)) continue;
    const Values pixels = values_of(dtype, s, 5);
    const Image image = push(context(), pixels, s, dtype);
    for (const Projection& p : all()) check(p, image, pixels, Axis::z);
    if (dtype == DType::u16)
      for (const Projection& p : all()) check(p, image, pixels, Axis::x);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("projections of NaN and infinities", "[projection]") {
  const Shape s(35, 40, 33);
  Values pixels = values_of(DType::f32, s, 6);
  for (std::size_t i = 0; i < pixels.size(); i += 977)
    pixels[i] = i % 3 == 0 ? Value(NAN) : i % 3 == 1 ? Value(INFINITY) : Value(-INFINITY);
  const Image image = push(context(), pixels, s, DType::f32);
  for (const Axis axis : {Axis::x, Axis::y, Axis::z})
    for (const Projection& p : all()) check(p, image, pixels, axis);
}

TEST_CASE("projections of views, bits, and pending expressions", "[projection]") {
  const Shape s(50, 30, 8, 2), part(33, 17, 5, 2);
  const Values pixels = values_of(DType::u16, s, 7);
  const Image image = push(context(), pixels, s, DType::u16), view = image.region({7, 5, 2}, part);
  const Image mask = image > 30000, more = cast(image, DType::i64) * 3 - 7;
  const Values of_view = pull(view), of_mask = pull(mask), of_more = pull(more);
  for (const Projection& p : all()) {
    check(p, view, of_view, Axis::z);
    check(p, in_bits(mask), of_mask, Axis::y);
    check(p, cast(image, DType::i64) * 3 - 7, of_more, Axis::x);
    check(p, image.channel(1).plane(3), pull(image.channel(1).plane(3)), Axis::y);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("projections keep what is left in order: shape, axes, size of a pixel", "[projection]") {
  const Image image = context().push(std::vector<float>(2 * 3 * 4 * 5), Shape(2, 3, 4, 5), {0.1, 0.2, 0.3, "um"});
  const Image x = maximum_projection(image, Axis::x), y = mean_projection(image, Axis::y);
  const Image z = median_projection(image), c = std_projection(image, Axis::c);
  CHECK(x.shape() == Shape(3, 4, 1, 5, 2));
  CHECK(y.shape() == Shape(2, 4, 1, 5, 2));
  CHECK(z.shape() == Shape(2, 3, 1, 5, 2));
  CHECK(c.shape() == Shape(2, 3, 4, 1, 3));
  CHECK(x.pixel_size() == PixelSize{0.2, 0.3, 1, "um"});
  CHECK(y.pixel_size() == PixelSize{0.1, 0.3, 1, "um"});
  CHECK(z.pixel_size() == PixelSize{0.1, 0.2, 1, "um"});
  CHECK(maximum_projection(Image::tracing({9, 9}), Axis::y).shape() == Shape(9, 1, 1, 1, 1));
}

TEST_CASE("projections of a constant image are constant, and the same every time", "[projection]") {
  const Shape s(70, 20, 30);
  const Image image = context().push(std::vector<float>(static_cast<std::size_t>(s.pixels()), 1000.25F), s);
  for (const Axis axis : {Axis::x, Axis::y, Axis::z}) {
    for (const float v : mean_projection(image, axis).pull_vector<float>()) CHECK(v == 1000.25F);
    for (const float v : std_projection(image, axis).pull_vector<float>()) CHECK(v == 0);
    for (const auto v : argmax_projection(image, axis).pull_vector<std::int64_t>()) CHECK(v == 0);
  }
  const Image random = context().push(random_pixels<float>(s), s);
  CHECK(sum_projection(random).pull_vector<float>() == sum_projection(random).pull_vector<float>());
}

TEST_CASE("projections check their arguments and have a global reach", "[projection]") {
  const Image flat = context().push(std::vector<float>(12), Shape(4, 3));
  for (const Projection& p : all()) {
    CHECK_THROWS_AS(p.of(Image(), Axis::x), ArgumentError);
    CHECK_THROWS_AS(p.of(flat, Axis::z), ArgumentError);
    const Image traced = p.of(Image::tracing({8, 8, 8}, DType::u8), Axis::z);
    CHECK(traced.reach().global);
    CHECK(traced.dtype() == (p.dtype == fractions_of ? DType::f64 : p.dtype(DType::u8)));  // no device that has none
  }
}
