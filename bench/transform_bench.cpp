#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

/// What reads each pixel once and writes as many.
template <class Call>
static void moves(benchmark::State& state, Call call) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()), [&] { return call(image); });
}
BENCHMARK_CAPTURE(moves, flip_x, [](const Image& image) { return flip(image, Axis::x); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(moves, flip_y, [](const Image& image) { return flip(image, Axis::y); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(moves, transpose_xy, [](const Image& image) {
  return transpose(image, Axes::yxz);
})->Apply(goal_shapes);
BENCHMARK_CAPTURE(moves, pad5, [](const Image& image) {
  return pad(image, 5, PadMode::symmetric);
})->Apply(goal_shapes);
BENCHMARK_CAPTURE(moves, rotate45, [](const Image& image) { return rotate(image, 45); })->Apply(goal_shapes);
BENCHMARK_CAPTURE(moves, rotate45_nearest, [](const Image& image) {
  return rotate(image, 45, Resize::no, {}, 0);
})->Apply(goal_shapes);
BENCHMARK_CAPTURE(moves, rotate45_cubic, [](const Image& image) {
  return rotate(image, 45, Resize::no, {}, 3, PadMode::constant, 0, Clip::no);
})->Apply(goal_shapes);

static void solid_shapes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"edge", "axes"})->Args({256, 3})->UseRealTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(moves, transpose_xz, [](const Image& image) {
  return transpose(image, Axes::zyx);
})->Apply(solid_shapes);
BENCHMARK_CAPTURE(moves, reslice_top, [](const Image& image) {
  return transpose(image, Axes::xzy);
})->Apply(solid_shapes);
BENCHMARK_CAPTURE(moves, rigid, [](const Image& image) {
  return rigid_transform(image, 1.5, 30);
})->Apply(solid_shapes);

/// To half of the extents and to twice as many.
static void resizes(benchmark::State& state, double factor, int order) {
  const Image image = blobs_on_device(shape_of(state));
  const double ratio = std::pow(factor, image.shape().ndim);
  time_device(state, 4.0 * (1 + ratio) * static_cast<double>(image.shape().pixels()),
              [&] { return rescale(image, factor, order, PadMode::reflect, 0, Clip::no); });
}
BENCHMARK_CAPTURE(resizes, half, 0.5, 1)->Apply(goal_shapes);
BENCHMARK_CAPTURE(resizes, twice, 2.0, 1)->Args({1024, 2})->Args({2048, 2})->Args({128, 3});
BENCHMARK_CAPTURE(resizes, twice_cubic, 2.0, 3)->Args({1024, 2})->Args({2048, 2})->Args({128, 3});
