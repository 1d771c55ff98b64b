#include <algorithm>

#include "core/check.hpp"
#include "graph/parts.hpp"
#include "graph/points.hpp"
#include "graph/statistics.hpp"

namespace clumen {

Table neighbor_statistics(const Graph& graph, const Table& table, const std::string& column,
                          const std::vector<std::string>& statistics, Itself itself) {
  constexpr std::string_view name = "neighbor_statistics";
  RowStatistics rows(name, statistics);
  require(table.has(column), name, "column", column, fmt::format("{}", fmt::join(table.names(), ", ")));
  const std::vector<std::int64_t> given = labels_of_rows(name, "table", table);
  const std::vector<std::size_t> order = order_of_rows(name, "table", given);
  const std::vector<double> numbers = table.numbers(column);
  std::vector<std::int64_t> labels;
  labels.reserve(order.size());
  for (const std::size_t row : order) labels.push_back(given[row]);
  const std::vector<std::size_t> row_of_node = rows_of_nodes(name, "table", graph, labels);

  rows.resize(labels.size());
  in_parts(labels.size(), [&](std::size_t begin, std::size_t end) {
    std::vector<double> values;
    auto node = static_cast<std::size_t>(std::ranges::lower_bound(row_of_node, begin) - row_of_node.begin());
    for (std::size_t row = begin; row < end; ++row) {
      values.clear();
      if (node < row_of_node.size() && row_of_node[node] == row) {
        for (const std::uint32_t target : graph.targets(node)) values.push_back(numbers[order[row_of_node[target]]]);
        ++node;
      }
      if (itself == Itself::include) values.push_back(numbers[order[row]]);
      rows.set(row, values);
    }
  });
  return std::move(rows).table(std::move(labels));
}

Table edge_statistics(const Graph& graph, const std::string& column, const std::vector<std::string>& statistics) {
  constexpr std::string_view name = "edge_statistics";
  RowStatistics rows(name, statistics);
  require(graph.edges().has(column), name, "column", column, fmt::format("{}", fmt::join(graph.edges().names(), ", ")));
  const std::vector<double> numbers = graph.edges().numbers(column);
  rows.resize(graph.labels().size());
  in_parts(graph.labels().size(), [&](std::size_t begin, std::size_t end) {
    std::vector<double> values;
    for (std::size_t node = begin; node < end; ++node) {
      values.clear();
      for (const std::uint32_t row : graph.rows(node)) values.push_back(numbers[row]);
      rows.set(node, values);
    }
  });
  return std::move(rows).table(graph.labels());
}

Table count_neighbors(const Graph& graph) {
  Table out;
  out.add("label", graph.labels());
  out.add("count", graph.degree());
  return out;
}

}  // namespace clumen
