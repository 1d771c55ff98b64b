#include <algorithm>
#include <cmath>
#include <random>

#include "clumen/graph.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

using Place = std::array<double, 3>;  // x, y, z

Table table_of(const std::vector<Place>& points, int axes) {
  Table table;
  for (int column = 0; column < axes; ++column) {
    std::vector<double> at;
    for (const Place& p : points) at.push_back(p[static_cast<std::size_t>(axes - 1 - column)]);
    table.add("centroid-" + std::to_string(column), std::move(at));
  }
  return table;
}

// n / d rounded, halfway to the even number, in whole numbers.
std::int64_t rounded(std::int64_t n, std::int64_t d) {
  std::int64_t below = n / d;
  if (n % d < 0) --below;
  const std::int64_t rest = 2 * (n - below * d);
  return rest > d || (rest == d && below % 2 != 0) ? below + 1 : below;
}

std::vector<float> drawn(const Shape& s, const std::vector<Place>& points,
                         const std::vector<std::array<std::size_t, 2>>& edges, const std::vector<float>& values) {
  std::vector<float> out(static_cast<std::size_t>(s.pixels()), 0);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    std::array<std::int64_t, 3> a{}, b{};
    std::int64_t steps = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      a[axis] = std::llrint(points[edges[e][0]][axis]);
      b[axis] = std::llrint(points[edges[e][1]][axis]);
      steps = std::max(steps, std::abs(b[axis] - a[axis]));
    }
    for (std::int64_t i = 0; i <= steps; ++i) {
      std::array<std::int64_t, 3> at{};
      for (std::size_t axis = 0; axis < 3; ++axis)
        at[axis] = steps == 0 ? a[axis] : rounded(a[axis] * steps + i * (b[axis] - a[axis]), steps);
      float& pixel = out[index(s, at[0], at[1], at[2])];
      pixel = std::max(pixel, values[e]);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("draw_mesh equals its definition") {
  std::mt19937_64 rng(4);
  std::vector<Shape> shapes = odd_shapes();
  shapes.emplace_back(200, 150);
  for (const Shape& s : shapes)
    for (const std::size_t count : {2u, 20u}) {
      INFO(to_string(s) << ", " << count << " points");
      std::vector<Place> points;
      const auto at = [&](std::int64_t extent) {
        return std::uniform_real_distribution<double>(0, static_cast<double>(extent - 1))(rng);
      };
      for (std::size_t i = 0; i < count; ++i) points.push_back({at(s.x), at(s.y), at(s.z)});
      std::vector<std::array<std::size_t, 2>> edges;
      std::vector<std::int64_t> a, b;
      std::vector<double> weights;
      std::vector<float> values;
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = i + 1; j < count; j += 1 + rng() % 5) {
          edges.push_back({i, j});
          a.push_back(static_cast<std::int64_t>(i + 1));
          b.push_back(static_cast<std::int64_t>(j + 1));
          weights.push_back(at(1000));
          values.push_back(static_cast<float>(weights.back()));
        }
      Table table;
      table.add("label_a", a);
      table.add("label_b", b);
      table.add("weight", weights);
      const Graph graph(table);
      const Image image = context().empty(s, DType::u8);
      const Table all = table_of(points, s.ndim);
      CHECK(draw_mesh(image, graph, all, "weight").pull_vector<float>() == drawn(s, points, edges, values));
      CHECK(draw_mesh(image, graph, all).pull_vector<float>() ==
            drawn(s, points, edges, std::vector<float>(edges.size(), 1)));
      Table back;
      back.add("source", b);
      back.add("target", a);
      if (count == 2) CHECK(draw_mesh(image, Graph(back), all).pull_vector<float>() == drawn(s, points, {{1, 0}}, {1}));
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("a mesh without edges is empty, and one that leaves the image is refused") {
  const Image image = context().empty({7, 5}, DType::i32);
  const Table points = table_of({{1, 1, 0}, {6.4, 4, 0}, {6.6, 2, 0}}, 2);
  Table edges;
  edges.add("label_a", std::vector<std::int64_t>{1});
  edges.add("label_b", std::vector<std::int64_t>{2});
  const Graph graph(edges);
  CHECK_THROWS_WITH(draw_mesh(image, graph, points), Catch::Contains("x of label 3 is 6.6"));
  const Table inside = table_of({{1, 1, 0}, {6.4, 4, 0}}, 2);
  CHECK(draw_mesh(image, Graph(), inside).pull_vector<float>() == std::vector<float>(35, 0));
  CHECK(draw_mesh(image, graph, inside).pull_vector<float>()[34] == 1);
  CHECK_THROWS_WITH(draw_mesh(image, graph, inside, "distance"), Catch::Contains("column is distance"));
  CHECK_THROWS_WITH(draw_mesh(image, graph, table_of({{1, 1, 1}, {2, 2, 2}}, 3)),
                    Catch::Contains("axes of points is 3"));
  CHECK_THROWS_WITH(draw_mesh(image, graph, table_of({{1, 1, 0}}, 2)), Catch::Contains("label of graph is 2"));
  edges.add("weight", std::vector<double>{-1});
  CHECK_THROWS_WITH(draw_mesh(image, Graph(edges), inside, "weight"), Catch::Contains("weight is -1"));
  CHECK(draw_mesh(Image::tracing({7, 5}), graph, inside).reach().global);
  CHECK_THROWS_AS(draw_mesh(Image(), graph, inside), ArgumentError);
}
