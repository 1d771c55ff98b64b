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

using Labels = std::vector<std::int32_t>;
using Point = std::array<double, 3>;

Labels pulled(const Image& image) { return cast(image, DType::i32).pull_vector<std::int32_t>(); }

// Boxes of labels here and there.
Labels boxes(const Shape& s, int count, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Labels out(static_cast<std::size_t>(s.pixels()), 0);
  for (int label = 1; label <= count; ++label) {
    const auto x0 = static_cast<std::int64_t>(rng() % s.x), y0 = static_cast<std::int64_t>(rng() % s.y),
               z0 = static_cast<std::int64_t>(rng() % s.z);
    for (std::int64_t z = z0; z < std::min(s.z, z0 + 4); ++z)
      for (std::int64_t y = y0; y < std::min(s.y, y0 + 5); ++y)
        for (std::int64_t x = x0; x < std::min(s.x, x0 + 6); ++x) out[index(s, x, y, z)] = 7 * label;
  }
  return out;
}

bool on_surface(const Labels& labels, const Shape& s, std::int32_t label, const Point& centroid, const Point& center) {
  Point step;
  double length = 0;
  for (std::size_t a = 0; a < 3; ++a) length += (centroid[a] - center[a]) * (centroid[a] - center[a]);
  length = std::sqrt(length);
  if (length == 0) return true;
  for (std::size_t a = 0; a < 3; ++a) step[a] = (centroid[a] - center[a]) / length;
  for (int k = 1;; ++k) {
    std::array<std::int64_t, 3> at{};
    for (std::size_t a = 0; a < 3; ++a) at[a] = std::llround(centroid[a] + k * step[a]);
    const bool inside = at[0] >= 0 && at[0] < s.x && at[1] >= 0 && at[1] < s.y && at[2] >= 0 && at[2] < s.z;
    if (!inside) return true;
    const std::int32_t there = labels[index(s, at[0], at[1], at[2])];
    if (there != 0 && there != label) return false;
  }
}

std::map<std::int32_t, bool> surface_of(const Labels& labels, const Shape& s, const Point& relative) {
  std::map<std::int32_t, std::array<double, 4>> sums;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == 0) continue;
    const auto n = static_cast<std::int64_t>(i);
    std::array<double, 4>& sum = sums[labels[i]];
    sum[0] += static_cast<double>(n % s.x);
    sum[1] += static_cast<double>(n / s.x % s.y);
    sum[2] += static_cast<double>(n / s.x / s.y);
    ++sum[3];
  }
  const Point center{relative[0] * static_cast<double>(s.x), relative[1] * static_cast<double>(s.y),
                     s.ndim > 2 ? relative[2] * static_cast<double>(s.z) : 0};
  std::map<std::int32_t, bool> out;
  for (const auto& [label, sum] : sums)
    out[label] = on_surface(labels, s, label, {sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]}, center);
  return out;
}

}  // namespace

TEST_CASE("label_surface keeps the labels that no other is beyond, exclude_labels_on_surface the others") {
  for (const Shape& s : {Shape(97, 71), Shape(37, 41, 29)})
    for (const Point& center : {Point{0.5, 0.5, 0.5}, Point{0.13, -0.77, 0.31}}) {
      INFO(to_string(s));
      const Labels labels = boxes(s, 60, 5);
      const std::map<std::int32_t, bool> surface = surface_of(labels, s, center);
      Labels outer, inner;
      for (const std::int32_t label : labels) {
        const bool kept = label != 0 && surface.at(label);
        outer.push_back(kept ? label : 0);
        inner.push_back(kept ? 0 : label);
      }
      CHECK(std::count(outer.begin(), outer.end(), 0) != std::count(inner.begin(), inner.end(), 0));
      const Image image = context().push(labels, s);
      const PerAxis relative(center[0], center[1], center[2]);
      CHECK(pulled(label_surface(image, relative)) == outer);
      CHECK(pulled(exclude_labels_on_surface(image, relative)) == inner);
      const Image wide = cast(image, DType::u16) * 2 - cast(image, DType::u16);
      CHECK(label_surface(wide, relative).dtype() == wide.dtype());
      CHECK(pulled(label_surface(wide, relative)) == outer);
    }
}

TEST_CASE("label_surface of a row, of a label around the centre and of none") {
  const Image row = context().push(Labels{3, 0, 2, 0, 1, 0, 5, 0, 9}, {9, 1});
  const PerAxis middle(4.0 / 9, 0);
  CHECK(pulled(label_surface(row, middle)) == Labels{3, 0, 0, 0, 1, 0, 0, 0, 9});
  CHECK(pulled(exclude_labels_on_surface(row, middle)) == Labels{0, 0, 2, 0, 0, 0, 5, 0, 0});
  CHECK(pulled(label_surface(row * 0)) == Labels(9, 0));
  CHECK(pulled(exclude_labels_on_surface(row * 0)) == Labels(9, 0));
  CHECK(label_surface(Image::tracing({4, 3}, DType::u8)).reach().global);
  CHECK_THROWS_AS(label_surface(Image::tracing({4, 3}, DType::f32)), ArgumentError);
  CHECK_THROWS_AS(label_surface(Image::tracing({4, 3, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(label_surface(Image()), ArgumentError);
  CHECK_THROWS_WITH(exclude_labels_on_surface(row, PerAxis(0.5, NAN)),
                    Catch::Contains("exclude_labels_on_surface: relative_center along y is nan"));
  CHECK(context().broken_frames().empty());
}
