#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "clumen/shape.hpp"

/// What a table must hold, from the definitions, slowly.
namespace clumen::oracle {

struct Region {
  std::int64_t label = 0;
  double count = 0, mean = 0, deviation = 0, lowest = 0, highest = 0;
  std::array<std::int64_t, 3> lower{}, upper{};
  std::array<double, 3> centroid{};
  double box() const {
    double n = 1;
    for (std::size_t a = 0; a < 3; ++a) n *= static_cast<double>(upper[a] - lower[a]);
    return n;
  }
};

using Pixels = std::vector<std::array<std::int64_t, 3>>;

template <class T>
std::map<std::int64_t, Pixels> pixels_of(const std::vector<T>& labels, const Shape& s) {
  std::map<std::int64_t, Pixels> pixels;
  for (std::int64_t z = 0, i = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x, ++i)
        if (labels[static_cast<std::size_t>(i)] != 0) pixels[labels[static_cast<std::size_t>(i)]].push_back({x, y, z});
  return pixels;
}

inline std::vector<Region> regions(const std::vector<std::int64_t>& labels, const Shape& s,
                                   const std::vector<double>& values) {
  std::vector<Region> result;
  for (const auto& [label, pixels] : pixels_of(labels, s)) {
    Region r;
    r.label = label;
    r.count = static_cast<double>(pixels.size());
    r.lower = r.upper = pixels[0];
    std::vector<double> own;
    long double sum = 0, squares = 0;
    for (const auto& p : pixels) {
      own.push_back(values[static_cast<std::size_t>((p[2] * s.y + p[1]) * s.x + p[0])]);
      sum += own.back();
      for (std::size_t a = 0; a < 3; ++a) {
        r.lower[a] = std::min(r.lower[a], p[a]);
        r.upper[a] = std::max(r.upper[a], p[a] + 1);
        r.centroid[a] += static_cast<double>(p[a]) / r.count;
      }
    }
    for (std::size_t a = 0; a < 3; ++a) r.upper[a] = std::max(r.upper[a], r.lower[a] + 1);
    const long double mean = sum / static_cast<long double>(pixels.size());
    for (const double v : own) squares += (v - mean) * (v - mean);
    r.mean = static_cast<double>(mean);
    r.deviation = static_cast<double>(std::sqrt(squares / static_cast<long double>(pixels.size())));
    r.lowest = *std::ranges::min_element(own);
    r.highest = *std::ranges::max_element(own);
    result.push_back(r);
  }
  return result;
}

using Point = std::array<std::int64_t, 3>;

/// The middles of the faces of all pixels, in doubled coordinates.
inline std::vector<Point> middles(const Pixels& pixels, std::size_t axes) {
  std::set<Point> points;
  for (const auto& p : pixels)
    for (std::size_t a = 0; a < axes; ++a)
      for (const int side : {-1, 1}) {
        Point q{2 * p[0], 2 * p[1], 2 * p[2]};
        q[a] += side;
        points.insert(q);
      }
  return {points.begin(), points.end()};
}
inline Point operator-(const Point& a, const Point& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline Point cross(const Point& a, const Point& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
inline std::int64_t dot(const Point& a, const Point& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

/// A half-space that holds all points: dot(normal, p) <= limit.
struct HalfSpace {
  Point normal;
  std::int64_t limit;
};
/// The half-spaces of all lines (planes) through two (three) points that have no point on their other side.
inline std::vector<HalfSpace> half_spaces(const std::vector<Point>& points, std::size_t axes) {
  std::vector<HalfSpace> found;
  const auto try_normal = [&](const Point& n, const Point& a) {
    if (n == Point{0, 0, 0}) return;
    for (const int sign : {-1, 1}) {
      const Point m{sign * n[0], sign * n[1], sign * n[2]};
      const std::int64_t limit = dot(m, a);
      if (std::ranges::all_of(points, [&](const Point& p) { return dot(m, p) <= limit; })) found.push_back({m, limit});
    }
  };
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Point u = points[j] - points[i];
      if (axes == 2) try_normal({u[1], -u[0], 0}, points[i]);
      else
        for (std::size_t k = 0; k < j; ++k) try_normal(cross(u, points[k] - points[i]), points[i]);
    }
  return found;
}

/// The pixels inside each label's hull.
inline std::map<std::int64_t, Pixels> hulls(const std::vector<std::int32_t>& labels, const Shape& s, std::size_t axes) {
  std::map<std::int64_t, Pixels> found;
  for (const auto& [label, pixels] : pixels_of(labels, s)) {
    Pixels ends = pixels;
    if (axes == 2) {  // only the ends of rows matter, and there are fewer of them
      std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> rows;
      for (const auto& p : pixels) {
        auto& row = rows.try_emplace(p[1], p[0], p[0]).first->second;
        row = {std::min(row.first, p[0]), std::max(row.second, p[0])};
      }
      ends.clear();
      for (const auto& [y, row] : rows) {
        ends.push_back({row.first, y, 0});
        ends.push_back({row.second, y, 0});
      }
    }
    const std::vector<HalfSpace> spaces = half_spaces(middles(ends, axes), axes);
    Pixels& inside = found[label];
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x)
          if (std::ranges::all_of(spaces, [&](const HalfSpace& h) {
                return dot(h.normal, {2 * x, 2 * y, 2 * z}) <= h.limit;
              }))
            inside.push_back({x, y, z});
  }
  return found;
}
inline std::vector<double> hull_pixels(const std::vector<std::int32_t>& labels, const Shape& s, std::size_t axes) {
  std::vector<double> counts;
  for (const auto& [label, pixels] : hulls(labels, s, axes)) counts.push_back(static_cast<double>(pixels.size()));
  return counts;
}
inline std::vector<double> hull_pixels_2d(const std::vector<std::int32_t>& labels, const Shape& s) {
  return hull_pixels(labels, s, 2);
}
inline std::vector<double> hull_pixels_3d(const std::vector<std::int32_t>& labels, const Shape& s) {
  return hull_pixels(labels, s, 3);
}

}  // namespace clumen::oracle
