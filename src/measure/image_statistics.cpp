#include "clumen/measure.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "measure/whole_image.hpp"

namespace clumen {

Table image_statistics(const Image& image) {
  require_image("image_statistics", "image", image);
  return regionprops_table(
      one_label(image), image,
      {"num_pixels", "intensity_min", "intensity_max", "intensity_mean", "intensity_std", "intensity_sum"});
}

}  // namespace clumen
