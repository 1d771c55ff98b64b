#include <cmath>
#include <random>

#include "clumen/pointwise.hpp"
#include "clumen/segmentation.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

using Labels = std::vector<std::int32_t>;
using Pixels = std::vector<double>;

Labels pulled(const Image& image) { return cast(image, DType::i32).pull_vector<std::int32_t>(); }

// Blobs on a dark ground: far enough from Otsu's threshold and from one another that rounding decides nothing.
Pixels blobs(const Shape& s, int count, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Pixels out(static_cast<std::size_t>(s.pixels()), 0);
  for (int k = 0; k < count; ++k) {
    const auto cx = static_cast<double>(rng() % s.x), cy = static_cast<double>(rng() % s.y),
               cz = static_cast<double>(rng() % s.z);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto n = static_cast<std::int64_t>(i);
      const double x = static_cast<double>(n % s.x) - cx, y = static_cast<double>(n / s.x % s.y) - cy,
                   z = static_cast<double>(n / s.x / s.y) - cz;
      out[i] += (60 + k) * std::exp(-(x * x + y * y + z * z) / 18);
    }
  }
  for (double& v : out) v = std::round(v);
  return out;
}

Pixels blurred(Pixels pixels, const Shape& s, double sigma) {
  if (sigma == 0) return pixels;
  const auto radius = static_cast<std::int64_t>(4 * sigma + 0.5);
  Pixels weights;
  double sum = 0;
  for (std::int64_t k = -radius; k <= radius; ++k) {
    weights.push_back(std::exp(-static_cast<double>(k * k) / (2 * sigma * sigma)));
    sum += weights.back();
  }
  const std::array<std::int64_t, 3> extent = s.xyz(), step{1, s.x, s.x * s.y};
  for (std::size_t axis = 0; axis < (s.ndim > 2 ? 3 : 2); ++axis) {
    Pixels next(pixels.size(), 0);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const auto n = static_cast<std::int64_t>(i);
      const std::int64_t at = n / step[axis] % extent[axis];
      for (std::int64_t k = -radius; k <= radius; ++k) {
        const std::int64_t there = std::clamp<std::int64_t>(at + k, 0, extent[axis] - 1);
        next[i] += weights[static_cast<std::size_t>(k + radius)] / sum *
                   pixels[static_cast<std::size_t>(n + (there - at) * step[axis])];
      }
    }
    pixels = next;
  }
  return pixels;
}

// Otsu's threshold of 256 bins.
double otsu(const Pixels& pixels) {
  const auto [lo, hi] = std::minmax_element(pixels.begin(), pixels.end());
  const double first = *lo, width = (*hi - *lo) / 256;
  std::array<double, 256> counts{};
  for (const double v : pixels) ++counts[static_cast<std::size_t>(std::clamp((v - first) / width, 0.0, 255.0))];
  double best = -1, threshold = 0;
  for (std::size_t t = 0; t + 1 < counts.size(); ++t) {
    double n1 = 0, n2 = 0, s1 = 0, s2 = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      (i <= t ? n1 : n2) += counts[i];
      (i <= t ? s1 : s2) += counts[i] * static_cast<double>(i);
    }
    const double between = n1 * n2 * (s1 / n1 - s2 / n2) * (s1 / n1 - s2 / n2);
    if (between > best) best = between, threshold = first + (static_cast<double>(t) + 0.5) * width;
  }
  return threshold;
}

struct Grid {
  Shape shape;

  /// All that touch a pixel.
  std::vector<std::size_t> around(std::size_t i) const {
    const auto n = static_cast<std::int64_t>(i);
    const std::int64_t x = n % shape.x, y = n / shape.x % shape.y, z = n / shape.x / shape.y;
    std::vector<std::size_t> out;
    for (std::int64_t k = std::max<std::int64_t>(0, z - 1); k < std::min(shape.z, z + 2); ++k)
      for (std::int64_t j = std::max<std::int64_t>(0, y - 1); j < std::min(shape.y, y + 2); ++j)
        for (std::int64_t h = std::max<std::int64_t>(0, x - 1); h < std::min(shape.x, x + 2); ++h)
          if (h != x || j != y || k != z) out.push_back(index(shape, h, j, k));
    return out;
  }
  double squared(std::size_t a, std::size_t b) const {
    const auto p = static_cast<std::int64_t>(a), q = static_cast<std::int64_t>(b);
    const auto x = static_cast<double>(p % shape.x - q % shape.x),
               y = static_cast<double>(p / shape.x % shape.y - q / shape.x % shape.y),
               z = static_cast<double>(p / shape.x / shape.y - q / shape.x / shape.y);
    return x * x + y * y + z * z;
  }
};

// Connected pixels, numbered in raster order.
Labels components(const std::vector<std::uint8_t>& mask, const Grid& grid) {
  Labels out(mask.size(), 0);
  std::int32_t number = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (!mask[i] || out[i]) continue;
    out[i] = ++number;
    for (std::vector<std::size_t> open{i}; !open.empty();) {
      const std::size_t p = open.back();
      open.pop_back();
      for (const std::size_t q : grid.around(p))
        if (mask[q] && !out[q]) out[q] = number, open.push_back(q);
    }
  }
  return out;
}

// The nearest label, of those as near the first in raster order, where the mask is.
Labels nearest(const Labels& seeds, const std::vector<std::uint8_t>& mask, const Grid& grid) {
  Labels out(seeds.size(), 0);
  std::vector<std::size_t> sites;
  for (std::size_t i = 0; i < seeds.size(); ++i)
    if (seeds[i]) sites.push_back(i);
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    double best = INFINITY;
    for (const std::size_t q : sites)
      if (mask[i] && grid.squared(i, q) < best) best = grid.squared(i, q), out[i] = seeds[q];
  }
  return out;
}

std::vector<std::uint8_t> above(const Pixels& pixels, double threshold) {
  std::vector<std::uint8_t> out;
  for (const double v : pixels) out.push_back(v > threshold);
  return out;
}

Image pushed(const Pixels& pixels, const Shape& s) {
  return context().push(std::vector<float>(pixels.begin(), pixels.end()), s);
}

const std::vector<Shape> shapes = {Shape(87, 61), Shape(29, 33, 21)};

}  // namespace

TEST_CASE("voronoi_otsu_labeling divides the foreground among its spots") {
  for (const Shape& s : shapes) {
    const Grid grid{s};
    const Pixels pixels = blobs(s, 9, 4);
    const Pixels spots = blurred(pixels, s, 2), outlines = blurred(pixels, s, 1);
    const std::vector<std::uint8_t> mask = above(outlines, otsu(outlines));
    std::vector<std::uint8_t> tops(mask.size(), 0);
    for (std::size_t i = 0; i < tops.size(); ++i) {
      const auto around = grid.around(i);
      tops[i] =
          mask[i] && std::all_of(around.begin(), around.end(), [&](std::size_t q) { return spots[q] < spots[i]; });
    }
    const Labels expected = nearest(components(tops, grid), mask, grid);
    const Image image = pushed(pixels, s);
    const Image found = voronoi_otsu_labeling(image, 2, 1);
    CHECK(found.dtype() == DType::i32);
    CHECK(pulled(found) == expected);
    CHECK(pulled(voronoi_otsu_labeling(cast(image, DType::u16) * 2 - cast(image, DType::u16), 2, 1)) == expected);
    CHECK(*std::max_element(expected.begin(), expected.end()) > 3);
  }
}

TEST_CASE("gauss_otsu_labeling and eroded_otsu_labeling") {
  for (const Shape& s : shapes) {
    const Grid grid{s};
    const Pixels pixels = blobs(s, 9, 4), outlines = blurred(pixels, s, 1);
    const std::vector<std::uint8_t> mask = above(outlines, otsu(outlines));
    const Image image = pushed(pixels, s);
    CHECK(pulled(gauss_otsu_labeling(image, 1)) == components(mask, grid));
    CHECK(pulled(gauss_otsu_labeling(image)) == components(above(pixels, otsu(pixels)), grid));
    for (const int erosions : {0, 1, 2, 30}) {
      std::vector<std::uint8_t> cores = mask;
      for (int k = 0; k < erosions; ++k) {
        const std::vector<std::uint8_t> before = cores;
        for (std::size_t i = 0; i < cores.size(); ++i)
          for (const std::size_t q : grid.around(i)) cores[i] &= before[q];
      }
      CHECK(pulled(eroded_otsu_labeling(image, erosions, 1)) == nearest(components(cores, grid), mask, grid));
    }
  }
}

TEST_CASE("labelings of a constant image, without a wait, their reach and what they refuse") {
  const Image constant = context().push(std::vector<float>(30, 5), {6, 5});
  CHECK(pulled(voronoi_otsu_labeling(constant)) == Labels(30, 0));
  CHECK(pulled(gauss_otsu_labeling(constant)) == Labels(30, 0));
  CHECK(pulled(eroded_otsu_labeling(constant)) == Labels(30, 0));
  const Image image = pushed(blobs({61, 40}, 5, 1), {61, 40});
  context().finish();
  const Statistics start = context().statistics();
  voronoi_otsu_labeling(image, 1, 2).compute();
  gauss_otsu_labeling(image, 1).compute();
  eroded_otsu_labeling(image, 1, 2).compute();
  CHECK(context().statistics().waits == start.waits);
  const Image flat = Image::tracing({40, 30}, DType::u8);
  CHECK(voronoi_otsu_labeling(flat).reach().global);
  CHECK(gauss_otsu_labeling(flat).dtype() == DType::i32);
  CHECK(eroded_otsu_labeling(flat).reach().global);
  CHECK_THROWS_WITH(voronoi_otsu_labeling(flat, -1), Catch::Contains("voronoi_otsu_labeling: spot_sigma is -1"));
  CHECK_THROWS_AS(voronoi_otsu_labeling(flat, 1, 257), ArgumentError);
  CHECK_THROWS_AS(gauss_otsu_labeling(flat, NAN), ArgumentError);
  CHECK_THROWS_WITH(eroded_otsu_labeling(flat, -1), Catch::Contains("number_of_erosions is -1; allowed is 0 to 1024"));
  CHECK_THROWS_AS(eroded_otsu_labeling(Image()), ArgumentError);
  CHECK_THROWS_AS(gauss_otsu_labeling(Image::tracing({4, 3, 1, 2}, DType::u8)), ArgumentError);
  CHECK(context().broken_frames().empty());
}
