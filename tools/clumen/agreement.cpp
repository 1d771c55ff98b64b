#include "agreement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace clumen::tool {
namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The sum of (a - mean a) (b - mean b).
double co_moment(const std::vector<double>& a, const std::vector<double>& b) {
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum;
}

double pearson(const std::vector<double>& a, const std::vector<double>& b) {
  const double spread = std::sqrt(co_moment(a, a)) * std::sqrt(co_moment(b, b));
  if (!(spread > 0)) return std::numeric_limits<double>::quiet_NaN();
  return std::clamp(co_moment(a, b) / spread, -1.0, 1.0);
}

/// The regularised incomplete beta function for x below (a + 1) / (a + b + 2), by its continued fraction after Lentz.
double incomplete_beta(double x, double a, double b) {
  constexpr double kTiny = 1e-300;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x)) / a;
  double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), result = d;
  for (int i = 1; i < 100000; ++i) {
    const double m = i;
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double change = 1;
    for (const double term : {even, odd}) {
      d = 1 + term * d;
      c = 1 + term / c;
      if (std::abs(d) < kTiny) d = kTiny;
      if (std::abs(c) < kTiny) c = kTiny;
      d = 1 / d;
      change = c * d;
      result *= change;
    }
    if (std::abs(change - 1) < 1e-15) break;
  }
  return front * result;
}

/// How often a t-distributed number is farther from 0 than t.
double both_tails(double t, double degrees) {
  const double a = degrees / 2, b = 0.5, x = degrees / (degrees + t * t);
  return x < (a + 1) / (a + b + 2) ? incomplete_beta(x, a, b) : 1 - incomplete_beta(1 - x, b, a);
}

}  // namespace

double two_sided_t95(double degrees) {
  double low = 1.9, high = 13;  // those of infinitely many degrees and of one
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (both_tails(middle, degrees) > 0.05 ? low : high) = middle;
  }
  return (low + high) / 2;
}

Agreement agreement_of(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> differences(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  const double n = static_cast<double>(a.size());
  const double bias = mean_of(differences), sd = std::sqrt(co_moment(differences, differences) / (n - 1));
  const double t = two_sided_t95(n - 1), of_bias = t * sd * std::sqrt(1 / n);
  const double of_limit = t * sd * std::sqrt(1 / n + 1.96 * 1.96 / (2 * (n - 1)));
  const auto limit = [&](double value) { return Estimate{value, value - of_limit, value + of_limit}; };
  return {a.size(),
          pearson(a, b),
          sd,
          1.96 * sd,
          {bias, bias - of_bias, bias + of_bias},
          limit(bias - 1.96 * sd),
          limit(bias + 1.96 * sd)};
}

}  // namespace clumen::tool
