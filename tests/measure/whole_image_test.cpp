#include <algorithm>
#include <cmath>

#include "clumen/measure.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::context;

namespace {

std::vector<double> row_of(const Table& table) {
  std::vector<double> row;
  for (const std::string& name : table.names()) row.push_back(table.numbers(name).at(0));
  return row;
}

// Linear interpolation between pixels, 0 outside.
double at(const std::vector<float>& image, const Shape& s, double x, double y) {
  double sum = 0;
  for (std::int64_t j = 0; j < s.y; ++j)
    for (std::int64_t i = 0; i < s.x; ++i)
      sum += std::max(0.0, 1 - std::abs(x - static_cast<double>(i))) *
             std::max(0.0, 1 - std::abs(y - static_cast<double>(j))) *
             static_cast<double>(image[static_cast<std::size_t>(j * s.x + i)]);
  return sum;
}

}  // namespace

TEMPLATE_TEST_CASE("statistics and centre of mass of every dtype", "", std::uint8_t, std::int16_t, std::uint32_t,
                   std::int64_t, float, double) {
  if (!test::has<TestType>()) return;
  for (const Shape& shape : test::odd_shapes()) {
    INFO(to_string(shape));
    std::vector<TestType> pixels = test::random_pixels<TestType>(shape, 5);
    for (TestType& v : pixels) v = static_cast<TestType>(v < 0 ? -(v + 1) : v);
    std::vector<double> values(pixels.begin(), pixels.end());
    const auto n = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    std::array<double, 3> centre{};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto k = static_cast<std::int64_t>(i);
      sum += values[i];
      centre[0] += values[i] * static_cast<double>(k % shape.x);
      centre[1] += values[i] * static_cast<double>(k / shape.x % shape.y);
      centre[2] += values[i] * static_cast<double>(k / shape.x / shape.y);
    }
    for (const double v : values) squares += (v - sum / n) * (v - sum / n);
    const Image image = context().push(pixels, shape);
    const Table t = image_statistics(image);
    std::ranges::sort(values);
    CHECK(t.numbers("num_pixels")[0] == n);
    CHECK(t.numbers("intensity_min")[0] == values.front());
    CHECK(t.numbers("intensity_max")[0] == values.back());
    CHECK(test::close(t.numbers("intensity_mean")[0], sum / n, 1e-9));
    CHECK(test::close(t.numbers("intensity_sum")[0], sum, 1e-9));
    CHECK(test::close(t.numbers("intensity_std")[0], std::sqrt(squares / n), 1e-5));
    const std::vector<double> mass = row_of(center_of_mass(image));
    const std::size_t axes = shape.ndim == 3 ? 3 : 2;
    REQUIRE(mass.size() == axes);
    for (std::size_t a = 0; a < axes; ++a) CHECK(test::close(mass[axes - 1 - a], centre[a] / sum, 1e-6));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("statistics of channels, views, bits and expressions") {
  const Shape shape(31, 20, 1, 3);
  const std::vector<float> pixels = test::random_pixels<float>(shape, 6);
  const Image image = context().push(pixels, shape);
  const Table all = image_statistics(image);
  for (int c = 0; c < 3; ++c) {
    const Table one = image_statistics(image.channel(c));
    for (const std::string& name : one.names())
      if (name != "num_pixels") CHECK(all.numbers(name + "-" + std::to_string(c)) == one.numbers(name));
  }
  const Image cut = image.channel(1).region({3, 2, 0}, {20, 11});
  std::vector<double> values;
  double above = 0;
  for (int y = 2; y < 13; ++y)
    for (int x = 3; x < 23; ++x) {
      values.push_back(pixels[test::index(shape, x, y, 0, 1)]);
      above += values.back() > 100;
    }
  CHECK(image_statistics(cut * 2 + 1).numbers("intensity_max")[0] ==
        Approx(2 * *std::ranges::max_element(values) + 1).epsilon(1e-6));
  CHECK(image_statistics(cut > 100).numbers("intensity_sum")[0] == above);
  CHECK(image_statistics(Image::tracing({5, 5}, DType::f32)).rows() == 0);
  CHECK_THROWS_AS(image_statistics(Image()), ArgumentError);
}

TEST_CASE("the centre of mass of labels, and of equal masses") {
  const Image labels = context().push(std::vector<std::int32_t>{1, 1, 0, 4, 4, 4}, {3, 2});
  const Image image = context().push(std::vector<float>{1, 3, 9, 2, 2, 2}, {3, 2});
  const Table t = center_of_mass(image, labels);
  CHECK(t.names() == std::vector<std::string>{"label", "center_of_mass-0", "center_of_mass-1"});
  CHECK(t.numbers("label") == std::vector<double>{1, 4});
  CHECK(t.numbers("center_of_mass-0") == std::vector<double>{0, 1});
  CHECK(t.numbers("center_of_mass-1") == std::vector<double>{0.75, 1});
  CHECK(row_of(center_of_mass(labels * 0 + 7)) == std::vector<double>{0.5, 1});
  CHECK_THROWS_AS(center_of_mass(Image()), ArgumentError);
  CHECK_THROWS_AS(center_of_mass(image, labels.region({0, 0, 0}, {2, 2})), ArgumentError);
}

TEST_CASE("the bounding box of what is not 0") {
  std::vector<float> pixels(60, 0);
  const Shape shape(5, 4, 3);
  pixels[test::index(shape, 1, 2, 0)] = -1;
  pixels[test::index(shape, 3, 2, 1)] = 0.5f;
  const Image image = context().push(pixels, shape);
  CHECK(row_of(bounding_box(image)) == std::vector<double>{0, 2, 1, 2, 3, 4});
  CHECK(row_of(bounding_box(image > 0)) == std::vector<double>{1, 2, 3, 2, 3, 4});
  CHECK(bounding_box(image * 0).rows() == 0);
  CHECK_THROWS_AS(bounding_box(context().push(pixels, Shape(5, 4, 1, 3))), ArgumentError);
}

TEST_CASE("profiles follow the definition") {
  const Shape shape(23, 17);
  const std::vector<float> pixels = test::random_pixels<float>(shape, 7);
  const Image image = context().push(pixels, shape);
  struct Line {
    double x0, y0, x1, y1;
    int width;
  };
  for (const Line& l :
       {Line{2, 3, 19, 12, 1}, Line{15.5, 4.25, 3, 14, 3}, Line{-3, 5, 26, 9, 2}, Line{7, 7, 7, 7, 1}}) {
    const double length = std::hypot(l.x1 - l.x0, l.y1 - l.y0);
    const auto n = static_cast<int>(std::ceil(length + 1));
    for (const ReduceBy by : {ReduceBy::mean, ReduceBy::maximum, ReduceBy::sum, ReduceBy::median}) {
      const Image made = profile_line(image, {l.x0, l.y0}, {l.x1, l.y1}, l.width, 1, PadMode::constant, 0, by);
      REQUIRE(made.shape().x == n);
      CHECK(made.shape().pixels() == n);
      const std::vector<double> got = [&] {
        const HostImage host = cast(made, DType::f32).pull();
        return std::vector<double>(host.as<float>(), host.as<float>() + n);
      }();
      for (int i = 0; i < n; ++i) {
        const double share = n == 1 ? 0 : static_cast<double>(i) / (n - 1);
        std::vector<double> across;
        for (int w = 0; w < l.width; ++w) {
          const double off = w - (l.width - 1) / 2.0, unit = length == 0 ? 1 : length;
          across.push_back(at(pixels, shape, l.x0 + share * (l.x1 - l.x0) - off * (l.y1 - l.y0) / unit,
                              l.y0 + share * (l.y1 - l.y0) + off * (length == 0 ? 1 : l.x1 - l.x0) / unit));
        }
        std::ranges::sort(across);
        double sum = 0;
        for (const double v : across) sum += v;
        const double middle = (across[(across.size() - 1) / 2] + across[across.size() / 2]) / 2;
        const double expected = by == ReduceBy::mean      ? sum / l.width
                                : by == ReduceBy::maximum ? across.back()
                                : by == ReduceBy::sum     ? sum
                                                          : middle;
        INFO("pixel " << i << " of " << n);
        CHECK(got[static_cast<std::size_t>(i)] == Approx(expected).epsilon(1e-4).margin(0.01));
      }
    }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("a profile of a constant image is constant, of each channel, and knows its reach") {
  const Image image = context().push(std::vector<std::uint8_t>(2 * 30, 9), Shape(6, 5, 1, 2));
  const HostImage made = profile_line(image, {0, 0}, {5, 4}, 3).pull();
  CHECK(made.shape().c == 2);
  CHECK(made.dtype() == DType::f32);
  for (std::int64_t i = 0; i < made.shape().pixels(); ++i) CHECK(made.as<float>()[i] == 9);
  CHECK(profile_line(Image::tracing({9, 9}, DType::f32), {0, 0}, {5, 4}).shape().x == 8);
  CHECK_THROWS_AS(profile_line(image, {0, 0}, {5, 4}, 0), ArgumentError);
  CHECK_THROWS_AS(profile_line(image, {0, 0}, {std::nan(""), 4}), ArgumentError);
  CHECK_THROWS_AS(profile_line(image, {1e9, 0}, {5, 4}), ArgumentError);
  CHECK_THROWS_AS(profile_line(context().push(std::vector<float>(8, 1), Shape(2, 2, 2)), {0, 0}, {1, 1}),
                  ArgumentError);
}

TEST_CASE("columns know their units") {
  const Image labels = context().push(std::vector<std::int32_t>{0, 1, 1, 0, 1, 1}, {3, 2}, {0.5, 0.5, 3, "µm"});
  const Table own = regionprops_table(labels, {}, {"label", "area", "perimeter", "bbox", "orientation", "solidity"}, 0);
  CHECK(own.unit("label").empty());
  CHECK(own.unit("area") == "µm²");
  CHECK(own.unit("perimeter") == "µm");
  CHECK(own.unit("bbox-3") == "pixel");
  CHECK(own.unit("orientation") == "rad");
  CHECK(own.unit("solidity").empty());
  CHECK(regionprops_table(labels, {}, {"area"}).unit("area") == "pixel²");
  CHECK(regionprops_table(labels, {}, {"area"}, 2).unit("area").empty());
  CHECK_THROWS_AS(own.unit("volume"), ArgumentError);
}

TEMPLATE_TEST_CASE("percentiles of every dtype follow the definition", "", std::uint8_t, std::int8_t, std::uint16_t,
                   std::int16_t, std::uint32_t, std::int32_t, std::int64_t, std::uint64_t, float, double) {
  if (!test::has<TestType>()) return;
  for (const Shape& shape : test::odd_shapes()) {
    const std::vector<TestType> pixels = test::random_pixels<TestType>(shape, 9);
    std::vector<TestType> sorted = pixels;
    std::ranges::sort(sorted);
    const Image image = context().push(pixels, shape);
    for (const double q : {0.0, 2.5, 37.0, 50.0, 100.0}) {
      const double at = q / 100 * static_cast<double>(sorted.size() - 1);
      const auto i = static_cast<std::size_t>(at);
      const auto low = static_cast<double>(sorted[i]),
                 high = static_cast<double>(sorted[std::min(i + 1, sorted.size() - 1)]);
      INFO(to_string(shape) << ", " << q);
      CHECK(test::close(percentile(image, q).value(), low + (high - low) * (at - static_cast<double>(i)),
                        test::context().device().f64 ? 1e-12 : 1e-5, 1e-6));
    }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("percentiles of views, bits, expressions and channels; what they refuse") {
  const Shape shape(40, 30, 1, 2);
  std::vector<float> pixels = test::random_pixels<float>(shape, 10);
  const Image image = context().push(pixels, shape);
  const std::int64_t before = static_cast<std::int64_t>(context().statistics().waits);
  const Scalar all = percentile(image);
  CHECK(static_cast<std::int64_t>(context().statistics().waits) == before);
  std::vector<float> sorted = pixels;
  std::ranges::sort(sorted);
  CHECK(all.value() == Approx((sorted[1199] + sorted[1200]) / 2).epsilon(1e-6));
  const Image cut = image.channel(1).region({3, 4, 0}, {11, 9});
  std::vector<float> own;
  for (int y = 4; y < 13; ++y)
    for (int x = 3; x < 14; ++x) own.push_back(pixels[test::index(shape, x, y, 0, 1)]);
  std::ranges::sort(own);
  CHECK(percentile(cut).value() == own[49]);
  CHECK(percentile(cut * 2 + 1).value() == Approx(2 * own[49] + 1).epsilon(1e-6));
  CHECK(percentile(cut > own[40], 100).value() == 1);
  CHECK(percentile(cut > own[40], 10).value() == 0);
  CHECK(percentile(image * 0 + 4, 73).value() == 4);
  pixels[7] = std::nanf("");
  CHECK(std::isnan(percentile(context().push(pixels, shape), 10).value()));
  CHECK(percentile(Image::tracing({9, 9}, DType::f32)).image().reach().global);
  CHECK_THROWS_AS(percentile(image, -1), ArgumentError);
  CHECK_THROWS_AS(percentile(image, 100.5), ArgumentError);
  CHECK_THROWS_AS(percentile(image, std::nan("")), ArgumentError);
  CHECK_THROWS_AS(percentile(Image()), ArgumentError);
  CHECK(context().broken_frames().empty());
}
