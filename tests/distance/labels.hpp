#pragma once
#include <random>

#include "clumen/distance.hpp"
#include "clumen/pointwise.hpp"
#include "distance/oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

/// Labels that grow, by what is nearest.
namespace clumen::test {

using Labels = std::vector<std::int32_t>;

/// Labels up to 1000 at `count` pixels.
inline Labels seeds(const Shape& s, int count, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Labels out(static_cast<std::size_t>(s.pixels()), 0);
  for (int i = 0; i < count; ++i) out[rng() % out.size()] = static_cast<std::int32_t>(1 + rng() % 1000);
  return out;
}

inline Mask sites_of(const Labels& labels) {
  Mask out;
  for (const std::int32_t v : labels) out.push_back(v != 0);
  return out;
}

inline Labels expected_of(const Labels& labels, const Shape& s, double within = INFINITY, const PerAxis& spacing = 1) {
  Labels out;
  for (const Nearest& n : nearest_of(sites_of(labels), s, spacing)) {
    const bool near = n.found() && std::sqrt(n.squared) <= within;
    out.push_back(near ? labels[index(s, n.at[0], n.at[1], n.at[2])] : 0);
  }
  return out;
}

inline int differences(const Labels& a, const Labels& b) {
  int n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += a[i] != b[i];
  return a.size() == b.size() ? n : -1;
}

inline Labels pulled(const Image& image) { return cast(image, DType::i32).pull_vector<std::int32_t>(); }

inline const std::vector<DType> integers = {DType::u8,  DType::i8,  DType::u16, DType::i16,
                                            DType::u32, DType::i32, DType::u64, DType::i64};

}  // namespace clumen::test
