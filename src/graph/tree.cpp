#include "graph/tree.hpp"

#include <algorithm>
#include <bit>

#include "core/check.hpp"
#include "core/quirks.hpp"
#include "graph/parts.hpp"

namespace clumen {
namespace {

constexpr std::size_t kSharedPlaces = 15;  // of the first levels, below which threads arrange points

// How many of n points are below the left child of a root whose tree is filled level by level.
std::size_t left_of(std::size_t n) {
  const std::size_t half = std::bit_floor(n + 1) / 2;  // places of the level above the last full one
  const std::size_t last = n - (2 * half - 1);         // places of the last level that are taken
  return half - 1 + std::min(last, half);
}

}  // namespace

PointTree::PointTree(const Context& context, const Points& points)
    : context_(context.shared_state()), axes_(points.axes), size_(points.size()) {
  std::vector<Point> all(size_);
  Arranged tree{std::vector<double>(size_ * static_cast<std::size_t>(axes_)), std::vector<std::uint32_t>(size_)};
  in_parts(size_, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      all[i] = {points.at[i], static_cast<std::uint32_t>(i)};
      if (!context.device().f64)  // which coordinates are equal is what the device will see
        for (double& at : all[i].at) at = static_cast<float>(at);
    }
  });
  arrange(all.data(), all.data() + size_, 0, 0, tree);
  places_ = push_coordinates(context, tree.at);
  numbers_ = context.push(tree.numbers, Shape(static_cast<std::int64_t>(size_), 1));
}

void PointTree::arrange(Point* first, Point* last, std::size_t place, int axis, Arranged& tree) const {
  if (first == last) return;
  Point* const middle = first + left_of(static_cast<std::size_t>(last - first));
  const auto a = static_cast<std::size_t>(axis);
  std::nth_element(first, middle, last, [&](const Point& p, const Point& q) {
    return p.at[a] < q.at[a] || (p.at[a] == q.at[a] && p.number < q.number);
  });
  std::copy_n(middle->at.begin(), axes_, tree.at.begin() + static_cast<std::ptrdiff_t>(place) * axes_);
  tree.numbers[place] = middle->number;
  const int next = axis + 1 == axes_ ? 0 : axis + 1;
  const auto left = [&] { arrange(first, middle, 2 * place + 1, next, tree); };
  const auto right = [&] { arrange(middle + 1, last, 2 * place + 2, next, tree); };
  if (place < kSharedPlaces) {
    together(static_cast<std::size_t>(last - first), left, right);
  } else {
    left();
    right();
  }
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
