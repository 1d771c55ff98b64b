#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "clumen/graph.hpp"

namespace clumen {

/// The points of a table by rising label, their coordinates as x, y, z; 0 along axes that they do not have.
struct Points {
  std::vector<std::int64_t> labels;
  std::vector<std::array<double, 3>> at;
  int axes = 0;

  std::size_t size() const { return labels.size(); }
};

/// Throws ArgumentError for a table without centroids, with coordinates that are not finite, or with a label twice.
Points points_of(std::string_view operation, std::string_view parameter, const Table& table);
/// The labels of a table's rows: its column `label`, or 1, 2, 3, ... Throws ArgumentError for what is no label.
std::vector<std::int64_t> labels_of_rows(std::string_view operation, std::string_view parameter, const Table& table);
/// The places of rows by rising label. Throws ArgumentError for a label that is there twice.
std::vector<std::size_t> order_of_rows(std::string_view operation, std::string_view parameter,
                                       const std::vector<std::int64_t>& labels);

/// The places of a graph's nodes in a rising list of labels. Throws ArgumentError for a node that is not there.
std::vector<std::size_t> rows_of_nodes(std::string_view operation, std::string_view parameter, const Graph& graph,
                                       const std::vector<std::int64_t>& labels);

/// How far two points are apart.
double distance_between(const std::array<double, 3>& a, const std::array<double, 3>& b);

/// Coordinates on a device: f64, or f32 where the device has no other.
Image push_coordinates(const Context& context, const std::vector<double>& coordinates);
/// The coordinates on a device, point by point, `axes` each.
Image push_points(const Context& context, const Points& points);

}  // namespace clumen
