#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void label_bytes(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  const Image mask = image > 80.0;
  mask.compute();
  time_device(state, 5.0 * static_cast<double>(image.shape().pixels()), [&] { return label(mask); });
}
BENCHMARK(label_bytes)->Apply(goal_shapes);

static void label_noise(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  const Image mask = image > 12.0;
  mask.compute();
  time_device(state, 5.0 * static_cast<double>(image.shape().pixels()), [&] { return label(mask); });
}
BENCHMARK(label_noise)->Apply(goal_shapes);
