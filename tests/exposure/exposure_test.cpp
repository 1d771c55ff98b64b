#include "clumen/exposure.hpp"

#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

const Shape kShape(61, 17);

Values pixels_of(DType t, std::uint64_t seed = 3) {
  Values x = telling_values(t, static_cast<std::size_t>(kShape.pixels()), seed);
  if (is_float(t))
    for (Value& v : x) v = std::isfinite(v) && std::abs(v) < 2000 ? static_cast<float>(v / 1000) : Value(0.25L);
  return x;
}

/// The dtypes' ends as they count for brightness.
Value top(DType t) { return is_float(t) ? 1 : static_cast<Value>(highest_of(t)); }

double expected_error(DType t) { return is_float(t) ? 1e-5 : 0; }

/// Integers are cut off: where the fraction is next to a whole number, either is right.
void check(const std::string& name, const Image& image, const Values& want) {
  const Values got = pull(image);
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    const bool whole = !is_float(image.dtype());
    const Value distance = std::abs(want[i] - std::nearbyint(want[i]));
    // in f32 an error is that of the brightest
    const bool f64 = context().device().f64;
    const bool near = whole && distance < 1e-6L * (f64 ? std::max(Value(1), std::abs(want[i])) : top(image.dtype()));
    const Value next = f64 ? 1.000001L : 1 + 1e-6L * top(image.dtype());
    const Value cut = whole ? std::trunc(want[i]) : want[i];
    INFO(name << " of " << name_of(image.dtype()) << ": pixel " << i << " is " << got[i] << ", wanted " << want[i]);
    if (!(same(got[i], cut) || (near && std::abs(got[i] - want[i]) <= next) ||
          std::abs(got[i] - cut) <= expected_error(image.dtype()) * std::max(Value(0.1L), std::abs(cut))))
      REQUIRE(false);
  }
}

template <class F>
Values each(const Values& x, F f) {
  Values out;
  for (const Value v : x) out.push_back(f(v));
  return out;
}

}  // namespace

TEST_CASE("adjust_gamma, adjust_log and adjust_sigmoid", "[exposure]") {
  for (const DType t : {DType::u8, DType::u16, DType::i16, DType::f32}) {
    Values x = pixels_of(t);
    for (Value& v : x) v = std::abs(v) > top(t) ? top(t) : std::abs(v);
    const Image image = push(context(), x, kShape, t);
    const Value s = top(t);
    for (const double gamma : {1.0, 0.5, 2.2}) {
      const Image got = adjust_gamma(image, gamma, 0.9);
      REQUIRE(got.dtype() == t);
      check("gamma", got, each(x, [&](Value v) {
              const Value out = std::pow(v / s, Value(gamma)) * s * 0.9L;
              return t == DType::u8 ? std::nearbyint(out) : out;
            }));
    }
    check("log", adjust_log(image, 0.8), each(x, [&](Value v) { return std::log2(1 + v / s) * s * 0.8L; }));
    check("inverse log", adjust_log(image, 0.8, Inverse::yes),
          each(x, [&](Value v) { return (std::exp2(v / s) - 1) * s * 0.8L; }));
    check("sigmoid", adjust_sigmoid(image, 0.4, 5),
          each(x, [&](Value v) { return s / (1 + std::exp(5 * (0.4L - v / s))); }));
    check("inverse sigmoid", adjust_sigmoid(image, 0.4, 5, Inverse::yes),
          each(x, [&](Value v) { return (1 - 1 / (1 + std::exp(5 * (0.4L - v / s)))) * s; }));
  }
  CHECK_THROWS_AS(adjust_gamma(Image::tracing({2, 2}), -1), ArgumentError);
  CHECK_THROWS_AS(adjust_gamma(Image::tracing({2, 2}), std::nan("")), ArgumentError);
  CHECK_THROWS_AS(adjust_log(Image()), ArgumentError);
  CHECK_THROWS_AS(adjust_sigmoid(Image()), ArgumentError);
}

TEST_CASE("rescale_intensity and normalize", "[exposure]") {
  for (const DType t : {DType::u8, DType::i16, DType::u16, DType::f32}) {
    Values x = pixels_of(t);
    for (Value& v : x) v = is_float(t) ? v + 3 : std::trunc(v / 3);
    const Image image = push(context(), x, kShape, t);
    const Value lo = *std::min_element(x.begin(), x.end()), hi = *std::max_element(x.begin(), x.end());
    const auto rescaled = [&](Value from, Value to, Value low, Value high) {
      return each(x, [=](Value v) { return (std::clamp(v, from, to) - from) / (to - from) * (high - low) + low; });
    };
    const Value low = lo >= 0 ? 0 : static_cast<Value>(lowest_of(t));
    const Image own = rescale_intensity(image);
    REQUIRE(own.dtype() == t);
    check("rescale", own, rescaled(lo, hi, low, top(t)));
    check("rescale from a range", rescale_intensity(image, {2, 40}), rescaled(2, 40, 0, top(t)));
    const Image to = rescale_intensity(image, {}, {-1, 7});
    CHECK(to.dtype() == (is_float(t) || !context().device().f64 ? DType::f32 : DType::f64));
    check("rescale to a range", to, rescaled(lo, hi, -1, 7));
    const Image unit = normalize(image);
    CHECK(unit.dtype() == DType::f32);
    check("normalize", unit, rescaled(lo, hi, 0, 1));
  }
  const Image constant = context().push(std::vector<float>(12, 130), {4, 3});
  for (const float v : rescale_intensity(constant, {}, {0, 127}).pull_vector<float>()) CHECK(v == 127);
  for (const float v : rescale_intensity(constant, {5, 5}, {0, 127}).pull_vector<float>()) CHECK(v == 5);
  for (const float v : normalize(constant).pull_vector<float>()) CHECK(v == 0);
  CHECK_THROWS_AS(rescale_intensity(constant, {1, 2, 3}), ArgumentError);
  CHECK_THROWS_AS(rescale_intensity(constant, {}, {1}), ArgumentError);
  CHECK_THROWS_AS(normalize(Image()), ArgumentError);
  CHECK(normalize(Image::tracing({4, 4}, DType::u8)).reach().global);
}

TEST_CASE("rescale_intensity and normalize never wait", "[exposure]") {
  const Image image = context().push(random_pixels<std::int16_t>(kShape), kShape);
  const auto before = context().statistics();
  rescale_intensity(image).compute();
  normalize(image.region({3, 2}, {40, 11})).compute();
  img_as_ubyte(image).compute();
  CHECK(context().statistics().waits == before.waits);
}

TEST_CASE("images as another dtype means them", "[exposure]") {
  const auto one = [](Image (*f)(const Image&), Value v, DType t) {
    const Image image = f(push(context(), Values(5, v), Shape(5, 1), t));
    return pull(image).at(2);
  };
  CHECK(one(img_as_ubyte, 1, DType::boolean) == 255);
  CHECK(one(img_as_ubyte, 0.5, DType::f32) == 128);
  CHECK(one(img_as_ubyte, -0.5, DType::f32) == 0);
  CHECK(one(img_as_ubyte, 65535, DType::u16) == 255);
  CHECK(one(img_as_ubyte, 511, DType::u16) == 1);
  CHECK(one(img_as_ubyte, 200, DType::u16) == 200);  // fits as it is
  CHECK(one(img_as_ubyte, -7, DType::i8) == 0);
  CHECK(one(img_as_ubyte, 127, DType::i8) == 255);
  CHECK(one(img_as_ubyte, 32767, DType::i16) == 255);
  CHECK(one(img_as_uint, 255, DType::u8) == 65535);
  CHECK(one(img_as_uint, 32767, DType::i16) == 65535);
  CHECK(one(img_as_uint, 4294967295.0L, DType::u32) == 65535);
  CHECK(one(img_as_int, 255, DType::u8) == 32767);
  CHECK(one(img_as_int, 65535, DType::u16) == 32767);
  CHECK(one(img_as_int, -128, DType::i8) == -32768);
  CHECK(one(img_as_int, 127, DType::i8) == 32767);
  CHECK(one(img_as_int, -1, DType::f32) == -32768);
  CHECK(one(img_as_int, 1, DType::f32) == 32767);
  CHECK(one(img_as_int, 2147483647.0L, DType::i32) == 32767);
  CHECK(one(img_as_float32, 51, DType::u8) == Approx(0.2));
  CHECK(one(img_as_float, -32768, DType::i16) == -1);
  CHECK(one(img_as_float, 3, DType::f16) == 3);
  CHECK(one(img_as_bool, 127, DType::u8) == 0);
  CHECK(one(img_as_bool, 128, DType::u8) == 1);
  CHECK(one(img_as_bool, 0.5, DType::f32) == 0);
  CHECK(one(img_as_bool, 9223372036854775809.0L, DType::u64) == 1);
  CHECK(img_as_float(Image::tracing({2, 2}, DType::u8)).dtype() == DType::f64);
  CHECK(img_as_float64(Image::tracing({2, 2}, DType::f32)).dtype() == DType::f64);
  CHECK(img_as_float(Image::tracing({2, 2}, DType::f32)).dtype() == DType::f32);
  CHECK(img_as_ubyte(Image::tracing({2, 2}, DType::u16)).dtype() == DType::u8);
  for (Image (*f)(const Image&) : {img_as_ubyte, img_as_uint, img_as_int, img_as_float, img_as_bool})
    CHECK_THROWS_AS(f(Image()), ArgumentError);
  CHECK(context().broken_frames().empty());
}
