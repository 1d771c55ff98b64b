#include <algorithm>
#include <cmath>
#include <random>

#include "clumen/graph.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

using Points = std::vector<std::vector<double>>;  // z, y, x or fewer of each

// How points may lie: everywhere, on a lattice (many as near), all in one place but a few, all in one plane.
enum class Lie : std::uint8_t { anywhere, lattice, clustered, flat };
Points points_like(Lie lie, std::size_t count, std::size_t axes) {
  std::mt19937_64 rng(count + axes);
  std::uniform_real_distribution<double> unit(0, 100);
  Points out;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<double> p;
    for (std::size_t axis = 0; axis < axes; ++axis) {
      if (lie == Lie::lattice) p.push_back(static_cast<double>(rng() % 6));
      else if (lie == Lie::clustered) p.push_back(i % 50 == 7 ? 1e6 * unit(rng) : 1e-3 * unit(rng));
      else p.push_back(lie == Lie::flat && axis == 0 ? 4 : unit(rng));
    }
    out.push_back(p);
  }
  return out;
}
// Without f64 points are found by f32 coordinates, of which those of a lattice lose nothing.
std::vector<Lie> lies() {
  if (!has_f64()) return {Lie::lattice};
  return {Lie::anywhere, Lie::lattice, Lie::clustered, Lie::flat};
}

Table table_of(const Points& points) {
  Table table;
  for (std::size_t axis = 0; !points.empty() && axis < points[0].size(); ++axis) {
    std::vector<double> column;
    for (const auto& p : points) column.push_back(p[axis]);
    table.add("centroid-" + std::to_string(axis), std::move(column));
  }
  return table;
}

double squared(const std::vector<double>& a, const std::vector<double>& b) {
  double out = 0;
  for (std::size_t axis = a.size(); axis-- > 0;) out += (a[axis] - b[axis]) * (a[axis] - b[axis]);
  return out;
}

// The numbers of all others, nearest first.
std::vector<std::size_t> by_distance(const Points& points, std::size_t i) {
  std::vector<std::size_t> others;
  for (std::size_t j = 0; j < points.size(); ++j)
    if (j != i) others.push_back(j);
  std::ranges::stable_sort(others, {}, [&](std::size_t j) { return squared(points[i], points[j]); });
  return others;
}

}  // namespace

TEST_CASE("nearest_neighbors_graph equals a look at all points") {
  for (const Lie lie : lies())
    for (const std::size_t axes : {1u, 2u, 3u})
      for (const std::size_t count : {1u, 2u, 3u, 4u, 7u, 64u, 257u, 600u})
        for (const int n : {1, 2, 6, 40}) {
          INFO("points lie " << static_cast<int>(lie) << ", " << count << " of " << axes << " axes, n " << n);
          const Points points = points_like(lie, count, axes);
          const Graph graph = nearest_neighbors_graph(context(), table_of(points), n);
          int wrong = graph.labels().size() != count;
          for (std::size_t i = 0; i < count; ++i) {
            std::vector<std::int64_t> expected;
            for (const std::size_t j : by_distance(points, i))
              if (expected.size() < static_cast<std::size_t>(n)) expected.push_back(static_cast<std::int64_t>(j) + 1);
            wrong += graph.neighbors(static_cast<std::int64_t>(i) + 1) != expected;
          }
          CHECK(wrong == 0);
        }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("distances of the nearest points, by label, whatever the order of the rows") {
  Table table;
  table.add("label", std::vector<std::int64_t>{30, 10, 20});
  table.add("centroid-0", std::vector<double>{0, 0, 3});
  table.add("centroid-1", std::vector<double>{0, 1, 4});
  const Graph graph = nearest_neighbors_graph(context(), table, 1);
  CHECK(graph.is_directed());
  CHECK(graph.edges().numbers("source") == std::vector<double>{10, 20, 30});
  CHECK(graph.edges().numbers("target") == std::vector<double>{30, 10, 10});
  CHECK(graph.edges().numbers("distance")[0] == 1);
  CHECK(graph.edges().numbers("distance")[1] == Approx(std::sqrt(18)));
}

TEST_CASE("many points in one place, where the smallest labels are nearest, take no longer") {
  Points points(100000, {3, 7});
  points.push_back({3, 8});
  unless_refused([&] {
    const Graph graph = nearest_neighbors_graph(context(), table_of(points), 3);
    CHECK(graph.neighbors(1) == std::vector<std::int64_t>{2, 3, 4});
    CHECK(graph.neighbors(2) == std::vector<std::int64_t>{1, 3, 4});
    CHECK(graph.neighbors(70000) == std::vector<std::int64_t>{1, 2, 3});
    CHECK(graph.neighbors(100001) == std::vector<std::int64_t>{1, 2, 3});
  });
}

TEST_CASE("proximal_neighbors_graph equals a look at all points") {
  for (const Lie lie : lies())
    for (const std::size_t axes : {1u, 2u, 3u})
      for (const std::size_t count : {1u, 2u, 5u, 300u})
        for (const auto& [least, most] : {std::pair(0.0, 1.0),
                                          {0.0, 20.0},
                                          {1.0, std::sqrt(2.0)},
                                          {0.0, 0.0},
                                          {std::sqrt(5.0), 3.0},
                                          {5.0, INFINITY}}) {
          INFO("points lie " << static_cast<int>(lie) << ", " << count << " of " << axes << " axes, " << least << " to "
                             << most);
          const Points points = points_like(lie, count, axes);
          const Graph graph = proximal_neighbors_graph(context(), table_of(points), least, most);
          std::vector<double> a, b, distances;
          for (std::size_t i = 0; i < count; ++i)
            for (std::size_t j = i + 1; j < count; ++j) {
              const double distance = std::sqrt(squared(points[i], points[j]));
              if (distance < least || distance > most) continue;
              a.push_back(static_cast<double>(i + 1));
              b.push_back(static_cast<double>(j + 1));
              distances.push_back(distance);
            }
          CHECK(graph.edges().numbers("label_a") == a);
          CHECK(graph.edges().numbers("label_b") == b);
          CHECK(graph.edges().numbers("distance") == distances);
        }
}

TEST_CASE("distance_matrix equals its definition, and near points far from the origin keep their digits") {
  for (const std::size_t axes : {1u, 2u, 3u})
    for (const auto& [n, m] : {std::pair(1u, 1u), {5u, 3u}, {67u, 131u}}) {
      const Points a = points_like(Lie::anywhere, n, axes), b = points_like(Lie::anywhere, m + 200, axes);
      const Points others(b.begin(), b.begin() + m);
      const Image found = distance_matrix(context(), table_of(a), table_of(others));
      CHECK(found.shape() == Shape(m, n));
      const std::vector<float> pixels = found.pull_vector<float>();
      const double most = context().device().f64 ? 1e-5 : 4e-5;  // coordinates up to 100 are rounded to f32 there
      int wrong = 0;
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < m; ++j)
          wrong += !(std::abs(pixels[i * m + j] - std::sqrt(squared(a[i], others[j]))) <= most);
      CHECK(wrong == 0);
    }
  const Points one = points_like(Lie::lattice, 40, 3);
  const std::vector<float> pixels = distance_matrix(context(), table_of(one)).pull_vector<float>();
  for (std::size_t i = 0; i < 40; ++i) CHECK(pixels[41 * i] == 0);
  if (!has_f64()) return;
  const std::vector<float> far =
      distance_matrix(context(), table_of({{1e6, 1e6}, {1e6, 1e6 + 1.0 / 1024}})).pull_vector<float>();
  CHECK(far == std::vector<float>{0, 1.0f / 1024, 1.0f / 1024, 0});
}

TEST_CASE("a walk that the driver would end too early is refused") {
  if (!turns_are_few(context().empty(Shape(1, 1), DType::u8))) return;
  const Points one_place(12000, {1, 2});
  CHECK_THROWS_AS(proximal_neighbors_graph(context(), table_of(one_place), 0, 1), DeviceError);
}

TEST_CASE("points that are none are refused") {
  const Table good = table_of({{1, 2}, {3, 4}});
  Table none;
  none.add("area", std::vector<double>{1});
  CHECK_THROWS_WITH(nearest_neighbors_graph(context(), good, 0),
                    Catch::Contains("nearest_neighbors_graph: n is 0; allowed is 1 or more"));
  CHECK_THROWS_WITH(nearest_neighbors_graph(context(), none), Catch::Contains("centroid-0"));
  CHECK_THROWS_WITH(nearest_neighbors_graph(context(), table_of({{1, NAN}})), Catch::Contains("centroid-1 of label 1"));
  CHECK_THROWS_WITH(proximal_neighbors_graph(context(), good, -1, 2), Catch::Contains("min_distance is -1"));
  CHECK_THROWS_WITH(proximal_neighbors_graph(context(), good, 3, 2), Catch::Contains("max_distance is 2"));
  CHECK_THROWS_AS(proximal_neighbors_graph(context(), good, 0, NAN), ArgumentError);
  CHECK_THROWS_WITH(distance_matrix(context(), good, table_of({{1, 2, 3}})), Catch::Contains("axes of others is 3"));
  Table empty;
  empty.add("centroid-0", std::vector<double>{});
  CHECK_THROWS_AS(distance_matrix(context(), empty), ArgumentError);
  CHECK(nearest_neighbors_graph(context(), empty).labels().empty());
  Table twice = good;
  twice.add("label", std::vector<std::int64_t>{5, 5});
  CHECK_THROWS_WITH(nearest_neighbors_graph(context(), twice), Catch::Contains("label of points is 5"));
}
