#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "clumen/core.hpp"

/// Images for the tests, made from a seed, and the context they run on.
namespace clumen::test {

/// The context that all tests of a program share: CLUMEN_TEST_DEVICE by part of its name, else the best one.
inline const Context& context() {
  static const Context shared = [] {
    const char* name = std::getenv("CLUMEN_TEST_DEVICE");
    return name && *name ? Context::find(name) : Context::best();
  }();
  return shared;
}

/// Shapes that find mistakes at edges: single pixels, single rows, odd ones, just around vector widths and tiles.
inline std::vector<Shape> odd_shapes() {
  return {{1, 1},  {7, 1},    {1, 9},    {5, 3},    {17, 16},    {33, 31},
          {64, 5}, {129, 67}, {1, 1, 4}, {5, 4, 3}, {19, 17, 5}, {35, 9, 33}};
}

/// Pixels over the whole range that suits a dtype: integers up to 16 bits everywhere, wider ones also above 2^24,
/// fractions within ±1000.
template <class T>
std::vector<T> random_pixels(std::int64_t count, std::uint64_t seed = 1) {
  std::mt19937_64 rng(seed);
  std::vector<T> out(static_cast<std::size_t>(count));
  for (T& v : out) {
    if constexpr (std::is_floating_point_v<T>) v = std::uniform_real_distribution<T>(-1000, 1000)(rng);
    else v = static_cast<T>(rng());
  }
  return out;
}
template <class T>
std::vector<T> random_pixels(const Shape& shape, std::uint64_t seed = 1) {
  return random_pixels<T>(shape.pixels(), seed);
}

/// A mask in which about `share` of the pixels are 1, in clumps of some pixels.
inline std::vector<std::uint8_t> random_mask(const Shape& s, double share, std::uint64_t seed = 1) {
  std::mt19937_64 rng(seed);
  std::vector<std::uint8_t> out(static_cast<std::size_t>(s.pixels()));
  std::uniform_real_distribution<double> unit(0, 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool again = i > 0 && unit(rng) < 0.6;
    out[i] = again ? out[i - 1] : unit(rng) < share;
  }
  return out;
}

inline std::size_t index(const Shape& s, std::int64_t x, std::int64_t y, std::int64_t z, std::int64_t c = 0) {
  return static_cast<std::size_t>(((c * s.z + z) * s.y + y) * s.x + x);
}

/// The coordinate that stands for i outside [0, n), or -1 for a constant border: the definition, one step at a time.
inline std::int64_t border_position(std::int64_t i, std::int64_t n, Border::Mode mode) {
  while (i < 0 || i >= n) {
    switch (mode) {
      case Border::Mode::nearest:
        return i < 0 ? 0 : n - 1;
      case Border::Mode::constant:
        return -1;
      case Border::Mode::reflect:
        i = i < 0 ? -1 - i : 2 * n - 1 - i;
        break;
      case Border::Mode::mirror:
        if (n == 1) return 0;
        i = i < 0 ? -i : 2 * n - 2 - i;
        break;
      case Border::Mode::wrap:
        i = i < 0 ? i + n : i - n;
        break;
    }
  }
  return i;
}

/// The relative difference that CONVENTIONS allow for computed fractions.
inline bool close(double a, double b, double relative = 1e-5, double scale = 1) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (a == b) return true;
  return std::abs(a - b) <= relative * std::max({std::abs(a), std::abs(b), scale * 1e-3});
}

}  // namespace clumen::test
