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

static void uniform_filter_of(benchmark::State& state, std::int64_t radius) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return uniform_filter(image, 2 * radius + 1); });
}
BENCHMARK_CAPTURE(uniform_filter_of, radius2, 2)->Apply(goal_shapes);
BENCHMARK_CAPTURE(uniform_filter_of, radius3, 3)->Apply(goal_shapes);
BENCHMARK_CAPTURE(uniform_filter_of, radius10, 10)->Apply(goal_shapes);
BENCHMARK_CAPTURE(uniform_filter_of, radius20, 20)->Apply(goal_shapes);
BENCHMARK_CAPTURE(uniform_filter_of, radius50, 50)->Apply(goal_shapes);

static void maximum_filter_of(benchmark::State& state, std::int64_t radius) {
  const Image image = blobs_on_device(shape_of(state));
  const std::int64_t edge = 2 * radius + 1;
  const Footprint footprint = box(edge, edge, image.shape().z > 1 ? edge : 1);
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return maximum_filter(image, footprint); });
}
BENCHMARK_CAPTURE(maximum_filter_of, radius2, 2)->Apply(goal_shapes);
BENCHMARK_CAPTURE(maximum_filter_of, radius50, 50)->Apply(goal_shapes);

static void sobel_of(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { return sobel(image); });
}
BENCHMARK(sobel_of)->Apply(goal_shapes);

static void difference_of_gaussians_of(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] {
    Image out = difference_of_gaussians(image, 2, Sigma(5));
    out.compute();
    return out;
  });
}
BENCHMARK(difference_of_gaussians_of)->Apply(goal_shapes);
