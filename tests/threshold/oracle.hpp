#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "support/catch.hpp"
#include "support/images.hpp"

/// Histograms as scikit-image makes them, and images that have something to be found in theirs.
namespace clumen::test {

/// What sums over a histogram run in: float32 only for float32 images.
template <class T>
using SumType = std::conditional_t<std::is_same_v<T, float>, float, double>;

template <class T>
struct Bins {
  std::vector<std::int64_t> counts;
  std::vector<SumType<T>> centers;
};

template <class T>
Bins<T> bins_of(const std::vector<T>& pixels, int nbins) {
  using S = SumType<T>;
  const auto [lowest, highest] = std::minmax_element(pixels.begin(), pixels.end());
  const T lo = *lowest, hi = *highest;
  Bins<T> bins;
  if constexpr (std::is_integral_v<T>) {
    const auto n = static_cast<std::size_t>(hi - lo) + 1;
    bins.counts.resize(n);
    for (const T v : pixels) ++bins.counts[static_cast<std::size_t>(v - lo)];
    for (std::size_t i = 0; i < n; ++i) bins.centers.push_back(static_cast<S>(lo) + static_cast<S>(i));
  } else {
    std::vector<T> edges;
    const T step = (hi - lo) / static_cast<T>(nbins);
    for (int i = 0; i <= nbins; ++i) {
      const T offset = static_cast<T>(i) * step;
      edges.push_back(i == nbins ? hi : offset + lo);
    }
    bins.counts.resize(static_cast<std::size_t>(nbins));
    for (const T v : pixels) {
      const auto above = std::upper_bound(edges.begin(), edges.end(), v) - edges.begin();
      ++bins.counts[static_cast<std::size_t>(std::min<std::ptrdiff_t>(above - 1, nbins - 1))];
    }
    for (int i = 0; i < nbins; ++i) bins.centers.push_back((edges[i] + edges[i + 1]) / T(2));
  }
  return bins;
}

/// numpy.argmax: the first NaN, else the first of the largest.
template <class V>
std::size_t first_maximum(const std::vector<V>& values) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (std::isnan(values[best])) break;
    if (std::isnan(values[i]) || values[i] > values[best]) best = i;
  }
  return best;
}

/// Pixels around two levels, as an image of something on a background has them.
template <class T>
std::vector<T> two_levels(const Shape& s, double low, double high, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> noise(0, (high - low) / 8);
  std::vector<T> out(static_cast<std::size_t>(s.pixels()));
  for (T& v : out)
    v = static_cast<T>(std::clamp((rng() % 5 == 0 ? high : low) + noise(rng),
                                  static_cast<double>(std::numeric_limits<T>::lowest()),
                                  static_cast<double>(std::numeric_limits<T>::max()) / 2));
  return out;
}

/// The number of a threshold as its own type.
template <class T>
T number(const Scalar& threshold) {
  CHECK(threshold.dtype() == dtype_for<T>());
  return threshold.image().pull_vector<T>().at(0);
}

/// Whether a threshold is the first of the best bins; where the device has no f64, one whose criterion rounds to the
/// best.
template <class T, class V>
void check_best(const Bins<T>& bins, const std::vector<V>& criterion, T found) {
  const std::size_t best = first_maximum(criterion);
  if (context().device().f64) {
    CHECK(found == static_cast<T>(bins.centers[best]));
    return;
  }
  const auto bin = std::find_if(bins.centers.begin(), bins.centers.end(),
                                [found](auto center) { return static_cast<T>(center) == found; });
  REQUIRE(bin != bins.centers.end());
  const auto at = static_cast<std::size_t>(bin - bins.centers.begin());
  CHECK((at == best || criterion.at(at) >= criterion[best] - V(1e-6) * std::abs(criterion[best])));
}

}  // namespace clumen::test
