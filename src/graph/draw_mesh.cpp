#include <algorithm>
#include <cmath>

#include "core/check.hpp"
#include "core/launch.hpp"
#include "core/quirks.hpp"
#include "graph/points.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "draw_mesh";

// The pixels of the points, x, y, z, 0 each.
std::vector<std::int32_t> pixels_of(const Points& points, const Shape& shape) {
  std::vector<std::int32_t> pixels;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t axis = 0; axis < 4; ++axis) {
      const double at = axis < 3 ? std::nearbyint(points.at[i][axis]) : 0;
      if (axis < 3 && !(at >= 0 && at < static_cast<double>(shape.xyz()[axis])))
        require(false, kOperation, fmt::format("{} of label {}", "xyz"[axis], points.labels[i]), points.at[i][axis],
                fmt::format("a place in the image, {}", to_string(shape)));
      pixels.push_back(static_cast<std::int32_t>(at));
    }
  return pixels;
}

std::vector<float> values_of(const Graph& graph, const std::string& column) {
  const Table& edges = graph.edges();
  if (column.empty()) return std::vector<float>(edges.rows(), 1);
  require(edges.has(column), kOperation, "column", column, fmt::format("{}", fmt::join(edges.names(), ", ")));
  std::vector<float> values;
  for (const double v : edges.numbers(column)) {
    require(v >= 0 && v <= double{std::numeric_limits<float>::max()}, kOperation, column, v, "0 or more, and finite");
    values.push_back(static_cast<float>(v));
  }
  return values;
}

// The points at the ends of each edge, by row.
std::vector<std::uint32_t> ends_of(const Graph& graph, const std::vector<std::size_t>& points) {
  std::vector<std::uint32_t> ends(2 * graph.edges().rows());
  for (std::size_t node = 0; node < points.size(); ++node)
    for (std::size_t i = 0; i < graph.targets(node).size(); ++i) {
      const std::size_t target = graph.targets(node)[i], row = graph.rows(node)[i];
      if (!graph.is_directed() && target < node) continue;
      ends[2 * row] = static_cast<std::uint32_t>(points[node]);
      ends[2 * row + 1] = static_cast<std::uint32_t>(points[target]);
    }
  return ends;
}

}  // namespace

Image draw_mesh(const Image& label_image, const Graph& graph, const Table& points, const std::string& column) {
  require_image(kOperation, "label_image", label_image);
  const Shape& s = label_image.shape();
  require(s.c == 1, kOperation, "channels of label_image", s.c, "1; choose one with label_image.channel(c)");
  const Points all = points_of(kOperation, "points", points);
  require(all.axes == s.ndim, kOperation, "axes of points", all.axes, fmt::format("{}, as label_image", s.ndim));
  const std::vector<std::size_t> places = rows_of_nodes(kOperation, "points", graph, all.labels);
  const std::vector<std::int32_t> pixels = pixels_of(all, s);
  const std::vector<float> values = values_of(graph, column);
  const Image result = new_image(label_image, s, DType::f32, Reach{0, 0, 0, true});
  if (label_image.is_tracing()) return result;
  const ImageState& state = result.state();
  fill_buffer(state.context, state.buffer, 0, static_cast<std::uint64_t>(s.pixels()) * 4);
  if (values.empty()) return result;
  require_turns(result, kOperation, std::max({s.x, s.y, s.z}));
  const std::vector<std::uint32_t> ends = ends_of(graph, places);
  const auto ls = static_cast<std::size_t>(tuned(result, {"draw_mesh.LS", 1, 64}));
  const unsigned each = ls == 1 ? 256 : 1, count = static_cast<unsigned>(values.size());
  Launch(result, "graph/draw_mesh", "draw_mesh")
      .define("LS", static_cast<std::int64_t>(ls))
      .buffer("pixels", table_buffer(result, pixels))
      .buffer("ends", table_buffer(result, ends))
      .buffer("values", table_buffer(result, values))
      .buffer("dst", state.buffer)
      .arg("count", count)
      .arg("each", each)
      .arg("size", size_of_image(s))
      .run({ceil_div(count, each)}, {ls});
  return result;
}

}  // namespace clumen
