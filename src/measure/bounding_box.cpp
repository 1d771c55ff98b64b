#include "clumen/measure.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"

namespace clumen {

Table bounding_box(const Image& image) {
  require_image("bounding_box", "image", image);
  require(image.shape().c == 1, "bounding_box", "image", to_string(image.shape()), "one channel");
  return regionprops_table(cast(image != 0, DType::u8), {}, {"bbox"});
}

}  // namespace clumen
