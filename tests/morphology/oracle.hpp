#pragma once
#include <algorithm>
#include <limits>
#include <vector>

#include "clumen/morphology.hpp"
#include "support/images.hpp"

/// Gray morphology from its definition.
namespace clumen::test {

/// The smallest (largest) pixel under the footprint, pixel by pixel; NaN is passed over.
template <class T>
std::vector<T> oracle(const std::vector<T>& in, const Shape& s, const Footprint& f, Border border, bool largest,
                      T outside) {
  std::vector<T> out(in.size());
  const Reach r = f.reach();
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) {
          bool any = false;
          T best{};
          for (std::int64_t k = 0; k < f.shape().z; ++k)
            for (std::int64_t j = 0; j < f.shape().y; ++j)
              for (std::int64_t i = 0; i < f.shape().x; ++i) {
                if (!f.at(i, j, k)) continue;
                const auto px = border_position(x + i - r.x, s.x, border.mode);
                const auto py = border_position(y + j - r.y, s.y, border.mode);
                const auto pz = border_position(z + k - r.z, s.z, border.mode);
                const T v = px < 0 || py < 0 || pz < 0 ? outside : in[index(s, px, py, pz, c)];
                if (v != v) continue;
                if (!any || (largest ? v > best : v < best)) best = v;
                any = true;
              }
          if constexpr (std::is_floating_point_v<T>)
            if (!any) best = std::numeric_limits<T>::quiet_NaN();
          out[index(s, x, y, z, c)] = best;
        }
  return out;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](T p, T q) { return p == q || (p != p && q != q); });
}

}  // namespace clumen::test
