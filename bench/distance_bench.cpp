#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void distance_in_objects(benchmark::State& state) {
  const Image mask = blobs_on_device(shape_of(state)) > 80.0;
  mask.compute();
  time_device(state, 5.0 * static_cast<double>(mask.shape().pixels()), [&] { return distance_transform_edt(mask); });
}
BENCHMARK(distance_in_objects)->Apply(goal_shapes);

// Far from the only pixel of 0: what must not take longer.
static void distance_from_corner(benchmark::State& state) {
  const Shape shape = shape_of(state);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.pixels()), 1);
  pixels[0] = 0;
  const Image mask = context().push(pixels, shape) > 0;
  mask.compute();
  time_device(state, 5.0 * static_cast<double>(mask.shape().pixels()), [&] { return distance_transform_edt(mask); });
}
BENCHMARK(distance_from_corner)->Apply(goal_shapes);

static void distance_spaced(benchmark::State& state) {
  const Image mask = blobs_on_device(shape_of(state)) > 80.0;
  mask.compute();
  time_device(state, 5.0 * static_cast<double>(mask.shape().pixels()), [&] {
    return distance_transform_edt(mask, {0.65, 0.7, 2});
  });
}
BENCHMARK(distance_spaced)->Apply(goal_shapes);

static void voronoi(benchmark::State& state) {
  const Image labels = label(blobs_on_device(shape_of(state)) > 80.0);
  time_device(state, 8.0 * static_cast<double>(labels.shape().pixels()), [&] { return voronoi_labels(labels); });
}
BENCHMARK(voronoi)->Apply(goal_shapes);

static void expand(benchmark::State& state) {
  const Image labels = label(blobs_on_device(shape_of(state)) > 80.0);
  time_device(state, 8.0 * static_cast<double>(labels.shape().pixels()), [&] { return expand_labels(labels, 3); });
}
BENCHMARK(expand)->Apply(goal_shapes);
