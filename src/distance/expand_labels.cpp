#include "core/check.hpp"
#include "core/image_state.hpp"
#include "distance/nearest.hpp"

namespace clumen {

Image expand_labels(const Image& labels, double distance, PerAxis spacing) {
  constexpr std::string_view name = "expand_labels";
  require_labels(name, "labels", labels);
  require_spacing(name, "spacing", labels, spacing);
  require(distance >= 0, name, "distance", distance, "0 or more");
  return nearest(name, labels, Sites::not_zero, NearestResult::labels, spacing, distance);
}

}  // namespace clumen
