#include "clumen/measure.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "measure/whole_image.hpp"

namespace clumen {

Table center_of_mass(const Image& image, const Image& labels) {
  require_image("center_of_mass", "image", image);
  const Table found = labels.empty() ? regionprops_table(one_label(image), image, {"centroid_weighted"})
                                     : regionprops_table(labels, image, {"label", "centroid_weighted"});
  return renamed(found, "centroid_weighted", "center_of_mass");
}

}  // namespace clumen
