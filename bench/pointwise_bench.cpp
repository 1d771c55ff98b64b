#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void add_scalar(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { (image + 3.0).compute(); });
}
BENCHMARK(add_scalar)->Apply(goal_shapes);

static void threshold_by_value(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 5.0 * static_cast<double>(image.shape().pixels()), [&] { (image > 80.0).compute(); });
}
BENCHMARK(threshold_by_value)->Apply(goal_shapes);

static void chain_of_five(benchmark::State& state) {
  const Image a = blobs_on_device(shape_of(state)), b = a * 0.5;
  b.compute();
  time_device(state, 12.0 * static_cast<double>(a.shape().pixels()),
              [&] { (sqrt(square(a - b)) * 2.0 + 1.0).compute(); });
}
BENCHMARK(chain_of_five)->Apply(goal_shapes);

static void weighted_sum(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { add_weighted(image, 0.3, image, 0.7).compute(); });
}
BENCHMARK(weighted_sum)->Apply(goal_shapes);

static void logarithm(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { log1p(image).compute(); });
}
BENCHMARK(logarithm)->Apply(goal_shapes);
