#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "distance/nearest.hpp"

namespace clumen {
namespace {

Image nearest_label(std::string_view operation, const Image& labels, const PerAxis& spacing) {
  require_labels(operation, "labels", labels);
  require_spacing(operation, "spacing", labels, spacing);
  return nearest(operation, labels, Sites::not_zero, NearestResult::labels, spacing);
}

}  // namespace

Image voronoi_labels(const Image& labels, PerAxis spacing) { return nearest_label("voronoi_labels", labels, spacing); }

Image masked_voronoi_labels(const Image& labels, const Image& mask, PerAxis spacing) {
  constexpr std::string_view name = "masked_voronoi_labels";
  require_labels(name, "labels", labels);
  require_over(name, "mask", mask, labels);
  return clumen::mask(nearest_label(name, labels, spacing), mask);
}

}  // namespace clumen
