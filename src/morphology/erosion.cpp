#include "filter/erosion.hpp"
#include "clumen/morphology.hpp"
#include "morphology/spread.hpp"

namespace clumen {

Image erosion(const Image& image, const std::optional<Footprint>& footprint, Border mode) {
  return pick_under("erosion", image, or_cross("erosion", footprint, image), Pick::smallest, mode);
}

Image dilation(const Image& image, const std::optional<Footprint>& footprint, Border mode) {
  return pick_under("dilation", image, or_cross("dilation", footprint, image), Pick::largest, mode);
}

}  // namespace clumen
