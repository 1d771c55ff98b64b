#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

namespace {

Image computed(const Image& image) {
  image.compute();
  return image;
}

// Blobs as valleys, and a marker in each.
struct Valleys {
  Image image, markers;
};

Valleys valleys_of(const Shape& shape, DType dtype) {
  const Image blurred = gaussian(blobs_on_device(shape), 2);
  const Image image = cast(255 - blurred, dtype);
  const Image spots = detect_maxima(gaussian(blurred, 4)) && blurred > 40.0;
  const Image markers = label(spots);
  image.compute();
  markers.compute();
  return {image, markers};
}

void time_watershed(benchmark::State& state, DType dtype, double compactness = 0) {
  const Valleys v = valleys_of(shape_of(state), dtype);
  time_device(state, 12.0 * static_cast<double>(v.image.shape().pixels()),
              [&] { return watershed(v.image, v.markers, 1, {}, compactness); });
}

}  // namespace

static void watershed_f32(benchmark::State& state) { time_watershed(state, DType::f32); }
BENCHMARK(watershed_f32)->Apply(goal_shapes);

static void watershed_u8(benchmark::State& state) { time_watershed(state, DType::u8); }
BENCHMARK(watershed_u8)->Apply(goal_shapes);

static void watershed_u16(benchmark::State& state) {
  const Valleys v = valleys_of(shape_of(state), DType::f32);
  const Image image = cast(v.image * 200, DType::u16);
  image.compute();
  time_device(state, 12.0 * static_cast<double>(image.shape().pixels()), [&] { return watershed(image, v.markers); });
}
BENCHMARK(watershed_u16)->Apply(goal_shapes);

static void watershed_compact(benchmark::State& state) { time_watershed(state, DType::f32, 1); }
BENCHMARK(watershed_compact)->Apply(goal_shapes);

static void watershed_compact_u8(benchmark::State& state) { time_watershed(state, DType::u8, 0.1); }
BENCHMARK(watershed_compact_u8)->Apply(goal_shapes);

// Of touching objects: by their distance to the background, inside a mask.
static void watershed_of_distances(benchmark::State& state) {
  const Image mask = blobs_on_device(shape_of(state)) > 80.0;
  mask.compute();
  const Image distances = distance_transform_edt(mask), valleys = negative(distances);
  const Image markers = label(detect_maxima(gaussian(distances, 2)) && mask);
  valleys.compute();
  markers.compute();
  time_device(state, 12.0 * static_cast<double>(mask.shape().pixels()),
              [&] { return watershed(valleys, markers, 1, mask); });
}
BENCHMARK(watershed_of_distances)->Apply(goal_shapes);

// Noise has the most basins.
static void watershed_of_noise(benchmark::State& state) {
  const Image noise = blobs_on_device(shape_of(state));
  const Image markers = valleys_of(shape_of(state), DType::f32).markers;
  time_device(state, 12.0 * static_cast<double>(noise.shape().pixels()), [&] { return watershed(noise, markers); });
}
BENCHMARK(watershed_of_noise)->Apply(goal_shapes);

static void voronoi_otsu(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return voronoi_otsu_labeling(image, 3, 2); });
}
BENCHMARK(voronoi_otsu)->Apply(goal_shapes);

static void gauss_otsu(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return computed(gauss_otsu_labeling(image, 2)); });
}
BENCHMARK(gauss_otsu)->Apply(goal_shapes);

static void eroded_otsu(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return eroded_otsu_labeling(image, 3, 2); });
}
BENCHMARK(eroded_otsu)->Apply(goal_shapes);

static void maxima(benchmark::State& state) {
  const Image image = gaussian(blobs_on_device(shape_of(state)), 2);
  image.compute();
  time_device(state, 5.0 * static_cast<double>(image.shape().pixels()), [&] { return computed(detect_maxima(image)); });
}
BENCHMARK(maxima)->Apply(goal_shapes);

static void peaks(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 5.0 * static_cast<double>(image.shape().pixels()), [&] { return peak_local_max(image, 5); });
}
BENCHMARK(peaks)->Apply(goal_shapes);

// Where many are as high as their neighbours.
static void peaks_of_plateaus(benchmark::State& state) {
  const Image image = cast(gaussian(blobs_on_device(shape_of(state)), 4) / 8, DType::u8);
  image.compute();
  time_device(state, 2.0 * static_cast<double>(image.shape().pixels()), [&] { return peak_local_max(image, 5); });
}
BENCHMARK(peaks_of_plateaus)->Apply(goal_shapes);

static void peaks_in_labels(benchmark::State& state) {
  const Image image = gaussian(blobs_on_device(shape_of(state)), 2), labels = label(image > 80.0);
  image.compute();
  labels.compute();
  time_device(state, 9.0 * static_cast<double>(image.shape().pixels()),
              [&] { return peak_local_max(image, 3, {}, {}, {}, {}, {}, labels, 1); });
}
BENCHMARK(peaks_in_labels)->Apply(goal_shapes);
