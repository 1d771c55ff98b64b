#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

/// From pixels on the host to the table and the labels on the host.
static void nuclei(benchmark::State& state) {
  const Shape s = shape_of(state);
  const std::vector<float> pixels = blobs(s);
  const Footprint footprint = s.z > 1 ? ball(2) : disk(2);
  time_device(state, 8.0 * static_cast<double>(s.pixels()), [&] {
    const Image cells = context().push(pixels, s);
    const Image smooth = gaussian(cells, 5);
    const Image labels = label(binary_erosion(smooth > threshold_otsu(smooth), footprint));
    benchmark::DoNotOptimize(regionprops_table(labels, cells, {"label", "area", "mean_intensity", "solidity"}));
    return labels.pull();
  });
}
BENCHMARK(nuclei)
    ->ArgNames({"edge", "axes"})
    ->Args({640, 2})
    ->Args({2048, 2})
    ->Args({8192, 2})
    ->Args({256, 3})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
