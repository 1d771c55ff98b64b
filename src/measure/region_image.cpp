#include "clumen/measure.hpp"
#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "core/launch.hpp"
#include "measure/region_box.hpp"
#include "measure/region_sums.hpp"

namespace clumen {
namespace {

constexpr Reach kEverywhere{0, 0, 0, true};

Image mask_in(const RegionBox& box, std::int64_t label) {
  const Image mask = box.labels == label;
  return mask.is_tracing() ? new_image(box.labels, mask.shape(), DType::boolean, kEverywhere) : mask;
}

}  // namespace

Image region_image(const Image& label_image, std::int64_t label) {
  return mask_in(region_box("region_image", label_image, label), label);
}

Image region_image_filled(const Image& label_image, std::int64_t label) {
  const Image mask = mask_in(region_box("region_image_filled", label_image, label), label);
  return binary_fill_holes(mask, mask.shape().ndim == 3 ? box(3, 3, 3) : box(3, 3));
}

Image region_image_intensity(const Image& label_image, const Image& intensity_image, std::int64_t label) {
  constexpr std::string_view name = "region_image_intensity";
  require_labels(name, "label_image", label_image);
  require_over(name, "intensity_image", intensity_image, label_image, Channels::any);
  const RegionBox found = region_box(name, label_image, label);
  if (label_image.is_tracing())
    return new_image(intensity_image, intensity_image.shape(), intensity_image.dtype(), kEverywhere, {&label_image});
  Shape size = found.labels.shape();
  size.c = intensity_image.shape().c;
  return mask(intensity_image.region(found.first, size), mask_in(found, label));
}

Image region_image_convex(const Image& label_image, std::int64_t label) {
  constexpr std::string_view name = "region_image_convex";
  const RegionBox found = region_box(name, label_image, label);
  const Image mask = mask_in(found, label);
  if (mask.is_tracing()) return mask;
  RegionWishes wishes;
  wishes.hulls = wishes.hull_rows = true;
  const Regions regions = region_sums({name, "label_image"}, cast(mask, DType::u8), {}, wishes);
  const Shape& s = mask.shape();
  const Image result = new_image(mask, s, DType::boolean);
  const auto ls = static_cast<std::size_t>(tuned(mask, {"region_image_convex.LS", 1, 128}));
  Launch(result, "measure/region_image_convex", "region_image_convex")
      .define("LS", static_cast<std::int64_t>(ls))
      .buffer("hull", regions.hulls.rows)
      .output("dst", result)
      .arg("size", size_of_image(s))
      .run({ls == 1 ? 1 : static_cast<std::size_t>(s.x), static_cast<std::size_t>(s.y), static_cast<std::size_t>(s.z)},
           {ls});
  return result;
}

}  // namespace clumen
