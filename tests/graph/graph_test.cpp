#include "clumen/graph.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace clumen;

namespace {

using Whole = std::vector<std::int64_t>;

Table edges(const char* from, Whole a, const char* to, Whole b) {
  Table table;
  table.add(from, std::move(a));
  table.add(to, std::move(b));
  return table;
}
Graph graph_of(Whole a, Whole b) { return Graph(edges("label_a", std::move(a), "label_b", std::move(b))); }
Graph chain() { return Graph(edges("label_a", {1, 2, 3, 3}, "label_b", {2, 3, 7, 9}), {5}); }
Graph arrows() { return Graph(edges("source", {1, 2, 3}, "target", {2, 3, 1})); }

std::vector<double> numbers(const Table& table, std::string_view name) { return table.numbers(name); }
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && !(std::isnan(a[i]) && std::isnan(b[i]))) return false;
  return true;
}

Table values() {
  Table table;
  table.add("label", Whole{9, 7, 5, 3, 2, 1});  // in any order
  table.add("size", std::vector<double>{90, 70, 50, 30, 2, 10});
  return table;
}

}  // namespace

TEST_CASE("a graph's labels, neighbours and degrees") {
  const Graph graph = chain();
  CHECK(!graph.is_directed());
  CHECK(graph.labels() == Whole{1, 2, 3, 5, 7, 9});
  CHECK(graph.degree() == Whole{1, 2, 3, 0, 1, 1});
  CHECK(graph.neighbors(3) == Whole{2, 7, 9});
  CHECK(graph.neighbors(5).empty());
  CHECK(graph.node_of(4) == 6);
  const Graph directed = arrows();
  CHECK(directed.is_directed());
  CHECK(directed.neighbors(3) == Whole{1});
  CHECK(directed.degree() == Whole{1, 1, 1});
  CHECK(Graph().labels().empty());
  CHECK(numbers(count_neighbors(graph), "count") == std::vector<double>{1, 2, 3, 0, 1, 1});
}

TEST_CASE("a graph refuses edges that are none") {
  CHECK_THROWS_WITH(graph_of({2}, {2}), Catch::Contains("Graph: label_a is 2; allowed is below label_b, which is 2"));
  CHECK_THROWS_AS(graph_of({3}, {2}), ArgumentError);
  CHECK_THROWS_WITH(graph_of({1, 1}, {2, 2}), Catch::Contains("1 and 2 twice"));
  CHECK_THROWS_AS(Graph(edges("source", {1}, "target", {1})), ArgumentError);
  CHECK_THROWS_AS(Graph(edges("source", {1, 1}, "target", {2, 2})), ArgumentError);
  CHECK_THROWS_WITH(Graph(edges("a", {1}, "b", {2})), Catch::Contains("label_a and label_b, or source and target"));
  CHECK_THROWS_AS(chain().neighbors(4), ArgumentError);
  Table fractions;
  fractions.add("label_a", std::vector<double>{1, 1.5});
  fractions.add("label_b", std::vector<double>{2, 3});
  CHECK_THROWS_AS(Graph(fractions), ArgumentError);
}

TEST_CASE("neighbor_statistics equal their definition") {
  const std::vector<std::string> all = {"count", "mean", "min", "max", "median", "std", "mode", "sum"};
  const Table found = neighbor_statistics(chain(), values(), "size", all);
  CHECK(numbers(found, "label") == std::vector<double>{1, 2, 3, 5, 7, 9});
  CHECK(numbers(found, "count") == std::vector<double>{1, 2, 3, 0, 1, 1});
  CHECK(same(numbers(found, "mean"), {2, 20, 54, NAN, 30, 30}));
  CHECK(same(numbers(found, "min"), {2, 10, 2, NAN, 30, 30}));
  CHECK(same(numbers(found, "max"), {2, 30, 90, NAN, 30, 30}));
  CHECK(same(numbers(found, "median"), {2, 20, 70, NAN, 30, 30}));
  CHECK(same(numbers(found, "mode"), {2, 10, 2, NAN, 30, 30}));
  CHECK(same(numbers(found, "sum"), {2, 40, 162, 0, 30, 30}));
  CHECK(numbers(found, "std")[1] == 10);
  CHECK(numbers(found, "std")[2] == Approx(std::sqrt((52.0 * 52 + 16 * 16 + 36 * 36) / 3)));
  const Table with = neighbor_statistics(chain(), values(), "size", {"count", "sum", "mode"}, Itself::include);
  CHECK(numbers(with, "count") == std::vector<double>{2, 3, 4, 1, 2, 2});
  CHECK(numbers(with, "sum") == std::vector<double>{12, 42, 192, 50, 100, 120});
  Table directed = values();
  CHECK(same(numbers(neighbor_statistics(arrows(), directed, "size"), "mean"), {2, 30, 10, NAN, NAN, NAN}));
}

TEST_CASE("the mode is what most neighbours have, and one that is NaN makes all but the count NaN") {
  Table table;
  table.add("kind", std::vector<double>{4, 7, 7, 1, 1, 0, NAN});
  const Graph star(edges("label_a", {1, 1, 1, 1, 1, 6}, "label_b", {2, 3, 4, 5, 6, 7}));
  const Table found = neighbor_statistics(star, table, "kind", {"mode", "count", "median", "sum"});
  CHECK(same(numbers(found, "mode"), {1, 4, 4, 4, 4, NAN, 0}));
  CHECK(same(numbers(found, "median"), {1, 4, 4, 4, 4, NAN, 0}));
  CHECK(same(numbers(found, "sum"), {16, 4, 4, 4, 4, NAN, 0}));
  CHECK(numbers(found, "count")[5] == 2);
}

TEST_CASE("edge_statistics and distances") {
  Table points;
  points.add("label", Whole{1, 2, 3, 5, 7, 9});
  points.add("centroid-0", std::vector<double>{0, 3, 3, 100, 6, 3});
  points.add("centroid-1", std::vector<double>{0, 4, 4, 100, 8, 10});
  const Graph graph = with_distances(chain(), points);
  CHECK(numbers(graph.edges(), "distance") == std::vector<double>{5, 0, 5, 6});
  CHECK(same(numbers(edge_statistics(graph, "distance"), "mean"), {5, 2.5, 11.0 / 3, NAN, 5, 6}));
  CHECK(same(numbers(edge_statistics(graph, "distance", {"max"}), "max"), {5, 5, 6, NAN, 5, 6}));
  CHECK(numbers(with_distances(arrows(), points).edges(), "distance") == std::vector<double>{5, 0, 5});
  CHECK_THROWS_AS(with_distances(graph, points), ArgumentError);
  CHECK_THROWS_AS(edge_statistics(chain(), "distance"), ArgumentError);
  CHECK_THROWS_WITH(edge_statistics(graph, "distance", {"average"}),
                    Catch::Contains("edge_statistics: statistics is average; allowed is count, mean"));
  Table few;
  few.add("centroid-0", std::vector<double>{0, 3});
  CHECK_THROWS_WITH(with_distances(chain(), few), Catch::Contains("label of graph is 3"));
}

TEST_CASE("neighbors_of_neighbors counts steps") {
  const Graph two = neighbors_of_neighbors(chain());
  CHECK(two.neighbors(1) == Whole{2, 3});
  CHECK(two.neighbors(2) == Whole{1, 3, 7, 9});
  CHECK(two.neighbors(7) == Whole{2, 3, 9});
  CHECK(two.neighbors(5).empty());
  CHECK(numbers(two.edges(), "steps") == std::vector<double>{1, 2, 1, 2, 2, 1, 1, 2});
  CHECK(neighbors_of_neighbors(chain(), 1).edges().column("label_b") == chain().edges().column("label_b"));
  CHECK(neighbors_of_neighbors(chain(), 9).neighbors(1) == Whole{2, 3, 7, 9});
  CHECK(neighbors_of_neighbors(arrows(), 2).neighbors(1) == Whole{2, 3});
  CHECK(neighbors_of_neighbors(arrows(), 3).neighbors(1) == Whole{2, 3});
  CHECK_THROWS_WITH(neighbors_of_neighbors(chain(), 0), Catch::Contains("steps is 0; allowed is 1 or more"));
}

TEST_CASE("statistics refuse tables that do not fit") {
  CHECK_THROWS_WITH(neighbor_statistics(chain(), values(), "weight"), Catch::Contains("allowed is label, size"));
  Table few;
  few.add("label", Whole{1, 2, 3, 7});
  few.add("size", Whole{1, 1, 1, 1});
  CHECK_THROWS_WITH(neighbor_statistics(chain(), few, "size"), Catch::Contains("label of graph is 5"));
  Table twice;
  twice.add("label", Whole{1, 1});
  twice.add("size", Whole{1, 1});
  CHECK_THROWS_WITH(neighbor_statistics(Graph(), twice, "size"), Catch::Contains("label of table is 1"));
}
