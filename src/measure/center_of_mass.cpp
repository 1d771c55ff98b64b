#include "clumen/measure.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "measure/regions_table.hpp"
#include "measure/whole_image.hpp"

namespace clumen {

Table center_of_mass(const Image& image, const Image& labels) {
  require_image("center_of_mass", "image", image);
  const TableFor whom{"center_of_mass", "labels", "image"};
  const Table found = labels.empty() ? regions_table(whom, one_label(image), image, {"centroid_weighted"})
                                     : regions_table(whom, labels, image, {"label", "centroid_weighted"});
  return renamed(found, "centroid_weighted", "center_of_mass");
}

}  // namespace clumen
