#include "core/check.hpp"
#include "transform/moved.hpp"

namespace clumen {

Image flip(const Image& image, Axis axis) {
  require_image("flip", "image", image);
  require_axis("flip", image, axis);
  const Image out = new_image(image, image.shape(), image.dtype(), Reach{0, 0, 0, true});
  Placement turned;
  turned.step[static_cast<std::size_t>(axis)] = -1;
  turned.first[static_cast<std::size_t>(axis)] = extent(image.shape(), axis) - 1;
  place(out, {}, image.shape(), image, turned, PadMode::edge, 0);
  return out;
}

}  // namespace clumen
