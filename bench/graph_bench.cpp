#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

namespace {

Image voronoi_of(const Shape& shape) {
  const Image labels = voronoi_labels(label(blobs_on_device(shape) > 80.0));
  labels.compute();
  return labels;
}

/// A million labels, or another number, in cells of a few pixels.
Image many_labels(std::int64_t count) {
  const auto edge = static_cast<std::int64_t>(std::sqrt(static_cast<double>(count)));
  const Shape s(4 * edge, 4 * edge);
  std::vector<std::int32_t> pixels;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x)
      pixels.push_back(static_cast<std::int32_t>(1 + (x + y % 3) % s.x / 4 + y / 4 * edge));
  return context().push(pixels, s);
}

Table random_points(std::int64_t count, int axes) {
  std::mt19937_64 rng(3);
  std::uniform_real_distribution<double> unit(0, std::pow(static_cast<double>(count), 1.0 / axes));
  Table points;
  for (int axis = 0; axis < axes; ++axis) {
    std::vector<double> at(static_cast<std::size_t>(count));
    for (double& v : at) v = unit(rng);
    points.add("centroid-" + std::to_string(axis), std::move(at));
  }
  return points;
}

double pixels(const Image& image) { return static_cast<double>(image.shape().pixels()); }

void counts(benchmark::internal::Benchmark* b) {
  b->ArgNames({"count", "axes"})
      ->Args({1000, 2})
      ->Args({100000, 2})
      ->Args({1000000, 2})
      ->Args({1000000, 3})
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

static void adjacency(benchmark::State& state) {
  const Image labels = voronoi_of(shape_of(state));
  time_device(state, 4 * pixels(labels), [&] { return region_adjacency_graph(labels); });
}
BENCHMARK(adjacency)->Apply(goal_shapes);

static void adjacency_all(benchmark::State& state) {
  const Image labels = voronoi_of(shape_of(state));
  time_device(state, 4 * pixels(labels), [&] { return region_adjacency_graph(labels, labels.shape().ndim); });
}
BENCHMARK(adjacency_all)->Apply(goal_shapes);

static void adjacency_of_many(benchmark::State& state) {
  const Image labels = many_labels(state.range(0));
  time_device(state, 4 * pixels(labels), [&] { return region_adjacency_graph(labels); });
}
BENCHMARK(adjacency_of_many)->Arg(10000)->Arg(100000)->Arg(1000000)->UseRealTime()->Unit(benchmark::kMillisecond);

static void nearest_neighbors(benchmark::State& state) {
  const Table points = random_points(state.range(0), static_cast<int>(state.range(1)));
  time_device(state, 0, [&] { return nearest_neighbors_graph(context(), points, 6); });
}
BENCHMARK(nearest_neighbors)->Apply(counts);

static void proximal_neighbors(benchmark::State& state) {
  const Table points = random_points(state.range(0), static_cast<int>(state.range(1)));
  time_device(state, 0, [&] { return proximal_neighbors_graph(context(), points, 0, 1.5); });
}
BENCHMARK(proximal_neighbors)->Apply(counts);

static void distances(benchmark::State& state) {
  const Table points = random_points(state.range(0), 3);
  time_device(state, 4.0 * static_cast<double>(state.range(0) * state.range(0)),
              [&] { return distance_matrix(context(), points); });
}
BENCHMARK(distances)->Arg(1000)->Arg(10000)->UseRealTime()->Unit(benchmark::kMillisecond);

static void neighbors_mean(benchmark::State& state) {
  const Image labels = many_labels(state.range(0));
  const Graph graph = region_adjacency_graph(labels);
  Table table = random_points(static_cast<std::int64_t>(graph.labels().size()), 2);
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(neighbor_statistics(graph, table, "centroid-0", {"mean"}));
}
BENCHMARK(neighbors_mean)->Arg(10000)->Arg(1000000)->UseRealTime()->Unit(benchmark::kMillisecond);

static void map_labels(benchmark::State& state) {
  const Image labels = voronoi_of(shape_of(state));
  const Table table = regionprops_table(labels, {}, {"label", "area"});
  time_device(state, 8 * pixels(labels), [&] { return parametric_map(labels, table, "area"); });
}
BENCHMARK(map_labels)->Apply(goal_shapes);

static void mesh(benchmark::State& state) {
  const Image labels = voronoi_of(shape_of(state));
  const Table points = regionprops_table(labels, {}, {"label", "centroid"});
  const Graph graph = region_adjacency_graph(labels);
  time_device(state, 4 * pixels(labels), [&] { return draw_mesh(labels, graph, points); });
}
BENCHMARK(mesh)->Apply(goal_shapes);
