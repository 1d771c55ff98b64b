#include <algorithm>
#include <cmath>

#include "clumen/segmentation.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "measure/regions_table.hpp"
#include "segmentation/centroids.hpp"
#include "segmentation/spots.hpp"

namespace clumen {

std::vector<Centroid> centroids_of(std::string_view operation, const Image& labels) {
  const Table table = regions_table({operation, "labels"}, labels, {}, {"label", "centroid"});
  const int axes = labels.shape().ndim > 2 ? 3 : 2;
  const auto& numbers = std::get<std::vector<std::int64_t>>(table.column("label"));
  std::vector<Centroid> out(numbers.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = {numbers[i], {}};
  for (int axis = 0; axis < axes; ++axis) {
    const std::vector<double> places = table.numbers(fmt::format("centroid-{}", axis));
    for (std::size_t i = 0; i < out.size(); ++i) out[i].at[static_cast<std::size_t>(axes - 1 - axis)] = places[i];
  }
  return out;
}

Image reduce_labels_to_centroids(const Image& labels) {
  constexpr std::string_view name = "reduce_labels_to_centroids";
  require_labels(name, "labels", labels);
  const Shape& s = labels.shape();
  const Image result = new_image(labels, s, labels.dtype(), Reach{0, 0, 0, true});
  if (labels.is_tracing() || s.pixels() == 0) return result;
  std::vector<Centroid> centroids = centroids_of(name, labels);
  // Of points in one pixel the last counts: the lowest label comes last.
  std::reverse(centroids.begin(), centroids.end());
  const std::size_t count = centroids.size(), axes = s.ndim > 2 ? 3 : 2;
  std::vector<std::int32_t> places(count * axes);
  std::vector<std::int64_t> numbers{0};
  for (std::size_t i = 0; i < count; ++i) {
    numbers.push_back(centroids[i].label);
    for (std::size_t axis = 0; axis < axes; ++axis)
      places[axis * count + i] = static_cast<std::int32_t>(std::floor(centroids[i].at[axis] + 0.5));
  }
  const Shape list(static_cast<std::int64_t>(count), static_cast<std::int64_t>(axes));
  const Image numbered = number_points(labels.context().push(places, list), labels, s);
  replace_numbers(numbered, table_buffer(labels, numbers), result);
  return result;
}

}  // namespace clumen
