#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void push(benchmark::State& state) {
  const Shape s = shape_of(state);
  const std::vector<float> pixels = blobs(s);
  time_device(state, 4.0 * static_cast<double>(s.pixels()), [&] { return context().push(pixels, s); });
}
BENCHMARK(push)->Apply(goal_shapes);

static void pull(benchmark::State& state) {
  const Shape s = shape_of(state);
  const Image image = blobs_on_device(s);
  time_device(state, 4.0 * static_cast<double>(s.pixels()), [&] { return image.pull(); });
}
BENCHMARK(pull)->Apply(goal_shapes);

static void launch_of_one_pixel(benchmark::State& state) {
  const Image one = context().push(std::vector<float>{1}, Shape(1, 1));
  for ([[maybe_unused]] auto _ : state) (one + 1.0).compute();
  context().finish();
}
BENCHMARK(launch_of_one_pixel)->UseRealTime();
