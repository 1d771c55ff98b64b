#include <algorithm>
#include <cmath>

#include "clumen/graph.hpp"
#include "core/check.hpp"
#include "graph/links.hpp"
#include "graph/sorted.hpp"

namespace clumen {
namespace {

// A column of labels, which are whole numbers also where a file says 3.0; `room` is for those.
const std::vector<std::int64_t>& whole_numbers(const Table& table, std::string_view name,
                                               std::vector<std::int64_t>& room) {
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&table.column(name))) return *whole;
  for (const double v : table.numbers(name)) {
    require(v == std::floor(v) && std::abs(v) < 0x1p53, "Graph", name, v, "a whole number");
    room.push_back(static_cast<std::int64_t>(v));
  }
  return room;
}

void sort_unique(std::vector<std::int64_t>& labels) {
  if (!std::ranges::is_sorted(labels)) std::ranges::sort(labels);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
}

}  // namespace

Graph::Graph(Table edges, std::vector<std::int64_t> labels) : edges_(std::move(edges)), labels_(std::move(labels)) {
  directed_ = edges_.has("source") && edges_.has("target");
  require(directed_ || (edges_.has("label_a") && edges_.has("label_b")), "Graph", "columns of edges",
          fmt::format("{}", fmt::join(edges_.names(), ", ")), "label_a and label_b, or source and target, and others");
  std::vector<std::int64_t> from_room, to_room;
  const std::vector<std::int64_t>& from = whole_numbers(edges_, directed_ ? "source" : "label_a", from_room);
  const std::vector<std::int64_t>& to = whole_numbers(edges_, directed_ ? "target" : "label_b", to_room);
  require(from.size() < UINT32_MAX / 2, "Graph", "edges", from.size(), "fewer than 2^31");
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (directed_) require(from[i] != to[i], "Graph", "target", to[i], "another label than its source");
    else if (from[i] >= to[i])
      require(false, "Graph", "label_a", from[i], fmt::format("below label_b, which is {}", to[i]));
  }
  sort_unique(labels_);
  const Places places(labels_);
  const auto missing = [&](std::int64_t label) { return places.of(label) == labels_.size(); };
  std::vector<std::int64_t> all = labels_;
  for (std::size_t i = 0; i < from.size(); ++i)
    for (const std::int64_t label : {from[i], to[i]})
      if (missing(label)) all.push_back(label);
  sort_unique(all);
  labels_ = std::move(all);
  link(from, to);
  require_single_edges();
}

Graph::Graph(Table edges, std::vector<std::int64_t> labels, Links links)
    : edges_(std::move(edges)), labels_(std::move(labels)), directed_(edges_.has("source")), links_(std::move(links)) {}

// Puts the edges' other ends in the order of the rows behind one another, node by node.
void Graph::link(const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& to) {
  const Places places(labels_);
  std::vector<std::uint32_t> a, b;
  a.reserve(from.size());
  b.reserve(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) {
    a.push_back(static_cast<std::uint32_t>(places.of(from[i])));
    b.push_back(static_cast<std::uint32_t>(places.of(to[i])));
  }
  links_ = links_of(labels_.size(), a, b, directed_ ? Ends::from : Ends::both);
}

void Graph::require_single_edges() const {
  std::vector<std::size_t> seen_from(labels_.size(), labels_.size());
  for (std::size_t node = 0; node < labels_.size(); ++node)
    for (const std::uint32_t target : targets(node)) {
      if (seen_from[target] == node)
        require(false, "Graph", "edges", fmt::format("with {} and {} twice", labels_[node], labels_[target]),
                "each edge once");
      seen_from[target] = node;
    }
}

std::size_t Graph::node_of(std::int64_t label) const { return Places(labels_).of(label); }

std::vector<std::int64_t> Graph::degree() const {
  std::vector<std::int64_t> out;
  for (std::size_t node = 0; node < labels_.size(); ++node)
    out.push_back(static_cast<std::int64_t>(targets(node).size()));
  return out;
}

std::vector<std::int64_t> Graph::neighbors(std::int64_t label) const {
  const std::size_t node = node_of(label);
  require(node < labels_.size(), "Graph.neighbors", "label", label, "a label of the graph");
  std::vector<std::int64_t> out;
  for (const std::uint32_t target : targets(node)) out.push_back(labels_[target]);
  return out;
}

}  // namespace clumen
