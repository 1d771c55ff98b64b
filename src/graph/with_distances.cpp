#include "core/check.hpp"
#include "graph/points.hpp"

namespace clumen {

Graph with_distances(const Graph& graph, const Table& points) {
  constexpr std::string_view name = "with_distances";
  require(!graph.edges().has("distance"), name, "columns of graph", "with distance", "edges without distances");
  const Points all = points_of(name, "points", points);
  const std::vector<std::size_t> places = rows_of_nodes(name, "points", graph, all.labels);
  std::vector<double> distances(graph.edges().rows());
  for (std::size_t node = 0; node < places.size(); ++node)
    for (std::size_t i = 0; i < graph.targets(node).size(); ++i)
      distances[graph.rows(node)[i]] = distance_between(all.at[places[node]], all.at[places[graph.targets(node)[i]]]);
  Table edges = graph.edges();
  edges.add("distance", std::move(distances));
  return Graph(std::move(edges), graph.labels());
}

}  // namespace clumen
