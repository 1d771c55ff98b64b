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

static void median_by_box(benchmark::State& state, int edge) {
  const Image image = blobs_on_device(shape_of(state));
  const Footprint footprint = box(edge, edge, image.shape().z > 1 ? edge : 1);
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { return median(image, footprint); });
}
BENCHMARK_CAPTURE(median_by_box, box3, 3)->Apply(goal_shapes);
BENCHMARK_CAPTURE(median_by_box, box5, 5)->Apply(goal_shapes);
BENCHMARK_CAPTURE(median_by_box, box7, 7)->Apply(goal_shapes);
BENCHMARK_CAPTURE(median_by_box, box21, 21)->ArgNames({"edge", "axes"})->Args({1024, 2})->Args({2048, 2});
