#include "clumen/reduce.hpp"
#include "reduce/reduce.hpp"

namespace clumen {

Scalar min(const Image& image) {
  require_image("min", "image", image);
  return Scalar(extremes(image, Extreme::min, Fuse::all));
}

}  // namespace clumen
