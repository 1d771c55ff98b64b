#include <algorithm>

#include "clumen/measure.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "measure/region_box.hpp"
#include "measure/region_columns.hpp"
#include "measure/regions_table.hpp"

namespace clumen {
namespace {

void check_images(const TableFor& whom, const Image& labels, const Image& intensity,
                  const std::vector<AskedProperty>& asked) {
  require_labels(whom.operation, whom.labels, labels);
  for (const AskedProperty& each : asked)
    if (needs_intensity(each.property))
      require(!intensity.empty(), whom.operation, each.name, fmt::format("without {}", whom.intensity),
              "with an image of intensities");
  if (!intensity.empty()) require_over(whom.operation, whom.intensity, intensity, labels, Channels::any);
}

RegionWishes wishes_of(const std::vector<AskedProperty>& asked, const std::array<double, 3>& spacing) {
  const auto any = [&](auto... properties) {
    return std::ranges::any_of(asked, [&](const AskedProperty& a) { return ((a.property == properties) || ...); });
  };
  RegionWishes w;
  w.intensities = std::ranges::any_of(asked, [](const AskedProperty& a) { return needs_intensity(a.property); });
  w.deviations = any(Property::intensity_std);
  w.sums = w.deviations || any(Property::intensity_mean, Property::intensity_sum);
  w.diameters = any(Property::feret_diameter_max);
  w.hulls = w.diameters || any(Property::area_convex, Property::solidity);
  w.contours = std::ranges::any_of(asked, [](const AskedProperty& a) { return is_contour(a.property); });
  for (const AskedProperty& a : asked) {
    if (!is_moment(a.property)) continue;
    int& powers = is_weighted(a.property) ? w.weighted_powers : w.powers;
    powers = std::max(powers, highest_power(a.property) + 1);
  }
  w.spacing = spacing;
  return w;
}

}  // namespace

Table regions_table(const TableFor& whom, const Image& labels, const Image& intensity,
                    const std::vector<std::string>& properties, Sigma spacing) {
  const std::vector<AskedProperty> asked = asked_properties(whom.operation, properties);
  check_images(whom, labels, intensity, asked);
  const std::array<double, 3> size = pixel_size_of(whom.operation, labels, spacing);
  const int axes = labels.shape().ndim == 3 ? 3 : 2;
  for (const AskedProperty& each : asked) require_available(whom.operation, each, axes, size[0], size[1]);
  Regions regions;
  regions.table.layout.axes = axes;
  if (!labels.is_tracing()) regions = region_sums(whom, labels, intensity, wishes_of(asked, size));
  return RegionColumns(regions, intensity, size, unit_of_length(labels, spacing)).make(asked);
}

Table regionprops_table(const Image& label_image, const Image& intensity_image,
                        const std::vector<std::string>& properties, Sigma spacing) {
  return regions_table({}, label_image, intensity_image, properties, spacing);
}

}  // namespace clumen
