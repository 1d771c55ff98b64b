#include "clumen/reduce.hpp"

#include <map>
#include <numeric>

#include "core/image_state.hpp"
#include "reduce/cases.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// Edges as numpy.linspace rounds them in the pixels' own type; the last bin has both of its edges.
template <class T>
struct Expected {
  std::vector<T> edges;
  std::vector<std::uint32_t> counts;

  Expected(const std::vector<T>& pixels, int bins) : edges(bins + 1), counts(bins) {
    T lo = *std::min_element(pixels.begin(), pixels.end()), hi = *std::max_element(pixels.begin(), pixels.end());
    if (lo == hi) lo -= T(0.5), hi += T(0.5);
    const T step = (hi - lo) / static_cast<T>(bins);
    for (int i = 0; i <= bins; ++i) {
      const T offset = static_cast<T>(i) * step;
      edges[i] = i == bins ? hi : offset + lo;
    }
    for (const T v : pixels) {
      const auto above = std::upper_bound(edges.begin(), edges.end(), v) - edges.begin();
      ++counts[std::min<std::ptrdiff_t>(above - 1, bins - 1)];
    }
  }
  std::vector<T> centers() const {
    std::vector<T> out;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) out.push_back((edges[i] + edges[i + 1]) / T(2));
    return out;
  }
};

template <class T>
void check_floats(const Image& image, const std::vector<T>& pixels, int bins) {
  INFO(bins << " bins");
  const Expected<T> expected(pixels, bins);
  const Histogram found = histogram(image, bins);
  CHECK(found.counts.pull_vector<std::uint32_t>() == expected.counts);
  CHECK(found.bin_centers.pull_vector<T>() == expected.centers());
}

}  // namespace

TEMPLATE_TEST_CASE("histogram of floats has NumPy's bins", "[reduce]", float, double) {
  if (!has<TestType>()) return;
  for (const auto& c : all_cases<TestType>()) {
    INFO(c.what);
    check_floats(c.image, c.pixels, 256);
  }
  const Shape s{251, 67};
  auto pixels = random_pixels<TestType>(s, 3);
  for (TestType& v : pixels) v = std::round(v) / 8;  // many pixels on an edge
  const Image image = context().push(pixels, s);
  for (const int bins : {1, 2, 3, 10, 100, 255, 257, 1000, 4000, 16000}) check_floats(image, pixels, bins);
  for (TestType& v : pixels) v = v / 64 + 4096;  // bins of few numbers
  check_floats(context().push(pixels, s), pixels, 300);
  check_floats(context().push(std::vector<TestType>(100, TestType(3.25)), {10, 10}), std::vector<TestType>(100, 3.25),
               7);
  CHECK(context().broken_frames().empty());
}

TEMPLATE_TEST_CASE("histogram of integers has a bin per value", "[reduce]", CLUMEN_INTEGER_TYPES) {
  for (const TestType base :
       {TestType{0}, TestType{5}, static_cast<TestType>(std::numeric_limits<TestType>::max() - 100),
        std::numeric_limits<TestType>::min()}) {
    const Shape s{97, 35};
    std::map<TestType, std::uint32_t> counted;
    auto pixels = random_pixels<TestType>(s, 5);
    for (TestType& v : pixels) {
      v = static_cast<TestType>(base + (static_cast<std::uint64_t>(v) % 100));
      ++counted[v];
    }
    const Histogram found = histogram(context().push(pixels, s));
    const auto counts = found.counts.template pull_vector<std::uint32_t>();
    const auto centers = found.bin_centers.template pull_vector<TestType>();
    CHECK(centers.front() == counted.begin()->first);
    CHECK(centers.back() == counted.rbegin()->first);
    REQUIRE(counts.size() == static_cast<std::size_t>(centers.back() - centers.front()) + 1);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      CHECK(centers[i] == static_cast<TestType>(centers.front() + static_cast<TestType>(i)));
      if (counts[i] != (counted.count(centers[i]) ? counted[centers[i]] : 0)) FAIL("bin " << i);
    }
  }
}

TEST_CASE("histogram of a wide range of integers", "[reduce]") {
  const Shape s{211, 63};
  auto pixels = random_pixels<std::int32_t>(s, 5);
  for (auto& v : pixels) v = static_cast<std::int32_t>(static_cast<std::uint32_t>(v) % 300000) - 1000;
  const Histogram found = histogram(context().push(pixels, s));
  const auto counts = found.counts.pull_vector<std::uint32_t>();
  const int lowest = *std::min_element(pixels.begin(), pixels.end());
  std::vector<std::uint32_t> expected(counts.size());
  for (const int v : pixels) ++expected.at(static_cast<std::size_t>(v - lowest));
  CHECK(counts == expected);
  const auto all = random_pixels<std::uint16_t>(s, 6);
  const auto all_counts = histogram(context().push(all, s)).counts.pull_vector<std::uint32_t>();
  CHECK(std::accumulate(all_counts.begin(), all_counts.end(), std::int64_t{0}) == s.pixels());
}

TEST_CASE("histogram of masks", "[reduce]") {
  const Shape s{99, 37};
  const auto mask = random_mask(s, 0.4);
  const auto ones = static_cast<std::uint32_t>(std::count(mask.begin(), mask.end(), 1));
  const std::vector<std::uint32_t> expected = {static_cast<std::uint32_t>(s.pixels()) - ones, ones};
  const Image image = cast(context().push(mask, s), DType::boolean);
  CHECK(histogram(image).counts.pull_vector<std::uint32_t>() == expected);
  CHECK(histogram(in_bits(image)).counts.pull_vector<std::uint32_t>() == expected);
  CHECK(histogram(image).bin_centers.pull_vector<std::uint8_t>() == std::vector<std::uint8_t>{0, 1});
}

TEST_CASE("histogram rejects what has no bins", "[reduce]") {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_AS(histogram(Image()), ArgumentError);
  const Image image = context().push(std::vector<float>{1, 2, 3}, {3, 1});
  CHECK_THROWS_AS(histogram(image, 0), ArgumentError);
  CHECK_THROWS_AS(histogram(image, 65537), ArgumentError);
  CHECK_THROWS_AS(histogram(context().push(std::vector<float>{1, nan, 3}, {3, 1})), ArgumentError);
  CHECK_THROWS_AS(histogram(context().push(std::vector<float>{1, -inf, 3}, {3, 1})), ArgumentError);
  CHECK_THROWS_AS(histogram(context().push(std::vector<float>{1, std::nextafter(1.f, 2.f)}, {2, 1})), ArgumentError);
  CHECK_THROWS_AS(histogram(context().push(std::vector<std::int32_t>{0, 1 << 24}, {2, 1})), ArgumentError);
}

TEST_CASE("histogram of a tracing image has a global reach", "[reduce]") {
  const Histogram traced = histogram(Image::tracing({64, 64}), 32);
  CHECK(traced.counts.reach().global);
  CHECK(traced.bin_centers.shape().x == 32);
}
