#include <algorithm>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "clumen/segmentation.hpp"
#include "core/check.hpp"
#include "label/labels.hpp"
#include "segmentation/peaks.hpp"
#include "segmentation/spots.hpp"

namespace clumen {
namespace {

constexpr std::string_view name = "peak_local_max";

using Place = std::array<std::int64_t, 3>;  // x, y, z

/// bool: no pixel under the footprint is above the pixel; none in an image in which all are so.
Image candidates_of(const Image& image, const Footprint& around) {
  if (around.shape().pixels() == 1 || image.shape().pixels() == 1) return !isnan(image);
  const Image highest = image == maximum_filter(image, around, Border::nearest);
  return highest && !min(cast(highest, DType::u8)).image();
}

/// What is inside a border; empty where nothing is.
Image inside(const Image& image, const Counts& border) {
  const Shape& s = image.shape();
  Offset first;
  first.x = border.x, first.y = s.ndim > 1 ? border.y : 0, first.z = s.ndim > 2 ? border.z : 0;
  const Shape rest(std::max<std::int64_t>(0, s.x - 2 * first.x), std::max<std::int64_t>(0, s.y - 2 * first.y),
                   std::max<std::int64_t>(0, s.z - 2 * first.z), 1, s.ndim);
  return rest.pixels() > 0 ? image.region(first, rest) : Image();
}

Table table_of(const std::vector<Place>& peaks, int ndim, const Counts& border) {
  const std::array<std::int64_t, 3> first{border.x, border.y, border.z};
  Table table;
  for (int axis = ndim > 2 ? 2 : 1; axis >= 0; --axis) {
    std::vector<std::int64_t> column;
    column.reserve(peaks.size());
    const auto a = static_cast<std::size_t>(axis);
    for (const Place& peak : peaks) column.push_back(peak[a] + (axis < ndim ? first[a] : 0));
    table.add(std::string(1, "xyz"[axis]), std::move(column));
  }
  return table;
}

/// bool: above the threshold, which is at least the lowest pixel unless one is given.
Image above(const Image& image, std::optional<double> absolute, std::optional<double> relative) {
  const Image by_value = absolute ? image > *absolute : image > min(image);
  if (!relative) return by_value;
  const Image highest = max(image).image();
  const bool exact = is_integer(image.dtype()) && !image.is_tracing() && has_f64(image);
  return by_value && image > (exact ? cast(highest, DType::f64) : highest) * *relative;
}

std::size_t most_of(const std::optional<int>& count) { return count ? static_cast<std::size_t>(*count) : SIZE_MAX; }

/// At most that many of each label; they come by label.
void cut(PeakList& peaks, std::size_t most) {
  std::size_t count = 0, of_label = 0;
  for (std::size_t i = 0; i < peaks.at.size(); ++i) {
    of_label = i > 0 && peaks.labels[i] == peaks.labels[i - 1] ? of_label + 1 : 0;
    if (of_label < most) peaks.at[count++] = peaks.at[i];
  }
  peaks.at.resize(count);
}

Image at_places(const std::vector<Place>& peaks, const Image& like) {
  const int axes = like.shape().ndim > 2 ? 3 : 2;
  const Shape list(static_cast<std::int64_t>(peaks.size()), axes);
  std::vector<std::int32_t> places;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(axes); ++axis)
    for (const Place& peak : peaks) places.push_back(static_cast<std::int32_t>(peak[axis]));
  return number_points(like.context().push(places, list), like, like.shape()) > 0;
}

/// Label by label, and all again by height where there are too many.
std::vector<Place> peaks_of_labels(const Image& image, const Image& labels, const Image& above, const Footprint& around,
                                   const Spacing& spacing, std::size_t most, std::size_t most_of_label) {
  const Image numbers =
      numbered_from_1(name, "labels", labels.dtype() == DType::boolean ? cast(labels, DType::u8) : labels);
  const std::int64_t count = max(numbers).integer();
  if (count == 0) return {};
  const Image peaks = around.shape().pixels() == 1 ? numbers != 0 : peaks_in_labels(image, numbers, count, around);
  PeakList list = listed(image, numbers, spaced(image, numbers, peaks && above, spacing));
  cut(list, most_of_label);
  if (list.at.size() <= most) return list.at;
  return listed(image, {}, spaced(image, {}, at_places(list.at, image), spacing)).at;
}

void require_not_negative(std::string_view parameter, const std::optional<int>& value) {
  require(value.value_or(0) >= 0, name, parameter, value.value_or(0), "0 or more");
}

}  // namespace

Table peak_local_max(const Image& image, int min_distance, std::optional<double> threshold_abs,
                     std::optional<double> threshold_rel, std::optional<Counts> exclude_border,
                     std::optional<int> num_peaks, const std::optional<Footprint>& footprint, const Image& labels,
                     std::optional<int> num_peaks_per_label, std::optional<double> p_norm) {
  require_image(name, "image", image);
  const Shape& s = image.shape();
  require(s.c == 1, name, "channels of image", s.c, "1; choose one with image.channel(c)");
  require(s.pixels() < std::int64_t{1} << 31, name, "image", to_string(s), "fewer than 2^31 pixels");
  require(image.dtype() != DType::boolean, name, "dtype of image", "bool", "an integer or a float");
  require(min_distance >= 0 && min_distance <= 1024, name, "min_distance", min_distance, "0 to 1024");
  const Counts border = exclude_border.value_or(Counts(min_distance));
  for (const std::int64_t width : {border.x, border.y, border.z})
    require(width >= 0, name, "exclude_border", width, "0 or more");
  require_not_negative("num_peaks", num_peaks);
  require_not_negative("num_peaks_per_label", num_peaks_per_label);
  require(p_norm.value_or(1) >= 1, name, "p_norm", p_norm.value_or(1), "1 or more");
  if (!labels.empty()) {
    require_labels(name, "labels", labels, Masks::taken);
    require_over(name, "labels", labels, image);
  }
  const std::int64_t edge = 2 * min_distance + 1;
  const Footprint around = footprint ? *footprint : box(edge, s.ndim > 1 ? edge : 1, s.ndim > 2 ? edge : 1);
  const Image high = above(image, threshold_abs, threshold_rel);
  const Image candidates = labels.empty() ? candidates_of(image, around) && high : high;
  if (image.is_tracing() || s.pixels() == 0) return table_of({}, s.ndim, border);
  stored(image);
  const Image part = inside(image, border);
  if (part.empty()) return table_of({}, s.ndim, border);
  const Spacing spacing{min_distance, p_norm};
  const Image peaks = inside(candidates, border);
  std::vector<Place> places = labels.empty() ? listed(part, {}, spaced(part, {}, peaks, spacing)).at
                                             : peaks_of_labels(part, inside(labels, border), peaks, around, spacing,
                                                               most_of(num_peaks), most_of(num_peaks_per_label));
  places.resize(std::min(places.size(), most_of(num_peaks)));
  return table_of(places, s.ndim, border);
}

}  // namespace clumen
