#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

template <class Threshold>
static void threshold(benchmark::State& state, Threshold of) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { of(image); });
}
BENCHMARK_CAPTURE(threshold, yen, [](const Image& i) { return threshold_yen(i); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(threshold, isodata, [](const Image& i) { return threshold_isodata(i); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(threshold, triangle, [](const Image& i) { return threshold_triangle(i); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(threshold, minimum, [](const Image& i) { return threshold_minimum(i); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(threshold, li, [](const Image& i) { return threshold_li(i); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(threshold, multiotsu, [](const Image& i) { return threshold_multiotsu(i); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(threshold, hysteresis, [](const Image& i) {
  return apply_hysteresis_threshold(i, 40, 90);
})->Apply(goal_shapes);
