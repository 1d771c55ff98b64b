// Every row of the speed goals over sizes from 64² to 16384² and from 32³ to 1024³, named row/2d/edge and row/3d/edge,
// each beside the time of a bare copy of the bytes that it must move. tools/compare/scaling.py makes a report of it:
//
//     goals_bench --benchmark_out=goals.json --benchmark_out_format=json [--benchmark_filter='^gaussian2/2d/']
#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "copy_floor.hpp"
#include "support.hpp"

using namespace clumen;
using namespace clumen::bench;

namespace {

using Call = std::function<void()>;

/// What the rows are run on: pixels, and what is made of them when a row asks.
class Input {
 public:
  explicit Input(const Shape& shape) : image(large_blobs(shape)) {}
  Image image;

  bool solid() const { return image.shape().z > 1; }
  Image mask() const { return ready(image > 80.0); }
  Image labels() const { return label(image > 80.0); }
  Footprint cube(int radius) const { return box(2 * radius + 1, 2 * radius + 1, solid() ? 2 * radius + 1 : 1); }
  Footprint round(int radius) const { return solid() ? ball(radius) : disk(radius); }

  static Image ready(const Image& pending) {
    pending.compute();
    return pending;
  }

 private:
  /// Fields of more than 4 million pixels repeat a smaller one: making noise takes longer than measuring.
  static Image large_blobs(const Shape& shape) {
    const std::int64_t most = shape.z > 1 ? 128 : 2048;
    const auto part = [most](std::int64_t n) { return std::min(n, most); };
    const Image tile = blobs_on_device(Shape(part(shape.x), part(shape.y), part(shape.z), 1, shape.ndim));
    if (shape.x <= most) return tile;
    const Offset more{shape.x - most, shape.y - most, shape.z - part(shape.z)};
    return pad(tile, Widths({0, 0, 0}, more), PadMode::wrap);
  }
};

enum class Where : std::uint8_t { everywhere, volumes };

/// A row of the goals. bytes: of a pixel, that must move at least, as the goals' floor counts them; held: of a pixel,
/// that the device must have room for at once.
struct Row {
  std::string name;
  double bytes, held;
  Where where;
  std::function<Call(const Input&)> prepare;
};

Call table(const Input& i, std::vector<std::string> properties) {
  return [image = i.image, labels = i.labels(), properties = std::move(properties)] {
    benchmark::DoNotOptimize(regionprops_table(labels, image, properties));
  };
}

/// The whole job from pixels on the host to the table and the labels on the host.
Call nuclei(const Input& i) {
  auto pixels = std::make_shared<std::vector<float>>(i.image.pull_vector<float>());
  return [pixels, shape = i.image.shape(), footprint = i.round(2)] {
    const Image cells = context().push(*pixels, shape);
    const Image smooth = gaussian(cells, 5);
    const Image labels = label(binary_erosion(smooth > threshold_otsu(smooth), footprint));
    benchmark::DoNotOptimize(regionprops_table(labels, cells, {"label", "area", "mean_intensity", "solidity"}));
    benchmark::DoNotOptimize(labels.pull());
  };
}

/// A row that is one call on the image.
template <class Operation>
Row simple(std::string name, double bytes, Operation operation, double held = 16, Where where = Where::everywhere) {
  return {std::move(name), bytes, held, where,
          [operation](const Input& i) { return Call([operation, i] { operation(i).compute(); }); }};
}

std::vector<Row> rows() {
  const auto boolean_and = [](const Input& i) {
    return Call([a = i.mask(), b = Input::ready(i.image > 40.0)] { (a && b).compute(); });
  };
  const auto eroded_bits = [](const Input& i) {  // a mask in bits, as it is within a chain
    return Call([bits = binary_erosion(i.image > 80.0, i.cube(0)), f = i.cube(1)] { binary_erosion(bits, f); });
  };
  const auto labelled = [](const Input& i) { return Call([mask = i.mask()] { label(mask); }); };
  return {
      simple("add_scalar", 8, [](const Input& i) { return i.image + 3.0; }),
      simple("add_weighted", 8, [](const Input& i) { return add_weighted(i.image, 0.3, i.image, 0.7); }),
      simple("threshold", 5, [](const Input& i) { return i.image > 80.0; }),
      {"binary_and", 3, 16, Where::everywhere, boolean_and},
      simple("flip", 8, [](const Input& i) { return flip(i.image, Axis::x); }),
      simple("transpose_xy", 8, [](const Input& i) { return transpose(i.image, Axes::yxz); }),
      simple(
          "transpose_xz", 8, [](const Input& i) { return transpose(i.image, Axes::zyx); }, 16, Where::volumes),
      simple(
          "maximum_z", 4, [](const Input& i) { return maximum_projection(i.image, Axis::z); }, 8, Where::volumes),
      {"sum", 4, 8, Where::everywhere,
       [](const Input& i) { return Call([i] { benchmark::DoNotOptimize(sum(i.image).value()); }); }},
      simple(
          "histogram", 8, [](const Input& i) { return histogram(i.image).counts; }, 8),
      simple("otsu", 13, [](const Input& i) { return i.image > threshold_otsu(i.image); }),
      simple("gaussian2", 8, [](const Input& i) { return gaussian(i.image, 2); }),
      simple("gaussian5", 8, [](const Input& i) { return gaussian(i.image, 5); }),
      simple(
          "dog2_5", 8, [](const Input& i) { return difference_of_gaussians(i.image, 2, Sigma(5)); }, 24),
      simple("mean_box3", 8, [](const Input& i) { return uniform_filter(i.image, 7, Border::nearest); }),
      simple("minimum_box3", 8, [](const Input& i) { return erosion(i.image, i.cube(3), Border::nearest); }),
      simple("minimum_disk5", 8, [](const Input& i) { return erosion(i.image, i.round(5), Border::nearest); }),
      simple(
          "white_tophat_box10", 8, [](const Input& i) { return white_tophat(i.image, i.cube(10), Border::nearest); },
          24),
      {"binary_erosion_box1", 0.25, 12, Where::everywhere, eroded_bits},
      simple("median3", 8, [](const Input& i) { return median(i.image, i.cube(1)); }),
      simple("median7", 8, [](const Input& i) { return median(i.image, i.cube(3)); }),
      simple("sobel", 8, [](const Input& i) { return sobel(i.image); }),
      simple("rotate45", 8, [](const Input& i) { return rotate(i.image, 45); }),
      {"label", 13, 24, Where::everywhere, labelled},
      {"table", 8, 24, Where::everywhere,
       [](const Input& i) {
         return table(i, {"label", "area", "mean_intensity", "bbox", "centroid"});
       }},
      {"table_solidity", 8, 24, Where::everywhere,
       [](const Input& i) {
         return table(i, {"label", "area", "mean_intensity", "solidity"});
       }},
      {"distance", 5, 16, Where::everywhere,
       [](const Input& i) { return Call([mask = i.mask()] { distance_transform_edt(mask); }); }},
      {"voronoi", 8, 24, Where::everywhere,
       [](const Input& i) { return Call([labels = i.labels()] { voronoi_labels(labels); }); }},
      {"expand_labels3", 8, 24, Where::everywhere,
       [](const Input& i) { return Call([labels = i.labels()] { expand_labels(labels, 3); }); }},
      {"nuclei", 8, 32, Where::everywhere, nuclei},
  };
}

/// What the device lacks for a row of a size, if anything.
std::string lacking(const Row& row, const Shape& shape) {
  const Device& device = context().device();
  const double pixels = static_cast<double>(shape.pixels()), gib = 1 << 30;
  const double held = pixels * row.held, room = 0.8 * static_cast<double>(device.memory);
  if (held > room) return fmt::format("needs {:.1f} GiB of memory, there are {:.1f}", held / gib, room / gib);
  const double one = 4 * pixels, largest = static_cast<double>(device.largest_buffer);
  if (one > largest) return fmt::format("needs a buffer of {:.1f} GiB, {:.1f} is the most", one / gib, largest / gib);
  return {};
}

/// The input of the last shape: making it takes longer than most rows.
const Input& input_of(const Shape& shape) {
  static std::optional<Input> last;
  if (!last || last->image.shape() != shape) {
    last.reset();
    context().trim();
    last.emplace(shape);
    context().finish();
  }
  return *last;
}

CopyFloor& copy_floor() {
  static CopyFloor floor(context().device());
  return floor;
}

double milliseconds_of(const Call& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  context().finish();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void measure(benchmark::State& state, const Row& row, const Shape& shape) {
  const double bytes = row.bytes * static_cast<double>(shape.pixels());
  double floor = copy_floor().milliseconds(bytes);
  copy_floor().release_buffers();
  const Call call = row.prepare(input_of(shape));
  milliseconds_of(call);
  std::vector<double> all;
  for ([[maybe_unused]] auto _ : state) {
    all.push_back(milliseconds_of(call));
    state.SetIterationTime(all.back() / 1e3);
  }
  std::sort(all.begin(), all.end());
  floor = std::min(floor, copy_floor().milliseconds(bytes));  // before and after: a machine may be busy once
  copy_floor().release_buffers();
  state.counters["pixels"] = static_cast<double>(shape.pixels());
  state.counters["bytes"] = bytes;
  state.counters["min_ms"] = all.front();
  state.counters["median_ms"] = all[all.size() / 2];
  state.counters["floor_ms"] = floor;
  state.counters["GB/s"] = bytes / all.front() / 1e6;
  state.counters["of_floor"] = floor / all.front();
}

void run(benchmark::State& state, const Row& row, const Shape& shape) {
  if (const std::string lack = lacking(row, shape); !lack.empty()) return state.SkipWithError(lack.c_str());
  try {
    measure(state, row, shape);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
  }
}

void add(const Row& row, const Shape& shape) {
  const std::string name = fmt::format("{}/{}d/{}", row.name, shape.ndim, shape.x);
  benchmark::RegisterBenchmark(name.c_str(), [row, shape](benchmark::State& state) { run(state, row, shape); })
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  // by size first, so that each input is made once
  for (std::int64_t edge = 64; edge <= 16384; edge *= 2)
    for (const Row& row : rows())
      if (row.where != Where::volumes) add(row, Shape(edge, edge));
  for (std::int64_t edge = 32; edge <= 1024; edge *= 2)
    for (const Row& row : rows()) add(row, Shape(edge, edge, edge));
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const Device& device = context().device();
  benchmark::AddCustomContext("device", device.name);
  benchmark::AddCustomContext("driver", fmt::format("{}, {}", device.platform, device.driver));
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
