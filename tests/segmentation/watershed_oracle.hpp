#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "clumen/segmentation.hpp"
#include "support/images.hpp"

/// Floods pixel by pixel, in order.
namespace clumen::test {

using Labels = std::vector<std::int32_t>;
using Heights = std::vector<double>;

struct Landscape {
  Shape shape{1, 1};
  Heights values;
  Labels markers;
  int connectivity = 1;
  std::vector<std::uint8_t> mask;  // empty: everywhere

  bool allows(std::size_t i) const { return mask.empty() || mask[i] != 0; }

  /// In raster order.
  std::vector<std::size_t> neighbours(std::size_t i) const {
    const auto n = static_cast<std::int64_t>(i);
    const std::int64_t x = n % shape.x, y = n / shape.x % shape.y, z = n / shape.x / shape.y;
    std::vector<std::size_t> out;
    for (std::int64_t dz = -1; dz <= 1; ++dz)
      for (std::int64_t dy = -1; dy <= 1; ++dy)
        for (std::int64_t dx = -1; dx <= 1; ++dx) {
          const std::int64_t axes = dx * dx + dy * dy + dz * dz;
          const bool inside =
              x + dx >= 0 && x + dx < shape.x && y + dy >= 0 && y + dy < shape.y && z + dz >= 0 && z + dz < shape.z;
          if (axes == 0 || axes > connectivity || !inside) continue;
          const std::size_t q = index(shape, x + dx, y + dy, z + dz);
          if (allows(q)) out.push_back(q);
        }
    return out;
  }
};

/// scikit-image's queue: by level, then by the time at which a pixel was put into it; markers of one value in raster
/// order.
inline Labels flooded_in_turn(const Landscape& land) {
  using Entry = std::tuple<double, std::size_t, std::size_t>;  // level, time, pixel
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  Labels out(land.values.size(), 0);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (land.markers[i] != 0 && land.allows(i)) {
      out[i] = land.markers[i];
      queue.emplace(land.values[i], 0, i);
    }
  for (std::size_t time = 1; !queue.empty();) {
    const auto [level, age, p] = queue.top();
    queue.pop();
    for (const std::size_t q : land.neighbours(p))
      if (out[q] == 0) {
        out[q] = out[p];
        queue.emplace(std::max(level, land.values[q]), time++, q);
      }
  }
  return out;
}

/// The same where a pixel gets its label when it leaves the queue, unless it is on a line then. It may be there several
/// times, and only the first one counts: what it would put there again comes after what it put there first.
inline Labels flooded_with_lines(Landscape land) {
  using Entry = std::tuple<double, std::size_t, std::size_t, std::size_t>;  // level, time, pixel, marker's pixel
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  const std::size_t n = land.values.size();
  if (land.mask.empty()) land.mask.assign(n, 1);
  Labels out(n, 0);
  std::vector<std::uint8_t> left(n, 0);
  for (std::size_t i = 0; i < n; ++i)
    if (land.markers[i] != 0 && land.allows(i)) {
      out[i] = land.markers[i];
      queue.emplace(land.values[i], 0, i, i);
    }
  for (std::size_t time = 1; !queue.empty();) {
    const auto [level, age, p, source] = queue.top();
    queue.pop();
    if (std::exchange(left[p], 1)) continue;
    const std::vector<std::size_t> around = land.neighbours(p);
    const auto differs = [&, label = out[source]](std::size_t q) { return out[q] != 0 && out[q] != label; };
    if (std::any_of(around.begin(), around.end(), differs)) land.mask[p] = 0;
    else out[p] = out[source];
    for (const std::size_t q : around)
      if (out[q] == 0 && land.allows(q)) queue.emplace(std::max(level, land.values[q]), time++, q, source);
  }
  return out;
}

/// scikit-image's queue for a compact watershed: a pixel gets the label of whoever offered it when it leaves. Of what
/// is offered by several markers' pixels at the same cost, from the same cost, the header's rule: the first marker's.
/// Cost: the type in which costs are computed.
template <class Cost>
Labels flooded_compactly(const Landscape& land, double compactness) {
  struct Offer {
    Cost cost, entry;
    std::size_t steps, source, time, pixel;
    auto order() const { return std::tuple(cost, steps, entry, source, time); }
    bool operator>(const Offer& other) const { return order() > other.order(); }
  };
  std::priority_queue<Offer, std::vector<Offer>, std::greater<>> queue;
  Labels out(land.values.size(), 0);
  std::vector<std::uint8_t> left(out.size(), 0);
  const auto distance = [&](std::size_t a, std::size_t b) {
    const auto place = [&](std::size_t i, std::int64_t stride, std::int64_t extent) {
      return static_cast<Cost>(static_cast<std::int64_t>(i) / stride % extent);
    };
    const Shape& s = land.shape;
    const Cost x = place(a, 1, s.x) - place(b, 1, s.x), y = place(a, s.x, s.y) - place(b, s.x, s.y);
    const Cost z = place(a, s.x * s.y, s.z) - place(b, s.x * s.y, s.z);
    return std::sqrt(x * x + y * y + z * z);
  };
  std::size_t time = 0;
  for (std::size_t i = 0; i < out.size(); ++i)
    if (land.markers[i] != 0 && land.allows(i)) {
      out[i] = land.markers[i];
      queue.push({static_cast<Cost>(land.values[i]), -INFINITY, 0, i, time++, i});
    }
  while (!queue.empty()) {
    const Offer here = queue.top();
    queue.pop();
    if (std::exchange(left[here.pixel], 1)) continue;
    out[here.pixel] = land.markers[here.source];
    for (const std::size_t q : land.neighbours(here.pixel)) {
      if (out[q] != 0) continue;
      const Cost away = static_cast<Cost>(compactness) * distance(q, here.source);
      const Cost cost = static_cast<Cost>(land.values[q]) + away;
      if (cost > here.cost) queue.push({cost, here.cost, 0, here.source, time++, q});
      else queue.push({here.cost, here.entry, here.steps + 1, here.source, time++, q});
    }
  }
  return out;
}

}  // namespace clumen::test
