#pragma once
#include <span>
#include <string>
#include <vector>

#include "clumen/measure.hpp"

/// Graphs of labels: which touch, which are near, and what a label's neighbours are like.
///
/// Contacts are found and distances are searched on the device. A graph itself lies on the host beside the tables whose
/// rows its nodes are: its memory grows with labels and edges, never with labels². Everything comes by rising label, so
/// that each run on each device gives the same.
/// Of a table of points or values, `label` names the rows, or they are 1, 2, 3, ...; centroid-0, centroid-1 and, in
/// space, centroid-2 are the coordinates, z or y first, as `regionprops_table` has them.
namespace clumen {

/// Nodes, which are labels, and edges between them, which are the rows of a table.
class Graph {
 public:
  Graph() = default;
  /// edges: a row per edge. In columns label_a and label_b each edge is there once, label_a below label_b, and goes
  /// both ways; in columns source and target it goes one way. Other columns are the edges' own: touch_count, distance,
  /// ... labels: nodes besides those that have an edge. Throws ArgumentError for an edge from a label to itself, one
  /// that is there twice, a label_a that is not below label_b, or when neither pair of columns is there.
  explicit Graph(Table edges, std::vector<std::int64_t> labels = {});

  bool is_directed() const { return directed_; }
  /// The nodes by rising label.
  const std::vector<std::int64_t>& labels() const { return labels_; }
  const Table& edges() const { return edges_; }
  /// How many neighbours each node has, in the order of `labels`: edges that lead away from it.
  std::vector<std::int64_t> degree() const;
  /// The labels that a label's edges lead to, in the order of the edges. Throws ArgumentError for one that is no node.
  std::vector<std::int64_t> neighbors(std::int64_t label) const;

  /// The place of a label in `labels`, or its size for one that is no node.
  std::size_t node_of(std::int64_t label) const;
  /// The places that a node's edges lead to, and the rows of these edges.
  std::span<const std::uint32_t> targets(std::size_t node) const { return part(links_.targets, node); }
  std::span<const std::uint32_t> rows(std::size_t node) const { return part(links_.rows, node); }

 private:
  friend class LinkedGraph;
  struct Links {
    std::vector<std::size_t> starts;  ///< where each node's part of the lists begins
    std::vector<std::uint32_t> targets, rows;
  };
  Graph(Table edges, std::vector<std::int64_t> labels, Links links);
  std::span<const std::uint32_t> part(const std::vector<std::uint32_t>& all, std::size_t node) const {
    return {all.data() + links_.starts[node], links_.starts[node + 1] - links_.starts[node]};
  }
  void link(const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& to);
  void require_single_edges() const;

  Table edges_;
  std::vector<std::int64_t> labels_;
  bool directed_ = false;
  Links links_;
};

/// Whether the background, label 0, is a node as the labels are.
enum class Background : std::uint8_t { exclude, include };
/// Whether a label counts among its own neighbours.
enum class Itself : std::uint8_t { exclude, include };

/// Which labels touch: a node for each label, an edge for each pair with pixels side by side.
/// label_image: integer, one channel, 0 to 2^32 - 2.
/// connectivity: how many steps along axes neighbouring pixels are apart at most, 1 (4 neighbours of a pixel, 6 in
/// space) to the number of axes (8, 26). background: whether label 0 is a node.
/// spacing: size of a pixel per axis (x, y, z), 0 for the image's own.
/// Edges have touch_count, the pairs of touching pixels; contact_area, the area (in a plane the length) of the faces
/// between them, of which diagonal neighbours have none; touch_portion_a and touch_portion_b, the share of each label's
/// touching pairs that are with the other one. Pairs with the background count for that share also where it is no node;
/// the image's edge does not. Waits twice, and again where there are more contacts than were expected.
/// Throws ArgumentError for bool, float, negative or larger labels, several channels, 2^32 pixels and more, a
/// connectivity or spacing out of range.
/// Source: scikit-image `graph.RAG`; clEsperanto `generate_touch_matrix`, `generate_touch_count_matrix` and
/// `generate_touch_portion_matrix`, of which the first misses contacts in space.
Graph region_adjacency_graph(const Image& label_image, int connectivity = 1,
                             Background background = Background::exclude, Sigma spacing = 1);

/// Each point with the n that are nearest, as edges that go one way, from nearest to farthest, with their distance.
/// points: a table with centroids. n: 1 or more; all others where there are fewer.
/// Of points as near the smaller label comes first. Distances are in f64 (points are found in f32 on a device without
/// it). Throws ArgumentError for an n out of range, points without centroids or not finite, a label that is there
/// twice. Source: clEsperanto `n_closest_points` and `generate_n_nearest_neighbors_matrix`, SciPy
/// `spatial.KDTree.query`.
Graph nearest_neighbors_graph(const Context& context, const Table& points, int n = 6);

/// Each point with those at a distance from min_distance to max_distance, both inclusive; edges have the distance.
/// points: a table with centroids. min_distance: 0 or more. max_distance: min_distance or more.
/// Distances as in `nearest_neighbors_graph`. Throws ArgumentError as it does.
/// Source: clEsperanto `generate_proximal_neighbors_matrix`, SciPy `spatial.KDTree.query_pairs`.
Graph proximal_neighbors_graph(const Context& context, const Table& points, double min_distance, double max_distance);

/// The distance of each point from each other one, as an image: column i of row j is that from points[j] to others[i].
/// points: a table with centroids. others: such a table, or an empty one for the same points.
/// f32, computed in f64 from differences (in f32 on a device without f64): no digits are lost between near points.
/// Rows are in the order of the tables' labels. Throws ArgumentError for 2^31 distances and more, tables without
/// points, or points that differ in their axes. Source: SciPy `spatial.distance_matrix`, in f64; clEsperanto
/// `generate_distance_matrix`, which has a row and a column of 0 before.
Image distance_matrix(const Context& context, const Table& points, const Table& others = {});

/// The graph with a column `distance` for its edges: how far the points of their two labels are apart.
/// graph: of labels that all have a point. points: a table with centroids.
/// Throws ArgumentError for a label without a point, and where the edges have distances already. Source: CLIJ2
/// `averageDistanceOfTouchingNeighbors`, whose distances these are.
Graph with_distances(const Graph& graph, const Table& points);

/// The graph in which labels are neighbours that are at most `steps` edges apart; its edges have the number of steps.
/// graph: any. steps: 1 or more.
/// Throws ArgumentError for steps out of range. Source: NetworkX `power`; CLIJ2 `neighborsOfNeighbors`, for 2.
Graph neighbors_of_neighbors(const Graph& graph, int steps = 2);

/// What the neighbours of each label are like: a row for each row of the table, by rising label.
/// graph: whose labels all have a row. table: values by label. column: the values of the table to look at.
/// statistics: count, mean, min, max, median, std, mode, sum. itself: whether a label is one of its neighbours.
/// count is how many there are; std divides by it; mode is the value that most have, the smallest of those. Labels of
/// the table that are not in the graph have no neighbours, and without neighbours count and sum are 0 and the others
/// NaN, as they are beside a value that is NaN. Throws ArgumentError for a column or statistic that is not known, or a
/// label without a row. Source: CLIJ2 `meanOfTouchingNeighbors` and its like; clEsperanto
/// `mean_of_touching_neighbors_map` and its like.
Table neighbor_statistics(const Graph& graph, const Table& table, const std::string& column,
                          const std::vector<std::string>& statistics = {"mean"}, Itself itself = Itself::exclude);

/// What the edges of each label are like: a row for each node, by rising label.
/// graph: any. column: the values of its edges to look at: distance, touch_count, ...
/// statistics: as in `neighbor_statistics`: the mean of `distance` is how far neighbours are on average.
/// Throws ArgumentError for a column or statistic that is not known. Source: CLIJ2
/// `averageDistanceOfTouchingNeighbors`, clEsperanto `average_distance_of_n_closest_neighbors_map`.
Table edge_statistics(const Graph& graph, const std::string& column,
                      const std::vector<std::string>& statistics = {"mean"});

/// How many neighbours each label of the graph has: columns label and count.
/// graph: any. Source: clEsperanto `count_touching_neighbors`, without the background's row.
Table count_neighbors(const Graph& graph);

/// Values in place of an image's labels: f32.
/// input_arr: integer or bool; each channel by itself. input_vals: whole numbers to find, whose last one counts where
/// they are there twice. output_vals: a number for each. missing: for pixels that are none of input_vals.
/// Throws ArgumentError for a float image, fractions among input_vals, or lists that differ in length.
/// Source: scikit-image `util.map_array`, whose missing ones are 0 and whose result has the dtype of output_vals.
Image map_array(const Image& input_arr, const std::vector<double>& input_vals, const std::vector<double>& output_vals,
                double missing = 0);

/// Each label as its value in a table: a parametric map, f32. Labels without a row, and the background, are 0.
/// label_image: integer; each channel by itself. table: values by label. column: those to show.
/// Throws ArgumentError for a float image, or a column that is not there.
/// Source: clEsperanto `replace_intensities` and its maps, as `mean_intensity_map`.
Image parametric_map(const Image& label_image, const Table& table, const std::string& column);

/// The graph drawn: straight lines between the centroids of labels with an edge, f32, 0 elsewhere.
/// label_image: whose extent the drawing has. graph: of labels that all have a point. points: a table with centroids in
/// pixels. column: the edges' values that lines have, or nothing for 1. Where lines cross the largest is seen.
/// A line joins the pixels at its rounded ends and has one pixel for each step of its longest axis, halfway ones at the
/// even coordinate. Throws ArgumentError for a label without a point, points outside the image, other axes than
/// the image's, and values that are negative or not finite. Source: scikit-image `draw.line_nd(endpoint=True)` of each
/// edge; CLIJ2 `drawMeshBetweenTouchingLabels`, clEsperanto `generate_touch_mesh`.
Image draw_mesh(const Image& label_image, const Graph& graph, const Table& points, const std::string& column = {});

}  // namespace clumen
