#include <algorithm>

#include "core/check.hpp"
#include "core/context_state.hpp"
#include "graph/tree.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "nearest_neighbors_graph";

// The numbers of the `most` nearest points of each point, from nearest to farthest.
std::vector<std::uint32_t> nearest(const Context& context, const Points& points, std::size_t most) {
  const PointTree tree(context, points);
  const std::uint64_t count = points.size() * most;
  std::vector<std::uint32_t> best(count);
  const Buffer numbers(*tree.context(), count * 4);
  const Buffer squares(*tree.context(), count * (has_f64(tree.like()) ? 8 : 4));
  Launch launch = tree.launch("neighbors_nearest");
  launch.arg("most", static_cast<unsigned>(most)).buffer("best", numbers).buffer("squares", squares);
  tree.run(launch, kOperation);
  read_buffer(*tree.context(), numbers, best.data(), count * 4);
  return best;
}

}  // namespace

Graph nearest_neighbors_graph(const Context& context, const Table& points, int n) {
  require(n >= 1, kOperation, "n", n, "1 or more");
  const Points all = points_of(kOperation, "points", points);
  require(all.size() < std::size_t{1} << 30, kOperation, "points", all.size(), "fewer than 2^30");
  const std::size_t most = all.size() < 2 ? 0 : std::min(static_cast<std::size_t>(n), all.size() - 1);
  require(all.size() * most < std::size_t{1} << 31, kOperation, "n", n, "so many that there are fewer than 2^31 edges");
  std::vector<std::int64_t> source, target;
  std::vector<double> distance;
  if (most > 0) {
    const std::vector<std::uint32_t> best = nearest(context, all, most);
    source.reserve(best.size());
    target.reserve(best.size());
    distance.reserve(best.size());
    for (std::size_t i = 0; i < best.size(); ++i) {
      source.push_back(all.labels[i / most]);
      target.push_back(all.labels[best[i]]);
      distance.push_back(distance_between(all.at[i / most], all.at[best[i]]));
    }
  }
  Table edges;
  edges.add("source", std::move(source));
  edges.add("target", std::move(target));
  edges.add("distance", std::move(distance));
  return Graph(std::move(edges), all.labels);
}

}  // namespace clumen
