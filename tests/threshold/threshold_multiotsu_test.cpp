#include "clumen/pointwise.hpp"
#include "clumen/threshold.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "threshold/oracle.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// Every choice of thresholds in order, in float32: the first of the best.
class Search {
 public:
  Search(const std::vector<std::int64_t>& counts, int thresholds)
      : n_(static_cast<int>(counts.size())), at_(static_cast<std::size_t>(thresholds)) {
    double pixels = 0;
    for (const auto c : counts) pixels += static_cast<double>(c);
    float weight = 0, sum = 0;
    for (int i = 0; i < n_; ++i) {
      const auto share = static_cast<float>(static_cast<double>(counts[static_cast<std::size_t>(i)]) / pixels);
      const float moment = static_cast<float>(i == 0 ? 1 : i) * share;  // scikit-image gives the first bin a moment
      weights_.push_back(weight += share);
      sums_.push_back(sum += moment);
    }
    choose(0, 0);
  }
  const std::vector<int>& best() const { return best_; }

 private:
  float variance(int i, int j) const {
    if (j == 0) return 0;
    const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
    const float weight = i == 0 ? weights_[b] : weights_[b] - weights_[a - 1];
    const float sum = i == 0 ? sums_[b] : sums_[b] - sums_[a - 1];
    const float squared = sum * sum;
    return weight > 0 ? squared / weight : 0;
  }
  void choose(std::size_t k, int from) {
    if (k < at_.size()) {
      for (at_[k] = from; at_[k] < n_ - static_cast<int>(at_.size() - k); ++at_[k]) choose(k + 1, at_[k] + 1);
      return;
    }
    float sigma = variance(0, at_.front()) + variance(at_.back() + 1, n_ - 1);
    for (std::size_t i = 0; i + 1 < at_.size(); ++i) sigma += variance(at_[i] + 1, at_[i + 1]);
    if (sigma <= largest_) return;
    largest_ = sigma;
    best_ = at_;
  }

  int n_;
  std::vector<float> weights_, sums_;
  std::vector<int> at_, best_;
  float largest_ = 0;
};

template <class T>
std::vector<T> expected(const std::vector<T>& pixels, int classes, int nbins) {
  const Bins<T> bins = bins_of(pixels, nbins);
  std::vector<T> out;
  std::vector<std::size_t> full;
  for (std::size_t i = 0; i < bins.counts.size(); ++i)
    if (bins.counts[i] > 0) full.push_back(i);
  const auto most = static_cast<std::size_t>(classes);
  if (full.size() <= most) {
    for (std::size_t i = 0; i + 1 < full.size(); ++i) out.push_back(static_cast<T>(bins.centers[full[i]]));
    out.resize(most - 1, *std::max_element(pixels.begin(), pixels.end()));
    return out;
  }
  const Search search(bins.counts, classes - 1);
  for (const int i : search.best()) out.push_back(static_cast<T>(bins.centers[static_cast<std::size_t>(i)]));
  return out;
}

template <class T>
void check(const Shape& shape, const std::vector<T>& pixels, int classes = 3, int nbins = 64) {
  INFO(name_of(dtype_for<T>()) << " " << to_string(shape) << ", " << classes << " classes, " << nbins << " bins");
  const Image found = threshold_multiotsu(context().push(pixels, shape), classes, nbins);
  CHECK(found.shape() == Shape(classes - 1, 1, 1, 1, 1));
  CHECK(found.pull_vector<T>() == expected(pixels, classes, nbins));
}

}  // namespace

TEMPLATE_TEST_CASE("threshold_multiotsu is scikit-image's", "[threshold]", std::uint8_t, std::int16_t, std::uint32_t,
                   std::int64_t, float, double) {
  if (!has<TestType>()) return;
  for (const Shape& shape : {Shape(1, 1), Shape(7, 1), Shape(33, 31), Shape(35, 9, 33)})
    check(shape, two_levels<TestType>(shape, 20, 60, 3));
  check({101, 83}, two_levels<TestType>({101, 83}, -10, 90, 4));
}

TEST_CASE("threshold_multiotsu of two to six classes", "[threshold]") {
  const Shape shape(101, 83);
  for (const int classes : {2, 3, 4, 5, 6}) {
    check(shape, two_levels<std::uint8_t>(shape, 8, 24, 5), classes);
    check(shape, two_levels<float>(shape, 8, 24, 6), classes, classes < 4 ? 256 : 30);
  }
  auto pixels = two_levels<std::uint8_t>(shape, 40, 200, 5);
  for (auto& v : pixels) v = static_cast<std::uint8_t>(v / 16 * 16);  // most bins are empty
  for (const int classes : {2, 3, 4}) check(shape, pixels, classes);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("threshold_multiotsu of fewer values than classes leaves classes empty", "[threshold]") {
  const Shape shape(31, 3);
  for (const int values : {1, 2, 3, 4, 5}) {
    std::vector<std::uint16_t> pixels(93);
    std::vector<float> floats(93);
    for (std::size_t i = 0; i < 93; ++i) {
      pixels[i] = static_cast<std::uint16_t>(100 + 17 * (i % static_cast<std::size_t>(values)));
      floats[i] = pixels[i];
    }
    check(shape, pixels, 4);
    if (values > 1) check(shape, floats, 4);
  }
  CHECK(threshold_multiotsu(context().push(std::vector<float>(9, 2), {3, 3})).pull_vector<float>() ==
        std::vector<float>{2, 2});
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float v : threshold_multiotsu(context().push(std::vector<float>{1, 2, nan}, {3, 1})).pull_vector<float>())
    CHECK(std::isnan(v));
}

TEST_CASE("threshold_multiotsu checks its arguments, does not wait, and has a global reach", "[threshold]") {
  const Image image = context().push(two_levels<std::uint8_t>({64, 64}, 8, 24, 5), {64, 64});
  const auto before = context().statistics();
  threshold_multiotsu(image > 9);
  threshold_multiotsu(image, 4);
  CHECK((context().statistics().waits == before.waits || turns_are_few(image)));
  CHECK_THROWS_AS(threshold_multiotsu(Image()), ArgumentError);
  CHECK_THROWS_AS(threshold_multiotsu(image, 1), ArgumentError);
  CHECK_THROWS_AS(threshold_multiotsu(image, 7), ArgumentError);
  CHECK_THROWS_AS(threshold_multiotsu(cast(image, DType::f32), 3, 1), ArgumentError);
  const Image many = context().push(random_pixels<std::uint16_t>({256, 256}), {256, 256});
  CHECK_THROWS_AS(threshold_multiotsu(many, 4), ArgumentError);
  const Image traced = threshold_multiotsu(Image::tracing({64, 64}, DType::boolean), 4);
  CHECK(traced.dtype() == DType::u8);
  CHECK(traced.reach().global);
  CHECK(traced.shape().x == 3);
}
