#include <algorithm>

#include "core/check.hpp"
#include "core/image_state.hpp"
#include "label/label_flags.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

constexpr std::string_view name = "clear_border";

void check_arguments(const Image& labels, std::int64_t buffer_size, std::int64_t bgval, const Image& mask) {
  require_labels(name, "labels", labels, Masks::taken);
  const Shape& s = labels.shape();
  const DType dtype = labels.dtype();
  const std::int64_t shortest = std::min({s.x, s.ndim > 1 ? s.y : s.x, s.ndim > 2 ? s.z : s.x});
  require(buffer_size >= 0, name, "buffer_size", buffer_size, "0 or more");
  if (mask.empty())
    require(buffer_size < shortest, name, "buffer_size", buffer_size,
            fmt::format("less than {}, the image's shortest extent", shortest));
  else require_over(name, "mask", mask, labels);
  const auto value = static_cast<double>(bgval);
  const bool fits =
      dtype == DType::boolean ? bgval == 0 || bgval == 1 : value >= lowest_of(dtype) && value <= highest_of(dtype);
  require(fits, name, "bgval", bgval, fmt::format("a number that {} holds", name_of(dtype)));
}

}  // namespace

Image clear_border(const Image& labels, std::int64_t buffer_size, std::int64_t bgval, const Image& mask) {
  check_arguments(labels, buffer_size, bgval, mask);
  const Shape& s = labels.shape();
  if (labels.is_tracing()) return new_image(labels, s, labels.dtype(), everywhere);
  const Image objects = label(labels);
  // where every pixel differs from its neighbours each is an object
  const LabelFlags flags(objects, static_cast<std::uint64_t>(s.pixels()) + 1);
  const std::int64_t ends = buffer_size + 1;
  if (mask.empty()) flags.set_at_ends({ends, s.ndim > 1 ? ends : 0, s.ndim > 2 ? ends : 0});
  else flags.set_where(!mask);
  return flags.replace(labels, bgval, everywhere);
}

Image remove_labels_on_edges(const Image& labels, Exclude exclude_x, Exclude exclude_y, Exclude exclude_z) {
  constexpr std::string_view operation = "remove_labels_on_edges";
  require_labels(operation, "labels", labels);
  const Shape& s = labels.shape();
  if (labels.is_tracing()) return new_image(labels, s, labels.dtype(), everywhere);
  stored(labels);  // a pending expression would be computed in every pass
  const LabelFlags flags(labels, places_of(operation, "labels", labels));
  flags.set_at_ends(
      {exclude_x == Exclude::yes, s.ndim > 1 && exclude_y == Exclude::yes, s.ndim > 2 && exclude_z == Exclude::yes});
  return flags.replace(labels, 0, everywhere);
}

}  // namespace clumen
