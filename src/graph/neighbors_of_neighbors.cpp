#include <algorithm>

#include "clumen/graph.hpp"
#include "core/check.hpp"

namespace clumen {
namespace {

// The nodes that can be reached from one, and in how many steps.
class Reached {
 public:
  explicit Reached(const Graph& graph) : graph_(graph), seen_from_(graph.labels().size(), graph.labels().size()) {}

  struct Step {
    std::uint32_t node;
    std::int64_t steps;
  };
  /// By rising node.
  std::vector<Step> from(std::size_t start, std::int64_t most) {
    std::vector<Step> reached{{static_cast<std::uint32_t>(start), 0}};
    seen_from_[start] = start;
    for (std::size_t i = 0; i < reached.size() && reached[i].steps < most; ++i)
      for (const std::uint32_t target : graph_.targets(reached[i].node)) {
        if (seen_from_[target] == start) continue;
        seen_from_[target] = start;
        reached.push_back({target, reached[i].steps + 1});
      }
    reached.erase(reached.begin());
    std::ranges::sort(reached, {}, &Step::node);
    return reached;
  }

 private:
  const Graph& graph_;
  std::vector<std::size_t> seen_from_;  // the node from which each node was reached last
};

}  // namespace

Graph neighbors_of_neighbors(const Graph& graph, int steps) {
  require(steps >= 1, "neighbors_of_neighbors", "steps", steps, "1 or more");
  std::vector<std::int64_t> from, to, apart;
  Reached reached(graph);
  for (std::size_t node = 0; node < graph.labels().size(); ++node)
    for (const Reached::Step& step : reached.from(node, steps)) {
      if (!graph.is_directed() && step.node < node) continue;
      from.push_back(graph.labels()[node]);
      to.push_back(graph.labels()[step.node]);
      apart.push_back(step.steps);
    }
  Table edges;
  edges.add(graph.is_directed() ? "source" : "label_a", std::move(from));
  edges.add(graph.is_directed() ? "target" : "label_b", std::move(to));
  edges.add("steps", std::move(apart));
  return Graph(std::move(edges), graph.labels());
}

}  // namespace clumen
