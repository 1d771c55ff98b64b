#include "filter/erosion.hpp"
#include "clumen/morphology.hpp"

namespace clumen {

Image erosion(const Image& image, const Footprint& footprint, Border mode) {
  return pick_under("erosion", image, footprint, Pick::smallest, mode);
}

Image dilation(const Image& image, const Footprint& footprint, Border mode) {
  return pick_under("dilation", image, footprint, Pick::largest, mode);
}

}  // namespace clumen
