#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void gaussian_of(benchmark::State& state, double sigma) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { return gaussian(image, sigma); });
}
BENCHMARK_CAPTURE(gaussian_of, sigma2, 2.0)->Apply(goal_shapes);
BENCHMARK_CAPTURE(gaussian_of, sigma5, 5.0)->Apply(goal_shapes);
BENCHMARK_CAPTURE(gaussian_of, sigma20, 20.0)->Apply(goal_shapes);
