#include "clumen/reduce.hpp"
#include "reduce/reduce.hpp"

namespace clumen {

Scalar max(const Image& image) {
  require_image("max", "image", image);
  return Scalar(extremes(image, Extreme::max, Fuse::all));
}

}  // namespace clumen
