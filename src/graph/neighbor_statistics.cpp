#include "core/check.hpp"
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

  std::vector<double> values;
  std::size_t node = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    values.clear();
    if (node < row_of_node.size() && row_of_node[node] == row) {
      for (const std::uint32_t target : graph.targets(node)) values.push_back(numbers[order[row_of_node[target]]]);
      ++node;
    }
    if (itself == Itself::include) values.push_back(numbers[order[row]]);
    rows.add(values);
  }
  return std::move(rows).table(std::move(labels));
}

Table edge_statistics(const Graph& graph, const std::string& column, const std::vector<std::string>& statistics) {
  constexpr std::string_view name = "edge_statistics";
  RowStatistics rows(name, statistics);
  require(graph.edges().has(column), name, "column", column, fmt::format("{}", fmt::join(graph.edges().names(), ", ")));
  const std::vector<double> numbers = graph.edges().numbers(column);
  std::vector<double> values;
  for (std::size_t node = 0; node < graph.labels().size(); ++node) {
    values.clear();
    for (const std::uint32_t row : graph.rows(node)) values.push_back(numbers[row]);
    rows.add(values);
  }
  return std::move(rows).table(graph.labels());
}

Table count_neighbors(const Graph& graph) {
  Table out;
  out.add("label", graph.labels());
  out.add("count", graph.degree());
  return out;
}

}  // namespace clumen
