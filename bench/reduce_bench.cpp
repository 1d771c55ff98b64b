#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void sum_to_host(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 4.0 * static_cast<double>(image.shape().pixels()), [&] { return sum(image).value(); });
}
BENCHMARK(sum_to_host)->Apply(goal_shapes);

static void histogram_256(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { return histogram(image); });
}
BENCHMARK(histogram_256)->Apply(goal_shapes);

static void otsu_and_mask(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 13.0 * static_cast<double>(image.shape().pixels()),
              [&] { (image > threshold_otsu(image)).compute(); });
}
BENCHMARK(otsu_and_mask)->Apply(goal_shapes);
