#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "morphology/spread.hpp"

namespace clumen {

Image binary_fill_holes(const Image& image, const std::optional<Footprint>& structure) {
  const Footprint around = or_cross("binary_fill_holes", structure, image);
  require(around.shape().z == 1 || image.shape().ndim > 2, "binary_fill_holes", "structure", to_string(around.shape()),
          "an extent of 1 along z for an image of two axes");
  const Image background = logical_not(image);
  // What can be reached from outside is not filled. It begins with nothing: no bool is NaN.
  return !spread(isnan(background), background, around, Pick::largest, Outside::set);
}

}  // namespace clumen
