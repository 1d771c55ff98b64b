#include <algorithm>
#include <cmath>

#include "core/check.hpp"
#include "core/context_state.hpp"
#include "graph/tree.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "proximal_neighbors_graph";

// The numbers, above its own, of the points near each point; those of point i from starts[i] to starts[i + 1].
struct Near {
  std::vector<std::uint64_t> starts;
  std::vector<std::uint32_t> numbers;
};

Near near(const Context& context, const Points& points, double least, double most) {
  const PointTree tree(context, points);
  ContextState& state = *tree.context();
  const bool f64 = has_f64(tree.like());
  const auto launch = [&](int write) {
    Launch made = tree.launch("neighbors_within");
    // A little more than asked for: what is too near or too far is left out afterwards, by its distance in f64.
    const double slack = f64 ? 1e-14 : 1e-5, lowest = least * least * (1 - slack), highest = most * most * (1 + slack);
    if (f64) made.arg("least", lowest).arg("bound", std::min(highest, 1e308));
    else made.arg("least", static_cast<float>(lowest)).arg("bound", static_cast<float>(std::min(highest, 1e38)));
    made.define("WRITE", write);
    return made;
  };
  std::vector<std::uint32_t> counts(points.size());
  const Buffer counted(state, counts.size() * 4);
  Launch count = launch(0);
  tree.run(count.buffer("counts", counted), kOperation);
  read_buffer(state, counted, counts.data(), counts.size() * 4);
  Near near;
  near.starts.push_back(0);
  for (const std::uint32_t n : counts) near.starts.push_back(near.starts.back() + n);
  require(near.starts.back() < std::uint64_t{1} << 31, kOperation, "max_distance", most,
          fmt::format("such that there are fewer than 2^31 edges, not {}", near.starts.back()));
  near.numbers.resize(near.starts.back());
  if (near.numbers.empty()) return near;
  const Buffer found(state, near.numbers.size() * 4);
  const Image starts = context.push(near.starts, Shape(static_cast<std::int64_t>(near.starts.size()), 1));
  Launch write = launch(1);
  tree.run(write.pixels("starts", starts).buffer("found", found), kOperation);
  read_buffer(state, found, near.numbers.data(), near.numbers.size() * 4);
  for (std::size_t i = 0; i < points.size(); ++i)
    std::sort(near.numbers.begin() + static_cast<std::ptrdiff_t>(near.starts[i]),
              near.numbers.begin() + static_cast<std::ptrdiff_t>(near.starts[i + 1]));
  return near;
}

}  // namespace

Graph proximal_neighbors_graph(const Context& context, const Table& points, double min_distance, double max_distance) {
  require(min_distance >= 0 && std::isfinite(min_distance), kOperation, "min_distance", min_distance, "0 or more");
  require(max_distance >= min_distance, kOperation, "max_distance", max_distance,
          fmt::format("min_distance, {}, or more", min_distance));
  const Points all = points_of(kOperation, "points", points);
  require(all.size() < std::size_t{1} << 30, kOperation, "points", all.size(), "fewer than 2^30");
  std::vector<std::int64_t> a, b;
  std::vector<double> distances;
  if (all.size() > 1) {
    const Near found = near(context, all, min_distance, max_distance);
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::uint64_t at = found.starts[i]; at < found.starts[i + 1]; ++at) {
        const std::uint32_t j = found.numbers[at];
        const double distance = distance_between(all.at[i], all.at[j]);
        if (distance < min_distance || distance > max_distance) continue;
        a.push_back(all.labels[i]);
        b.push_back(all.labels[j]);
        distances.push_back(distance);
      }
  }
  Table edges;
  edges.add("label_a", std::move(a));
  edges.add("label_b", std::move(b));
  edges.add("distance", std::move(distances));
  return Graph(std::move(edges), all.labels);
}

}  // namespace clumen
