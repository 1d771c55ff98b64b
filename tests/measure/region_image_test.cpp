#include "clumen/distance.hpp"
#include "clumen/label.hpp"
#include "clumen/measure.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "clumen/segmentation.hpp"
#include "measure/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

using namespace clumen;
using test::context;

namespace {

// Clumps of three labels with gaps between their numbers, and holes.
std::vector<std::int32_t> random_labels(const Shape& shape, std::uint64_t seed) {
  const std::vector<std::uint8_t> mask = test::random_mask(shape, 0.55, seed);
  std::vector<std::int32_t> labels(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) labels[i] = mask[i] ? 5 + 90 * static_cast<std::int32_t>(i % 3) : 0;
  return labels;
}

struct Box {
  oracle::Point lower, upper;
  Shape shape(int ndim) const { return {upper[0] - lower[0], upper[1] - lower[1], upper[2] - lower[2], 1, ndim}; }
};
Box box_of(const oracle::Pixels& pixels) {
  Box box{pixels[0], pixels[0]};
  for (const auto& p : pixels)
    for (std::size_t a = 0; a < 3; ++a) {
      box.lower[a] = std::min(box.lower[a], p[a]);
      box.upper[a] = std::max(box.upper[a], p[a] + 1);
    }
  return box;
}
std::vector<std::uint8_t> mask_of(const oracle::Pixels& pixels, const Box& box) {
  const Shape s = box.shape(3);
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(s.pixels()));
  for (const auto& p : pixels) mask[test::index(s, p[0] - box.lower[0], p[1] - box.lower[1], p[2] - box.lower[2])] = 1;
  return mask;
}
std::vector<std::uint8_t> pulled(const Image& mask) {
  REQUIRE(mask.dtype() == DType::boolean);
  const HostImage host = mask.pull();
  const auto* first = static_cast<const std::uint8_t*>(host.data());
  return {first, first + host.shape().pixels()};
}

}  // namespace

TEST_CASE("a region's masks, pixels and coordinates follow the definition") {
  for (const Shape& shape : {Shape(9, 7), Shape(1, 12), Shape(13, 1), Shape(6, 5, 4), Shape(1, 1), Shape(5, 1, 6)}) {
    const std::vector<std::int32_t> labels = random_labels(shape, 3);
    const Image image = context().push(labels, shape);
    std::vector<float> values(labels.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.5F + static_cast<float>(i);
    const Image intensity = context().push(values, shape);
    const auto hulls = oracle::hulls(labels, shape, shape.ndim == 3 ? 3 : 2);
    for (const auto& [label, pixels] : oracle::pixels_of(labels, shape)) {
      INFO("label " << label << " in " << to_string(shape));
      const Box box = box_of(pixels);
      const std::vector<std::uint8_t> mask = mask_of(pixels, box);
      const Image got = region_image(image, label);
      CHECK(got.shape() == box.shape(shape.ndim));
      CHECK(pulled(got) == mask);
      CHECK(pulled(region_image_convex(image, label)) == mask_of(hulls.at(label), box));
      const HostImage within = region_image_intensity(image, intensity, label).pull();
      for (std::size_t i = 0; i < mask.size(); ++i) {
        const Shape s = box.shape(3);
        const auto at = static_cast<std::int64_t>(i);
        const oracle::Point p{box.lower[0] + at % s.x, box.lower[1] + at / s.x % s.y, box.lower[2] + at / s.x / s.y};
        const float expected = mask[i] ? values[test::index(shape, p[0], p[1], p[2])] : 0;
        CHECK(static_cast<const float*>(within.data())[i] == expected);
      }
      const Table places = region_coords(image, label);
      const int axes = shape.ndim == 3 ? 3 : 2;
      REQUIRE(places.names().size() == static_cast<std::size_t>(axes));
      REQUIRE(places.rows() == pixels.size());
      for (int c = 0; c < axes; ++c) {
        const auto& column = std::get<std::vector<std::int64_t>>(places.column("coords-" + std::to_string(c)));
        for (std::size_t i = 0; i < pixels.size(); ++i)
          CHECK(column[i] == pixels[i][static_cast<std::size_t>(axes - 1 - c)]);
      }
    }
  }
}

TEST_CASE("a region's holes are filled, whatever lies in them") {
  // a ring of 7 around a 9, open to the right for label 8
  const std::vector<std::int32_t> labels{7, 7, 7, 0, 8, 8, 8,  //
                                         7, 9, 7, 0, 8, 0, 0,  //
                                         7, 7, 7, 0, 8, 8, 8};
  const Image image = context().push(labels, {7, 3});
  CHECK(pulled(region_image_filled(image, 7)) == std::vector<std::uint8_t>(9, 1));
  CHECK(pulled(region_image_filled(image, 8)) == std::vector<std::uint8_t>{1, 1, 1, 1, 0, 0, 1, 1, 1});
  CHECK(regionprops_table(image, {}, {"area_filled"}).numbers("area_filled") == std::vector<double>{9, 7, 1});
  const Image random = context().push(random_labels({40, 30, 20}, 5), {40, 30, 20});
  const Table table = regionprops_table(random, {}, {"label", "area_filled", "area_convex"});
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const auto label = static_cast<std::int64_t>(table.numbers("label")[i]);
    CHECK(clumen::sum(region_image_filled(random, label)).value() == table.numbers("area_filled")[i]);
    CHECK(clumen::sum(region_image_convex(random, label)).value() == table.numbers("area_convex")[i]);
  }
}

TEST_CASE("a region of a view, an expression, large labels and channels") {
  const Image u32 = context().push(std::vector<std::uint32_t>{0, 4294967295, 4294967294, 0, 4294967295, 0}, {3, 2});
  CHECK(pulled(region_image(u32, 4294967295)) == std::vector<std::uint8_t>{1, 1});
  CHECK(region_coords(u32, 4294967294).numbers("coords-1") == std::vector<double>{2});
  const Image i64 = context().push(std::vector<std::int64_t>{9007199254740993, 9007199254740992, 0}, {3, 1});
  CHECK(region_coords(i64, 9007199254740993).rows() == 1);
  CHECK(region_coords(i64, 9007199254740992).numbers("coords-1") == std::vector<double>{1});
  const Image labels = context().push(std::vector<std::int32_t>{1, 2, 2, 1, 2, 1}, {3, 2});
  CHECK(pulled(region_image(labels.region({1, 0, 0}, {2, 2}) + 1, 3)) == std::vector<std::uint8_t>{1, 1, 1, 0});
  const Image colours = context().push(std::vector<float>{1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}, Shape(3, 2, 1, 2));
  const HostImage within = region_image_intensity(labels, colours, 2).pull();
  const auto* pixel = static_cast<const float*>(within.data());
  CHECK(within.shape().c == 2);
  CHECK(std::vector<float>(pixel, pixel + 8) == std::vector<float>{2, 3, 5, 0, 12, 13, 15, 0});
}

TEST_CASE("coordinates have the size of pixels, and its unit") {
  const Image labels = context().push(std::vector<std::int32_t>{0, 1, 1, 0}, {2, 2});
  const Table table = region_coords(labels.with_pixel_size({0.5, 2, 1, "µm"}), 1, 0);
  CHECK(table.numbers("coords-0") == std::vector<double>{0, 2});
  CHECK(table.numbers("coords-1") == std::vector<double>{0.5, 0});
  CHECK(table.unit("coords-0") == "µm");
  CHECK(region_coords(labels, 1).unit("coords-1") == "pixel");
  CHECK(region_coords(labels, 1, 3).numbers("coords-1") == std::vector<double>{3, 0});
}

TEST_CASE("a region that is not there, and what is no label image") {
  const Image labels = context().push(std::vector<std::int32_t>{0, 1, 1, 0}, {2, 2});
  const std::string present = " is 2; allowed is a label that is present in label_image";
  CHECK_THROWS_WITH(region_image(labels, 2), "region_image: label" + present);
  CHECK_THROWS_WITH(region_image_filled(labels, 2), "region_image_filled: label" + present);
  CHECK_THROWS_WITH(region_image_convex(labels, 2), "region_image_convex: label" + present);
  CHECK_THROWS_WITH(region_image_intensity(labels, labels, 2), "region_image_intensity: label" + present);
  CHECK_THROWS_WITH(region_coords(labels, 2), "region_coords: label" + present);
  CHECK_THROWS_AS(region_image(labels, 0), ArgumentError);
  CHECK_THROWS_WITH(region_image(labels > 0, 1), Catch::Contains("region_image: dtype of label_image is bool"));
  CHECK_THROWS_WITH(region_image_intensity(labels, labels.region({0, 0, 0}, {2, 1}), 1),
                    Catch::Contains("region_image_intensity: intensity_image is 2x1; allowed is 2x2"));
  CHECK_THROWS_WITH(region_coords(labels, 1, -1), Catch::Contains("region_coords: spacing is -1"));
  const Image tracing = Image::tracing({20, 10}, DType::u16);
  CHECK(region_image(tracing, 3).reach().global);
  CHECK(region_image(tracing, 3).dtype() == DType::boolean);
  CHECK(region_image_convex(tracing, 3).reach().global);
  CHECK(region_image_intensity(tracing, Image::tracing({20, 10}, DType::f32), 3).dtype() == DType::f32);
  CHECK(region_coords(tracing, 3).rows() == 0);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("what is no label image is refused under the name of the operation that was called") {
  const Shape shape(3, 2);
  const std::vector<std::int32_t> numbers{0, 1, 1, 0, -1, 2};
  const Image negative = context().push(numbers, shape), floats = cast(negative, DType::f32);
  const Image labels = absolute(negative);
  const Context elsewhere = Context::find(context().device().name);
  const std::string integer = "dtype of labels is f32; allowed is an integer; label(mask) has a mask's labels";
  const auto below = [](const std::string& operation, const std::string& parameter) {
    return operation + ": smallest label of " + parameter + " is negative; allowed is 0 or more";
  };
  CHECK_THROWS_WITH(regionprops_table(floats), Catch::Contains("regionprops_table: dtype of label_image is f32"));
  CHECK_THROWS_WITH(center_of_mass(floats, floats), "center_of_mass: " + integer);
  CHECK_THROWS_WITH(expand_labels(floats), "expand_labels: " + integer);
  CHECK_THROWS_WITH(voronoi_labels(floats), "voronoi_labels: " + integer);
  CHECK_THROWS_WITH(reduce_labels_to_centroids(floats), "reduce_labels_to_centroids: " + integer);
  CHECK_THROWS_WITH(label_surface(floats), "label_surface: " + integer);
  CHECK_THROWS_WITH(regionprops_table(negative), below("regionprops_table", "label_image"));
  CHECK_THROWS_WITH(center_of_mass(labels, negative), below("center_of_mass", "labels"));
  CHECK_THROWS_WITH(reduce_labels_to_centroids(negative), below("reduce_labels_to_centroids", "labels"));
  CHECK_THROWS_WITH(label_surface(negative), below("label_surface", "labels"));
  CHECK_THROWS_WITH(exclude_labels_on_surface(negative), below("exclude_labels_on_surface", "labels"));
  CHECK_THROWS_WITH(relabel_sequential(negative), Catch::Contains("relabel_sequential: smallest label of label_field"));
  const Image small = labels.region({0, 0, 0}, {2, 2});
  CHECK_THROWS_WITH(regionprops_table(labels, small, {"area"}),
                    "regionprops_table: intensity_image is 2x2; allowed is 3x2, as the labels");
  CHECK_THROWS_WITH(center_of_mass(small, labels), "center_of_mass: image is 2x2; allowed is 3x2, as the labels");
  CHECK_THROWS_WITH(masked_voronoi_labels(labels, small > 0),
                    "masked_voronoi_labels: mask is 2x2; allowed is 3x2, as the labels");
  const Image there = elsewhere.push(numbers, shape);
  CHECK_THROWS_WITH(regionprops_table(labels, there, {"area"}),
                    Catch::Contains("regionprops_table: the images are of different contexts"));
  CHECK_THROWS_WITH(center_of_mass(there, labels), Catch::Contains("center_of_mass: the images are of different"));
  CHECK_THROWS_WITH(regionprops_table(labels, {}, {"perimetre"}),
                    Catch::Contains("regionprops_table: properties is perimetre; allowed is area, area_bbox") &&
                        Catch::Contains("perimeter_crofton") && Catch::Contains("intensity_median"));
  CHECK_THROWS_WITH(regionprops_table(labels, {}, {"intensity_mean"}),
                    Catch::Contains("regionprops_table: intensity_mean is without intensity_image"));
}
