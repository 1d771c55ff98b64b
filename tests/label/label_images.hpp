#pragma once
#include <array>
#include <random>

#include "clumen/label.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

/// Label images for the tests, and a walk over neighbours.
namespace clumen::test {

inline const std::vector<DType>& integer_dtypes() {
  static const std::vector<DType> all{DType::u8,  DType::i8,  DType::u16, DType::i16,
                                      DType::u32, DType::i32, DType::u64, DType::i64};
  return all;
}

struct At {
  std::int64_t x, y, z;
};
inline At at_of(const Shape& s, std::size_t i) {
  const auto n = static_cast<std::int64_t>(i);
  return {n % s.x, n / s.x % s.y, n / s.x / s.y};
}
inline bool inside(const Shape& s, const At& p) {
  return p.x >= 0 && p.y >= 0 && p.z >= 0 && p.x < s.x && p.y < s.y && p.z < s.z;
}

/// Regions around random points, about a third of them of 0; some labels have several. Labels are of the choice.
inline Values patches(const Shape& s, const Values& choice, std::uint64_t seed = 1) {
  std::mt19937_64 rng(seed);
  struct Seed {
    At at;
    Value label;
  };
  std::vector<Seed> seeds;
  const auto count = std::max<std::size_t>(2, static_cast<std::size_t>(s.pixels()) / 60);
  for (std::size_t i = 0; i < count; ++i) {
    const At at = at_of(s, rng() % static_cast<std::uint64_t>(s.pixels()));
    seeds.push_back({at, rng() % 3 == 0 ? Value(0) : choice[rng() % choice.size()]});
  }
  Values out(static_cast<std::size_t>(s.pixels()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const At p = at_of(s, i);
    std::int64_t best = INT64_MAX;
    for (const auto& [q, label] : seeds) {
      const std::int64_t d = (p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y) + (p.z - q.z) * (p.z - q.z);
      if (d < best) best = d, out[i] = label;
    }
  }
  return out;
}

/// Labels that a dtype holds, with gaps; above 2^24, and 2^33 where it can.
inline Values some_labels(DType dtype) {
  Values labels{1, 2, 3, 7, 40, 100, 127};
  if (size_of(dtype) >= 2) labels.insert(labels.end(), {1000, 30000});
  if (size_of(dtype) >= 4) labels.insert(labels.end(), {16777217, 16777219});
  return labels;
}

/// visit(neighbour's place) for each pixel beside p that differs from it in up to `connectivity` axes.
template <class Visit>
void each_neighbour(const Shape& s, const At& p, int connectivity, Visit visit) {
  for (int step = 0; step < 27; ++step) {
    const int dx = step % 3 - 1, dy = step / 3 % 3 - 1, dz = step / 9 - 1, axes = (dx != 0) + (dy != 0) + (dz != 0);
    const At q{p.x + dx, p.y + dy, p.z + dz};
    if (axes > 0 && axes <= connectivity && inside(s, q)) visit(index(s, q.x, q.y, q.z));
  }
}

inline int differences(const Values& a, const Values& b) {
  int n = a.size() == b.size() ? 0 : 1000000;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) n += a[i] != b[i];
  return n;
}

}  // namespace clumen::test
