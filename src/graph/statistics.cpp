#include "graph/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/check.hpp"

namespace clumen {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
using Values = std::vector<double>;  // sorted, not empty, none is NaN

double sum(const Values& v) {
  double total = 0;
  for (const double x : v) total += x;
  return total;
}
double mean(const Values& v) { return sum(v) / static_cast<double>(v.size()); }
double lowest(const Values& v) { return v.front(); }
double highest(const Values& v) { return v.back(); }
double median(const Values& v) {
  const std::size_t half = v.size() / 2;
  return v.size() % 2 == 1 ? v[half] : (v[half - 1] + v[half]) / 2;
}
double deviation(const Values& v) {
  const double middle = mean(v);
  double squares = 0;
  for (const double x : v) squares += (x - middle) * (x - middle);
  return std::sqrt(squares / static_cast<double>(v.size()));
}
double mode(const Values& v) {
  double best = v.front();
  std::ptrdiff_t most = 0;
  for (auto first = v.begin(); first != v.end();) {
    const auto last = std::upper_bound(first, v.end(), *first);
    if (last - first > most) {
      most = last - first;
      best = *first;
    }
    first = last;
  }
  return best;
}
double count(const Values& v) { return static_cast<double>(v.size()); }

using Statistic = double (*)(const Values&);
constexpr std::array<std::pair<std::string_view, Statistic>, 8> kStatistics = {{{"count", count},
                                                                                {"mean", mean},
                                                                                {"min", lowest},
                                                                                {"max", highest},
                                                                                {"median", median},
                                                                                {"std", deviation},
                                                                                {"mode", mode},
                                                                                {"sum", sum}}};

Statistic statistic_of(std::string_view name) {
  return std::ranges::find(kStatistics, name, &std::pair<std::string_view, Statistic>::first)->second;
}

}  // namespace

RowStatistics::RowStatistics(std::string_view operation, const std::vector<std::string>& names)
    : names_(names), columns_(names.size()) {
  for (const std::string& name : names) {
    const bool known = std::ranges::any_of(kStatistics, [&](const auto& each) { return each.first == name; });
    require(known, operation, "statistics", name, "count, mean, min, max, median, std, mode and sum");
  }
}

void RowStatistics::resize(std::size_t rows) {
  for (std::vector<double>& column : columns_) column.resize(rows);
}

void RowStatistics::set(std::size_t row, std::vector<double>& values) {
  const bool nan = std::ranges::any_of(values, [](double v) { return std::isnan(v); });
  if (!nan) std::ranges::sort(values);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    double result = kNothing;
    if (names_[i] == "count" || (names_[i] == "sum" && values.empty())) result = static_cast<double>(values.size());
    else if (!nan && !values.empty()) result = statistic_of(names_[i])(values);
    columns_[i][row] = result;
  }
}

Table RowStatistics::table(std::vector<std::int64_t> labels) && {
  Table out;
  out.add("label", std::move(labels));
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == "count") out.add("count", std::vector<std::int64_t>(columns_[i].begin(), columns_[i].end()));
    else out.add(names_[i], std::move(columns_[i]));
  }
  return out;
}

}  // namespace clumen
