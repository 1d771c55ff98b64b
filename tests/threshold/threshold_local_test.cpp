#include "clumen/pointwise.hpp"
#include "clumen/threshold.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// What f makes of the pixels in the window around each pixel.
template <class F>
std::vector<double> each_window(const Values& pixels, const Shape& s, Counts n, Border::Mode mode, F f) {
  if (s.ndim < 3) n.z = 1;
  std::vector<double> out;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x) {
        std::vector<double> window;
        for (std::int64_t c = -(n.z / 2); c <= n.z / 2; ++c)
          for (std::int64_t b = -(n.y / 2); b <= n.y / 2; ++b)
            for (std::int64_t a = -(n.x / 2); a <= n.x / 2; ++a)
              window.push_back(static_cast<double>(
                  pixels[index(s, border_position(x + a, s.x, mode), border_position(y + b, s.y, mode),
                               border_position(z + c, s.z, mode))]));
        out.push_back(f(window));
      }
  return out;
}

double mean_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double p : v) sum += p;
  return sum / static_cast<double>(v.size());
}
double spread_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double p : v) sum += (p - mean_of(v)) * (p - mean_of(v));
  return std::sqrt(sum / static_cast<double>(v.size()));
}

void check(const Image& image, DType dtype, const std::vector<double>& want, double scale = 300) {
  REQUIRE(image.dtype() == dtype);
  const Values got = pull(image);
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    INFO("pixel " << i << ": " << got[i] << ", wanted " << want[i]);
    if (std::abs(static_cast<double>(got[i]) - want[i]) > 1e-5 * std::max(scale, std::abs(want[i]))) REQUIRE(false);
  }
}

Values bright(DType dtype, const Shape& s) {
  std::mt19937_64 rng(3);
  Values values(static_cast<std::size_t>(s.pixels()));
  for (Value& v : values) v = dtype == DType::boolean ? rng() % 2 : rng() % 120;
  return values;
}

DType fractions(DType dtype) {
  if (is_float(dtype)) return dtype == DType::f64 ? DType::f64 : DType::f32;
  return context().device().f64 ? DType::f64 : DType::f32;
}

}  // namespace

TEST_CASE("threshold_niblack and threshold_sauvola are the definitions", "[threshold]") {
  for (const Shape& s : {Shape(33, 21), Shape(3, 2), Shape(1, 1), Shape(19, 11, 5)})
    for (const DType dtype : {DType::u8, DType::f32}) {
      const Values x = bright(dtype, s);
      const Image image = push(context(), x, s, dtype);
      INFO(to_string(s) << " " << name_of(dtype));
      for (const Counts n : {Counts(15), Counts(3, 7, 1)}) {
        check(
            threshold_niblack(image, n, 0.3), fractions(dtype),
            each_window(x, s, n, Border::Mode::mirror, [](const auto& v) { return mean_of(v) - 0.3 * spread_of(v); }));
        const double r = dtype == DType::u8 ? 127.5 : 1;
        check(threshold_sauvola(image, n, 0.1), fractions(dtype),
              each_window(x, s, n, Border::Mode::mirror,
                          [r](const auto& v) { return mean_of(v) * (1 + 0.1 * (spread_of(v) / r - 1)); }));
      }
    }
}

TEST_CASE("threshold_niblack and threshold_sauvola of other dtypes, and a constant image", "[threshold]") {
  const Shape s(20, 13);
  for (const DType dtype : {DType::boolean, DType::i16, DType::f16, DType::f64}) {
    if (!has(dtype)) continue;
    const Values x = bright(dtype, s);
    check(threshold_sauvola(push(context(), x, s, dtype), 5, 0.1, 50), fractions(dtype),
          each_window(x, s, 5, Border::Mode::mirror,
                      [](const auto& v) { return mean_of(v) * (1 + 0.1 * (spread_of(v) / 50 - 1)); }));
  }
  const Image constant = context().push(std::vector<float>(260, 1000.25F), s);
  for (const float v : threshold_niblack(constant).pull_vector<float>()) CHECK(v == Approx(1000.25));
}

TEST_CASE("threshold_local by each method", "[threshold]") {
  for (const Shape& s : {Shape(33, 21), Shape(1, 1), Shape(19, 11, 5)}) {
    const Values x = bright(DType::u8, s);
    const Image image = push(context(), x, s, DType::u8);
    for (const Border::Mode mode : {Border::Mode::reflect, Border::Mode::nearest}) {
      const Border border{mode, 0};
      check(threshold_local(image, 5, LocalMethod::mean, 2, border), DType::f32,
            each_window(x, s, 5, mode, [](const auto& v) { return mean_of(v) - 2; }));
      check(threshold_local(image, Counts(3, 5, 1), LocalMethod::median, 0, border), DType::f32,
            each_window(x, s, Counts(3, 5, 1), mode, [](std::vector<double> v) {
              std::sort(v.begin(), v.end());
              return v[v.size() / 2];
            }));
      // the Gaussian ends at 4 standard deviations: at the pixel itself for this block, two pixels from it for 4 / 6
      check(threshold_local(image, 1, LocalMethod::gaussian, 1.5, border), DType::f32,
            each_window(x, s, 1, mode, [](const auto& v) { return v[0] - 1.5; }));
    }
  }
  const Shape s(64, 1, 1, 1, 1);
  const Values x = bright(DType::f32, s);
  std::vector<double> want;
  for (std::int64_t i = 0; i < 64; ++i) {
    double sum = 0, weights = 0;
    for (std::int64_t k = -3; k <= 3; ++k) {
      const double w = std::exp(-0.5 * static_cast<double>(k * k) / (4.0 / 9));
      sum += w * static_cast<double>(x[static_cast<std::size_t>(border_position(i + k, 64, Border::Mode::reflect))]);
      weights += w;
    }
    want.push_back(sum / weights);
  }
  check(threshold_local(push(context(), x, s, DType::f32), 5), DType::f32, want);
  check(threshold_local(push(context(), x, s, DType::f32), 9, LocalMethod::gaussian, 0, Border::reflect, 2.0 / 3),
        DType::f32, want);
}

TEST_CASE("local thresholds of views and expressions; they check their arguments and say their reach", "[threshold]") {
  const Shape s(40, 30), part(25, 17);
  const Values x = bright(DType::u16, s);
  const Image image = push(context(), x, s, DType::u16), view = image.region({7, 5}, part);
  check(threshold_niblack(view * 2, 3), fractions(DType::u16),
        each_window(pull(view * 2), part, 3, Border::Mode::mirror,
                    [](const auto& v) { return mean_of(v) - 0.2 * spread_of(v); }));
  CHECK(context().broken_frames().empty());
  CHECK_THROWS_AS(threshold_local(Image()), ArgumentError);
  CHECK_THROWS_AS(threshold_local(image, 4), ArgumentError);
  CHECK_THROWS_AS(threshold_local(image, -3), ArgumentError);
  CHECK_THROWS_AS(threshold_local(image, 3, LocalMethod::gaussian, 0, Border::reflect, -1), ArgumentError);
  CHECK_THROWS_AS(threshold_niblack(image, 0), ArgumentError);
  CHECK_THROWS_AS(threshold_sauvola(image, Counts(3, 6)), ArgumentError);
  CHECK_THROWS_AS(threshold_sauvola(image, 3, 0.2, 0), ArgumentError);
  const Image traced = Image::tracing({64, 64}, DType::u8);
  CHECK(threshold_niblack(traced, 7).reach() == Reach{3, 3, 0, false});
  CHECK(threshold_local(traced, Counts(9, 3), LocalMethod::mean).reach() == Reach{4, 1, 0, false});
  CHECK(threshold_local(traced, 7, LocalMethod::median).reach() == Reach{3, 3, 0, false});
}
