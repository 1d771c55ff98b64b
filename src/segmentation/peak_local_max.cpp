#include <algorithm>
#include <cmath>
#include <map>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "clumen/segmentation.hpp"
#include "core/check.hpp"
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

/// What is inside a border of the given width.
Image without_border(const Image& image, std::int64_t width) {
  const Shape& s = image.shape();
  const std::array<std::int64_t, 3> border{width, s.ndim > 1 ? width : 0, s.ndim > 2 ? width : 0};
  Offset first;
  first.x = border[0], first.y = border[1], first.z = border[2];
  const Shape inside(std::max<std::int64_t>(0, s.x - 2 * border[0]), std::max<std::int64_t>(0, s.y - 2 * border[1]),
                     std::max<std::int64_t>(0, s.z - 2 * border[2]), 1, s.ndim);
  return inside.pixels() > 0 ? image.region(first, inside) : Image();
}

struct Peak {
  double value;
  Place at;
};

/// Highest first, and otherwise in raster order.
std::vector<Peak> sorted_peaks(const Image& image, const Image& peaks, std::int64_t border) {
  const Image inside = without_border(peaks, border);
  if (inside.empty()) return {};
  const Image list = list_spots(count_spots(name, inside));
  const auto count = static_cast<std::size_t>(list.shape().x);
  if (count == 0) return {};
  const Image values = cast(values_at(without_border(image, border), list), DType::f64);
  const std::vector<double> heights = values.pull_vector<double>();
  const std::vector<std::int32_t> places = list.pull_vector<std::int32_t>();
  std::vector<Peak> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = {heights[i], {}};
    for (std::size_t axis = 0; axis * count < places.size(); ++axis)
      out[i].at[axis] = places[axis * count + i] + border;
  }
  std::stable_sort(out.begin(), out.end(), [](const Peak& a, const Peak& b) { return a.value > b.value; });
  return out;
}

bool is_near(const Place& a, const Place& b, double distance, std::optional<double> p_norm) {
  double sum = 0, longest = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double d = std::abs(static_cast<double>(a[axis] - b[axis]));
    longest = std::max(longest, d);
    if (p_norm) sum += std::pow(d, *p_norm);
  }
  return (p_norm ? std::pow(sum, 1 / *p_norm) : longest) < distance;
}

/// Those that no higher one that remains is near, looked for in cells of that distance.
std::vector<Peak> spaced(const std::vector<Peak>& peaks, int distance, std::optional<double> p_norm, std::size_t most) {
  if (distance <= 1) return {peaks.begin(), peaks.begin() + static_cast<std::ptrdiff_t>(std::min(most, peaks.size()))};
  std::map<Place, std::vector<Place>> cells;
  std::vector<Peak> out;
  const auto blocked = [&](const Place& at, const Place& cell) {
    for (std::int64_t dz = -1; dz <= 1; ++dz)
      for (std::int64_t dy = -1; dy <= 1; ++dy)
        for (std::int64_t dx = -1; dx <= 1; ++dx) {
          const auto found = cells.find({cell[0] + dx, cell[1] + dy, cell[2] + dz});
          if (found == cells.end()) continue;
          for (const Place& other : found->second)
            if (is_near(at, other, distance, p_norm)) return true;
        }
    return false;
  };
  for (const Peak& peak : peaks) {
    if (out.size() == most) break;
    const Place cell{peak.at[0] / distance, peak.at[1] / distance, peak.at[2] / distance};
    if (blocked(peak.at, cell)) continue;
    cells[cell].push_back(peak.at);
    out.push_back(peak);
  }
  return out;
}

Table table_of(const std::vector<Peak>& peaks, int ndim) {
  Table table;
  for (int axis = ndim > 2 ? 2 : 1; axis >= 0; --axis) {
    std::vector<std::int64_t> column;
    column.reserve(peaks.size());
    for (const Peak& peak : peaks) column.push_back(peak.at[static_cast<std::size_t>(axis)]);
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

}  // namespace

Table peak_local_max(const Image& image, int min_distance, std::optional<double> threshold_abs,
                     std::optional<double> threshold_rel, std::optional<int> exclude_border,
                     std::optional<int> num_peaks, const std::optional<Footprint>& footprint,
                     std::optional<double> p_norm) {
  require_image(name, "image", image);
  const Shape& s = image.shape();
  require(s.c == 1, name, "channels of image", s.c, "1; choose one with image.channel(c)");
  require(image.dtype() != DType::boolean, name, "dtype of image", "bool", "an integer or a float");
  require(min_distance >= 0 && min_distance <= 1024, name, "min_distance", min_distance, "0 to 1024");
  require(exclude_border.value_or(0) >= 0, name, "exclude_border", exclude_border.value_or(0), "0 or more");
  require(num_peaks.value_or(0) >= 0, name, "num_peaks", num_peaks.value_or(0), "0 or more");
  require(p_norm.value_or(1) >= 1, name, "p_norm", p_norm.value_or(1), "1 or more");
  const std::int64_t edge = 2 * min_distance + 1;
  const Footprint around = footprint ? *footprint : box(edge, s.ndim > 1 ? edge : 1, s.ndim > 2 ? edge : 1);
  const Image peaks = candidates_of(image, around) && above(image, threshold_abs, threshold_rel);
  if (image.is_tracing() || s.pixels() == 0) return table_of({}, s.ndim);
  stored(image);
  const std::vector<Peak> all = sorted_peaks(image, peaks, exclude_border.value_or(min_distance));
  const auto most = num_peaks ? static_cast<std::size_t>(*num_peaks) : all.size();
  return table_of(spaced(all, min_distance, p_norm, most), s.ndim);
}

}  // namespace clumen
