#include "core/check.hpp"
#include "core/launch.hpp"
#include "graph/points.hpp"

namespace clumen {

Image distance_matrix(const Context& context, const Table& points, const Table& others) {
  constexpr std::string_view name = "distance_matrix";
  const Points rows = points_of(name, "points", points);
  const Points columns = others.names().empty() ? rows : points_of(name, "others", others);
  require(rows.size() > 0, name, "points", "without rows", "one point or more");
  require(columns.size() > 0, name, "others", "without rows", "one point or more");
  require(rows.axes == columns.axes, name, "axes of others", columns.axes, fmt::format("{}, as points", rows.axes));
  require(rows.size() < (std::size_t{1} << 31) / columns.size(), name, "number of distances",
          fmt::format("{} x {}", rows.size(), columns.size()), "fewer than 2^31");
  const Image down = push_points(context, rows), right = others.names().empty() ? down : push_points(context, columns);
  const Shape shape(static_cast<std::int64_t>(columns.size()), static_cast<std::int64_t>(rows.size()));
  const Image result = new_image(down, shape, DType::f32);
  const auto ls = static_cast<std::size_t>(tuned(result, {"distance_matrix.LS", 1, 128}));
  Launch launch(result, "graph/distance_matrix", "distance_matrix");
  launch.define("LS", static_cast<std::int64_t>(ls)).define("AXES", rows.axes).output("dst", result);
  launch.pixels("down", down).pixels("right", right).arg("size", size_of_image(shape));
  launch.run({ls == 1 ? 1 : columns.size(), rows.size()}, {ls, 1});
  return result;
}

}  // namespace clumen
