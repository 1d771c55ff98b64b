#include "graph/tree.hpp"

#include <algorithm>
#include <bit>

#include "core/check.hpp"
#include "core/quirks.hpp"

namespace clumen {
namespace {

// How many of n points are below the left child of a root whose tree is filled level by level.
std::size_t left_of(std::size_t n) {
  const std::size_t half = std::bit_floor(n + 1) / 2;  // places of the level above the last full one
  const std::size_t last = n - (2 * half - 1);         // places of the last level that are taken
  return half - 1 + std::min(last, half);
}

}  // namespace

PointTree::PointTree(const Context& context, const Points& points)
    : context_(context.shared_state()), axes_(points.axes), size_(points.size()) {
  std::vector<Point> all, tree(size_);
  all.reserve(size_);
  for (std::size_t i = 0; i < size_; ++i) {
    all.push_back({points.at[i], static_cast<std::uint32_t>(i)});
    if (!context.device().f64)  // which coordinates are equal is what the device will see
      for (double& at : all.back().at) at = static_cast<float>(at);
  }
  arrange(all.data(), all.data() + size_, 0, 0, tree);
  Points arranged{.labels = {}, .at = {}, .axes = points.axes};
  std::vector<std::uint32_t> numbers;
  for (const Point& point : tree) {
    arranged.at.push_back(point.at);
    numbers.push_back(point.number);
  }
  places_ = push_points(context, arranged);
  numbers_ = context.push(numbers, Shape(static_cast<std::int64_t>(size_), 1));
}

void PointTree::arrange(Point* first, Point* last, std::size_t place, int axis, std::vector<Point>& tree) const {
  if (first == last) return;
  Point* const middle = first + left_of(static_cast<std::size_t>(last - first));
  const auto a = static_cast<std::size_t>(axis);
  std::nth_element(first, middle, last, [&](const Point& p, const Point& q) {
    return p.at[a] < q.at[a] || (p.at[a] == q.at[a] && p.number < q.number);
  });
  tree[place] = *middle;
  const int next = axis + 1 == axes_ ? 0 : axis + 1;
  arrange(first, middle, 2 * place + 1, next, tree);
  arrange(middle + 1, last, 2 * place + 2, next, tree);
}

Launch PointTree::launch(std::string_view kernel) const {
  Launch launch(context_, "graph/neighbors", kernel);
  launch.define("LS", tuned(places_, {"neighbors.LS", 1, 64})).define("AXES", axes_);
  launch.pixels("places", places_).pixels("numbers", numbers_).arg("count", static_cast<unsigned>(size()));
  return launch;
}

void PointTree::run(Launch& launch, std::string_view operation) const {
  const auto ls = static_cast<std::size_t>(tuned(places_, {"neighbors.LS", 1, 64}));
  const unsigned each = ls == 1 ? 256 : 1;
  launch.arg("each", each);
  const std::array<std::size_t, 3> global{ceil_div(size(), each)}, local{ls};
  if (!turns_are_few(places_)) return launch.run(global, local);
  const Image turns = Context(context_).push(std::vector<std::uint32_t>{0}, Shape(1, 1));
  launch.define("TURNS", 1).pixels("most_turns", turns).run(global, local);
  const std::int64_t most = turns.pull_vector<std::uint32_t>().front();
  // The driver makes two loops of one and counts both; a little more than that is left free.
  require_turns(places_, operation, 3 * most);
}

}  // namespace clumen
