#include "clumen/threshold.hpp"

#include <algorithm>
#include <numeric>

#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "threshold/oracle.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// The bin that scikit-image chooses: float32 counts and weights, sums in T, one bin after the other.
template <class T>
std::size_t otsu_bin(const std::vector<std::uint32_t>& counts, const std::vector<T>& centers) {
  const std::size_t n = counts.size();
  std::vector<float> below(n), above(n);
  std::vector<T> mean_below(n), mean_above(n);
  float weight = 0;
  T sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    weight += static_cast<float>(counts[i]);
    sum += static_cast<T>(static_cast<float>(counts[i])) * centers[i];
    below[i] = weight;
    mean_below[i] = sum / static_cast<T>(weight);
  }
  weight = 0;
  sum = 0;
  for (std::size_t i = n; i-- > 0;) {
    weight += static_cast<float>(counts[i]);
    sum += static_cast<T>(static_cast<float>(counts[i])) * centers[i];
    above[i] = weight;
    mean_above[i] = sum / static_cast<T>(weight);
  }
  std::size_t best = 0;
  T largest = -1;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const float weights = below[i] * above[i + 1];
    const T apart = mean_below[i] - mean_above[i + 1], variance = static_cast<T>(weights) * (apart * apart);
    if (variance > largest) largest = variance, best = i;
  }
  return best;
}

template <class T>
T expected_of_floats(const std::vector<T>& pixels, int bins) {
  const auto [lowest, highest] = std::minmax_element(pixels.begin(), pixels.end());
  const T lo = *lowest, hi = *highest;
  if (lo == hi) return lo;
  std::vector<T> edges(bins + 1), centers(bins);
  const T step = (hi - lo) / static_cast<T>(bins);
  for (int i = 0; i <= bins; ++i) {
    const T offset = static_cast<T>(i) * step;
    edges[i] = i == bins ? hi : offset + lo;
  }
  for (int i = 0; i < bins; ++i) centers[i] = (edges[i] + edges[i + 1]) / T(2);
  std::vector<std::uint32_t> counts(bins);
  for (const T v : pixels) {
    const auto above = std::upper_bound(edges.begin(), edges.end(), v) - edges.begin();
    ++counts[std::min<std::ptrdiff_t>(above - 1, bins - 1)];
  }
  return centers[otsu_bin(counts, centers)];
}

template <class T>
T expected_of_integers(const std::vector<T>& pixels) {
  const auto [lowest, highest] = std::minmax_element(pixels.begin(), pixels.end());
  const T lo = *lowest;
  if (lo == *highest) return lo;
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(*highest - lo) + 1);
  for (const T v : pixels) ++counts[static_cast<std::size_t>(v - lo)];
  std::vector<double> centers(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) centers[i] = static_cast<double>(lo) + static_cast<double>(i);
  return static_cast<T>(lo + static_cast<T>(otsu_bin(counts, centers)));
}

/// The variance between the classes in double, for devices that do not compute in it.
template <class T>
std::vector<double> variances(const Bins<T>& bins) {
  double pixels = 0, total = 0, below = 0, sum = 0;
  for (std::size_t i = 0; i < bins.counts.size(); ++i) {
    pixels += static_cast<double>(bins.counts[i]);
    total += static_cast<double>(bins.counts[i]) * static_cast<double>(i);
  }
  std::vector<double> out;
  for (std::size_t i = 0; i + 1 < bins.counts.size(); ++i) {
    below += static_cast<double>(bins.counts[i]);
    sum += static_cast<double>(bins.counts[i]) * static_cast<double>(i);
    const double apart = sum / below - (total - sum) / (pixels - below);
    out.push_back(below * (pixels - below) * apart * apart);
  }
  return out;
}

template <class T>
T found(const Image& image, int bins = 256) {
  const Scalar threshold = threshold_otsu(image, bins);
  CHECK(threshold.dtype() == dtype_for<T>());
  return threshold.image().pull_vector<T>().at(0);
}

template <class T>
void check_integers(const Image& image, const std::vector<T>& pixels) {
  if (context().device().f64) {
    CHECK(found<T>(image) == expected_of_integers(pixels));
    return;
  }
  Bins<T> bins = bins_of(pixels, 0);
  std::iota(bins.centers.begin(), bins.centers.end(), 0.0);
  const T lowest = *std::min_element(pixels.begin(), pixels.end());
  check_best(bins, variances(bins), static_cast<T>(found<T>(image) - lowest));
}

}  // namespace

TEMPLATE_TEST_CASE("threshold_otsu of floats is scikit-image's", "[threshold]", float, double) {
  if (!has<TestType>()) return;
  for (const Shape& s : odd_shapes()) {
    INFO(to_string(s));
    const auto pixels = two_levels<TestType>(s, 100, 900, 3);
    CHECK(found<TestType>(context().push(pixels, s)) == expected_of_floats(pixels, 256));
  }
  const Shape s{301, 203};
  for (int seed = 0; seed < 20; ++seed) {
    const auto pixels = two_levels<TestType>(s, -3, 1 + seed, seed);
    const Image image = context().push(pixels, s);
    for (const int bins : {2, 255, 256, 1500}) CHECK(found<TestType>(image, bins) == expected_of_floats(pixels, bins));
  }
  CHECK(context().broken_frames().empty());
}

TEMPLATE_TEST_CASE("threshold_otsu of integers is scikit-image's", "[threshold]", std::uint8_t, std::int8_t,
                   std::uint16_t, std::int16_t, std::uint32_t, std::int32_t, std::uint64_t, std::int64_t) {
  for (const Shape& s : odd_shapes()) {
    INFO(to_string(s));
    const auto pixels = two_levels<TestType>(s, 20, 60, 3);
    check_integers(context().push(pixels, s), pixels);
  }
  const Shape s{301, 203};
  for (int seed = 0; seed < 5; ++seed) {
    const auto pixels = two_levels<TestType>(s, -100, 5000 + 100 * seed, seed);
    check_integers(context().push(pixels, s), pixels);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("threshold_otsu where sums are not exact", "[threshold]") {
  const Shape many{4200, 4100};  // above 2^24
  const auto pixels = two_levels<std::uint16_t>(many, 1000, 3000, 1);
  check_integers(context().push(pixels, many), pixels);
  const auto floats = two_levels<float>(many, 1000, 3000, 1);
  CHECK(found<float>(context().push(floats, many)) == expected_of_floats(floats, 256));
  const Shape s{200, 100};
  auto large = two_levels<std::int64_t>(s, 100, 900, 1);
  for (auto& v : large) v += std::int64_t{1} << 52;
  check_integers(context().push(large, s), large);
}

TEST_CASE("threshold_otsu of a constant image is its pixel", "[threshold]") {
  const Shape s{31, 17};
  const auto n = static_cast<std::size_t>(s.pixels());
  CHECK(found<float>(context().push(std::vector<float>(n, 3.7f), s)) == 3.7f);
  CHECK(found<std::uint8_t>(context().push(std::vector<std::uint8_t>(n, 200), s)) == 200);
  CHECK(found<std::int16_t>(context().push(std::vector<std::int16_t>(n, -7), s)) == -7);
  CHECK(found<std::int64_t>(context().push(std::vector<std::int64_t>(n, INT64_MAX), s)) == INT64_MAX);
}

TEST_CASE("threshold_otsu of NaN or infinite pixels is NaN, above which nothing is", "[threshold]") {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()})
    for (const std::size_t at : {0, 300, 526}) {
      auto pixels = random_pixels<float>({31, 17});
      pixels[at] = bad;
      const Image image = context().push(pixels, {31, 17});
      CHECK(std::isnan(threshold_otsu(image).value()));
      const auto mask = cast(image > threshold_otsu(image), DType::u8).pull_vector<std::uint8_t>();
      CHECK(std::count(mask.begin(), mask.end(), 1) == 0);
    }
  const float inf = std::numeric_limits<float>::infinity();
  CHECK(std::isnan(threshold_otsu(context().push(std::vector<float>(9, inf), {3, 3})).value()));
}

TEST_CASE("threshold_otsu of views, expressions, masks and half floats", "[threshold]") {
  const Shape s{83, 45, 3, 2};
  const auto pixels = two_levels<float>(s, 10, 90, 8);
  const Image image = context().push(pixels, s), part = image.channel(1).region({7, 3, 1}, {60, 40, 2});
  CHECK(found<float>(part) == expected_of_floats(part.pull_vector<float>(), 256));
  auto twice = pixels;
  for (float& v : twice) v *= 2;
  CHECK(found<float>(image * 2) == expected_of_floats(twice, 256));
  const Image mask = image > 50;
  CHECK(found<std::uint8_t>(mask) == 0);
  CHECK(found<std::uint8_t>(in_bits(mask)) == 0);
  const Image half = cast(image, DType::f16);
  CHECK(threshold_otsu(half).dtype() == DType::f16);
  CHECK(threshold_otsu(half).value() == Approx(threshold_otsu(image).value()).epsilon(0.02));
}

TEST_CASE("threshold_otsu and its mask never wait, and give the same every time", "[threshold]") {
  const Shape s{640, 480};
  const Image image = context().push(two_levels<float>(s, 10, 90, 8), s);
  const Image wide = context().push(two_levels<std::uint16_t>(s, 10, 90, 8), s);
  const auto before = context().statistics();
  const Image mask = image > threshold_otsu(image);
  const Scalar of_integers = threshold_otsu(wide);
  CHECK(context().statistics().waits == before.waits);
  CHECK(mask.shape() == s);
  const double first = threshold_otsu(image).value();
  for (int run = 0; run < 10; ++run) CHECK(threshold_otsu(image).value() == first);
}

TEST_CASE("threshold_otsu checks its arguments and has a global reach", "[threshold]") {
  const Image image = context().push(std::vector<float>{1, 2, 3}, {3, 1});
  CHECK_THROWS_AS(threshold_otsu(Image()), ArgumentError);
  CHECK_THROWS_AS(threshold_otsu(image, 1), ArgumentError);
  CHECK_THROWS_AS(threshold_otsu(image, 65537), ArgumentError);
  CHECK_THROWS_AS(threshold_otsu(context().push(std::vector<std::int32_t>{0, 1 << 24}, {2, 1})), ArgumentError);
  for (const DType dtype : {DType::f32, DType::u16, DType::i32}) {
    const Scalar traced = threshold_otsu(Image::tracing({64, 64}, dtype));
    CHECK(traced.dtype() == dtype);
    CHECK(traced.image().reach().global);
  }
}
