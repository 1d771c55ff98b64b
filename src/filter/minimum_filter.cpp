#include "clumen/filter.hpp"
#include "filter/erosion.hpp"

namespace clumen {

Image minimum_filter(const Image& image, const Footprint& footprint, Border mode) {
  return pick_under("minimum_filter", image, footprint, Pick::smallest, mode);
}

Image maximum_filter(const Image& image, const Footprint& footprint, Border mode) {
  return pick_under("maximum_filter", image, footprint, Pick::largest, mode);
}

}  // namespace clumen
