#include <fmt/format.h>

#include "convert.hpp"

using namespace nb::literals;

namespace clumen::python {

namespace {

/// The columns of a graph's edges that are the edges' own.
std::vector<std::string> own_columns(const Graph& graph) {
  std::vector<std::string> names;
  for (const std::string& name : graph.edges().names())
    if (name != (graph.is_directed() ? "source" : "label_a") && name != (graph.is_directed() ? "target" : "label_b"))
      names.push_back(name);
  return names;
}

nb::object to_networkx(const Graph& graph) {
  const nb::module_ networkx = nb::module_::import_("networkx");
  nb::object out = networkx.attr(graph.is_directed() ? "DiGraph" : "Graph")();
  out.attr("add_nodes_from")(graph.labels());
  const nb::object columns = to_table(graph.edges());
  const std::vector<std::string> own = own_columns(graph);
  std::vector<nb::object> lists;
  for (const std::string& name : own) lists.push_back(columns[name.c_str()].attr("tolist")());
  const nb::object from = columns[graph.is_directed() ? "source" : "label_a"].attr("tolist")(),
                   to = columns[graph.is_directed() ? "target" : "label_b"].attr("tolist")();
  nb::list edges;
  for (std::size_t row = 0; row < graph.edges().rows(); ++row) {
    nb::dict attributes;
    for (std::size_t i = 0; i < own.size(); ++i) attributes[own[i].c_str()] = lists[i][row];
    edges.append(nb::make_tuple(from[row], to[row], attributes));
  }
  out.attr("add_edges_from")(edges);
  return out;
}

}  // namespace

void add_graph(nb::module_& m) {
  nb::class_<Graph>(m, "Graph", "Labels, and edges between them, which are the rows of a table.")
      .def(
          "__init__",
          [](Graph* graph, nb::handle edges, std::vector<std::int64_t> labels) {
            new (graph) Graph(table_of("Graph", "edges", edges), std::move(labels));
          },
          "edges"_a, "labels"_a = std::vector<std::int64_t>{},
          "edges: a dict of columns, or a DataFrame: label_a and label_b, label_a below label_b, of edges that go "
          "both\n"
          "ways, or source and target of edges that go one way; others are the edges' own. labels: nodes besides "
          "those\n"
          "that have an edge.")
      .def_prop_ro("is_directed", &Graph::is_directed)
      .def_prop_ro(
          "labels",
          [](const Graph& g) {
            Table table;
            table.add("label", g.labels());
            return nb::object(to_table(std::move(table))["label"]);
          },
          "The nodes by rising label.")
      .def_prop_ro(
          "edges", [](const Graph& g) { return to_table(g.edges()); }, "A dict of columns, a row per edge.")
      .def("neighbors", &Graph::neighbors, "label"_a, "The labels that a label's edges lead to.")
      .def("degree", &Graph::degree, "How many neighbours each node has, in the order of labels.")
      .def("to_networkx", &to_networkx,
           "The graph as networkx.Graph, or DiGraph, its columns as the edges' attributes.")
      .def("__len__", [](const Graph& g) { return g.labels().size(); })
      .def("__repr__", [](const Graph& g) {
        return fmt::format("<clumen.Graph of {} labels and {} edges>", g.labels().size(), g.edges().rows());
      });
}

}  // namespace clumen::python
