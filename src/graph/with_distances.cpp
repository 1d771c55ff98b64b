#include "core/check.hpp"
#include "graph/links.hpp"
#include "graph/parts.hpp"
#include "graph/points.hpp"

namespace clumen {

Graph with_distances(const Graph& graph, const Table& points) {
  constexpr std::string_view name = "with_distances";
  require(!graph.edges().has("distance"), name, "columns of graph", "with distance", "edges without distances");
  const Points all = points_of(name, "points", points);
  const std::vector<std::size_t> places = rows_of_nodes(name, "points", graph, all.labels);
  std::vector<double> distances(graph.edges().rows());
  Table edges;
  LinkedGraph::Links links;
  together(
      distances.size(), [&] { edges = graph.edges(); }, [&] { links = LinkedGraph::links(graph); },
      [&] {
        in_parts(places.size(), [&](std::size_t begin, std::size_t end) {
          for (std::size_t node = begin; node < end; ++node)
            for (std::size_t i = 0; i < graph.targets(node).size(); ++i) {
              const std::size_t target = graph.targets(node)[i];
              if (!graph.is_directed() && target < node) continue;  // the edge is the other one's, too
              distances[graph.rows(node)[i]] = distance_between(all.at[places[node]], all.at[places[target]]);
            }
        });
      });
  edges.add("distance", std::move(distances));
  return LinkedGraph::of(std::move(edges), graph.labels(), std::move(links));
}

}  // namespace clumen
