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
