#include "clumen/pointwise.hpp"
#include "clumen/threshold.hpp"
#include "core/image_state.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "threshold/oracle.hpp"

// The thresholds that are one of a histogram's bins: yen, isodata, triangle, minimum.
using namespace clumen;
using namespace clumen::test;

namespace {

template <class T>
std::vector<float> yen_criterion(const Bins<T>& bins) {
  const std::size_t n = bins.counts.size();
  std::int64_t pixels = 0;
  for (const auto c : bins.counts) pixels += c;
  std::vector<float> below(n), squares(n), squares_above(n);
  float sum = 0, squared = 0;
  const auto share = [&](std::size_t i) { return static_cast<float>(bins.counts[i]) / static_cast<float>(pixels); };
  for (std::size_t i = 0; i < n; ++i) {
    below[i] = sum += share(i);
    const float square = share(i) * share(i);
    squares[i] = squared += square;
  }
  squared = 0;
  for (std::size_t i = n; i-- > 0;) {
    const float square = share(i) * share(i);
    squares_above[i] = squared += square;
  }
  std::vector<float> criterion;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const float inverse = 1 / (squares[i] * squares_above[i + 1]), both = below[i] * (1 - below[i]);
    const float whole = both * both, value = inverse * whole;
    criterion.push_back(static_cast<float>(std::log(static_cast<double>(value))));
  }
  return criterion;
}

template <class T>
std::size_t isodata_bin(const Bins<T>& bins) {
  using S = SumType<T>;
  const std::size_t n = bins.counts.size();
  std::vector<float> weight(n);
  std::vector<S> sums(n);
  float w = 0;
  S s = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto count = static_cast<float>(bins.counts[i]);
    const S product = static_cast<S>(count) * bins.centers[i];
    weight[i] = w += count;
    sums[i] = s += product;
  }
  const S width = bins.centers[1] - bins.centers[0];
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const S lower = sums[i] / static_cast<S>(weight[i]);
    const S higher = (sums[n - 1] - sums[i]) / static_cast<S>(weight[n - 1] - weight[i]);
    const S distance = (lower + higher) / 2 - bins.centers[i];
    if (distance >= 0 && distance < width) return i;
  }
  return n - 1;
}

template <class T>
std::size_t triangle_bin(const Bins<T>& bins) {
  auto counts = bins.counts;
  const auto peak_of = [&] { return std::max_element(counts.begin(), counts.end()) - counts.begin(); };
  const auto n = static_cast<std::ptrdiff_t>(counts.size());
  std::ptrdiff_t peak = peak_of();
  const bool flip = peak < n - 1 - peak;
  if (flip) {
    std::reverse(counts.begin(), counts.end());
    peak = n - 1 - peak;
  }
  const double high = static_cast<double>(counts[peak]), wide = static_cast<double>(peak);
  const double norm = std::sqrt(high * high + wide * wide);
  std::vector<double> length;
  for (std::ptrdiff_t x = 0; x < peak; ++x) {
    const double up = high / norm * static_cast<double>(x), down = wide / norm * static_cast<double>(counts[x]);
    length.push_back(up - down);
  }
  const auto level = static_cast<std::ptrdiff_t>(first_maximum(length));
  return static_cast<std::size_t>(flip ? n - 1 - level : level);
}

/// The bin, or -1 where there are not two maxima.
template <class T>
std::ptrdiff_t minimum_bin(const Bins<T>& bins, int most = 10000) {
  const auto n = static_cast<std::ptrdiff_t>(bins.counts.size());
  std::vector<float> smooth(bins.counts.begin(), bins.counts.end()), next(smooth.size());
  std::vector<std::ptrdiff_t> maxima;
  int turn = 0;
  for (; turn < most; ++turn) {
    for (std::ptrdiff_t i = 0; i < n; ++i)
      next[i] = static_cast<float>((static_cast<double>(smooth[std::max<std::ptrdiff_t>(i - 1, 0)]) + smooth[i] +
                                    smooth[std::min(i + 1, n - 1)]) /
                                   3);
    smooth = next;
    maxima.clear();
    bool rising = true;
    for (std::ptrdiff_t i = 0; i + 1 < n; ++i) {
      if (rising && smooth[i + 1] < smooth[i]) {
        rising = false;
        maxima.push_back(i);
      } else if (!rising && smooth[i + 1] > smooth[i]) {
        rising = true;
      }
    }
    if (maxima.size() < 3) break;
  }
  if (maxima.size() != 2 || turn >= most - 1) return -1;
  return std::min_element(smooth.begin() + maxima[0], smooth.begin() + maxima[1] + 1) - smooth.begin();
}

template <class T>
T none() {
  return std::is_integral_v<T> ? std::numeric_limits<T>::max() : std::numeric_limits<T>::quiet_NaN();
}

template <class T>
void check(const Image& image, const std::vector<T>& pixels, int nbins) {
  const Bins<T> bins = bins_of(pixels, nbins);
  const auto value = [&](std::size_t bin) { return static_cast<T>(bins.centers[bin]); };
  unless_refused([&] {
    const T found = number<T>(threshold_minimum(image, nbins));
    if (const auto bin = minimum_bin(bins); bin >= 0) CHECK(found == value(static_cast<std::size_t>(bin)));
    else CHECK((found == none<T>() || std::isnan(static_cast<double>(found))));
  });
  check_best(bins, yen_criterion(bins), number<T>(threshold_yen(image, nbins)));
  CHECK(number<T>(threshold_isodata(image, nbins)) == value(isodata_bin(bins)));
  CHECK(number<T>(threshold_triangle(image, nbins)) == value(triangle_bin(bins)));
}

template <class T>
void check(const Shape& shape, const std::vector<T>& pixels, int nbins = 256) {
  INFO(name_of(dtype_for<T>()) << " " << to_string(shape) << ", " << nbins << " bins");
  check(context().push(pixels, shape), pixels, nbins);
}

using Threshold = Scalar (*)(const Image&);
const std::vector<std::pair<const char*, Threshold>>& all_thresholds() {
  static const std::vector<std::pair<const char*, Threshold>> all{
      {"yen", [](const Image& i) { return threshold_yen(i); }},
      {"isodata", [](const Image& i) { return threshold_isodata(i); }},
      {"triangle", [](const Image& i) { return threshold_triangle(i); }},
      {"minimum", [](const Image& i) { return threshold_minimum(i); }}};
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("thresholds in a histogram are scikit-image's", "[threshold]", std::uint8_t, std::int8_t,
                   std::uint16_t, std::int16_t, std::uint32_t, std::int32_t, std::uint64_t, std::int64_t, float,
                   double) {
  if (!has<TestType>()) return;
  for (const Shape& shape : {Shape(7, 1), Shape(33, 31), Shape(19, 17, 5), Shape(35, 9, 33)})
    check(shape, two_levels<TestType>(shape, 20, 90, 3));
  const Shape shape(301, 203);
  check(shape, two_levels<TestType>(shape, -30, 100, 4));
  check(shape, two_levels<TestType>(shape, 90, 30, 6));  // the long tail on the other side
}

TEST_CASE("thresholds in long histograms", "[threshold]") {
  const Shape shape(301, 203);
  for (int seed = 0; seed < 4; ++seed) {
    check(shape, two_levels<std::uint16_t>(shape, 500, 2000 + 300 * seed, seed));
    for (const int nbins : {2, 255, 1500}) check(shape, two_levels<float>(shape, -3, 1 + seed, seed), nbins);
  }
  check(shape, random_pixels<std::int16_t>(shape, 5));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("threshold_minimum smooths no more often than it may", "[threshold]") {
  const Shape shape(301, 203);
  const auto pixels = two_levels<std::uint8_t>(shape, 20, 90, 3);
  const Image image = context().push(pixels, shape);
  for (const int most : {1, 2, 10, 1000}) {
    const auto bin = minimum_bin(bins_of(pixels, 256), most);
    const auto found = number<std::uint8_t>(threshold_minimum(image, 256, most));
    CHECK(found == (bin < 0 ? 255 : static_cast<int>(bins_of(pixels, 256).centers[static_cast<std::size_t>(bin)])));
  }
  const Image one_level = context().push(two_levels<float>(shape, 5, 5.01, 3), shape) * 0 + image * 0 + 7;
  CHECK(threshold_minimum(one_level).value() == 7);
}

TEST_CASE("thresholds in a histogram: a constant image has its own value, NaN none", "[threshold]") {
  const Shape shape(31, 17);
  const auto n = static_cast<std::size_t>(shape.pixels());
  auto bad = random_pixels<float>(shape);
  bad[77] = std::numeric_limits<float>::quiet_NaN();
  for (const auto& [name, threshold] : all_thresholds()) {
    INFO(name);
    CHECK(number<float>(threshold(context().push(std::vector<float>(n, 3.7f), shape))) == 3.7f);
    CHECK(number<std::uint8_t>(threshold(context().push(std::vector<std::uint8_t>(n, 200), shape))) == 200);
    CHECK(number<std::int64_t>(threshold(context().push(std::vector<std::int64_t>(n, -7), shape))) == -7);
    CHECK(std::isnan(threshold(context().push(bad, shape)).value()));
  }
}

TEST_CASE("thresholds in a histogram of views, expressions, masks and half floats", "[threshold]") {
  const Shape shape(83, 45, 3, 2);
  const auto pixels = two_levels<float>(shape, 10, 90, 8);
  const Image image = context().push(pixels, shape), part = image.channel(1).region({7, 3, 1}, {60, 40, 2});
  check(part, part.pull_vector<float>(), 256);
  auto twice = pixels;
  for (float& v : twice) v *= 2;
  check(image * 2, twice, 256);
  const Image mask = image > 50, half = cast(image, DType::f16);
  for (const auto& [name, threshold] : all_thresholds()) {
    INFO(name);
    CHECK(threshold(mask).dtype() == DType::u8);
    CHECK(threshold(half).dtype() == DType::f16);
    CHECK(threshold(in_bits(mask)).value() == threshold(mask).value());
  }
  CHECK(threshold_triangle(mask).value() == 1);
  CHECK(threshold_isodata(mask).value() == 0);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("thresholds in a histogram never wait, check their arguments, and have a global reach", "[threshold]") {
  const Shape shape(64, 48);
  const Image image = context().push(two_levels<float>(shape, 10, 90, 8), shape);
  const auto before = context().statistics();
  for (const auto& [name, threshold] : all_thresholds()) {
    INFO(name);
    (image > threshold(image)).compute();
    CHECK_THROWS_AS(threshold(Image()), ArgumentError);
    const Scalar traced = threshold(Image::tracing(shape, DType::i32));
    CHECK(traced.dtype() == DType::i32);
    CHECK(traced.image().reach().global);
  }
  CHECK((context().statistics().waits == before.waits || turns_are_few(image)));
  CHECK_THROWS_AS(threshold_yen(image, 1), ArgumentError);
  CHECK_THROWS_AS(threshold_isodata(image, 65537), ArgumentError);
  CHECK_THROWS_AS(threshold_triangle(image, 0), ArgumentError);
  CHECK_THROWS_AS(threshold_minimum(image, -3), ArgumentError);
  CHECK_THROWS_AS(threshold_minimum(image, 256, 0), ArgumentError);
  CHECK_THROWS_AS(threshold_yen(context().push(std::vector<std::int32_t>{0, 1 << 24}, {2, 1})), ArgumentError);
}

TEST_CASE("threshold_mean is the mean in NumPy's dtype", "[threshold]") {
  const Shape shape(33, 31);
  const auto bytes = two_levels<std::uint8_t>(shape, 20, 90, 3);
  const auto floats = two_levels<float>(shape, 20, 90, 3);
  double of_bytes = 0, of_floats = 0;
  for (const auto v : bytes) of_bytes += v;
  for (const auto v : floats) of_floats += v;
  const auto n = static_cast<double>(shape.pixels());
  const Scalar mean = threshold_mean(context().push(bytes, shape));
  CHECK(mean.dtype() == fractions());
  CHECK(mean.value() == Approx(of_bytes / n).epsilon(1e-6));
  CHECK(number<float>(threshold_mean(context().push(floats, shape))) == Approx(of_floats / n).epsilon(1e-6));
  CHECK(threshold_mean(Image::tracing(shape, DType::f16)).dtype() == DType::f16);
  CHECK(threshold_mean(Image::tracing(shape)).image().reach().global);
  CHECK_THROWS_AS(threshold_mean(Image()), ArgumentError);
}
