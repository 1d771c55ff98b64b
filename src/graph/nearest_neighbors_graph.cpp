#include <algorithm>

#include "core/check.hpp"
#include "core/context_state.hpp"
#include "graph/links.hpp"
#include "graph/parts.hpp"
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
  std::vector<std::uint32_t> best;
  if (most > 0) best = nearest(context, all, most);
  const std::size_t rows = best.size();
  std::vector<std::int64_t> source, target;
  std::vector<double> distance;
  LinkedGraph::Links links;
  together(
      rows, [&] { source = column_of<std::int64_t>(rows, [&](std::size_t i) { return all.labels[i / most]; }); },
      [&] { target = column_of<std::int64_t>(rows, [&](std::size_t i) { return all.labels[best[i]]; }); },
      [&] {
        distance.resize(rows);
        in_parts(rows, [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) distance[i] = distance_between(all.at[i / most], all.at[best[i]]);
        });
      },
      [&] { links.rows = column_of<std::uint32_t>(rows, [](std::size_t i) { return i; }); },
      [&] { links.starts = column_of<std::size_t>(all.size() + 1, [&](std::size_t i) { return i * most; }); });
  links.targets = std::move(best);
  Table edges;
  edges.add("source", std::move(source));
  edges.add("target", std::move(target));
  edges.add("distance", std::move(distance));
  return LinkedGraph::of(std::move(edges), all.labels, std::move(links));
}

}  // namespace clumen
