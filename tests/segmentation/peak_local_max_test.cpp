#include <algorithm>
#include <cmath>
#include <random>

#include "clumen/pointwise.hpp"
#include "clumen/segmentation.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

using Place = std::array<std::int64_t, 3>;

struct Wanted {
  int distance = 1;
  double above = -INFINITY;
  std::int64_t border = 1;
  std::size_t most = SIZE_MAX;
  double p = INFINITY;
};

double distance_of(const Place& a, const Place& b, double p) {
  double sum = 0, longest = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto d = static_cast<double>(std::abs(a[i] - b[i]));
    longest = std::max(longest, d);
    sum += std::isinf(p) ? 0 : std::pow(d, p);
  }
  return std::isinf(p) ? longest : std::pow(sum, 1 / p);
}

// By the definition: every pixel looks at all that are as near along each axis.
std::vector<Place> peaks_of(const std::vector<float>& pixels, const Shape& s, const Wanted& w) {
  std::vector<std::pair<float, Place>> all;
  const double above = std::max(w.above, static_cast<double>(*std::min_element(pixels.begin(), pixels.end())));
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x) {
        const auto inside = [&](std::int64_t i, std::int64_t n) { return i >= w.border && i < n - w.border; };
        const float here = pixels[index(s, x, y, z)];
        bool peak = here > above && inside(x, s.x) && inside(y, s.y) && (s.ndim < 3 || inside(z, s.z));
        for (std::int64_t k = std::max<std::int64_t>(0, z - w.distance); k < std::min(s.z, z + w.distance + 1); ++k)
          for (std::int64_t j = std::max<std::int64_t>(0, y - w.distance); j < std::min(s.y, y + w.distance + 1); ++j)
            for (std::int64_t i = std::max<std::int64_t>(0, x - w.distance); i < std::min(s.x, x + w.distance + 1); ++i)
              peak = peak && pixels[index(s, i, j, k)] <= here;
        if (peak) all.push_back({here, {x, y, z}});
      }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Place> out;
  for (const auto& [value, at] : all) {
    const auto near = [&, here = at](const Place& other) { return distance_of(here, other, w.p) < w.distance; };
    if (out.size() < w.most && !(w.distance > 1 && std::any_of(out.begin(), out.end(), near))) out.push_back(at);
  }
  return out;
}

std::vector<Place> places_of(const Table& table) {
  std::vector<Place> out(table.rows());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::string column(1, "xyz"[axis]);
    if (!table.has(column)) continue;
    const std::vector<double> numbers = table.numbers(column);
    for (std::size_t i = 0; i < out.size(); ++i) out[i][axis] = static_cast<std::int64_t>(numbers[i]);
  }
  return out;
}

std::vector<float> values(const Shape& s, int count, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::vector<float> out(static_cast<std::size_t>(s.pixels()));
  for (float& v : out) v = static_cast<float>(rng() % static_cast<unsigned>(count));
  return out;
}

}  // namespace

TEST_CASE("peak_local_max finds what its definition says, highest first") {
  for (const Shape& s : {Shape(67, 51), Shape(23, 19, 17), Shape(1, 1), Shape(9, 1), Shape(5, 3)})
    for (const int count : {10, 1000})
      for (const int distance : {1, 2, 4})
        for (const double p : {HUGE_VAL, 2.0, 1.0}) {
          INFO(to_string(s) << ", " << count << " values, distance " << distance << ", p " << p);
          const std::vector<float> pixels = values(s, count, 2);
          const std::optional<double> norm = std::isinf(p) ? std::nullopt : std::optional(p);
          Wanted w{.distance = distance, .border = distance, .p = p};
          const Image image = context().push(pixels, s);
          if (s.pixels() > 1)
            CHECK(places_of(peak_local_max(image, distance, {}, {}, {}, {}, {}, norm)) == peaks_of(pixels, s, w));
          w.border = 0;
          w.most = 7;
          w.above = 0.9 * *std::max_element(pixels.begin(), pixels.end());
          if (s.pixels() > 1)
            CHECK(places_of(peak_local_max(image, distance, {}, 0.9, 0, 7, {}, norm)) == peaks_of(pixels, s, w));
          w.above = 4;
          if (s.pixels() > 1)
            CHECK(places_of(peak_local_max(image, distance, 4.0, {}, 0, 7, {}, norm)) == peaks_of(pixels, s, w));
        }
}

TEST_CASE("peak_local_max of other dtypes, views, expressions and footprints") {
  const Shape s(67, 51);
  const std::vector<float> pixels = values(s, 200, 3);
  const Image image = context().push(pixels, s);
  const std::vector<Place> expected = peaks_of(pixels, s, {});
  for (const DType dtype : that_exist({DType::u8, DType::i16, DType::u64, DType::f16, DType::f64}))
    CHECK(places_of(peak_local_max(cast(image, dtype))) == expected);
  CHECK(places_of(peak_local_max(image * 2 - image)) == expected);
  std::vector<float> cut;
  for (std::int64_t y = 0; y < 31; ++y)
    for (std::int64_t x = 0; x < 40; ++x) cut.push_back(pixels[index(s, x + 3, y + 4, 0)]);
  CHECK(places_of(peak_local_max(image.region({3, 4}, {40, 31}))) == peaks_of(cut, {40, 31}, {}));
  CHECK(places_of(peak_local_max(image, 1, {}, {}, {}, {}, box(3, 3))) == expected);
  CHECK(peak_local_max(image * 0 + 7).rows() == 0);
  CHECK(peak_local_max(image, 40).rows() == 0);
  CHECK(peak_local_max(image).names() == std::vector<std::string>{"y", "x"});
  CHECK(peak_local_max(context().push(pixels, {67, 17, 3})).names() == std::vector<std::string>{"z", "y", "x"});
  CHECK(places_of(peak_local_max(context().push(std::vector<float>{3}, {1, 1}), 1, 2.0, {}, 0)).size() == 1);
}

TEST_CASE("peak_local_max refuses what it cannot do") {
  const Image flat = Image::tracing({40, 30}, DType::f32);
  CHECK(peak_local_max(flat).rows() == 0);
  CHECK_THROWS_AS(peak_local_max(Image()), ArgumentError);
  CHECK_THROWS_AS(peak_local_max(Image::tracing({4, 3}, DType::boolean)), ArgumentError);
  CHECK_THROWS_AS(peak_local_max(Image::tracing({4, 3, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_WITH(peak_local_max(flat, -1), Catch::Contains("peak_local_max: min_distance is -1"));
  CHECK_THROWS_AS(peak_local_max(flat, 1, {}, {}, -1), ArgumentError);
  CHECK_THROWS_AS(peak_local_max(flat, 1, {}, {}, {}, -1), ArgumentError);
  CHECK_THROWS_AS(peak_local_max(flat, 1, {}, {}, {}, {}, box(3, 3, 3)), ArgumentError);
  CHECK_THROWS_WITH(peak_local_max(flat, 1, {}, {}, {}, {}, {}, 0.5), Catch::Contains("p_norm is 0.5"));
}
