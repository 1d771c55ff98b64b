#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static Footprint round_of(const Shape& s, int radius) { return s.z > 1 ? ball(radius) : disk(radius); }
static Footprint box_of(const Shape& s, int edge) { return box(edge, edge, s.z > 1 ? edge : 1); }

static void erosion_by_box(benchmark::State& state, int radius) {
  const Image image = blobs_on_device(shape_of(state));
  const Footprint footprint = box_of(image.shape(), 2 * radius + 1);
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return erosion(image, footprint, Border::nearest); });
}
BENCHMARK_CAPTURE(erosion_by_box, radius2, 2)->Apply(goal_shapes);
BENCHMARK_CAPTURE(erosion_by_box, radius3, 3)->Apply(goal_shapes);
BENCHMARK_CAPTURE(erosion_by_box, radius10, 10)->Apply(goal_shapes);
BENCHMARK_CAPTURE(erosion_by_box, radius20, 20)->Apply(goal_shapes);
BENCHMARK_CAPTURE(erosion_by_box, radius50, 50)->Apply(goal_shapes);

static void erosion_by_disk_or_ball(benchmark::State& state, int radius) {
  const Image image = blobs_on_device(shape_of(state));
  const Footprint footprint = round_of(image.shape(), radius);
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return erosion(image, footprint, Border::nearest); });
}
BENCHMARK_CAPTURE(erosion_by_disk_or_ball, radius2, 2)->Apply(goal_shapes);
BENCHMARK_CAPTURE(erosion_by_disk_or_ball, radius5, 5)->Apply(goal_shapes);
BENCHMARK_CAPTURE(erosion_by_disk_or_ball, radius10, 10)->Apply(goal_shapes);
BENCHMARK_CAPTURE(erosion_by_disk_or_ball, radius20, 20)->Apply(goal_shapes);

static void white_tophat_by_box10(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  const Footprint footprint = box_of(image.shape(), 21);
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return white_tophat(image, footprint, Border::nearest); });
}
BENCHMARK(white_tophat_by_box10)->Apply(goal_shapes);

static void binary_erosion_of(benchmark::State& state, int radius) {
  const Image image = blobs_on_device(shape_of(state));
  const Image mask = binary_erosion(image > 80.0, box_of(image.shape(), 1));  // in bits, as within a chain
  const Footprint footprint = radius == 1 ? box_of(image.shape(), 3) : round_of(image.shape(), radius);
  time_device(state, 0.25 * static_cast<double>(image.shape().pixels()),
              [&] { return binary_erosion(mask, footprint); });
}
BENCHMARK_CAPTURE(binary_erosion_of, box1, 1)->Apply(goal_shapes);
BENCHMARK_CAPTURE(binary_erosion_of, round2, 2)->Apply(goal_shapes);
BENCHMARK_CAPTURE(binary_erosion_of, round5, 5)->Apply(goal_shapes);
BENCHMARK_CAPTURE(binary_erosion_of, round10, 10)->Apply(goal_shapes);
BENCHMARK_CAPTURE(binary_erosion_of, round20, 20)->Apply(goal_shapes);
