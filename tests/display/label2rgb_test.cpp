#include <map>
#include <set>

#include "clumen/display.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

constexpr double kColors[10][3] = {{1, 0, 0},       {0, 0, 1},    {1, 1, 0}, {1, 0, 1},       {0, .502, 0},
                                   {.294, 0, .510}, {1, .549, 0}, {0, 1, 1}, {1, .753, .796}, {.604, .804, .196}};

/// The colour of each pixel by the rank of its label among those present; planes of red, green and blue.
template <class T>
std::vector<float> expected(const std::vector<T>& labels, const std::vector<double>& gray, double alpha) {
  std::set<T> present(labels.begin(), labels.end());
  present.erase(T{0});
  std::map<T, int> rank;
  for (const T label : present) rank.emplace(label, static_cast<int>(rank.size()));
  std::vector<float> out;
  for (int c = 0; c < 3; ++c)
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const double color = labels[i] == 0 ? 0 : kColors[rank[labels[i]] % 10][c];
      out.push_back(static_cast<float>(gray.empty() ? color : color * alpha + gray[i] * (1 - alpha)));
    }
  return out;
}

void check_close(const Image& found, const std::vector<float>& wanted) {
  CHECK(found.dtype() == DType::f32);
  CHECK(found.shape().c == 3);
  const auto pixels = found.pull_vector<float>();
  REQUIRE(pixels.size() == wanted.size());
  double worst = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) worst = std::max(worst, std::abs(double{pixels[i]} - wanted[i]));
  CHECK(worst <= 1e-6);
}

/// Labels first, first + step, ... over an image, with background between them.
template <class T>
std::vector<T> some_labels(const Shape& s, std::int64_t first, std::int64_t step) {
  std::mt19937_64 rng(5);
  std::vector<T> out(static_cast<std::size_t>(s.pixels()));
  for (T& v : out) v = rng() % 3 == 0 ? T{0} : static_cast<T>(first + step * static_cast<std::int64_t>(rng() % 23));
  return out;
}

}  // namespace

TEMPLATE_TEST_CASE("label2rgb gives colours in turn to the labels present", "[display]", std::uint8_t, std::int8_t,
                   std::uint16_t, std::int16_t, std::uint32_t, std::int32_t, std::uint64_t, std::int64_t) {
  for (const Shape& s : odd_shapes())
    for (const std::int64_t step : {1, 3}) {
      INFO(to_string(s) << " step " << step);
      const auto labels = some_labels<TestType>(s, 1, step);
      check_close(label2rgb(context().push(labels, s)), expected(labels, {}, 1));
    }
  // far apart, and negative where there is such a thing
  const Shape s{65, 31};
  const std::int64_t step = sizeof(TestType) == 1 ? 5 : sizeof(TestType) == 2 ? 1000 : 90'000'000;
  const auto labels = some_labels<TestType>(s, std::is_signed_v<TestType> ? -11 * step : 1, step);
  check_close(label2rgb(context().push(labels, s)), expected(labels, {}, 1));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("label2rgb covers an image", "[display]") {
  const Shape s{67, 21, 3};
  const auto labels = some_labels<std::int32_t>(s, 1, 1);
  const Image label_image = context().push(labels, s);
  const auto n = labels.size();
  const auto bytes = random_pixels<std::uint8_t>(s, 1);
  const auto shorts = random_pixels<std::int16_t>(s, 2);
  auto rgb = random_pixels<float>(Shape{s.x, s.y, s.z, 3}, 3);
  for (float& v : rgb) v = (v + 1000) / 2000;
  std::vector<double> of_bytes(n), of_shorts(n), of_rgb(n);
  for (std::size_t i = 0; i < n; ++i) {
    of_bytes[i] = bytes[i] / 255.0;
    of_shorts[i] = std::max(shorts[i] / 32767.0, -1.0);
    of_rgb[i] = std::max({rgb[i], rgb[i + n], rgb[i + 2 * n]});
  }
  for (const double alpha : {0.0, 0.3, 1.0}) {
    check_close(label2rgb(label_image, context().push(bytes, s), alpha), expected(labels, of_bytes, alpha));
    check_close(label2rgb(label_image, context().push(shorts, s), alpha), expected(labels, of_shorts, alpha));
    check_close(label2rgb(label_image, context().push(rgb, {s.x, s.y, s.z, 3}), alpha),
                expected(labels, of_rgb, alpha));
  }
}

TEST_CASE("label2rgb reads views and expressions, and masks", "[display]") {
  const Shape s{40, 30};
  const auto labels = some_labels<std::int32_t>(s, 1, 1);
  const Image image = context().push(labels, s), part = image.region({3, 2}, {31, 17});
  check_close(label2rgb(part), expected(part.pull_vector<std::int32_t>(), {}, 1));
  auto moved = labels;
  for (auto& v : moved) v += 5;
  check_close(label2rgb(image + 5), expected(moved, {}, 1));
  const Image mask = image > 3;
  std::vector<std::uint8_t> ones;
  for (const auto v : labels) ones.push_back(v > 3);
  check_close(label2rgb(mask), expected(ones, {}, 1));
  const auto gray = random_pixels<std::uint8_t>(s, 4);
  std::vector<double> half(gray.size());
  for (std::size_t i = 0; i < half.size(); ++i) half[i] = gray[i] / 510.0;
  check_close(label2rgb(image, context().push(gray, s) * (1.0f / 510)), expected(labels, half, 0.3));
}

TEST_CASE("label2rgb of nothing but background is black", "[display]") {
  const Shape s{9, 5};
  check_close(label2rgb(context().push(std::vector<std::int32_t>(45, 0), s)), std::vector<float>(135, 0.f));
  check_close(label2rgb(context().push(std::vector<std::int32_t>(45, 1 << 30), s)),
              expected(std::vector<std::int32_t>(45, 1 << 30), {}, 1));
}

TEST_CASE("label2rgb checks its arguments and has a global reach", "[display]") {
  const Shape s{9, 5};
  const Image labels = context().push(std::vector<std::int32_t>(45, 1), s);
  CHECK_THROWS_AS(label2rgb(Image()), ArgumentError);
  CHECK_THROWS_AS(label2rgb(context().push(std::vector<float>(45, 1), s)), ArgumentError);
  CHECK_THROWS_AS(label2rgb(labels, {}, 1.5), ArgumentError);
  CHECK_THROWS_AS(label2rgb(labels, {}, -0.1), ArgumentError);
  CHECK_THROWS_AS(label2rgb(labels, context().push(std::vector<float>(9, 1), {9, 1})), ArgumentError);
  CHECK_THROWS_AS(label2rgb(labels, context().push(std::vector<float>(90, 1), {9, 5, 1, 2})), ArgumentError);
  const Image traced = label2rgb(Image::tracing(s, DType::i32));
  CHECK(traced.shape().c == 3);
  CHECK(traced.reach().global);
}
