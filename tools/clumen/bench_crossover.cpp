#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "bench_report.hpp"

/// From which size on a device pays.
namespace clumen::tool {
namespace {

using json = nlohmann::ordered_json;

/// One size: what the device takes, and the fastest on the host.
struct Point {
  double pixels, without, with, host;
  std::string fastest;
};

std::vector<std::string> host_runners(const json& report) {
  std::vector<std::string> out;
  const json& runners = report.at("runners");
  for (std::size_t i = 1; i < runners.size(); ++i)
    if (runners[i].value("where", "host") == "host") out.push_back(runners[i].at("name"));
  return out;
}

/// Of a result that there is, and that is not another one than the device's.
std::optional<double> median_of(const json& result) {
  if (!result.value("agrees", true)) return std::nullopt;
  const auto found = result.find("median_ms");
  return found != result.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

std::optional<Point> point_of(const json& m, const std::string& device, const std::vector<std::string>& hosts) {
  const json& results = m.at("results");
  const auto own = results.find(device);
  if (own == results.end()) return std::nullopt;
  const std::optional<double> without = median_of(*own);
  if (!without) return std::nullopt;
  const double with = median_of(own->value("with_transfer", json::object())).value_or(*without);
  Point point{m.at("pixels"), *without, with, 0, ""};
  for (const std::string& host : hosts) {
    const auto result = results.find(host);
    const auto median = result == results.end() ? std::nullopt : median_of(*result);
    if (median && (point.fastest.empty() || *median < point.host)) {
      point.host = *median;
      point.fastest = host;
    }
  }
  if (point.fastest.empty()) return std::nullopt;
  return point;
}

/// Where the device's time over the host's last falls below 1, by a straight line between the logarithms of both.
json crossing_of(const std::vector<Point>& points, double Point::*time, int axes) {
  const auto slower = [&](const Point& p) { return std::log(p.*time / p.host); };
  if (slower(points.back()) >= 0) return {{"pays", "never"}, {"text", "never in the measured range"}};
  std::size_t last = points.size();
  while (last > 0 && slower(points[last - 1]) < 0) --last;
  if (last == 0) return {{"pays", "always"}, {"text", "always"}};
  const Point &below = points[last - 1], &above = points[last];
  const double part = slower(below) / (slower(below) - slower(above));
  const double pixels = std::exp(std::log(below.pixels) + part * std::log(above.pixels / below.pixels));
  const double edge = std::round(std::pow(pixels, 1.0 / axes));
  const std::string text = axes == 3 ? fmt::format("from {0} x {0} x {0}", edge) : fmt::format("from {0} x {0}", edge);
  return {{"pays", "from"}, {"pixels", rounded(pixels)}, {"text", text}};
}

}  // namespace

json crossovers_of(const json& report) {
  json out = json::array();
  if (report.at("runners").empty()) return out;
  const std::string device = report.at("runners")[0].at("name");
  const std::vector<std::string> hosts = host_runners(report);
  std::vector<std::pair<std::string, int>> order;
  std::map<std::pair<std::string, int>, std::vector<Point>> all;
  for (const json& m : report.at("measurements")) {
    const auto point = point_of(m, device, hosts);
    if (!point) continue;
    const std::pair<std::string, int> key{m.at("row"), m.at("axes")};
    if (all[key].empty()) order.push_back(key);
    all[key].push_back(*point);
  }
  for (const auto& key : order) {
    std::vector<Point>& points = all[key];
    if (points.size() < 2) continue;
    std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.pixels < b.pixels; });
    out.push_back({{"row", key.first},
                   {"axes", key.second},
                   {"against", points.back().fastest},
                   {"without_transfer", crossing_of(points, &Point::without, key.second)},
                   {"with_transfer", crossing_of(points, &Point::with, key.second)}});
  }
  return out;
}

}  // namespace clumen::tool
