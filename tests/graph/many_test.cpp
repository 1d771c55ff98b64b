// Graphs of so many labels that threads share the work.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "clumen/graph.hpp"
#include "graph/parts.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

constexpr std::int64_t kEdge = 200;  // labels along x and y, in cells of 2 x 2 pixels, numbered 3, 6, 9, ...

std::int64_t label_at(std::int64_t x, std::int64_t y) { return 3 * (x + y * kEdge + 1); }

Image cells() {
  const Shape s(2 * kEdge, 2 * kEdge);
  std::vector<std::int32_t> pixels;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) pixels.push_back(static_cast<std::int32_t>(label_at(x / 2, y / 2)));
  return context().push(pixels, s);
}

// Neighbours by rising label: above, left, right, below.
std::vector<std::int64_t> around(std::int64_t x, std::int64_t y) {
  std::vector<std::int64_t> out;
  if (y > 0) out.push_back(label_at(x, y - 1));
  if (x > 0) out.push_back(label_at(x - 1, y));
  if (x + 1 < kEdge) out.push_back(label_at(x + 1, y));
  if (y + 1 < kEdge) out.push_back(label_at(x, y + 1));
  return out;
}

double mean_of(const std::vector<std::int64_t>& numbers) {
  double sum = 0;
  for (const std::int64_t v : numbers) sum += static_cast<double>(v);
  return sum / static_cast<double>(numbers.size());
}

// The cells' middles, further apart along y than along x.
Table middles() {
  std::vector<std::int64_t> labels;
  std::vector<double> y_at, x_at;
  for (std::int64_t y = 0; y < kEdge; ++y)
    for (std::int64_t x = 0; x < kEdge; ++x) {
      labels.push_back(label_at(x, y));
      y_at.push_back(3.0 * static_cast<double>(y));
      x_at.push_back(static_cast<double>(x));
    }
  Table table;
  table.add("label", std::move(labels));
  table.add("centroid-0", std::move(y_at));
  table.add("centroid-1", std::move(x_at));
  return table;
}

}  // namespace

TEST_CASE("a graph of many labels that touch") {
  REQUIRE(kEdge * kEdge > static_cast<std::int64_t>(kManyRows));
  const Graph graph = region_adjacency_graph(cells());
  const Table means = neighbor_statistics(graph, middles(), "label", {"mean", "count"});
  const Table distances = edge_statistics(with_distances(graph, middles()), "distance", {"sum"});
  const std::vector<double> mean = means.numbers("mean"), sum = distances.numbers("sum");
  REQUIRE(graph.labels().size() == static_cast<std::size_t>(kEdge * kEdge));
  CHECK(graph.edges().rows() == static_cast<std::size_t>(2 * kEdge * (kEdge - 1)));
  std::size_t wrong = 0, node = 0;
  for (std::int64_t y = 0; y < kEdge; ++y)
    for (std::int64_t x = 0; x < kEdge; ++x, ++node) {
      const std::vector<std::int64_t> expected = around(x, y);
      const double far = (x > 0) + (x + 1 < kEdge) + 3 * ((y > 0) + (y + 1 < kEdge));
      wrong += graph.labels()[node] != label_at(x, y) || graph.neighbors(label_at(x, y)) != expected;
      wrong += mean[node] != mean_of(expected) || sum[node] != far;
    }
  CHECK(wrong == 0);
  for (const std::string column : {"touch_count", "contact_area"}) {
    const std::vector<double> twos = graph.edges().numbers(column);
    CHECK(std::ranges::count(twos, 2.0) == static_cast<std::ptrdiff_t>(twos.size()));
  }
  const std::vector<double> portion = graph.edges().numbers("touch_portion_a"),
                            other = graph.edges().numbers("touch_portion_b");
  CHECK(portion[0] == 0.5);
  CHECK(other[0] == 2.0 / 6);
}

TEST_CASE("a graph given as a table is the one that was found") {
  const Graph found = region_adjacency_graph(cells());
  const Graph given(found.edges(), found.labels());
  REQUIRE(given.labels() == found.labels());
  std::size_t wrong = 0;
  for (std::size_t node = 0; node < found.labels().size(); ++node)
    wrong += !std::ranges::equal(given.targets(node), found.targets(node)) ||
             !std::ranges::equal(given.rows(node), found.rows(node));
  CHECK(wrong == 0);
}

TEST_CASE("the nearest of many points, and those near them") {
  const Graph nearest = nearest_neighbors_graph(context(), middles(), 2);
  CHECK(nearest.is_directed());
  std::size_t wrong = 0, node = 0;
  for (std::int64_t y = 0; y < kEdge; ++y)
    for (std::int64_t x = 0; x < kEdge; ++x, ++node) {
      std::vector<std::int64_t> expected{label_at(x - 1, y), label_at(x + 1, y)};
      if (x == 0) expected = {label_at(1, y), label_at(2, y)};
      if (x + 1 == kEdge) expected = {label_at(x - 1, y), label_at(x - 2, y)};
      wrong += nearest.neighbors(label_at(x, y)) != expected || nearest.rows(node).front() != 2 * node;
    }
  CHECK(wrong == 0);
  const std::vector<double> distances = nearest.edges().numbers("distance");
  CHECK(distances[1] == 2);
  CHECK(distances[2] == 1);
  const Graph near = proximal_neighbors_graph(context(), middles(), 2, 3);
  CHECK(near.edges().rows() ==
        static_cast<std::size_t>(kEdge * (kEdge - 2) + kEdge * (kEdge - 3) + kEdge * (kEdge - 1)));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("an exception in one of many rows comes out") {
  CHECK_THROWS_AS(in_parts(kManyRows,
                           [](std::size_t begin, std::size_t) {
                             if (begin == 0) throw std::runtime_error("first part");
                           }),
                  std::runtime_error);
  CHECK_THROWS_AS(together(
                      kManyRows, [] {}, [] { throw std::runtime_error("second"); }),
                  std::runtime_error);
  Table table = middles();
  std::vector<double> broken(table.rows(), 1);
  broken[broken.size() - 5] = NAN;
  table.add("centroid-2", std::move(broken));
  CHECK_THROWS_AS(nearest_neighbors_graph(context(), table, 1), ArgumentError);
}
