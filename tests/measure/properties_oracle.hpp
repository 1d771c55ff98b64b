#pragma once
#include <deque>
#include <set>

#include "measure/oracle.hpp"

/// More of what a table must hold, from the definitions, slowly, on each label's own pixels.
namespace clumen::oracle {

using Weights = std::vector<double>;

/// Sums of w x^p y^q z^r, from the lowest corner of the box.
inline double moment(const Pixels& pixels, const Weights& weights, int p, int q, int r) {
  Point low = pixels[0];
  for (const Point& v : pixels)
    for (std::size_t a = 0; a < 3; ++a) low[a] = std::min(low[a], v[a]);
  long double sum = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const Point v = pixels[i] - low;
    long double term = weights[i];
    for (int k = 0; k < p; ++k) term *= static_cast<long double>(v[0]);
    for (int k = 0; k < q; ++k) term *= static_cast<long double>(v[1]);
    for (int k = 0; k < r; ++k) term *= static_cast<long double>(v[2]);
    sum += term;
  }
  return static_cast<double>(sum);
}

/// Corners less edges plus faces (less cubes) of the closed squares (cubes) of all pixels, each counted once.
inline std::int64_t euler_number(const Pixels& pixels, int axes) {
  std::array<std::set<Point>, 4>
      cells;  // by dimension, in doubled coordinates: an odd one is the inside of an interval
  for (const Point& p : pixels)
    for (std::int64_t k = 0; k < (axes == 3 ? 27 : 9); ++k) {
      const Point at{2 * p[0] + 1 + k % 3 - 1, 2 * p[1] + 1 + k / 3 % 3 - 1, axes == 3 ? 2 * p[2] + 1 + k / 9 - 1 : 0};
      std::size_t dimension = 0;
      for (const std::int64_t v : at) dimension += v % 2 != 0;
      cells[dimension].insert(at);
    }
  const auto n = [&](std::size_t d) { return static_cast<std::int64_t>(cells[d].size()); };
  return n(0) - n(1) + n(2) - n(3);
}

/// Pixels that are not reached from outside of the box over pixels of others.
inline std::int64_t filled_pixels(const Pixels& pixels, int axes) {
  const std::set<Point> own(pixels.begin(), pixels.end());
  Point low = pixels[0], high = low;
  for (const Point& v : pixels)
    for (std::size_t a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], v[a]);
      high[a] = std::max(high[a], v[a]);
    }
  const auto used = static_cast<std::size_t>(axes);
  for (std::size_t a = 0; a < used; ++a) {
    --low[a];
    ++high[a];
  }
  std::set<Point> reached{low};
  std::deque<Point> next{low};
  while (!next.empty()) {
    const Point p = next.front();
    next.pop_front();
    for (std::int64_t k = 0; k < 27; ++k) {
      const Point q{p[0] + k % 3 - 1, p[1] + k / 3 % 3 - 1, p[2] + k / 9 - 1};
      bool inside = true;
      for (std::size_t a = 0; a < 3; ++a) inside = inside && q[a] >= low[a] && q[a] <= high[a];
      if (inside && !own.contains(q) && reached.insert(q).second) next.push_back(q);
    }
  }
  std::int64_t all = 1;
  for (std::size_t a = 0; a < 3; ++a) all *= high[a] - low[a] + 1;
  return all - static_cast<std::int64_t>(reached.size());
}

/// Benkrid's estimate as scikit-image has it: border pixels by how many border pixels are beside and across from them.
inline double perimeter(const Pixels& pixels) {
  const std::set<Point> own(pixels.begin(), pixels.end());
  const auto border = [&](std::int64_t x, std::int64_t y) {
    if (!own.contains({x, y, 0})) return 0;
    return own.contains({x - 1, y, 0}) && own.contains({x + 1, y, 0}) && own.contains({x, y - 1, 0}) &&
                   own.contains({x, y + 1, 0})
               ? 0
               : 1;
  };
  double sum = 0;
  for (const Point& p : pixels) {
    if (!border(p[0], p[1])) continue;
    int beside = 0, across = 0;
    for (std::int64_t dy = -1; dy <= 1; ++dy)
      for (std::int64_t dx = -1; dx <= 1; ++dx)
        if (dx != 0 || dy != 0) (dx != 0 && dy != 0 ? across : beside) += border(p[0] + dx, p[1] + dy);
    if ((beside == 2 || beside == 3) && across <= 2) sum += 1;
    if ((beside == 0 && across == 2) || (beside == 1 && across == 3)) sum += std::sqrt(2.0);
    if (beside == 1 && (across == 1 || across == 2)) sum += (1 + std::sqrt(2.0)) / 2;
  }
  return sum;
}

/// Crofton's: how often lines in four directions leave the label, by how far apart they are.
inline double perimeter_crofton(const Pixels& pixels) {
  const std::set<Point> own(pixels.begin(), pixels.end());
  const auto leaves = [&](std::int64_t dx, std::int64_t dy) {
    double n = 0;
    for (const Point& p : pixels) n += !own.contains({p[0] + dx, p[1] + dy, 0});
    return n;
  };
  return std::acos(-1.0) / 4 * (leaves(1, 0) + leaves(0, 1) + (leaves(1, 1) + leaves(1, -1)) / std::sqrt(2.0));
}

/// The farthest two middles of faces of the pixels in the hull, squared.
inline double feret_square(const Pixels& hull, std::size_t axes, const std::array<double, 3>& spacing) {
  const std::vector<Point> points = middles(hull, axes);
  double most = 0;
  for (const Point& a : points)
    for (const Point& b : points) {
      double square = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double d = static_cast<double>(a[k] - b[k]) / 2 * spacing[k];
        square += d * d;
      }
      most = std::max(most, square);
    }
  return most;
}

}  // namespace clumen::oracle
