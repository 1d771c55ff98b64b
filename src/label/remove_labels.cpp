#include <cmath>

#include "core/check.hpp"
#include "core/launch.hpp"
#include "label/label_ranks.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

enum class Unlisted : std::uint8_t { stay, go };

void require_row(std::string_view operation, std::string_view parameter, const Image& labels, const Image& row) {
  require_labels(operation, "labels", labels);
  require_image(operation, parameter, row);
  require_same_context(operation, labels, row);
  const Shape& s = row.shape();
  require(s.y == 1 && s.z == 1 && s.c == 1, operation, parameter, to_string(s), "a row, a pixel for each label");
}

Image without(const Image& labels, const Image& gone, Unlisted unlisted) {
  const Image result = new_image(labels, labels.shape(), labels.dtype(), {}, {&gone});
  Launch launch(labels, "label/remove_labels", "remove_listed");
  launch.source("labels", labels).source("src", gone).define("UNLISTED", unlisted == Unlisted::go ? 1 : 0);
  launch.arg("size", size_of_image(labels.shape())).arg("count", static_cast<std::uint64_t>(gone.shape().x));
  run_over_pixels(launch.output("dst", result), labels);
  return result;
}

Image within(std::string_view operation, const Image& labels, const Image& values, double min_value, double max_value) {
  require_row(operation, "values", labels, values);
  require(!std::isnan(min_value), operation, "min_value", min_value, "a number");
  require(!std::isnan(max_value), operation, "max_value", max_value, "a number");
  return values >= min_value && values <= max_value;
}

}  // namespace

Image remove_labels(const Image& labels, const Image& list) {
  require_row("remove_labels", "list", labels, list);
  return without(labels, list, Unlisted::stay);
}

Image remove_labels_with_map_values_out_of_range(const Image& labels, const Image& values, double min_value,
                                                 double max_value) {
  const Image kept = within("remove_labels_with_map_values_out_of_range", labels, values, min_value, max_value);
  return without(labels, !kept, Unlisted::go);
}

Image remove_labels_with_map_values_within_range(const Image& labels, const Image& values, double min_value,
                                                 double max_value) {
  return without(labels, within("remove_labels_with_map_values_within_range", labels, values, min_value, max_value),
                 Unlisted::stay);
}

}  // namespace clumen
