#include <algorithm>
#include <cmath>

#include "clumen/measure.hpp"
#include "clumen/pointwise.hpp"
#include "measure/properties_oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::context;

namespace {

struct Case {
  Shape shape;
  std::vector<std::int32_t> labels;
};

// Clumps of labels that touch, with gaps between their numbers.
Case random_case(const Shape& shape, std::uint64_t seed) {
  const std::vector<std::uint8_t> mask = test::random_mask(shape, 0.6, seed);
  std::mt19937_64 rng(seed);
  std::vector<std::int32_t> labels(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i)
    labels[i] = !mask[i]                              ? 0
                : i > 0 && labels[i - 1] && rng() % 5 ? labels[i - 1]
                                                      : static_cast<std::int32_t>(1 + rng() % 3 + rng() % 2 * 40);
  return {shape, labels};
}

template <class Of>
void check(const Table& table, const std::string& name, const Case& c, Of of, double relative) {
  const std::vector<double> got = table.numbers(name);
  const auto pixels = oracle::pixels_of(c.labels, c.shape);
  REQUIRE(got.size() == pixels.size());
  std::size_t row = 0;
  for (const auto& [label, its] : pixels) {
    const auto expected = static_cast<double>(of(its));
    INFO(name << " of label " << label << " in " << to_string(c.shape) << ": " << got[row] << ", expected "
              << expected);
    CHECK(test::close(got[row++], expected, relative, 1e-6));
  }
}

oracle::Weights weights_at(const oracle::Pixels& pixels, const std::vector<double>& values, const Shape& s) {
  oracle::Weights weights;
  for (const auto& p : pixels) weights.push_back(values[test::index(s, p[0], p[1], p[2])]);
  return weights;
}

// Checks all moments, of pixels when there are no values.
void check_moments(const Table& table, const Case& c, const std::vector<double>& values, double relative) {
  const int axes = c.shape.ndim == 3 ? 3 : 2;
  for (int k = 0; k < (axes == 3 ? 64 : 16); ++k) {
    const int p = k % 4, q = k / 4 % 4, r = k / 16;
    std::string name = values.empty() ? "moments" : "moments_weighted";
    if (axes == 3) name += "-" + std::to_string(r);
    name += "-" + std::to_string(q) + "-" + std::to_string(p);
    check(
        table, name, c,
        [&](const oracle::Pixels& its) {
          return oracle::moment(its, values.empty() ? oracle::Weights(its.size(), 1) : weights_at(its, values, c.shape),
                                p, q, r);
        },
        relative);
  }
}

}  // namespace

TEST_CASE("moments follow the definition") {
  std::uint64_t seed = 20;
  for (const Shape& shape : test::odd_shapes()) {
    const Case c = random_case(shape, ++seed);
    check_moments(regionprops_table(context().push(c.labels, shape), {}, {"moments"}), c, {}, 1e-12);
  }
  CHECK(context().broken_frames().empty());
}

TEMPLATE_TEST_CASE("weighted moments follow the definition", "", std::uint8_t, std::int16_t, std::uint32_t,
                   std::int64_t, std::uint64_t, float, double) {
  if (!test::has<TestType>()) return;
  std::uint64_t seed = 40;
  for (const Shape& shape : test::odd_shapes()) {
    const Case c = random_case(shape, ++seed);
    std::vector<TestType> pixels = test::random_pixels<TestType>(shape, seed);
    std::vector<double> values;
    for (TestType& v : pixels) {
      if (v < 0) v = static_cast<TestType>(-(v + 1));
      values.push_back(static_cast<double>(v));
    }
    const Table table =
        regionprops_table(context().push(c.labels, shape), context().push(pixels, shape), {"moments_weighted"});
    check_moments(table, c, values, 1e-6);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("moments of a view, a pending expression, bits and a channel") {
  const Shape whole(40, 30, 1, 2), part(21, 17);
  const Case c = random_case(Shape(40, 30), 3);
  const std::vector<float> pixels = test::random_pixels<float>(whole, 4);
  const Image labels = context().push(c.labels, Shape(40, 30)).region({7, 5, 0}, part);
  const Image image = context().push(pixels, whole).region({7, 5, 0}, part);
  Case cut{part, {}};
  std::vector<double> values;
  for (int y = 5; y < 22; ++y)
    for (int x = 7; x < 28; ++x) {
      cut.labels.push_back(c.labels[test::index(c.shape, x, y, 0)]);
      values.push_back(std::abs(pixels[test::index(whole, x, y, 0, 1)]) + 1);
    }
  const Image weights = absolute(image.channel(1)) + 1.0f;
  check_moments(regionprops_table(labels * 1, weights, {"moments_weighted"}), cut, values, 1e-6);
  for (double& v : values) v = v > 500;
  check_moments(regionprops_table(labels, weights > 500.0f, {"moments_weighted"}), cut, values, 1e-12);
  const Table both = regionprops_table(labels, image, {"centroid_weighted", "intensity_median"});
  CHECK(both.names() == std::vector<std::string>{"centroid_weighted-0-0", "centroid_weighted-0-1",
                                                 "centroid_weighted-1-0", "centroid_weighted-1-1", "intensity_median-0",
                                                 "intensity_median-1"});
  const Table second = regionprops_table(labels, image.channel(1), {"centroid_weighted", "intensity_median"});
  CHECK(both.numbers("centroid_weighted-1-1") == second.numbers("centroid_weighted-1"));
  CHECK(both.numbers("intensity_median-1") == second.numbers("intensity_median"));
}

TEST_CASE("a label's moments do not depend on where it lies, nor on what others hold") {
  const Shape shape(700, 300);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.pixels()));
  std::vector<float> values(labels.size(), 1e30f);
  const std::vector<float> own = test::random_pixels<float>(Shape(50, 40), 8);
  const auto put = [&](std::int64_t x0, std::int64_t y0, std::int32_t label) {
    for (std::int64_t y = 0; y < 40; ++y)
      for (std::int64_t x = 0; x < 50; ++x) {
        if ((x * 7 + y * 3) % 11 == 0) continue;
        labels[test::index(shape, x0 + x, y0 + y, 0)] = label;
        values[test::index(shape, x0 + x, y0 + y, 0)] = own[test::index(Shape(50, 40), x, y, 0)];
      }
  };
  put(0, 0, 2);
  put(611, 257, 5);
  for (std::int64_t x = 100; x < 600; ++x) labels[test::index(shape, x, 150, 0)] = 3;
  const Table t = regionprops_table(context().push(labels, shape), context().push(values, shape),
                                    {"moments", "moments_weighted", "perimeter", "area_filled", "intensity_median"});
  for (const std::string& name : t.names()) {
    const std::vector<double> v = t.numbers(name);
    INFO(name);
    CHECK(test::close(v[0], v[2], 1e-9, 1));
  }
}

TEST_CASE("one object of 25 million pixels: moments exact where 61 bits hold them, closed forms elsewhere") {
  const std::int64_t n = 5000;
  const Image labels = context().push(std::vector<std::uint8_t>(static_cast<std::size_t>(n * n), 1), Shape(n, n));
  const Table t = regionprops_table(labels, labels * 3,
                                    {"moments", "moments_weighted", "axis_major_length", "orientation", "euler_number",
                                     "perimeter_crofton", "intensity_median", "area_filled", "feret_diameter_max"});
  const double d = n, s1 = d * (d - 1) / 2, s2 = s1 * (2 * d - 1) / 3, s3 = s1 * s1;
  CHECK(t.numbers("moments-0-1")[0] == d * s1);
  CHECK(t.numbers("moments-2-0")[0] == d * s2);
  CHECK(t.numbers("moments-3-3")[0] == Approx(s3 * s3).epsilon(1e-12));
  CHECK(t.numbers("moments_weighted-1-1")[0] == Approx(3 * s1 * s1).epsilon(1e-12));
  CHECK(t.numbers("axis_major_length")[0] == Approx(4 * std::sqrt((d * d - 1) / 12)).epsilon(1e-9));
  CHECK(t.numbers("euler_number")[0] == 1);
  CHECK(t.numbers("intensity_median")[0] == 3);
  CHECK(t.numbers("area_filled")[0] == d * d);
  CHECK(t.numbers("feret_diameter_max")[0] == Approx(std::sqrt(d * d + (d - 1) * (d - 1))).epsilon(1e-6));
}

TEST_CASE("borders, holes and medians follow the definition") {
  std::uint64_t seed = 60;
  for (const Shape& shape : test::odd_shapes()) {
    const Case c = random_case(shape, ++seed);
    const int axes = shape.ndim == 3 ? 3 : 2;
    const std::vector<float> pixels = test::random_pixels<float>(shape, seed);
    const std::vector<double> values(pixels.begin(), pixels.end());
    std::vector<std::string> asked{"euler_number", "area_filled", "intensity_median", "intensity_percentile_12.5"};
    if (axes == 2) asked.insert(asked.end(), {"perimeter", "perimeter_crofton"});
    const Table t = regionprops_table(context().push(c.labels, shape), context().push(pixels, shape), asked);
    check(
        t, "euler_number", c, [&](const auto& its) { return oracle::euler_number(its, axes); }, 0);
    check(
        t, "area_filled", c, [&](const auto& its) { return oracle::filled_pixels(its, axes); }, 0);
    const auto quantile = [&](double share) {
      return [&, share](const oracle::Pixels& its) {
        oracle::Weights w = weights_at(its, values, shape);
        std::ranges::sort(w);
        const double at = share * static_cast<double>(w.size() - 1);
        const auto low = static_cast<std::size_t>(at);
        return w[low] + (w[std::min(low + 1, w.size() - 1)] - w[low]) * (at - static_cast<double>(low));
      };
    };
    check(t, "intensity_median", c, quantile(0.5), 1e-12);
    check(t, "intensity_percentile_12.5", c, quantile(0.125), 1e-12);
    if (axes == 3) continue;
    check(
        t, "perimeter", c, [](const auto& its) { return oracle::perimeter(its); }, 1e-12);
    check(
        t, "perimeter_crofton", c, [](const auto& its) { return oracle::perimeter_crofton(its); }, 1e-12);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("Feret's diameter is that of the hull's pixels") {
  std::mt19937_64 rng(70);
  for (int round = 0; round < 20; ++round) {
    const bool space = round % 2;
    const auto side = [&](std::uint64_t most) { return static_cast<std::int64_t>(1 + rng() % most); };
    const Shape shape = space ? Shape(side(8), side(8), side(8), 1, 3) : Shape(side(30), side(30));
    std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.pixels()));
    for (int l = 1; l <= 3; ++l)
      for (std::uint64_t n = 1 + rng() % 9; n > 0; --n) labels[rng() % labels.size()] = l;
    const std::array<double, 3> spacing{1.5, 0.5, space ? 2.0 : 1.0};
    const Table t = regionprops_table(context().push(labels, shape), {}, {"feret_diameter_max"},
                                      Sigma(spacing[0], spacing[1], spacing[2]));
    const std::vector<double> got = t.numbers("feret_diameter_max");
    std::size_t row = 0;
    for (const auto& [label, hull] : oracle::hulls(labels, shape, space ? 3 : 2)) {
      INFO("round " << round << ", " << to_string(shape) << ", label " << label);
      CHECK(got[row++] == Approx(std::sqrt(oracle::feret_square(hull, space ? 3 : 2, spacing))).epsilon(1e-6));
    }
  }
}

TEST_CASE("a disk is round, a bar lies as it lies") {
  const Shape shape(101, 101);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.pixels()));
  for (std::int64_t y = 0; y < 101; ++y)
    for (std::int64_t x = 0; x < 101; ++x)
      if ((x - 30) * (x - 30) + (y - 30) * (y - 30) <= 625) labels[test::index(shape, x, y, 0)] = 1;
      else if (y >= 70 && std::abs(x - y + 5) <= 1) labels[test::index(shape, x, y, 0)] = 2;
  const Table t = regionprops_table(context().push(labels, shape), {},
                                    {"eccentricity", "orientation", "axis_major_length", "perimeter", "moments_hu"});
  CHECK(t.numbers("eccentricity")[0] == Approx(0).margin(1e-6));
  CHECK(t.numbers("axis_major_length")[0] == Approx(50).epsilon(0.01));
  CHECK(t.numbers("perimeter")[0] == Approx(2 * 3.14159265 * 25).epsilon(0.06));
  CHECK(t.numbers("orientation")[1] == Approx(3.14159265 / 4).epsilon(5e-3));  // its ends are cut along x
  CHECK(t.numbers("moments_hu-0")[0] == Approx(1 / (2 * 3.14159265)).epsilon(0.01));
}

TEST_CASE("properties say what they are not for") {
  const Image flat = context().push(std::vector<std::int32_t>{0, 1, 1, 0, 1, 2}, {3, 2});
  const Image solid = context().push(std::vector<std::int32_t>{0, 1, 1, 0, 1, 2}, {3, 1, 2});
  for (const std::string name : {"perimeter", "perimeter_crofton", "eccentricity", "orientation", "moments_hu"})
    CHECK_THROWS_AS(regionprops_table(solid, {}, {name}), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(flat, {}, {"perimeter"}, Sigma(1, 2)), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(flat, {}, {"moments_hu"}, 2), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(flat, {}, {"centroid_weighted"}), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(flat, {}, {"intensity_median"}), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(flat, flat, {"intensity_percentile_101"}), ArgumentError);
}

TEST_CASE("NaN intensities make their own label's weighted numbers NaN") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Image labels = context().push(std::vector<std::int32_t>{1, 1, 2, 2}, {4, 1});
  const Image image = context().push(std::vector<float>{1, nan, 1, 3}, {4, 1});
  const Table t = regionprops_table(labels, image, {"moments_weighted", "intensity_median"});
  CHECK(std::isnan(t.numbers("moments_weighted-0-0")[0]));
  CHECK(std::isnan(t.numbers("intensity_median")[0]));
  CHECK(t.numbers("moments_weighted-0-1")[1] == 3);
  CHECK(t.numbers("intensity_median")[1] == 2);
}

TEST_CASE("every run gives the same bits of every property") {
  const Case c = random_case(Shape(300, 200), 80);
  const Image labels = context().push(c.labels, c.shape);
  const Image image = context().push(test::random_pixels<float>(c.shape, 81), c.shape);
  const std::vector<std::string> asked{"moments_central",  "moments_weighted", "perimeter",         "euler_number",
                                       "intensity_median", "area_filled",      "feret_diameter_max"};
  const Table first = regionprops_table(labels, image, asked), again = regionprops_table(labels, image, asked);
  for (const std::string& name : first.names()) CHECK(again.numbers(name) == first.numbers(name));
}

TEST_CASE("no label, no row of any property, but every column") {
  const Image nothing = context().push(std::vector<std::int32_t>(12, 0), {4, 3});
  const Table t = regionprops_table(nothing, nothing,
                                    {"moments", "moments_weighted_central", "perimeter", "euler_number",
                                     "intensity_median", "area_filled", "feret_diameter_max", "inertia_tensor"});
  CHECK(t.rows() == 0);
  CHECK(t.has("inertia_tensor-1-1"));
  CHECK(t.has("moments-3-3"));
  CHECK(regionprops_table(Image::tracing({9, 9}, DType::i32), {}, {"moments", "perimeter"}).rows() == 0);
}
