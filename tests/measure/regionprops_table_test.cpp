#include <array>
#include <limits>
#include <map>

#include "clumen/measure.hpp"
#include "clumen/pointwise.hpp"
#include "measure/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::context;

namespace {

const std::vector<std::string> kAll = {
    "label",         "area",           "bbox",          "centroid",           "area_bbox",
    "extent",        "mean_intensity", "min_intensity", "max_intensity",      "sum_intensity",
    "std_intensity", "area_convex",    "solidity",      "equivalent_diameter"};

void check_column(const Table& table, const std::string& name, const std::vector<double>& expected, double relative) {
  const std::vector<double> got = table.numbers(name);
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO(name << " of row " << i << ": " << got[i] << ", expected " << expected[i]);
    CHECK(test::close(got[i], expected[i], relative, 0));
  }
}

void check_against_definition(const Table& table, const std::vector<std::int64_t>& labels, const Shape& shape,
                              const std::vector<double>& values) {
  const std::vector<oracle::Region> regions = oracle::regions(labels, shape, values);
  const auto column = [&](auto&& of) {
    std::vector<double> out;
    for (const oracle::Region& r : regions) out.push_back(static_cast<double>(of(r)));
    return out;
  };
  check_column(table, "label", column([](const auto& r) { return r.label; }), 0);
  check_column(table, "area", column([](const auto& r) { return r.count; }), 0);
  const int axes = shape.ndim == 3 ? 3 : 2;
  for (int c = 0; c < axes; ++c) {
    const auto a = static_cast<std::size_t>(axes - 1 - c);
    check_column(table, "bbox-" + std::to_string(c), column([&](const auto& r) { return r.lower[a]; }), 0);
    check_column(table, "bbox-" + std::to_string(axes + c), column([&](const auto& r) { return r.upper[a]; }), 0);
    check_column(table, "centroid-" + std::to_string(c), column([&](const auto& r) { return r.centroid[a]; }), 1e-12);
  }
  check_column(table, "area_bbox", column([](const auto& r) { return r.box(); }), 0);
  check_column(table, "extent", column([](const auto& r) { return r.count / r.box(); }), 1e-12);
  check_column(table, "mean_intensity", column([](const auto& r) { return r.mean; }), 1e-9);
  check_column(table, "min_intensity", column([](const auto& r) { return r.lowest; }), 0);
  check_column(table, "max_intensity", column([](const auto& r) { return r.highest; }), 0);
  check_column(table, "sum_intensity", column([](const auto& r) { return r.mean * r.count; }), 1e-9);
  check_column(table, "std_intensity", column([](const auto& r) { return r.deviation; }), 1e-5);
}

// Labels in clumps, some of them missing.
std::vector<std::int64_t> random_labels(const Shape& shape, std::uint64_t seed) {
  const std::vector<std::uint8_t> mask = test::random_mask(shape, 0.5, seed);
  std::mt19937_64 rng(seed);
  std::vector<std::int64_t> labels(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i)
    labels[i] = !mask[i]                              ? 0
                : i > 0 && labels[i - 1] && rng() % 4 ? labels[i - 1]
                                                      : static_cast<std::int64_t>(rng() % 9 + rng() % 3 * 30);
  return labels;
}

Table hulls(const std::vector<std::int32_t>& labels, const Shape& shape) {
  return regionprops_table(context().push(labels, shape), {}, {"label", "area", "area_convex", "solidity"});
}

}  // namespace

TEMPLATE_TEST_CASE("every dtype of intensities follows the definition", "", std::uint8_t, std::int8_t, std::uint16_t,
                   std::int16_t, std::uint32_t, std::int32_t, std::uint64_t, std::int64_t, float, double) {
  std::uint64_t seed = 1;
  for (const Shape& shape : test::odd_shapes()) {
    INFO(to_string(shape));
    if (sizeof(TestType) == 8 && std::is_floating_point_v<TestType> && !test::has_f64()) continue;
    const std::vector<std::int64_t> labels = random_labels(shape, ++seed);
    std::vector<TestType> pixels = test::random_pixels<TestType>(shape, seed);
    std::vector<double> values;
    if constexpr (sizeof(TestType) == 8 && std::is_integral_v<TestType>)
      for (TestType& v : pixels) v /= 512;  // so that a double holds what the oracle adds
    for (const TestType v : pixels) values.push_back(static_cast<double>(v));
    const std::vector<std::int32_t> narrow(labels.begin(), labels.end());
    const Table table = regionprops_table(context().push(narrow, shape), context().push(pixels, shape), kAll);
    check_against_definition(table, labels, shape, values);
  }
  CHECK(context().broken_frames().empty());
}

TEMPLATE_TEST_CASE("every integer dtype of labels", "", std::uint8_t, std::int8_t, std::uint16_t, std::int16_t,
                   std::uint32_t, std::int32_t, std::uint64_t, std::int64_t) {
  const Shape shape(65, 33);
  const std::vector<std::int64_t> labels = random_labels(shape, 5);
  const std::vector<TestType> pixels(labels.begin(), labels.end());
  const std::vector<double> values(labels.size(), 2.5);
  const std::vector<float> narrow(values.begin(), values.end());
  const Image intensities = cast(context().push(narrow, shape), test::fractions());
  const Table table = regionprops_table(context().push(pixels, shape), intensities, kAll);
  check_against_definition(table, labels, shape, values);
}

TEST_CASE("views, pending expressions, bits and channels are measured where they are") {
  const Shape whole(40, 30, 1, 2), part(21, 17);
  std::vector<std::int32_t> labels(1200);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i / 3 % 5);
  const std::vector<float> pixels = test::random_pixels<float>(whole, 3);
  const Image all_labels = context().push(labels, Shape(40, 30)), image = context().push(pixels, whole);
  std::vector<std::int64_t> expected_labels;
  std::array<std::vector<double>, 2> values;
  for (int y = 5; y < 22; ++y)
    for (int x = 7; x < 28; ++x) {
      expected_labels.push_back(labels[test::index(Shape(40, 30), x, y, 0)]);
      for (int c = 0; c < 2; ++c) values[static_cast<std::size_t>(c)].push_back(pixels[test::index(whole, x, y, 0, c)]);
    }
  const Image cut_labels = all_labels.region({7, 5, 0}, part), cut = image.region({7, 5, 0}, part);
  check_against_definition(regionprops_table(cut_labels, cut.channel(1), kAll), expected_labels, part, values[1]);

  const Table both = regionprops_table(cut_labels, cut, {"mean_intensity", "std_intensity"});
  CHECK(both.names() ==
        std::vector<std::string>{"mean_intensity-0", "mean_intensity-1", "std_intensity-0", "std_intensity-1"});
  const Table second = regionprops_table(cut_labels, cut.channel(1), {"mean_intensity", "std_intensity"});
  CHECK(both.numbers("mean_intensity-1") == second.numbers("mean_intensity"));
  CHECK(both.numbers("std_intensity-1") == second.numbers("std_intensity"));

  for (double& v : values[1]) v *= 2;
  const Table pending = regionprops_table(cast(cut_labels > 0, DType::i32) * cut_labels, cut.channel(1) * 2, kAll);
  check_against_definition(pending, expected_labels, part, values[1]);

  for (double& v : values[0]) v = v > 0;
  check_against_definition(regionprops_table(cut_labels, cut.channel(0) > 0, kAll), expected_labels, part, values[0]);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("hulls in the plane follow the definition") {
  std::mt19937_64 rng(11);
  for (int round = 0; round < 60; ++round) {
    const Shape shape(static_cast<std::int64_t>(1 + rng() % 50), static_cast<std::int64_t>(1 + rng() % 50));
    std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.pixels()));
    if (round % 3 == 0)
      for (auto& v : labels) v = rng() % 40 == 0 ? static_cast<std::int32_t>(1 + rng() % 3) : 0;  // clouds
    else if (round % 3 == 1)
      for (auto& v : labels) v = static_cast<std::int32_t>(rng() % 5);  // noise
    else
      for (std::size_t i = 0; i < labels.size(); ++i) {  // a slanted line
        const auto x = static_cast<std::int64_t>(i) % shape.x, y = static_cast<std::int64_t>(i) / shape.x;
        labels[i] = std::abs(x * (round % 7) - y * (round % 5)) <= round % 4;
      }
    const Table table = hulls(labels, shape);
    INFO("round " << round << ", " << to_string(shape));
    check_column(table, "area_convex", oracle::hull_pixels_2d(labels, shape), 0);
  }
}

TEST_CASE("hulls in space follow the definition") {
  std::mt19937_64 rng(12);
  for (int round = 0; round < 12; ++round) {
    const Shape shape(static_cast<std::int64_t>(1 + rng() % 9), static_cast<std::int64_t>(1 + rng() % 9),
                      static_cast<std::int64_t>(1 + rng() % 9), 1, 3);
    std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.pixels()));
    for (int l = 1; l <= 3; ++l)
      for (std::uint64_t n = 1 + rng() % 7; n > 0; --n) labels[rng() % labels.size()] = l;
    const Table table = hulls(labels, shape);
    INFO("round " << round << ", " << to_string(shape));
    check_column(table, "area_convex", oracle::hull_pixels_3d(labels, shape), 0);
  }
}

TEST_CASE("a solid box is its own hull, and so is its solidity 1, flat or not") {
  for (const Shape& shape : {Shape(1, 1), Shape(300, 1), Shape(1, 300), Shape(200, 150), Shape(1, 1, 1, 1, 3),
                             Shape(9, 1, 1, 1, 3), Shape(1, 1, 30, 1, 3), Shape(7, 20, 1, 1, 3), Shape(20, 15, 18)}) {
    INFO(to_string(shape));
    const Table table = hulls(std::vector<std::int32_t>(static_cast<std::size_t>(shape.pixels()), 1), shape);
    CHECK(table.numbers("area_convex") == std::vector<double>{static_cast<double>(shape.pixels())});
    CHECK(table.numbers("solidity") == std::vector<double>{1});
  }
}

TEST_CASE("the hull of a mirrored object has as many pixels") {
  const Shape shape(31, 27, 23);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.pixels())), mirrored = labels, turned = labels;
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t y = 0; y < shape.y; ++y)
      for (std::int64_t x = 0; x < shape.x; ++x) {
        const double dx = (x - 15.2) / 14, dy = (y - 13.4) / 11, dz = (z - 11.3) / 9 + 0.4 * dx;
        const bool in = dx * dx + dy * dy + dz * dz <= 1 && !(x > 14 && y > 12);
        labels[test::index(shape, x, y, z)] = in;
        mirrored[test::index(shape, shape.x - 1 - x, y, shape.z - 1 - z)] = in;
        turned[test::index(Shape(27, 31, 23), y, x, z)] = in;
      }
  const Table table = hulls(labels, shape);
  CHECK(table.numbers("area_convex")[0] > table.numbers("area")[0] * 1.1);
  CHECK(hulls(mirrored, shape).numbers("area_convex") == table.numbers("area_convex"));
  CHECK(hulls(turned, Shape(27, 31, 23)).numbers("area_convex") == table.numbers("area_convex"));
}

TEST_CASE("one large constant object: exact mean, no deviation") {
  const Shape shape(5000, 1100);
  const float value = 1000.3f;
  const Image labels = context().push(std::vector<std::uint8_t>(static_cast<std::size_t>(shape.pixels()), 3), shape);
  const Image image = context().push(std::vector<float>(static_cast<std::size_t>(shape.pixels()), value), shape);
  const Table table = regionprops_table(labels, image, kAll);
  CHECK(table.numbers("mean_intensity") == std::vector<double>{static_cast<double>(value)});
  CHECK(table.numbers("std_intensity") == std::vector<double>{0});
  CHECK(table.numbers("centroid-0") == std::vector<double>{549.5});
  CHECK(table.numbers("centroid-1") == std::vector<double>{2499.5});
  CHECK(table.numbers("solidity") == std::vector<double>{1});
}

TEST_CASE("a label's sum does not depend on what other labels hold") {
  const Image labels = context().push(std::vector<std::int32_t>{1, 1, 2, 2, 3, 3, 4, 4}, {8, 1});
  const Image image =
      context().push(std::vector<float>{1e-30f, 3e-30f, 3e38f, -1e38f, 1, 1e-20f, 1e-44f, 3e-44f}, {8, 1});
  const std::vector<double> mean = regionprops_table(labels, image, {"mean_intensity"}).numbers("mean_intensity");
  CHECK(mean[0] == Approx(2e-30).epsilon(1e-6).margin(0));
  CHECK(mean[1] == Approx(1e38).epsilon(1e-6).margin(0));
  CHECK(mean[2] == Approx(0.5).epsilon(1e-12).margin(0));
}

TEST_CASE("NaN and infinite pixels mark their own label only") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  const Image labels = context().push(std::vector<std::int32_t>{1, 1, 2, 2, 3, 3, 4, 4}, {8, 1});
  const Image image = context().push(std::vector<float>{1, nan, inf, 2, -inf, inf, 1, 3}, {8, 1});
  const Table t =
      regionprops_table(labels, image, {"mean_intensity", "min_intensity", "max_intensity", "std_intensity"});
  const auto is_nan = [](double v) { return std::isnan(v); };
  CHECK(is_nan(t.numbers("mean_intensity")[0]));
  CHECK(t.numbers("mean_intensity")[1] == inf);
  CHECK(is_nan(t.numbers("mean_intensity")[2]));
  CHECK(t.numbers("mean_intensity")[3] == 2);
  CHECK(is_nan(t.numbers("min_intensity")[0]));
  CHECK(t.numbers("min_intensity")[1] == 2);
  CHECK(t.numbers("max_intensity")[1] == inf);
  CHECK(t.numbers("min_intensity")[2] == -inf);
  CHECK(is_nan(t.numbers("std_intensity")[2]));
  CHECK(t.numbers("std_intensity")[3] == 1);
}

TEST_CASE("64-bit integers stay exact") {
  const std::int64_t big = (std::int64_t{1} << 60) + 1;
  const Image labels = context().push(std::vector<std::int32_t>{1, 1, 1, 2}, {4, 1});
  const Image image = context().push(std::vector<std::int64_t>{big, big + 2, -big, -7}, {4, 1});
  const Table t = regionprops_table(labels, image, {"min_intensity", "max_intensity", "sum_intensity"});
  CHECK(std::get<std::vector<std::int64_t>>(t.column("min_intensity")) == std::vector<std::int64_t>{-big, -7});
  CHECK(std::get<std::vector<std::int64_t>>(t.column("max_intensity")) == std::vector<std::int64_t>{big + 2, -7});
  CHECK(std::get<std::vector<std::int64_t>>(t.column("sum_intensity")) == std::vector<std::int64_t>{big + 2, -7});
}

TEST_CASE("labels with gaps, more labels than guessed, and labels above 2^32") {
  std::vector<std::int32_t> many(90000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::int32_t>(i + 1);
  const Table each = regionprops_table(context().push(many, {300, 300}), {}, {"label", "area_convex"});
  CHECK(each.rows() == many.size());
  CHECK(each.numbers("area_convex") == std::vector<double>(many.size(), 1));
  const Table solid = regionprops_table(context().push(many, {30, 100, 30}), {}, {"label", "area_convex"});
  CHECK(solid.numbers("area_convex") == std::vector<double>(many.size(), 1));

  const std::int64_t far = std::int64_t{1} << 40;
  const Table t = regionprops_table(context().push(std::vector<std::int64_t>{far, 7, 0, far + 1, far}, {5, 1}), {},
                                    {"label", "area", "bbox"});
  CHECK(std::get<std::vector<std::int64_t>>(t.column("label")) == std::vector<std::int64_t>{7, far, far + 1});
  CHECK(t.numbers("area") == std::vector<double>{1, 2, 1});
  CHECK(t.numbers("bbox-3") == std::vector<double>{2, 5, 4});
}

TEST_CASE("spacing scales areas and centroids, whole numbers stay whole") {
  const Image labels = context().push(std::vector<std::int32_t>{0, 1, 1, 0, 1, 1}, {3, 2}, {0.5, 0.25, 3, "um"});
  const Table pixels = regionprops_table(labels, {}, {"area", "area_convex", "area_bbox", "bbox"});
  for (const std::string& name : pixels.names())
    CHECK(std::holds_alternative<std::vector<std::int64_t>>(pixels.column(name)));
  const Table own = regionprops_table(labels, {}, {"area", "centroid", "equivalent_diameter_area", "area_convex"}, 0);
  CHECK(own.numbers("area")[0] == Approx(0.5));
  CHECK(own.numbers("area_convex")[0] == Approx(0.5));
  CHECK(own.numbers("centroid-0")[0] == Approx(0.125));
  CHECK(own.numbers("centroid-1")[0] == Approx(0.75));
  CHECK(own.numbers("equivalent_diameter_area")[0] == Approx(std::sqrt(4 * 0.5 / 3.14159265358979)));
  CHECK(regionprops_table(labels, {}, {"area"}, Sigma(2, 3)).numbers("area")[0] == 24);
}

TEST_CASE("no label, no row, but every column") {
  const Image nothing = context().push(std::vector<std::int32_t>(12, 0), {4, 3});
  const Table t = regionprops_table(nothing, nothing, kAll);
  CHECK(t.rows() == 0);
  CHECK(t.has("solidity"));
  CHECK(t.has("bbox-3"));
  CHECK(t.has("mean_intensity"));
  CHECK(regionprops_table(Image::tracing({9, 9}, DType::i32), {}, {"area"}).rows() == 0);
  CHECK(regionprops_table(nothing).names() ==
        std::vector<std::string>{"label", "bbox-0", "bbox-1", "bbox-2", "bbox-3"});
}

TEST_CASE("every run gives the same bits") {
  const Shape shape(500, 400);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(shape.pixels()));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i / 37 % 11);
  const Image of = context().push(labels, shape), image = context().push(test::random_pixels<float>(shape, 9), shape);
  const Table first = regionprops_table(of, image, kAll);
  for (int round = 0; round < 3; ++round) {
    const Table again = regionprops_table(of, image, kAll);
    for (const std::string& name : first.names()) CHECK(again.numbers(name) == first.numbers(name));
  }
}

TEST_CASE("a table of few labels waits once") {
  const Image labels = context().push(std::vector<std::int32_t>{0, 1, 1, 0, 1, 2}, {3, 2});
  const Image image = context().push(std::vector<float>{1, 2, 3, 4, 5, 6}, {3, 2});
  std::vector<std::string> properties = kAll;
  properties.insert(properties.end(), {"moments_hu", "orientation", "moments_weighted_central", "perimeter",
                                       "euler_number", "feret_diameter_max"});
  regionprops_table(labels, image, properties);
  const Statistics before = context().statistics();
  regionprops_table(labels, image, properties);
  const Statistics after = context().statistics();
  CHECK(after.waits - before.waits == 1);
  CHECK(after.builds == before.builds);
  CHECK(after.allocations == before.allocations);
}

TEST_CASE("regionprops_table refuses what it cannot measure") {
  const Image labels = context().push(std::vector<std::int32_t>{0, 1, 1, 0, 1, 2}, {3, 2});
  const Image floats = context().push(std::vector<float>{1, 2, 3, 4, 5, 6}, {3, 2});
  CHECK_THROWS_AS(regionprops_table(floats), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(labels > 0), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(Image()), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(labels, {}, {"area", "mean_intensity"}), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(labels, {}, {"perimetre"}), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(labels, floats.region({0, 0, 0}, {2, 2}), {"area"}), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(labels, {}, {"area"}, -1), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(context().push(std::vector<std::int32_t>{1, -1}, {2, 1})), ArgumentError);
  CHECK_THROWS_AS(regionprops_table(context().push(std::vector<std::int32_t>{1, 1}, Shape(1, 1, 1, 2))), ArgumentError);
  CHECK(context().broken_frames().empty());
}
