#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "clumen/pointwise.hpp"
#include "clumen/segmentation.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

using Mask = std::vector<std::uint8_t>;
using Labels = std::vector<std::int32_t>;

Mask bytes(const Image& image) { return cast(image, DType::u8).pull_vector<std::uint8_t>(); }
Labels pulled(const Image& image) { return cast(image, DType::i32).pull_vector<std::int32_t>(); }

// Above (sign 1) or below (-1) all that touch the pixel; outside is `outside`.
Mask extrema_of(const std::vector<float>& pixels, const Shape& s, float sign, float outside = -INFINITY) {
  Mask out;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x) {
        bool extremum = true;
        for (std::int64_t dz = s.ndim > 2 ? -1 : 0; dz <= (s.ndim > 2 ? 1 : 0); ++dz)
          for (std::int64_t dy = -1; dy <= 1; ++dy)
            for (std::int64_t dx = -1; dx <= 1; ++dx) {
              const bool inside =
                  x + dx >= 0 && x + dx < s.x && y + dy >= 0 && y + dy < s.y && z + dz >= 0 && z + dz < s.z;
              const float there = inside ? sign * pixels[index(s, x + dx, y + dy, z + dz)] : outside;
              if (dx != 0 || dy != 0 || dz != 0) extremum = extremum && sign * pixels[index(s, x, y, z)] > there;
            }
        out.push_back(extremum);
      }
  return out;
}

std::vector<float> levels(const Shape& s, int count, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<float> out(static_cast<std::size_t>(s.pixels()));
  for (float& v : out) v = static_cast<float>(1 + rng() % static_cast<unsigned>(count));
  return out;
}

}  // namespace

TEST_CASE("detect_maxima and detect_minima are above or below all that touch them") {
  for (const Shape& s : odd_shapes())
    for (const int count : {1, 5, 1000}) {
      INFO(to_string(s) << ", " << count << " values");
      const std::vector<float> pixels = levels(s, count, 3);
      const Image image = context().push(pixels, s);
      CHECK(bytes(detect_maxima(image)) == extrema_of(pixels, s, 1));
      CHECK(bytes(detect_minima(image)) == extrema_of(pixels, s, -1));
      for (const DType dtype : that_exist({DType::u16, DType::i32, DType::f16, DType::f64}))
        CHECK(bytes(detect_maxima(cast(image, dtype))) == extrema_of(pixels, s, 1));
    }
}

TEST_CASE("detect_maxima takes the mean first, of views and pending expressions too") {
  const Shape s(41, 33);
  const std::vector<float> pixels = levels(s, 1000, 4);
  std::vector<float> means;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) {
      double sum = 0;
      for (std::int64_t dy = -1; dy <= 1; ++dy)
        for (std::int64_t dx = -2; dx <= 2; ++dx)
          sum += pixels[index(s, std::clamp<std::int64_t>(x + dx, 0, s.x - 1),
                              std::clamp<std::int64_t>(y + dy, 0, s.y - 1), 0)];
      means.push_back(static_cast<float>(sum));
    }
  const Image image = context().push(pixels, s);
  CHECK(bytes(detect_maxima(image, Counts(2, 1))) == extrema_of(means, s, 1));
  CHECK(bytes(detect_minima(cast(image, DType::u16) + 0, Counts(2, 1))) == extrema_of(means, s, -1));
  const Image view = image.region({3, 4}, {20, 11});
  std::vector<float> cut;
  for (std::int64_t y = 0; y < 11; ++y)
    for (std::int64_t x = 0; x < 20; ++x) cut.push_back(pixels[index(s, x + 3, y + 4, 0)]);
  CHECK(bytes(detect_maxima(view * 2 - view)) == extrema_of(cut, {20, 11}, 1));
  CHECK(bytes(detect_maxima(view > 500)) == Mask(220, 0));
  CHECK(detect_maxima(Image::tracing({40, 30}, DType::u8), 2).reach() == Reach{3, 3, 0, false});
  CHECK_THROWS_WITH(detect_maxima(image, -1), Catch::Contains("detect_maxima: radius along x is -1"));
  CHECK_THROWS_AS(detect_minima(Image()), ArgumentError);
}

TEST_CASE("label_spots and spots_to_pointlist number pixels in raster order") {
  for (const Shape& s : {Shape(1, 1), Shape(7, 1), Shape(131, 67), Shape(700, 411), Shape(35, 9, 33)})
    for (const double share : {0.0, 0.02, 0.5, 1.0}) {
      INFO(to_string(s) << ", share " << share);
      const Mask mask = random_mask(s, share, 5);
      Labels numbers, places[3];
      std::int32_t n = 0;
      for (std::size_t i = 0; i < mask.size(); ++i) {
        numbers.push_back(mask[i] ? ++n : 0);
        const auto at = static_cast<std::int32_t>(i), x = static_cast<std::int32_t>(s.x),
                   y = static_cast<std::int32_t>(s.y);
        if (!mask[i]) continue;
        places[0].push_back(at % x);
        places[1].push_back(at / x % y);
        places[2].push_back(at / x / y);
      }
      const Image image = context().push(mask, s);
      CHECK(label_spots(image).dtype() == DType::i32);
      CHECK(pulled(label_spots(image)) == numbers);
      CHECK(pulled(label_spots(image * 3.5F > 1)) == numbers);
      Labels list = places[0];
      list.insert(list.end(), places[1].begin(), places[1].end());
      if (s.ndim > 2) list.insert(list.end(), places[2].begin(), places[2].end());
      const Image points = spots_to_pointlist(image);
      CHECK(points.shape() == Shape(n, s.ndim));
      if (n == 0) continue;
      CHECK(pulled(points) == list);
      CHECK(pulled(pointlist_to_labelled_spots(points, s)) == numbers);
      CHECK(pulled(pointlist_to_labelled_spots(cast(points, DType::f32) + 0.4, s)) == numbers);
    }
}

TEST_CASE("pointlist_to_labelled_spots leaves out what is outside, and the last point of a pixel counts") {
  const std::vector<float> points{0, 0.6F, 3.4F, 3.6F, -0.6F, NAN, 1, 1e9F, 0, 0, 1, 1, 1, 1, 0, 0};
  const Image list = context().push(points, {8, 2});
  CHECK(pulled(pointlist_to_labelled_spots(list, {4, 2})) == Labels{1, 7, 0, 0, 0, 0, 0, 3});
  const Image integers = context().push(std::vector<std::int64_t>{2, -1, std::int64_t{1} << 40, 1, 0, 0}, {3, 2});
  CHECK(pulled(pointlist_to_labelled_spots(integers, {4, 2})) == Labels{0, 0, 0, 0, 0, 0, 1, 0});
  CHECK_THROWS_WITH(pointlist_to_labelled_spots(list, {4, 2, 3}), Catch::Contains("3 rows"));
  CHECK_THROWS_AS(pointlist_to_labelled_spots(list > 1, {4, 2}), ArgumentError);
  CHECK_THROWS_AS(pointlist_to_labelled_spots(list, {4, 2, 1, 2}), ArgumentError);
  CHECK_THROWS_AS(label_spots(Image::tracing({4, 3, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(spots_to_pointlist(Image()), ArgumentError);
  CHECK(label_spots(Image::tracing({4, 3}, DType::u8)).reach().global);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("reduce_labels_to_centroids puts each label at its centroid") {
  for (const Shape& s : {Shape(61, 35), Shape(23, 19, 11)})
    for (const DType dtype : {DType::u8, DType::i32, DType::u64}) {
      const std::vector<float> values = levels(s, 60, 7);
      Labels labels(values.begin(), values.end());
      for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i % 3 ? labels[i] : 0;
      std::map<std::int32_t, std::array<double, 4>> sums;
      for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto n = static_cast<std::int64_t>(i);
        std::array<double, 4>& sum = sums[labels[i]];
        sum[0] += static_cast<double>(n % s.x);
        sum[1] += static_cast<double>(n / s.x % s.y);
        sum[2] += static_cast<double>(n / s.x / s.y);
        ++sum[3];
      }
      Labels expected(labels.size(), 0);
      for (const auto& [label, of_label] : sums) {
        const std::array<double, 4>& sum = of_label;  // clang 14 captures no structured binding
        const auto place = [&](std::size_t axis) {
          return static_cast<std::int64_t>(std::floor(sum[axis] / sum[3] + 0.5));
        };
        std::int32_t& at = expected[index(s, place(0), place(1), place(2))];
        if (label != 0 && at == 0) at = label;
      }
      const Image image = cast(context().push(labels, s), dtype);
      CHECK(reduce_labels_to_centroids(image).dtype() == dtype);
      CHECK(pulled(reduce_labels_to_centroids(image)) == expected);
      CHECK(pulled(reduce_labels_to_centroids(image * 0)) == Labels(labels.size(), 0));
    }
  CHECK_THROWS_AS(reduce_labels_to_centroids(Image::tracing({4, 3}, DType::f32)), ArgumentError);
  CHECK_THROWS_AS(reduce_labels_to_centroids(context().push(Labels{-1, 0}, {2, 1})), ArgumentError);
}
