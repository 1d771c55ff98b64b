#include "clumen/pointwise.hpp"
#include "oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

namespace clumen {
namespace {

using test::context;
using test::Doubles;

/// The weights at -2 to 2 (or -1 to 1), as the papers print them.
struct Weights {
  Doubles smooth, difference;
};
const Weights sobel_weights{{0.25, 0.5, 0.25}, {-1, 0, 1}}, scharr_weights{{3. / 16, 10. / 16, 3. / 16}, {-1, 0, 1}},
    prewitt_weights{{1. / 3, 1. / 3, 1. / 3}, {-1, 0, 1}},
    farid_weights{{0.0376593171958126, 0.249153396177344, 0.426374573253687, 0.249153396177344, 0.0376593171958126},
                  {-0.109603762960254, -0.276690988455557, 0, 0.276690988455557, 0.109603762960254}};

/// All taps of the product of one set of weights per axis.
std::vector<test::Tap> product(const Weights& w, int ndim, int axis) {
  const auto radius = static_cast<std::int64_t>(w.smooth.size() / 2);
  const auto weight = [&](int a, std::int64_t d) {
    if (a >= ndim) return d == 0 ? 1.0 : 0.0;
    return (a == axis ? w.difference : w.smooth)[static_cast<std::size_t>(d + radius)];
  };
  std::vector<test::Tap> taps;
  for (std::int64_t z = -radius; z <= radius; ++z)
    for (std::int64_t y = -radius; y <= radius; ++y)
      for (std::int64_t x = -radius; x <= radius; ++x)
        if (const double v = weight(0, x) * weight(1, y) * weight(2, z); v != 0) taps.push_back({x, y, z, v});
  return taps;
}

Doubles oracle(const Doubles& pixels, const Shape& s, const Weights& w, EdgeAxis axis, Border border) {
  const auto along = [&](int a) { return test::correlated(pixels, s, product(w, s.ndim, a), border); };
  if (axis != EdgeAxis::all) return along(static_cast<int>(axis) - static_cast<int>(EdgeAxis::x));
  Doubles sum(pixels.size());
  for (int a = 0; a < s.ndim; ++a) {
    const Doubles part = along(a);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i] * part[i];
  }
  for (double& v : sum) v = std::sqrt(v / s.ndim);
  return sum;
}

using Filter = Image (*)(const Image&, EdgeAxis, Border);
struct Named {
  const char* name;
  Filter filter;
  Weights weights;
};
const Named filters[] = {{"sobel", sobel, sobel_weights},
                         {"scharr", scharr, scharr_weights},
                         {"prewitt", prewitt, prewitt_weights},
                         {"farid", farid, farid_weights}};

std::vector<EdgeAxis> axes_of(const Shape& s) {
  std::vector<EdgeAxis> axes{EdgeAxis::all, EdgeAxis::x, EdgeAxis::y};
  if (s.ndim > 2) axes.push_back(EdgeAxis::z);
  return axes;
}

/// Odd ones, and one in space whose rows are vectors of four, deeper than what a GPU's item goes through.
std::vector<Shape> shapes_of_edges() {
  std::vector<Shape> shapes = test::odd_shapes();
  shapes.emplace_back(12, 7, 19);
  return shapes;
}

TEST_CASE("sobel, scharr, prewitt and farid equal the definition at every border, for odd shapes") {
  for (const Shape& shape : shapes_of_edges()) {
    const auto pixels = test::random_pixels<float>(shape, 3);
    const Doubles values = test::as_doubles(pixels);
    const Image image = context().push(pixels, shape);
    for (const Named& f : filters)
      for (const EdgeAxis axis : axes_of(shape))
        for (const Border::Mode mode : test::all_modes) {
          // Every border for the magnitude, one for each axis.
          if (axis != EdgeAxis::all && mode != Border::Mode::mirror) continue;
          const Border border{mode, 250};
          INFO(f.name << " of " << to_string(shape) << ", axis " << static_cast<int>(axis) << ", mode "
                      << static_cast<int>(mode));
          CHECK(test::differing(f.filter(image, axis, border), oracle(values, shape, f.weights, axis, border), 2e-3) ==
                0);
        }
  }
  CHECK(test::frames_hold());
}

TEST_CASE("edges over several tiles") {
  const Shape shape(1100, 40);
  const auto pixels = test::random_pixels<float>(shape, 4);
  const Image image = context().push(pixels, shape);
  const Doubles values = test::as_doubles(pixels);
  for (const Named& f : {filters[0], filters[3]})
    CHECK(test::differing(f.filter(image, EdgeAxis::all, Border::reflect),
                          oracle(values, shape, f.weights, EdgeAxis::all, Border::reflect), 2e-3) == 0);
  CHECK(test::frames_hold());
}

void check_dtype(DType dtype) {
  INFO(name_of(dtype));
  const Shape shape(37, 21);
  const test::Values pixels = test::near_values(dtype, shape, 5);
  const Image image = test::push(context(), pixels, shape, dtype);
  const Doubles values = test::as_doubles(pixels);
  const bool wide = dtype == DType::f64 || (!is_float(dtype) && size_of(dtype) > 2);
  const Image out = sobel(image);
  CHECK(out.dtype() == (wide ? DType::f64 : DType::f32));
  // Large integers keep their small differences.
  CHECK(test::differing(out, oracle(values, shape, sobel_weights, EdgeAxis::all, Border::reflect),
                        wide ? 1e-6 : 1e-4) == 0);
}

TEST_CASE("edges of every dtype") {
  for (const DType dtype : test::all_dtypes())
    if (test::has_f64() || (dtype != DType::f64 && (is_float(dtype) || size_of(dtype) <= 2))) check_dtype(dtype);
  if (!test::has_f64()) return;
  const Shape shape(19, 12, 5);
  const auto pixels = test::random_pixels<double>(shape, 6);
  CHECK(test::differing(farid(context().push(pixels, shape)),
                        oracle(pixels, shape, farid_weights, EdgeAxis::all, Border::reflect), 1e-10) == 0);
}

Doubles roberts_oracle(const Doubles& in, const Shape& s, int which, Border border) {
  return test::each_pixel(s, [&](auto x, auto y, auto z, auto c) {
    const auto at = [&](std::int64_t dx, std::int64_t dy) {
      return test::pixel_near(in, s, x + dx, y + dy, z, c, border);
    };
    const double falling = at(1, 1) - at(0, 0), rising = at(0, 1) - at(1, 0);
    return which == 0 ? std::sqrt((falling * falling + rising * rising) / 2) : which == 1 ? falling : rising;
  });
}

TEST_CASE("roberts and laplace equal the definition") {
  for (const Shape& shape : shapes_of_edges())
    for (const Border::Mode mode : test::all_modes) {
      const auto pixels = test::random_pixels<float>(shape, 7);
      const Image image = context().push(pixels, shape);
      const Doubles values = test::as_doubles(pixels);
      const Border border{mode, -30};
      INFO(to_string(shape) << ", mode " << static_cast<int>(mode));
      if (shape.ndim == 2) {
        CHECK(test::differing(roberts(image, border), roberts_oracle(values, shape, 0, border), 1e-3) == 0);
        CHECK(test::differing(roberts_pos_diag(image, border), roberts_oracle(values, shape, 1, border), 1e-3) == 0);
        CHECK(test::differing(roberts_neg_diag(image, border), roberts_oracle(values, shape, 2, border), 1e-3) == 0);
      }
      std::vector<test::Tap> taps{
          {0, 0, 0, 2.0 * shape.ndim}, {-1, 0, 0, -1}, {1, 0, 0, -1}, {0, -1, 0, -1}, {0, 1, 0, -1}};
      if (shape.ndim > 2) taps.push_back({0, 0, -1, -1}), taps.push_back({0, 0, 1, -1});
      CHECK(test::differing(laplace(image, border), test::correlated(values, shape, taps, border), 5e-3) == 0);
    }
  CHECK(test::frames_hold());
}

TEST_CASE("gradient equals the definition along each axis") {
  for (const Shape& shape :
       {Shape(2, 2), Shape(17, 16), Shape(129, 67), Shape(5, 4, 3), Shape(19, 17, 2), Shape(20, 6, 19)}) {
    const auto pixels = test::random_pixels<float>(shape, 8);
    const Image image = context().push(pixels, shape);
    for (int axis = 0; axis < shape.ndim; ++axis) {
      const std::int64_t n = shape.xyz()[static_cast<std::size_t>(axis)];
      const Doubles expected = test::each_pixel(shape, [&](auto x, auto y, auto z, auto c) {
        const std::int64_t at[] = {x, y, z}, i = at[axis], low = std::max<std::int64_t>(i - 1, 0);
        const std::int64_t high = std::min(i + 1, n - 1);
        const auto value = [&](std::int64_t p) {
          return pixels[test::index(shape, axis == 0 ? p : x, axis == 1 ? p : y, axis == 2 ? p : z, c)];
        };
        return (static_cast<double>(value(high)) - value(low)) / static_cast<double>(high - low);
      });
      INFO(to_string(shape) << ", axis " << axis);
      CHECK(test::differing(gradient(image, static_cast<Axis>(axis)), expected, 1e-3) == 0);
    }
  }
  CHECK(test::frames_hold());
}

TEST_CASE("edges of views, channels, bits and pending expressions; NaN and infinities") {
  const Shape shape(40, 30, 4, 3), region(25, 17, 3);
  const auto pixels = test::random_pixels<std::uint16_t>(shape, 9);
  const Image image = context().push(pixels, shape), view = image.channel(1).region({7, 5, 1}, region);
  Doubles part;
  for (std::int64_t z = 0; z < 3; ++z)
    for (std::int64_t y = 0; y < 17; ++y)
      for (std::int64_t x = 0; x < 25; ++x) part.push_back(pixels[test::index(shape, 7 + x, 5 + y, 1 + z, 1)]);
  const auto expected = [&](const Doubles& v) {
    return oracle(v, region, sobel_weights, EdgeAxis::all, Border::reflect);
  };
  CHECK(test::differing(sobel(view), expected(part), 0.1) == 0);
  Doubles half = part, mask = part;
  for (double& v : half) v = v * 0.5 - 3;
  for (double& v : mask) v = v > 30000;
  CHECK(test::differing(sobel(cast(view, DType::f32) * 0.5 - 3), expected(half), 0.1) == 0);
  CHECK(test::differing(sobel(view > 30000), expected(mask), 1e-5) == 0);
  test::Values each;  // channels do not mix
  for (std::int64_t c = 0; c < 3; ++c)
    for (const test::Value v : test::pull(sobel(image.channel(c)))) each.push_back(v);
  CHECK((test::pull(sobel(image)) == each));

  const Shape flat(70, 33);
  auto fractions = test::random_pixels<float>(flat, 10);
  fractions[test::index(flat, 30, 20, 0)] = NAN;
  fractions[test::index(flat, 60, 5, 0)] = INFINITY;
  fractions[test::index(flat, 0, 32, 0)] = -INFINITY;
  for (const EdgeAxis axis : {EdgeAxis::x, EdgeAxis::y})
    CHECK(test::differing(sobel(context().push(fractions, flat), axis),
                          oracle(test::as_doubles(fractions), flat, sobel_weights, axis, Border::reflect), 2e-3) == 0);
  CHECK(test::frames_hold());
}

TEST_CASE("edges of a constant image are 0, the reach is the kernel's, and wrong calls are refused") {
  const Shape shape(67, 20, 3);
  const Image flat = context().push(std::vector<float>(static_cast<std::size_t>(shape.pixels()), 7.25F), shape);
  for (const Named& f : filters)
    CHECK(test::differing(f.filter(flat, EdgeAxis::all, Border::reflect), Doubles(67 * 20 * 3), 1e-6) == 0);
  const Image traced = Image::tracing(Shape(64, 64, 9), DType::u8);
  CHECK(sobel(traced).reach() == Reach{1, 1, 1, false});
  CHECK(farid(traced, EdgeAxis::x).reach() == Reach{2, 2, 2, false});
  CHECK(laplace(Image::tracing(Shape(9, 9))).reach() == Reach{1, 1, 0, false});
  CHECK(roberts(Image::tracing(Shape(9, 9))).reach() == Reach{1, 1, 0, false});
  CHECK(gradient(traced, Axis::z).reach() == Reach{0, 0, 1, false});
  CHECK(sobel(Image::tracing(Shape(9, 9), DType::i32)).dtype() == DType::f64);
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_AS(sobel(Image()), ArgumentError);
  CHECK_THROWS_AS(sobel(image, EdgeAxis::z), ArgumentError);
  CHECK_THROWS_AS(laplace(Image::tracing(Shape(9, 1, 1, 1, 1))), ArgumentError);
  CHECK_THROWS_AS(roberts(flat), ArgumentError);
  CHECK_THROWS_AS(gradient(image, Axis::z), ArgumentError);
  CHECK_THROWS_AS(gradient(image, Axis::c), ArgumentError);
  CHECK_THROWS_AS(gradient(context().push(std::vector<float>(4), Shape(4, 1)), Axis::y), ArgumentError);
}

}  // namespace
}  // namespace clumen
