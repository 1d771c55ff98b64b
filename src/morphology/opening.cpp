#include "clumen/morphology.hpp"
#include "filter/erosion.hpp"
#include "morphology/spread.hpp"

namespace clumen {
namespace {

/// One after the other, by the footprint and by the same one turned: where a pixel was taken from, it is given back.
Image twice(const Image& image, const std::optional<Footprint>& given, Border mode, std::string_view operation,
            Pick first, Finish finish) {
  const Footprint footprint = or_cross(operation, given, image);
  const Pick second = first == Pick::smallest ? Pick::largest : Pick::smallest;
  const Image once = pick_under(image, footprint, {.operation = operation, .pick = first, .border = mode});
  if (finish != Finish::keep && image.dtype() == DType::boolean) finish = Finish::differs;
  return pick_under(once, footprint.mirrored(),
                    {.operation = operation, .pick = second, .border = mode, .finish = finish, .original = image});
}

}  // namespace

Image opening(const Image& image, const std::optional<Footprint>& footprint, Border mode) {
  return twice(image, footprint, mode, "opening", Pick::smallest, Finish::keep);
}

Image closing(const Image& image, const std::optional<Footprint>& footprint, Border mode) {
  return twice(image, footprint, mode, "closing", Pick::largest, Finish::keep);
}

Image white_tophat(const Image& image, const std::optional<Footprint>& footprint, Border mode) {
  return twice(image, footprint, mode, "white_tophat", Pick::smallest, Finish::original_minus);
}

Image black_tophat(const Image& image, const std::optional<Footprint>& footprint, Border mode) {
  return twice(image, footprint, mode, "black_tophat", Pick::largest, Finish::minus_original);
}

}  // namespace clumen
