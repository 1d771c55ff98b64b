#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

static void table_of(benchmark::State& state, const std::vector<std::string>& properties) {
  const Image image = blobs_on_device(shape_of(state));
  const Image labels = label(image > 80.0);
  time_device(state, 8.0 * static_cast<double>(image.shape().pixels()),
              [&] { return regionprops_table(labels, image, properties); });
}
BENCHMARK_CAPTURE(table_of, area_mean_bbox_centroid, {"label", "area", "mean_intensity", "bbox", "centroid"})
    ->Apply(goal_shapes);
BENCHMARK_CAPTURE(table_of, area_mean_solidity, {"label", "area", "mean_intensity", "solidity"})->Apply(goal_shapes);

// Ellipses of 10 to 24 pixels' half axes on a grid, one on every 52 x 52 pixels: 99225 in 16384 x 16384.
static std::vector<std::int32_t> ellipses(const Shape& s) {
  constexpr std::int64_t cell = 52;
  std::mt19937 rng(5);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(s.pixels()));
  std::int32_t next = 0;
  for (std::int64_t y0 = 0; y0 + cell <= s.y; y0 += cell)
    for (std::int64_t x0 = 0; x0 + cell <= s.x; x0 += cell) {
      ++next;
      const float a = 10 + static_cast<float>(rng() % 140) / 10, b = 10 + static_cast<float>(rng() % 140) / 10;
      for (std::int64_t y = 0; y < cell; ++y)
        for (std::int64_t x = 0; x < cell; ++x) {
          const float u = (static_cast<float>(x) - 25.5F) / a, v = (static_cast<float>(y) - 25.5F) / b;
          if (u * u + v * v <= 1) labels[static_cast<std::size_t>((y0 + y) * s.x + x0 + x)] = next;
        }
    }
  return labels;
}

static void table_of_ellipses(benchmark::State& state, const std::vector<std::string>& properties) {
  const Shape shape = shape_of(state);
  const Image labels = context().push(ellipses(shape), shape);
  const Image image = cast(labels, DType::f32) % 251 + 3.5;
  image.compute();
  time_device(state, 8.0 * static_cast<double>(shape.pixels()),
              [&] { return regionprops_table(labels, image, properties); });
}
static void few_shapes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"edge", "axes"})->Args({2048, 2})->Args({8192, 2})->UseRealTime()->Unit(benchmark::kMillisecond);
}
static void many_objects(benchmark::internal::Benchmark* b) {
  b->ArgNames({"edge", "axes"})->Args({2048, 2})->Args({8192, 2})->Args({16384, 2});
  b->UseRealTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(table_of_ellipses, area_mean_bbox_centroid, {"label", "area", "mean_intensity", "bbox", "centroid"})
    ->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, axes, {"label", "axis_major_length", "orientation"})->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, moments, {"label", "moments", "moments_central"})->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, moments_weighted, {"label", "moments_weighted"})->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, borders, {"label", "perimeter", "perimeter_crofton", "euler_number"})
    ->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, feret, {"label", "solidity", "feret_diameter_max"})->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, median, {"label", "intensity_median"})->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, filled, {"label", "area_filled"})->Apply(many_objects);
BENCHMARK_CAPTURE(table_of_ellipses, whole,
                  {"label",
                   "area",
                   "area_bbox",
                   "area_convex",
                   "area_filled",
                   "axis_major_length",
                   "axis_minor_length",
                   "bbox",
                   "centroid",
                   "centroid_local",
                   "centroid_weighted",
                   "centroid_weighted_local",
                   "eccentricity",
                   "equivalent_diameter_area",
                   "euler_number",
                   "extent",
                   "feret_diameter_max",
                   "inertia_tensor",
                   "inertia_tensor_eigvals",
                   "intensity_max",
                   "intensity_mean",
                   "intensity_median",
                   "intensity_min",
                   "intensity_std",
                   "moments",
                   "moments_central",
                   "moments_hu",
                   "moments_normalized",
                   "moments_weighted",
                   "moments_weighted_central",
                   "moments_weighted_hu",
                   "moments_weighted_normalized",
                   "num_pixels",
                   "orientation",
                   "perimeter",
                   "perimeter_crofton",
                   "solidity"})
    ->Apply(many_objects);

static void region_of(benchmark::State& state, auto measured) {
  const Shape shape = shape_of(state);
  const Image labels = context().push(ellipses(shape), shape);
  time_device(state, 4.0 * static_cast<double>(shape.pixels()), [&] { return measured(labels); });
}
BENCHMARK_CAPTURE(region_of, image, [](const Image& labels) { return region_image(labels, 700); })->Apply(few_shapes);
BENCHMARK_CAPTURE(region_of, image_filled, [](const Image& l) {
  return region_image_filled(l, 700);
})->Apply(few_shapes);
BENCHMARK_CAPTURE(region_of, image_convex, [](const Image& l) {
  return region_image_convex(l, 700);
})->Apply(few_shapes);
BENCHMARK_CAPTURE(region_of, coords, [](const Image& labels) { return region_coords(labels, 700); })->Apply(few_shapes);

static void percentile_of(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 16.0 * static_cast<double>(image.shape().pixels()), [&] { return percentile(image, 99); });
}
BENCHMARK(percentile_of)->Apply(goal_shapes);
static void image_statistics_of(benchmark::State& state) {
  const Image image = blobs_on_device(shape_of(state));
  time_device(state, 4.0 * static_cast<double>(image.shape().pixels()), [&] { return image_statistics(image); });
}
BENCHMARK(image_statistics_of)->Apply(goal_shapes);
