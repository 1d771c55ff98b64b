#include "clumen/filter.hpp"

#include <map>

#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

namespace clumen {
namespace {

using test::context;

constexpr Border::Mode all_modes[] = {Border::Mode::nearest, Border::Mode::reflect, Border::Mode::mirror,
                                      Border::Mode::constant, Border::Mode::wrap};

/// One axis by the definition: a normalised sum over the window, in double.
std::vector<double> blurred_along(const std::vector<double>& in, const Shape& s, int axis, double sigma, Border border,
                                  double truncate) {
  const auto radius = static_cast<std::int64_t>(truncate * sigma + 0.5);
  std::vector<double> weights;
  double total = 0;
  for (std::int64_t k = -radius; k <= radius; ++k) {
    weights.push_back(radius == 0 ? 1 : std::exp(-0.5 * static_cast<double>(k * k) / (sigma * sigma)));
    total += weights.back();
  }
  std::vector<double> out(in.size());
  const std::int64_t n = s.xyz()[static_cast<std::size_t>(axis)];
  const std::int64_t step = axis == 0 ? 1 : axis == 1 ? s.x : s.x * s.y;
  for (std::int64_t i = 0; i < s.pixels(); ++i) {
    const std::int64_t at = i / step % n;
    double sum = 0;
    for (std::int64_t k = -radius; k <= radius; ++k) {
      const std::int64_t p = test::border_position(at + k, n, border.mode);
      const double v = p < 0 ? border.value : in[static_cast<std::size_t>(i + (p - at) * step)];
      sum += weights[static_cast<std::size_t>(k + radius)] / total * v;
    }
    out[static_cast<std::size_t>(i)] = sum;
  }
  return out;
}

template <class T>
std::vector<double> oracle(const std::vector<T>& pixels, const Shape& s, Sigma sigma, Border border,
                           double truncate = 4) {
  std::vector<double> v(pixels.begin(), pixels.end());
  if (s.ndim > 2) v = blurred_along(v, s, 2, sigma.z, border, truncate);
  if (s.ndim > 1) v = blurred_along(v, s, 1, sigma.y, border, truncate);
  return blurred_along(v, s, 0, sigma.x, border, truncate);
}

/// How many pixels differ by more than `relative` of the image's largest value.
template <class T>
int differing(const std::vector<T>& got, const std::vector<double>& expected, double relative = 1e-5) {
  double scale = 0;
  for (const double v : expected)
    if (std::isfinite(v)) scale = std::max(scale, std::abs(v));
  int wrong = got.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < got.size() && i < expected.size(); ++i) {
    const double a = static_cast<double>(got[i]), b = expected[i];
    const bool same = std::isnan(a) || std::isnan(b)   ? std::isnan(a) && std::isnan(b)
                      : std::isinf(a) || std::isinf(b) ? a == b
                                                       : std::abs(a - b) <= relative * scale;
    if (!same) ++wrong;
  }
  return wrong;
}

bool frames_hold() { return context().broken_frames().empty(); }

TEST_CASE("gaussian equals the definition at every border, for odd shapes") {
  for (const Shape& shape : test::odd_shapes()) {
    const auto pixels = test::random_pixels<float>(shape, 3);
    const Image image = context().push(pixels, shape);
    for (const Border::Mode mode : all_modes)
      for (const double sigma : {0.5, 2.0, 5.0}) {
        const Border border{mode, 250};
        const Image out = gaussian(image, sigma, border);
        INFO(to_string(shape) << ", mode " << static_cast<int>(mode) << ", sigma " << sigma);
        CHECK(out.dtype() == DType::f32);
        CHECK(differing(out.pull_vector<float>(), oracle(pixels, shape, sigma, border)) == 0);
      }
  }
  CHECK(frames_hold());
}

TEST_CASE("gaussian takes a sigma per axis, 0 leaves an axis alone") {
  const Shape shape(37, 18, 11);
  const auto pixels = test::random_pixels<float>(shape, 4);
  const Image image = context().push(pixels, shape);
  for (const Sigma sigma : {Sigma(2, 0, 0), Sigma(0, 2, 0), Sigma(0, 0, 2), Sigma(1, 3, 0), Sigma(0, 1, 3),
                            Sigma(3, 0, 1), Sigma(0.3, 0.25, 6), Sigma(0, 0, 0), Sigma(0.05)})
    CHECK(differing(gaussian(image, sigma, Border::mirror).pull_vector<float>(),
                    oracle(pixels, shape, sigma, Border::mirror)) == 0);
  CHECK(frames_hold());
}

TEST_CASE("gaussian with kernels wider than the image, up to the largest") {
  const Shape shape(150, 40);
  const auto pixels = test::random_pixels<float>(shape, 5);
  const Image image = context().push(pixels, shape);
  for (const Border::Mode mode : all_modes)
    for (const Sigma sigma : {Sigma(15.7, 15.7), Sigma(20, 3), Sigma(3, 20), Sigma(256, 100)}) {
      const Border border{mode, -100};
      INFO("mode " << static_cast<int>(mode) << ", sigma " << sigma.x << ", " << sigma.y);
      CHECK(differing(gaussian(image, sigma, border).pull_vector<float>(), oracle(pixels, shape, sigma, border)) == 0);
    }
  CHECK(differing(gaussian(image, 256, Border::nearest, 8).pull_vector<float>(),
                  oracle(pixels, shape, 256, Border::nearest, 8)) == 0);
  CHECK(differing(gaussian(image, 1, Border::nearest, 100).pull_vector<float>(),
                  oracle(pixels, shape, 1, Border::nearest, 100)) == 0);
  CHECK(frames_hold());
}

TEST_CASE("gaussian of wide images, several tiles across") {
  const Shape shape(2300, 21);
  const auto pixels = test::random_pixels<float>(shape, 6);
  for (const double sigma : {2.0, 30.0})
    CHECK(differing(gaussian(context().push(pixels, shape), sigma, Border::reflect).pull_vector<float>(),
                    oracle(pixels, shape, sigma, Border::reflect)) == 0);
  CHECK(frames_hold());
}

template <class T>
void check_dtype() {
  for (const Shape& shape : {Shape(70, 33), Shape(3, 2)}) {
    auto pixels = test::random_pixels<T>(shape, 7);
    if constexpr (std::is_same_v<T, std::uint64_t> || std::is_same_v<T, std::int64_t>)
      for (T& v : pixels) v /= 1024;
    INFO(name_of(dtype_for<T>()));
    const Image out = gaussian(context().push(pixels, shape), 1.5);
    const auto expected = oracle(pixels, shape, 1.5, Border::nearest);
    if constexpr (std::is_same_v<T, double>) {
      CHECK(out.dtype() == DType::f64);
      CHECK(differing(out.pull_vector<double>(), expected, 1e-12) == 0);
    } else {
      CHECK(out.dtype() == DType::f32);
      CHECK(differing(out.pull_vector<float>(), expected) == 0);
    }
  }
}

TEST_CASE("gaussian of every dtype") {
  test::for_each_number([]<class T>() { check_dtype<T>(); });
  CHECK(frames_hold());
}

TEST_CASE("gaussian in double keeps double's digits for wide kernels too") {
  if (!test::has_f64()) return;
  const Shape shape(90, 31);
  const auto pixels = test::random_pixels<double>(shape, 8);
  const Image image = context().push(pixels, shape);
  for (const double sigma : {0.4, 5.0, 40.0})
    CHECK(differing(gaussian(image, sigma, Border::wrap).pull_vector<double>(),
                    oracle(pixels, shape, sigma, Border::wrap), 1e-12) == 0);
  CHECK(frames_hold());
}

TEST_CASE("gaussian of bool and f16") {
  const Shape shape(65, 20);
  const auto mask = test::random_mask(shape, 0.4);
  const Image image = context().push(mask, shape);
  const auto expected = oracle(mask, shape, 2, Border::nearest);
  CHECK(differing(gaussian(image > 0, 2).pull_vector<float>(), expected) == 0);
  CHECK(differing(gaussian(cast(image, DType::boolean), 2).pull_vector<float>(), expected) == 0);
  CHECK(differing(gaussian(cast(image, DType::f16), 2).pull_vector<float>(), expected) == 0);
  CHECK(frames_hold());
}

TEST_CASE("gaussian of views, channels and pending expressions") {
  const Shape shape(40, 30, 4, 3);
  const auto pixels = test::random_pixels<std::uint16_t>(shape, 9);
  const Image image = context().push(pixels, shape);
  const auto part = [&](Shape s, std::int64_t x0, std::int64_t y0, std::int64_t z0, std::int64_t c0) {
    std::vector<double> out;
    for (std::int64_t c = 0; c < s.c; ++c)
      for (std::int64_t z = 0; z < s.z; ++z)
        for (std::int64_t y = 0; y < s.y; ++y)
          for (std::int64_t x = 0; x < s.x; ++x)
            out.push_back(pixels[test::index(shape, x0 + x, y0 + y, z0 + z, c0 + c)]);
    return out;
  };
  const Shape one(40, 30, 4), plane(40, 30), region(25, 17, 3);
  CHECK(differing(gaussian(image.channel(2), 2).pull_vector<float>(),
                  oracle(part(one, 0, 0, 0, 2), one, 2, Border::nearest)) == 0);
  CHECK(differing(gaussian(image.channel(1).plane(3), 2).pull_vector<float>(),
                  oracle(part(plane, 0, 0, 3, 1), plane, 2, Border::nearest)) == 0);
  CHECK(differing(gaussian(image.channel(1).region({7, 5, 1}, region), 1).pull_vector<float>(),
                  oracle(part(region, 7, 5, 1, 1), region, 1, Border::nearest)) == 0);
  std::vector<float> each;  // channels do not mix
  for (std::int64_t c = 0; c < 3; ++c)
    for (const float v : gaussian(image.channel(c), 2).pull_vector<float>()) each.push_back(v);
  CHECK(gaussian(image, 2).pull_vector<float>() == each);

  std::vector<double> changed(pixels.begin(), pixels.end());
  for (double& v : changed) v = v * 0.5 - 3;
  const Image pending = cast(image, DType::f32) * 0.5 - 3;
  const Shape all(40, 30, 4, 3);
  CHECK(differing(gaussian(pending, 1).pull_vector<float>(), oracle(changed, all, 1, Border::nearest)) == 0);
  CHECK(frames_hold());
}

TEST_CASE("gaussian of stacks of planes, which have no z axis") {
  const Shape shape(20, 15, 5, 1, 2);
  const auto pixels = test::random_pixels<float>(shape, 10);
  CHECK(differing(gaussian(context().push(pixels, shape), 2).pull_vector<float>(),
                  oracle(pixels, shape, 2, Border::nearest)) == 0);
}

TEST_CASE("gaussian lets NaN and infinities reach as far as the kernel, no further") {
  const Shape shape(140, 67);
  auto pixels = test::random_pixels<float>(shape, 11);
  pixels[test::index(shape, 30, 20, 0)] = std::numeric_limits<float>::quiet_NaN();
  pixels[test::index(shape, 100, 50, 0)] = std::numeric_limits<float>::infinity();
  pixels[test::index(shape, 139, 2, 0)] = -std::numeric_limits<float>::infinity();
  const Image image = context().push(pixels, shape);
  for (const double sigma : {0.3, 1.0, 2.0, 5.0, 20.0})
    CHECK(differing(gaussian(image, sigma).pull_vector<float>(), oracle(pixels, shape, sigma, Border::nearest)) == 0);
  CHECK(frames_hold());
}

TEST_CASE("gaussian keeps a constant image, and gives the same bits again") {
  const Shape shape(129, 67, 5);
  const std::vector<float> pixels(static_cast<std::size_t>(shape.pixels()), 1000.5F);
  for (const float v : gaussian(context().push(pixels, shape), 3).pull_vector<float>()) CHECK(v == Approx(1000.5));
  const Image image = context().push(test::random_pixels<float>(shape, 12), shape);
  CHECK(gaussian(image, 3).pull_vector<float>() == gaussian(image, 3).pull_vector<float>());
}

TEST_CASE("gaussian compiles once for all shapes and radii of a class") {
  const auto run = [](std::int64_t x, double sigma) {
    const Shape shape(x, 20 + x % 7);
    gaussian(context().push(test::random_pixels<float>(shape), shape), sigma).pull();
  };
  run(50, 2.5);
  const auto before = context().statistics();
  for (int i = 0; i < 20; ++i) run(30 + 7 * i, 2.5 + 0.1 * i);
  const auto after = context().statistics();
  CHECK(after.builds + after.loads == before.builds + before.loads);
}

TEST_CASE("gaussian says how far it reaches") {
  CHECK(gaussian(Image::tracing(Shape(64, 64)), 5).reach() == Reach{20, 20, 0, false});
  const Image traced =
      gaussian(gaussian(Image::tracing(Shape(64, 64, 8), DType::u8), Sigma(1, 2, 3)), 1, Border::wrap, 2);
  CHECK(traced.reach() == Reach{6, 10, 14, false});
  CHECK(traced.dtype() == DType::f32);
  CHECK(gaussian(Image::tracing(Shape(9, 9), DType::f64), 1).dtype() == DType::f64);
}

TEST_CASE("gaussian rejects what it cannot do") {
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_AS(gaussian(Image(), 1), ArgumentError);
  CHECK_THROWS_AS(gaussian(image, -1), ArgumentError);
  CHECK_THROWS_AS(gaussian(image, 257), ArgumentError);
  CHECK_THROWS_AS(gaussian(image, Sigma(1, std::nan(""))), ArgumentError);
  CHECK_THROWS_AS(gaussian(image, 1, Border::nearest, 0), ArgumentError);
  CHECK_THROWS_AS(gaussian(image, 256, Border::nearest, 9), ArgumentError);
}

}  // namespace
}  // namespace clumen
