#pragma once
#include "clumen/graph.hpp"

namespace clumen {

/// A graph of edges that are known to be right, and of what is known of its nodes: by rising label, the places that
/// edges lead to and their rows, as Graph::targets and Graph::rows have them.
class LinkedGraph {
 public:
  static Graph of(Table edges, std::vector<std::int64_t> labels, Graph::Links links) {
    return {std::move(edges), std::move(labels), std::move(links)};
  }
  using Links = Graph::Links;
  static const Links& links(const Graph& graph) { return graph.links_; }
};

/// Whether nodes have the edges that lead away from them, or all.
enum class Ends : std::uint8_t { from, both };
/// What edges from places a to places b link, node by node in the order of the rows.
LinkedGraph::Links links_of(std::size_t nodes, const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b,
                            Ends ends);

}  // namespace clumen
