#pragma once
#include <functional>

#include "clumen/transform.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

/// Interpolation by the definition, in double: the image goes on without end, and each neighbour is asked for.
namespace clumen::test {

inline Border::Mode border_mode(PadMode mode) {
  switch (mode) {
    case PadMode::constant:
      return Border::Mode::constant;
    case PadMode::edge:
      return Border::Mode::nearest;
    case PadMode::reflect:
      return Border::Mode::mirror;
    case PadMode::symmetric:
      return Border::Mode::reflect;
    default:
      return Border::Mode::wrap;
  }
}

inline constexpr PadMode all_pad_modes[] = {PadMode::constant, PadMode::edge, PadMode::reflect, PadMode::symmetric,
                                            PadMode::wrap};

enum class Cubic { catmull_rom, spline };

/// One channel that goes on without end.
class Endless {
 public:
  Endless(std::vector<double> pixels, const Shape& shape, PadMode mode, double cval)
      : pixels_(std::move(pixels)), shape_(shape), mode_(border_mode(mode)), cval_(cval) {}
  double at(std::int64_t x, std::int64_t y, std::int64_t z) const {
    const std::int64_t px = border_position(x, shape_.x, mode_), py = border_position(y, shape_.y, mode_),
                       pz = border_position(z, shape_.z, mode_);
    return px < 0 || py < 0 || pz < 0 ? cval_ : pixels_[index(shape_, px, py, pz)];
  }
  const Shape& shape() const { return shape_; }

 private:
  std::vector<double> pixels_;
  Shape shape_;
  Border::Mode mode_;
  double cval_;
};

constexpr std::int64_t spline_halo = 40;  // pixels after which the other end of a line does not matter

/// The coefficients of cubic splines through a line: those that the filter (1, 4, 1) / 6 turns into the line.
inline void solve_spline(std::vector<double>& line) {
  const std::size_t n = line.size();
  std::vector<double> upper(n, 0);
  for (std::size_t i = 1; i + 1 < n; ++i) {  // a line ends as a constant
    const double pivot = 4 - upper[i - 1];
    upper[i] = 1 / pivot;
    line[i] = (6 * line[i] - line[i - 1]) / pivot;
  }
  for (std::size_t i = n - 1; i-- > 0;) line[i] -= upper[i] * line[i + 1];
}

/// The coefficients around the image, `spline_halo` pixels more at every end of `axes` axes.
inline Endless spline_of(const Endless& image, int axes) {
  const Shape& s = image.shape();
  const std::array<std::int64_t, 3> h{spline_halo, axes > 1 ? spline_halo : 0, axes > 2 ? spline_halo : 0};
  const Shape wide(s.x + 2 * h[0], s.y + 2 * h[1], s.z + 2 * h[2]);
  std::vector<double> v;
  for (std::int64_t z = 0; z < wide.z; ++z)
    for (std::int64_t y = 0; y < wide.y; ++y)
      for (std::int64_t x = 0; x < wide.x; ++x) v.push_back(image.at(x - h[0], y - h[1], z - h[2]));
  const std::array<std::int64_t, 3> steps{1, wide.x, wide.x * wide.y};
  for (std::size_t a = 0; a < static_cast<std::size_t>(axes); ++a)
    for (std::int64_t i = 0; i < wide.pixels(); ++i) {
      const std::int64_t n = wide.xyz()[a];
      if (i / steps[a] % n != 0) continue;
      std::vector<double> line;
      for (std::int64_t k = 0; k < n; ++k) line.push_back(v[static_cast<std::size_t>(i + k * steps[a])]);
      solve_spline(line);
      for (std::int64_t k = 0; k < n; ++k)
        v[static_cast<std::size_t>(i + k * steps[a])] = line[static_cast<std::size_t>(k)];
    }
  return {std::move(v), wide, PadMode::edge, 0};
}

inline double cubic_weight(double d, Cubic cubic) {
  d = std::abs(d);
  if (d >= 2) return 0;
  if (cubic == Cubic::spline) return d < 1 ? 2.0 / 3 - d * d + d * d * d / 2 : (2 - d) * (2 - d) * (2 - d) / 6;
  return d < 1 ? 1.5 * d * d * d - 2.5 * d * d + 1 : -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2;
}

using Point = std::array<double, 3>;

/// The value at a point of the image (order 3, splines: of its coefficients, which begin `spline_halo` before).
inline double value_at(const Endless& image, Point p, int order, Cubic cubic, int axes) {
  // halfway goes up, whatever the last bits say
  const auto whole = [order](double v) { return static_cast<std::int64_t>(std::floor(order == 0 ? v + 1e-7 : v)); };
  if (order == 0)
    return image.at(whole(p[0] + 0.5), axes > 1 ? whole(p[1] + 0.5) : whole(p[1]),
                    axes > 2 ? whole(p[2] + 0.5) : whole(p[2]));
  const int reach = order == 1 ? 1 : 2;
  const auto weight = [&](std::size_t a, std::int64_t at) {
    const double d = p[a] - static_cast<double>(at);
    return order == 1 ? std::max(0.0, 1 - std::abs(d)) : cubic_weight(d, cubic);
  };
  const std::int64_t x = whole(p[0]), y = whole(p[1]), z = whole(p[2]);
  double sum = 0;
  for (std::int64_t k = axes > 2 ? z - reach : z; k <= (axes > 2 ? z + reach : z); ++k)
    for (std::int64_t j = axes > 1 ? y - reach : y; j <= (axes > 1 ? y + reach : y); ++j)
      for (std::int64_t i = x - reach; i <= x + reach; ++i) {
        const double w = weight(0, i) * (axes > 1 ? weight(1, j) : 1) * (axes > 2 ? weight(2, k) : 1);
        if (w != 0) sum += w * image.at(i, j, k);
      }
  return sum;
}

struct How {
  int order = 1;
  Cubic cubic = Cubic::spline;
  PadMode mode = PadMode::constant;
  double cval = 0;
  Clip clip = Clip::yes;
  int axes = 2;
};

/// The result of the shape `out` (of as many channels as the image) whose pixels stand at `position`.
inline Values warped(const Values& in, const Shape& s, const Shape& out, const How& how,
                     const std::function<Point(std::int64_t, std::int64_t, std::int64_t)>& position) {
  Values result;
  double low = INFINITY, high = -INFINITY;
  for (const Value v : in)
    if (!std::isnan(v)) low = std::min(low, static_cast<double>(v)), high = std::max(high, static_cast<double>(v));
  if (how.mode == PadMode::constant) low = std::min(low, how.cval), high = std::max(high, how.cval);
  const Shape one(s.x, s.y, s.z);
  for (std::int64_t c = 0; c < s.c; ++c) {
    const auto first = in.begin() + static_cast<std::ptrdiff_t>(c * one.pixels());
    const Endless image({first, first + static_cast<std::ptrdiff_t>(one.pixels())}, one, how.mode, how.cval);
    const bool spline = how.order == 3 && how.cubic == Cubic::spline;
    const Endless source = spline ? spline_of(image, how.axes) : image;
    for (std::int64_t z = 0; z < out.z; ++z)
      for (std::int64_t y = 0; y < out.y; ++y)
        for (std::int64_t x = 0; x < out.x; ++x) {
          Point p = position(x, y, z);
          // the coefficients are not endless: a point far outside is one at the same place of the pattern
          if (spline)
            for (std::size_t a = 0; a < static_cast<std::size_t>(how.axes); ++a) {
              const auto n = static_cast<double>(one.xyz()[a]);
              const double period = how.mode == PadMode::wrap        ? n
                                    : how.mode == PadMode::symmetric ? 2 * n
                                    : how.mode == PadMode::reflect   ? std::max(1.0, 2 * n - 2)
                                                                     : 0;
              if (period > 0) {
                p[a] -= std::floor(p[a] / period) * period;
                if (p[a] > n + 10) p[a] = how.mode == PadMode::symmetric ? 2 * n - 1 - p[a] : 2 * n - 2 - p[a];
              }
              p[a] += spline_halo;
            }
          double v = value_at(source, p, how.order, how.cubic, how.axes);
          if (how.order == 3 && how.clip == Clip::yes) v = std::clamp(v, low, high);
          result.push_back(v);
        }
  }
  return result;
}

/// How many pixels differ by more than `relative` of the largest value.
inline int differing(const Values& got, const Values& expected, double relative = 1e-5) {
  Value scale = 0;
  for (const Value v : expected)
    if (std::isfinite(v)) scale = std::max(scale, std::abs(v));
  int wrong = got.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(got.size(), expected.size()); ++i)
    if (!same(got[i], expected[i]) && !(std::abs(got[i] - expected[i]) <= relative * scale)) ++wrong;
  return wrong;
}

}  // namespace clumen::test
