#include "measure/region_box.hpp"

#include <cmath>

#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "measure/regions_table.hpp"

namespace clumen {

RegionBox region_box(std::string_view operation, const Image& label_image, std::int64_t label) {
  require_labels(operation, "label_image", label_image);
  if (label_image.is_tracing()) return {{}, label_image};
  const Table table = regions_table({operation, "label_image"}, cast(label_image == label, DType::u8), {}, {"bbox"});
  require(label != 0 && table.rows() == 1, operation, "label", label, "a label that is present in label_image");
  const Shape& s = label_image.shape();
  const int axes = s.ndim == 3 ? 3 : 2;
  const auto bound = [&](int column) {
    return std::get<std::vector<std::int64_t>>(table.column(fmt::format("bbox-{}", column)))[0];
  };
  const Offset first{bound(axes - 1), bound(axes - 2), axes == 3 ? bound(0) : 0};
  const Shape size(bound(2 * axes - 1) - first.x, bound(2 * axes - 2) - first.y, axes == 3 ? bound(axes) - first.z : 1,
                   1, s.ndim);
  return {first, label_image.region(first, size)};
}

std::array<double, 3> pixel_size_of(std::string_view operation, const Image& labels, const Sigma& spacing) {
  std::array<double, 3> size{spacing.x, spacing.y, spacing.z};
  const std::array<double, 3> own{labels.pixel_size().x, labels.pixel_size().y, labels.pixel_size().z};
  for (std::size_t a = 0; a < 3; ++a) {
    if (a == 2 && labels.shape().ndim < 3) size[a] = 1;
    require(std::isfinite(size[a]) && size[a] >= 0, operation, "spacing", size[a],
            "more than 0, or 0 for the image's own");
    if (size[a] == 0) size[a] = own[a];
  }
  return size;
}

std::string unit_of_length(const Image& labels, const Sigma& spacing) {
  const bool space = labels.shape().ndim == 3;
  if (spacing.x == 0 && spacing.y == 0) return labels.pixel_size().unit;
  return spacing.x == 1 && spacing.y == 1 && (spacing.z == 1 || !space) ? "pixel" : "";
}

}  // namespace clumen
