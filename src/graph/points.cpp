#include "graph/points.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/check.hpp"
#include "graph/parts.hpp"
#include "graph/sorted.hpp"

namespace clumen {

std::vector<std::int64_t> labels_of_rows(std::string_view operation, std::string_view parameter, const Table& table) {
  std::vector<std::int64_t> labels(table.rows());
  if (!table.has("label")) {
    std::iota(labels.begin(), labels.end(), 1);
    return labels;
  }
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&table.column("label"))) return *whole;
  const std::vector<double> numbers = table.numbers("label");
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != std::floor(numbers[i]) || std::abs(numbers[i]) >= 0x1p53)
      require(false, operation, fmt::format("label of {}", parameter), numbers[i], "a whole number");
    labels[i] = static_cast<std::int64_t>(numbers[i]);
  }
  return labels;
}

std::vector<std::size_t> order_of_rows(std::string_view operation, std::string_view parameter,
                                       const std::vector<std::int64_t>& labels) {
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!std::ranges::is_sorted(labels))
    std::ranges::sort(order, {}, [&](std::size_t row) { return std::pair(labels[row], row); });
  for (std::size_t i = 1; i < order.size(); ++i)
    if (labels[order[i]] == labels[order[i - 1]])
      require(false, operation, fmt::format("label of {}", parameter), labels[order[i]], "in one row only");
  return order;
}

Points points_of(std::string_view operation, std::string_view parameter, const Table& table) {
  Points points;
  while (points.axes < 3 && table.has(fmt::format("centroid-{}", points.axes))) ++points.axes;
  require(points.axes > 0, operation, fmt::format("columns of {}", parameter),
          fmt::format("{}", fmt::join(table.names(), ", ")), "centroid-0, centroid-1, ... and, if it has it, label");
  const std::vector<std::int64_t> labels = labels_of_rows(operation, parameter, table);
  const std::vector<std::size_t> order = order_of_rows(operation, parameter, labels);
  points.at.resize(labels.size());
  points.labels = column_of<std::int64_t>(order.size(), [&](std::size_t i) { return labels[order[i]]; });
  for (int column = 0; column < points.axes; ++column) {
    const std::string name = fmt::format("centroid-{}", column);
    const std::vector<double> numbers = table.numbers(name);
    in_parts(order.size(), [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const double v = numbers[order[i]];
        if (!std::isfinite(v))
          require(false, operation, fmt::format("{} of label {}", name, points.labels[i]), v, "a finite number");
        points.at[i][static_cast<std::size_t>(points.axes - 1 - column)] = v;
      }
    });
  }
  return points;
}

std::vector<std::size_t> rows_of_nodes(std::string_view operation, std::string_view parameter, const Graph& graph,
                                       const std::vector<std::int64_t>& labels) {
  const Places places(labels);
  std::vector<std::size_t> rows;
  rows.reserve(graph.labels().size());
  for (const std::int64_t label : graph.labels()) {
    rows.push_back(places.of(label));
    if (rows.back() == labels.size())
      require(false, operation, "label of graph", label, fmt::format("one that has a row of {}", parameter));
  }
  return rows;
}

double distance_between(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return std::sqrt(x * x + y * y + z * z);
}

Image push_coordinates(const Context& context, const std::vector<double>& coordinates) {
  const Shape shape(static_cast<std::int64_t>(coordinates.size()), 1);
  if (context.device().f64) return context.push(coordinates, shape);
  return context.push(std::vector<float>(coordinates.begin(), coordinates.end()), shape);
}

Image push_points(const Context& context, const Points& points) {
  std::vector<double> numbers;
  numbers.reserve(points.size() * static_cast<std::size_t>(points.axes));
  for (const auto& at : points.at) numbers.insert(numbers.end(), at.begin(), at.begin() + points.axes);
  return push_coordinates(context, numbers);
}

}  // namespace clumen
