#include "synthetic.hpp"

#include <algorithm>

namespace clumen::tool {
namespace {

/// e^-x for x >= 0 from a series, the same on every machine as the library's own is not.
double exp_minus(double x) {
  const double small = x / 1024;
  double value = 1 - small * (1 - small / 2 * (1 - small / 3 * (1 - small / 4)));
  for (int i = 0; i < 10; ++i) value *= value;
  return value;
}

}  // namespace

double poisson(Random& random, double mean) {
  if (mean > 30) return std::max(0.0, std::floor(mean + std::sqrt(mean) * random.normal() + 0.5));
  const double limit = exp_minus(mean);
  double count = -1;
  for (double product = 1; product > limit; product *= random.unit()) ++count;
  return std::max(0.0, count);
}

std::uint16_t camera_value(Random& random, double photons) {
  const double counted = 100 + poisson(random, photons) + 5 * random.normal();
  return static_cast<std::uint16_t>(std::clamp(std::floor(counted + 0.5), 0.0, 65535.0));
}

void blur_line(double* first, std::int64_t count, std::int64_t step, std::vector<double>& line) {
  line.resize(static_cast<std::size_t>(count));
  const auto at = [&](std::int64_t i) { return first[std::clamp<std::int64_t>(i, 0, count - 1) * step]; };
  for (std::int64_t i = 0; i < count; ++i)
    line[static_cast<std::size_t>(i)] = (at(i - 2) + 4 * at(i - 1) + 6 * at(i) + 4 * at(i + 1) + at(i + 2)) / 16;
  for (std::int64_t i = 0; i < count; ++i) first[i * step] = line[static_cast<std::size_t>(i)];
}

std::int32_t renumber(std::vector<std::int32_t>& labels) {
  std::vector<std::int32_t> names(1 + static_cast<std::size_t>(*std::max_element(labels.begin(), labels.end())));
  std::int32_t count = 0;
  for (std::int32_t& label : labels) {
    if (label == 0) continue;
    std::int32_t& name = names[static_cast<std::size_t>(label)];
    if (name == 0) name = ++count;
    label = name;
  }
  return count;
}

}  // namespace clumen::tool
