#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void volumes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"edge", "axes"})->Args({64, 3})->Args({256, 3})->UseRealTime()->Unit(benchmark::kMillisecond);
}

template <class Project>
static void project(benchmark::State& state, Project projection, Axis axis) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 4.0 * static_cast<double>(image.shape().pixels()), [&] { projection(image, axis); });
}
BENCHMARK_CAPTURE(project, maximum_z, maximum_projection, Axis::z)->Apply(volumes);
BENCHMARK_CAPTURE(project, maximum_y, maximum_projection, Axis::y)->Apply(volumes);
BENCHMARK_CAPTURE(project, maximum_x, maximum_projection, Axis::x)->Apply(volumes);
BENCHMARK_CAPTURE(project, argmax_z, argmax_projection, Axis::z)->Apply(volumes);
BENCHMARK_CAPTURE(project, mean_z, mean_projection, Axis::z)->Apply(volumes);
BENCHMARK_CAPTURE(project, std_z, std_projection, Axis::z)->Apply(volumes);
BENCHMARK_CAPTURE(project, median_z, median_projection, Axis::z)->Apply(volumes);
