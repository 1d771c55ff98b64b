#include <algorithm>
#include <cmath>

#include "clumen/measure.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "measure/region_columns.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "regionprops_table";

void check_images(const Image& labels, const Image& intensity, const std::vector<AskedProperty>& asked) {
  require_image(kOperation, "labels", labels);
  require(is_integer(labels.dtype()), kOperation, "labels", name_of(labels.dtype()),
          "an integer dtype; `label` makes one of a mask");
  require(labels.shape().c == 1, kOperation, "labels", to_string(labels.shape()), "one channel");
  for (const AskedProperty& each : asked)
    if (needs_intensity(each.property))
      require(!intensity.empty(), kOperation, each.name, "without intensity", "with an image of intensities");
  if (intensity.empty()) return;
  require_same_context(kOperation, labels, intensity);
  const bool fits = labels.shape().xyz() == intensity.shape().xyz();
  require(fits, kOperation, "intensity", to_string(intensity.shape()),
          fmt::format("the extent of labels, {}", to_string(labels.shape())));
}

// Size of a pixel along x, y, z; 1 along axes that the image does not have.
std::array<double, 3> pixel_size(const Image& labels, const Sigma& spacing) {
  std::array<double, 3> size{spacing.x, spacing.y, spacing.z};
  const std::array<double, 3> own{labels.pixel_size().x, labels.pixel_size().y, labels.pixel_size().z};
  for (std::size_t a = 0; a < 3; ++a) {
    if (a == 2 && labels.shape().ndim < 3) size[a] = 1;
    require(std::isfinite(size[a]) && size[a] >= 0, kOperation, "spacing", size[a],
            "more than 0, or 0 for the image's own");
    if (size[a] == 0) size[a] = own[a];
  }
  return size;
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

Table regionprops_table(const Image& label_image, const Image& intensity_image,
                        const std::vector<std::string>& properties, Sigma spacing) {
  const std::vector<AskedProperty> asked = asked_properties(properties);
  check_images(label_image, intensity_image, asked);
  const std::array<double, 3> size = pixel_size(label_image, spacing);
  for (const AskedProperty& each : asked)
    require_available(each, label_image.shape().ndim == 3 ? 3 : 2, size[0], size[1]);
  Regions regions;
  regions.table.layout.axes = label_image.shape().ndim == 3 ? 3 : 2;
  if (!label_image.is_tracing() && label_image.shape().pixels() > 0)
    regions = region_sums(label_image, intensity_image, wishes_of(asked, size));
  const bool pixels = spacing.x == 1 && spacing.y == 1 && (spacing.z == 1 || label_image.shape().ndim < 3);
  const bool own = spacing.x == 0 && spacing.y == 0;
  const std::string unit = own ? label_image.pixel_size().unit : pixels ? "pixel" : "";
  return RegionColumns(regions, intensity_image, size, unit).make(asked);
}

}  // namespace clumen
