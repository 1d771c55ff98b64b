#include "clumen/distance.hpp"
#include "core/check.hpp"
#include "label/erode_labels.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

void require_radius(std::string_view operation, const Image& labels, double radius) {
  require_labels(operation, "labels", labels);
  require(radius >= 0, operation, "radius", radius, "0 or more");
}

Image opened(const Image& labels, double radius) { return expand_labels(eroded_labels(labels, radius), radius); }

}  // namespace

Image dilate_labels(const Image& labels, double radius) {
  require_radius("dilate_labels", labels, radius);
  return expand_labels(labels, radius);
}

Image erode_labels(const Image& labels, double radius, Relabel relabel) {
  require_radius("erode_labels", labels, radius);
  const Image left = eroded_labels(labels, radius);
  return relabel == Relabel::yes ? label(left) : left;
}

Image opening_labels(const Image& labels, double radius) {
  require_radius("opening_labels", labels, radius);
  return opened(labels, radius);
}

Image closing_labels(const Image& labels, double radius) {
  require_radius("closing_labels", labels, radius);
  if (!(radius >= 1)) return labels;
  const Image grown = expand_labels(labels, radius);
  const auto limit = static_cast<std::int64_t>(squared_limit(radius, labels.shape()));
  return mask(grown, distance_transform_edt_squared(grown) > limit);
}

Image smooth_labels(const Image& labels, double radius) {
  require_radius("smooth_labels", labels, radius);
  return masked_voronoi_labels(opened(labels, radius), labels);
}

Image smooth_connected_labels(const Image& labels, double radius) {
  require_radius("smooth_connected_labels", labels, radius);
  return masked_voronoi_labels(label(eroded_labels(labels, radius)), labels);
}

}  // namespace clumen
