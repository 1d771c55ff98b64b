#pragma once
#include <functional>

#include "clumen/filter.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

/// Filters by their definition, one pixel and one weight at a time, in double.
namespace clumen::test {

inline constexpr Border::Mode all_modes[] = {Border::Mode::nearest, Border::Mode::reflect, Border::Mode::mirror,
                                             Border::Mode::constant, Border::Mode::wrap};

using Doubles = std::vector<double>;

/// A weight and where it lies beside the pixel.
struct Tap {
  std::int64_t x, y, z;
  double weight;
};

/// The pixel that a border puts at a place, of channel c.
inline double pixel_near(const Doubles& in, const Shape& s, std::int64_t x, std::int64_t y, std::int64_t z,
                         std::int64_t c, Border border) {
  const std::int64_t at[] = {border_position(x, s.x, border.mode), border_position(y, s.y, border.mode),
                             border_position(z, s.z, border.mode)};
  return at[0] < 0 || at[1] < 0 || at[2] < 0 ? border.value : in[index(s, at[0], at[1], at[2], c)];
}

/// `of(x, y, z, c)` for each pixel.
inline Doubles each_pixel(const Shape& s,
                          const std::function<double(std::int64_t, std::int64_t, std::int64_t, std::int64_t)>& of) {
  Doubles out;
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) out.push_back(of(x, y, z, c));
  return out;
}

inline Doubles correlated(const Doubles& in, const Shape& s, const std::vector<Tap>& taps, Border border) {
  return each_pixel(s, [&](auto x, auto y, auto z, auto c) {
    double sum = 0;
    for (const Tap& t : taps)
      if (t.weight != 0) sum += t.weight * pixel_near(in, s, x + t.x, y + t.y, z + t.z, c, border);
    return sum;
  });
}

/// Taps along one axis, the first one `before` pixels before the pixel.
inline std::vector<Tap> taps_along(int axis, const Doubles& weights, std::int64_t before) {
  std::vector<Tap> taps;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const auto d = static_cast<std::int64_t>(k) - before;
    taps.push_back({axis == 0 ? d : 0, axis == 1 ? d : 0, axis == 2 ? d : 0, weights[k]});
  }
  return taps;
}

/// The largest finite size among numbers.
inline double scale_of(const Doubles& values) {
  double scale = 0;
  for (const double v : values)
    if (std::isfinite(v)) scale = std::max(scale, std::abs(v));
  return scale;
}

/// How many pixels differ by more than `tolerance`; NaN and infinities are as themselves.
inline int differing(const Image& image, const Doubles& expected, double tolerance) {
  const Values got = pull(image);
  int wrong = got.size() == expected.size() ? 0 : 1;
  for (std::size_t i = 0; i < got.size() && i < expected.size(); ++i) {
    const auto a = static_cast<double>(got[i]), b = expected[i];
    const bool finite = std::isfinite(a) && std::isfinite(b);
    if (finite ? std::abs(a - b) > tolerance : !same(a, b)) ++wrong;
  }
  return wrong;
}

template <class T>
Doubles as_doubles(const std::vector<T>& pixels) {
  return {pixels.begin(), pixels.end()};
}

/// Pixels of any dtype that differ by little from each other, far above 2^24 where the dtype has them.
inline Values near_values(DType dtype, const Shape& shape, std::uint64_t seed) {
  Values values;
  std::mt19937_64 rng(seed);
  const bool wide = !is_float(dtype) && size_of(dtype) > 2;
  for (std::int64_t i = 0; i < shape.pixels(); ++i)
    values.push_back((wide ? 2000000000 : 0) + static_cast<Value>(dtype == DType::boolean ? rng() % 2 : rng() % 100));
  return values;
}

inline bool frames_hold() { return context().broken_frames().empty(); }

}  // namespace clumen::test
