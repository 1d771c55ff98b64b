#include "clumen/morphology.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "label/label_ranks.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

/// The neighbours that differ in up to `connectivity` axes.
Footprint neighbours(int ndim, int connectivity) {
  const Shape shape(3, ndim > 1 ? 3 : 1, ndim > 2 ? 3 : 1);
  std::vector<std::uint8_t> mask;
  for (std::int64_t z = 0; z < shape.z; ++z)
    for (std::int64_t y = 0; y < shape.y; ++y)
      for (std::int64_t x = 0; x < shape.x; ++x)
        mask.push_back((x != 1) + (y != shape.y / 2) + (z != shape.z / 2) <= connectivity);
  return {mask, shape};
}

Image between_pixels(const Image& labels) {
  const Shape& s = labels.shape();
  Shape doubled = s;
  for (std::int64_t* extent : {&doubled.x, &doubled.y, &doubled.z}) *extent = 2 * *extent - 1;
  const Image result = new_image(labels, doubled, DType::boolean, {1, s.ndim > 1 ? 1 : 0, s.ndim > 2 ? 1 : 0, false});
  if (labels.is_tracing()) return result;
  Launch launch(labels, "label/find_boundaries", "between_pixels");
  launch.source("src", labels, Fuse::cheap).arg("size", size_of_image(doubled)).output("dst", result);
  run_over_pixels(launch, result);
  return result;
}

/// Where, of the pixels that are not background, labels touch.
Image touching(const Image& labels, const Image& behind) {
  const Footprint around = neighbours(labels.shape().ndim, labels.shape().ndim);
  const Image without = where(
      behind, visit(labels.dtype(), [](auto zero) { return Operand(std::numeric_limits<decltype(zero)>::max()); }),
      labels);
  return dilation(labels, around) != erosion(without, around);
}

}  // namespace

Image find_boundaries(const Image& label_img, int connectivity, Boundaries mode, std::int64_t background) {
  constexpr std::string_view name = "find_boundaries";
  require_labels(name, "label_img", label_img, Masks::taken);
  const int ndim = label_img.shape().ndim;
  require(connectivity >= 1 && connectivity <= ndim, name, "connectivity", connectivity, fmt::format("1 to {}", ndim));
  const Image labels = label_img.dtype() == DType::boolean ? cast(label_img, DType::u8) : label_img;
  if (mode == Boundaries::subpixel) return between_pixels(labels);
  const Footprint beside = neighbours(ndim, connectivity);
  const Image edges = dilation(labels, beside) != erosion(labels, beside);
  if (mode == Boundaries::thick) return edges;
  if (mode == Boundaries::inner) return edges && labels != background;
  const Image behind = labels == background;
  return edges && (behind || touching(labels, behind));
}

}  // namespace clumen
