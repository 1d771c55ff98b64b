#include "core/check.hpp"
#include "transform/moved.hpp"

namespace clumen {
namespace {

void check(const std::vector<Image>& images, Axis axis) {
  require(!images.empty(), "concatenate", "images", "empty", "one image or more");
  for (const Image& image : images) {
    require_image("concatenate", "images", image);
    const Image& first = images.front();
    require_axis("concatenate", image, axis);
    require_same_context("concatenate", first, image);
    require(image.dtype() == first.dtype(), "concatenate", "images", name_of(image.dtype()),
            fmt::format("the first image's dtype, {}; cast it", name_of(first.dtype())));
    require(with_extent(image.shape(), axis, 1) == with_extent(first.shape(), axis, 1), "concatenate", "images",
            to_string(image.shape()),
            "the extents of the first image along the other axes, " + to_string(first.shape()));
  }
}

}  // namespace

Image concatenate(const std::vector<Image>& images, Axis axis) {
  check(images, axis);
  if (images.size() == 1) return images.front();
  const Image& first = images.front();
  std::int64_t length = 0;
  Reach reach;
  for (const Image& image : images) {
    length += extent(image.shape(), axis);
    reach = Reach::max(reach, image.reach());
  }
  const Image out = new_image(first, with_extent(first.shape(), axis, length), first.dtype());
  reach.global = true;
  out.state().reach = reach;
  std::array<std::int64_t, 4> corner{};
  for (const Image& image : images) {
    place(out, corner, image.shape(), image, {}, PadMode::edge, 0);
    corner[static_cast<std::size_t>(axis)] += extent(image.shape(), axis);
  }
  return out;
}

}  // namespace clumen
