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

/// Labels of the blobs, which touch where the blobs are brighter.
static Image touching_labels(const Shape& shape) {
  const Image image = blobs_on_device(shape), low = label(image > 60.0), high = label(image > 120.0);
  const Image labels = where(high, high + max(low), low);
  labels.compute();
  return labels;
}

static void time_labels(benchmark::State& state, Image (*operation)(const Image&)) {
  const Image labels = touching_labels(shape_of(state));
  time_device(state, 8.0 * static_cast<double>(labels.shape().pixels()), [&] {
    const Image result = operation(labels);
    result.compute();
    return result;
  });
}
#define LABELS(name, call)                                                 \
  static void name##_of_labels(benchmark::State& state) {                  \
    time_labels(state, [](const Image& labels) -> Image { return call; }); \
  }                                                                        \
  BENCHMARK(name##_of_labels)->Apply(goal_shapes)
LABELS(erode1, erode_labels(labels, 1));
LABELS(erode5, erode_labels(labels, 5));
LABELS(erode20, erode_labels(labels, 20));
LABELS(opening3, opening_labels(labels, 3));
LABELS(closing3, closing_labels(labels, 3));
LABELS(smooth3, smooth_labels(labels, 3));
LABELS(boundaries_thick, find_boundaries(labels));
LABELS(boundaries_outer, find_boundaries(labels, 1, Boundaries::outer));
LABELS(boundaries_subpixel, find_boundaries(labels, 1, Boundaries::subpixel));
LABELS(clear_border, clear_border(labels));
LABELS(remove_on_edges, remove_labels_on_edges(labels));
LABELS(filter_by_size, filter_label_by_size(labels, 30, 3000));
LABELS(relabel, relabel_sequential(labels));
LABELS(join, join_segmentations(labels, labels));
LABELS(combine, combine_labels(labels, labels));
LABELS(merge_touching, merge_touching_labels(labels));

static void remove_by_values(benchmark::State& state) {
  const Image labels = touching_labels(shape_of(state));
  const Image values = context().push(std::vector<float>(1000, 3.0F), {1000, 1});
  time_device(state, 8.0 * static_cast<double>(labels.shape().pixels()),
              [&] { return remove_labels_with_map_values_within_range(labels, values); });
}
BENCHMARK(remove_by_values)->Apply(goal_shapes);
