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

// Those of one label, by the definition, in its box; radius: of the footprint, a box. Without spacing.
std::vector<std::pair<float, Place>> peaks_of_label(const std::vector<float>& pixels, const std::vector<int>& labels,
                                                    const Shape& s, int label, int radius) {
  const auto each = [&](const auto& visit) {
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) visit(Place{x, y, z});
  };
  const auto own = [&](const Place& p) {
    const bool inside = p[0] >= 0 && p[1] >= 0 && p[2] >= 0 && p[0] < s.x && p[1] < s.y && p[2] < s.z;
    return inside && labels[index(s, p[0], p[1], p[2])] == label;
  };
  const auto cross = [&](const Place& p) {
    bool all = own(p);
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(s.ndim); ++axis)
      for (const int step : {-1, 1}) {
        Place q = p;
        q[axis] += step;
        all = all && own(q);
      }
    return all;
  };
  std::vector<std::pair<float, Place>> highest, alone;
  std::size_t count = 0;
  each([&](const Place& p) {
    if (!own(p)) return;
    ++count;
    const float here = pixels[index(s, p[0], p[1], p[2])];
    bool peak = true, opened = cross(p);
    each([&](const Place& q) {
      if (!own(q)) return;
      const std::int64_t x = std::abs(p[0] - q[0]), y = std::abs(p[1] - q[1]), z = std::abs(p[2] - q[2]);
      if (std::max({x, y, z}) <= radius) peak = peak && pixels[index(s, q[0], q[1], q[2])] <= here;
      if (x + y + z == 1) opened = opened || cross(q);
    });
    if (peak) highest.push_back({here, p});
    if (!opened) alone.push_back({here, p});
  });
  return highest.size() == count ? alone : highest;
}

std::vector<Place> spaced_by_height(std::vector<std::pair<float, Place>> all, double above, const Wanted& w) {
  std::erase_if(all, [&](const auto& each) { return !(each.first > above); });
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Place> out;
  for (const auto& [value, at] : all) {
    const auto near = [&, here = at](const Place& other) { return distance_of(here, other, w.p) < w.distance; };
    if (out.size() < w.most && !(w.distance > 1 && std::any_of(out.begin(), out.end(), near))) out.push_back(at);
  }
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
            CHECK(places_of(peak_local_max(image, distance, {}, {}, {}, {}, {}, {}, {}, norm)) ==
                  peaks_of(pixels, s, w));
          w.border = 0;
          w.most = 7;
          w.above = 0.9 * *std::max_element(pixels.begin(), pixels.end());
          if (s.pixels() > 1)
            CHECK(places_of(peak_local_max(image, distance, {}, 0.9, 0, 7, {}, {}, {}, norm)) ==
                  peaks_of(pixels, s, w));
          w.above = 4;
          if (s.pixels() > 1)
            CHECK(places_of(peak_local_max(image, distance, 4.0, {}, 0, 7, {}, {}, {}, norm)) ==
                  peaks_of(pixels, s, w));
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

TEST_CASE("peak_local_max in labels looks at each by itself") {
  for (const Shape& s : {Shape(53, 41), Shape(19, 15, 11), Shape(7, 1), Shape(1, 1)})
    for (const int distance : {1, 3})
      for (const double p : {HUGE_VAL, 2.0}) {
        INFO(to_string(s) << ", distance " << distance << ", p " << p);
        std::vector<float> pixels = values(s, 30, 4);
        std::vector<int> labels(pixels.size());
        for (std::int64_t z = 0; z < s.z; ++z)
          for (std::int64_t y = 0; y < s.y; ++y)
            for (std::int64_t x = 0; x < s.x; ++x) {
              const std::size_t at = index(s, x, y, z);
              labels[at] = static_cast<int>((x / 9 + y / 7 * 3 + z / 6 * 2) % 7) * 5;
              if (labels[at] == 20) pixels[at] = 7;  // a label of one value
              if (s.pixels() > 1 && x % 9 == 4 && y % 7 == 3) labels[at] = 1000 + static_cast<int>(at);  // one pixel
            }
        std::vector<int> numbers = labels;
        std::sort(numbers.begin(), numbers.end());
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        Wanted w{.distance = distance, .most = 3, .p = p};
        std::vector<Place> expected;
        std::vector<std::pair<float, Place>> all;
        for (const int label : numbers) {
          if (label == 0) continue;
          for (const Place& at : spaced_by_height(peaks_of_label(pixels, labels, s, label, distance), 2, w)) {
            expected.push_back(at);
            all.push_back({pixels[index(s, at[0], at[1], at[2])], at});
          }
        }
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
          return std::tie(a.second[2], a.second[1], a.second[0]) < std::tie(b.second[2], b.second[1], b.second[0]);
        });
        const Image image = context().push(pixels, s), labelled = context().push(labels, s);
        const std::optional<double> norm = std::isinf(p) ? std::nullopt : std::optional(p);
        CHECK(places_of(peak_local_max(image, distance, 2.0, {}, 0, {}, {}, labelled, 3, norm)) == expected);
        w.most = 2;
        CHECK(places_of(peak_local_max(image, distance, 2.0, {}, 0, 2, {}, labelled, 3, norm)) ==
              (expected.size() > 2 ? spaced_by_height(all, 2, w) : expected));
      }
}

TEST_CASE("peak_local_max of masks, and of labels that are views or expressions") {
  const Shape s(67, 51);
  const std::vector<float> pixels = values(s, 1000, 3);
  const Image image = context().push(pixels, s), labels = cast(image, DType::i32) / 100 - image / 100 + 3;
  const Image stored_labels = context().push(cast(labels, DType::u16).pull_vector<std::uint16_t>(), s);
  CHECK(places_of(peak_local_max(image, 1, {}, {}, 0, {}, {}, image > -1)) ==
        places_of(peak_local_max(image, 1, {}, {}, 0)));
  CHECK(places_of(peak_local_max(image, 1, {}, {}, {}, {}, {}, cast(labels, DType::u16))) ==
        places_of(peak_local_max(image, 1, {}, {}, {}, {}, {}, stored_labels)));
  const Shape part(40, 31);
  CHECK(places_of(
            peak_local_max(image.region({3, 4}, part), 1, {}, {}, {}, {}, {}, stored_labels.region({3, 4}, part))) ==
        places_of(
            peak_local_max(context().push(image.region({3, 4}, part).pull_vector<float>(), part), 1, {}, {}, {}, {}, {},
                           context().push(stored_labels.region({3, 4}, part).pull_vector<std::uint16_t>(), part))));
  CHECK(peak_local_max(image, 1, {}, {}, {}, {}, {}, image < 0).rows() == 0);
  CHECK(peak_local_max(image, 1, {}, {}, Counts(0, 30), {}, {}, image > 0).rows() == 0);
}

TEST_CASE("peak_local_max leaves out a border of its own width along each axis") {
  const Shape s(31, 23, 13);
  const std::vector<float> pixels = values(s, 1000, 5);
  const Image image = context().push(pixels, s);
  std::vector<Place> expected;
  for (const Place& at : peaks_of(pixels, s, {.border = 0}))
    if (at[0] >= 5 && at[0] < 26 && at[2] >= 2 && at[2] < 11) expected.push_back(at);
  CHECK(places_of(peak_local_max(image, 1, {}, {}, Counts(5, 0, 2))) == expected);
}

TEST_CASE("peak_local_max on wide plateaus and with narrow footprints") {
  const Shape s(130, 41);
  std::vector<float> pixels(static_cast<std::size_t>(s.pixels()), 1);
  pixels[0] = 0;
  for (const double p : {HUGE_VAL, 2.0, 1.5}) {
    const std::optional<double> norm = std::isinf(p) ? std::nullopt : std::optional(p);
    CHECK(places_of(peak_local_max(context().push(pixels, s), 5, {}, {}, 0, {}, {}, {}, {}, norm)) ==
          peaks_of(pixels, s, {.distance = 5, .border = 0, .p = p}));
  }
  const std::vector<float> noise = values(s, 5, 6);
  std::vector<std::pair<float, Place>> all;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) all.push_back({noise[index(s, x, y, 0)], {x, y, 0}});
  CHECK(places_of(peak_local_max(context().push(noise, s), 7, 0.0, {}, 0, {}, box(1, 1))) ==
        spaced_by_height(all, 0, {.distance = 7}));
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
  CHECK_THROWS_WITH(peak_local_max(flat, 1, {}, {}, {}, {}, {}, {}, -1), Catch::Contains("num_peaks_per_label is -1"));
  CHECK_THROWS_AS(peak_local_max(flat, 1, {}, {}, {}, {}, {}, flat), ArgumentError);
  CHECK_THROWS_WITH(peak_local_max(flat, 1, {}, {}, {}, {}, {}, Image::tracing({40, 31}, DType::u8)),
                    Catch::Contains("as the labels"));
  CHECK(peak_local_max(flat, 1, {}, {}, {}, {}, {}, Image::tracing({40, 30}, DType::u8)).rows() == 0);
  CHECK_THROWS_AS(peak_local_max(context().push(std::vector<float>(12), {4, 3}), 1, {}, {}, 0, {}, {},
                                 context().push(std::vector<int>(12, -1), {4, 3})),
                  ArgumentError);
  CHECK_THROWS_WITH(peak_local_max(flat, 1, {}, {}, {}, {}, {}, {}, {}, 0.5), Catch::Contains("p_norm is 0.5"));
}
