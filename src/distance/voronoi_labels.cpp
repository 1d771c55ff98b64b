#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "distance/nearest.hpp"

namespace clumen {
namespace {

Image grown(std::string_view operation, const Image& labels, double within, const PerAxis& spacing) {
  require_image(operation, "labels", labels);
  const DType dtype = labels.dtype();
  require(is_integer(dtype), operation, "dtype of labels", name_of(dtype),
          "an integer; label(mask) has the labels of a mask");
  require(labels.shape().c == 1, operation, "channels of labels", labels.shape().c,
          "1; choose one with labels.channel(c)");
  require(within >= 0, operation, "distance", within, "0 or more");
  require_spacing(operation, "spacing", labels, spacing);
  return nearest(operation, labels, Sites::not_zero, NearestResult::labels, spacing, within);
}

}  // namespace

Image voronoi_labels(const Image& labels, PerAxis spacing) {
  return grown("voronoi_labels", labels, std::numeric_limits<double>::infinity(), spacing);
}

Image masked_voronoi_labels(const Image& labels, const Image& mask, PerAxis spacing) {
  constexpr std::string_view name = "masked_voronoi_labels";
  require_image(name, "labels", labels);
  require_image(name, "mask", mask);
  require(labels.shape().same_size(mask.shape()), name, "mask", to_string(mask.shape()),
          fmt::format("{}, as labels", to_string(labels.shape())));
  require_same_context(name, labels, mask);
  return clumen::mask(grown(name, labels, std::numeric_limits<double>::infinity(), spacing), mask);
}

Image expand_labels(const Image& labels, double distance, PerAxis spacing) {
  return grown("expand_labels", labels, distance, spacing);
}

}  // namespace clumen
