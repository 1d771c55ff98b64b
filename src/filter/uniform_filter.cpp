#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "core/image_state.hpp"
#include "filter/box.hpp"
#include "filter/sums.hpp"

namespace clumen {

Image uniform_filter(const Image& image, Counts size, Border mode) {
  require_image("uniform_filter", "image", image);
  const BoxSize box = box_size("uniform_filter", image, size);
  const DType dtype = image.dtype();
  const bool fraction = is_float(dtype) || dtype == DType::boolean;
  const DType to = !fraction ? dtype : dtype == DType::f64 ? DType::f64 : DType::f32;
  if (pixels_of(box) == 1) return cast(image, to);
  require_sums("uniform_filter", image, pixels_of(box), passes_under(image, box));
  if (!needs_digits(dtype, pixels_of(box))) return box_mean(image, box, mode, to);
  return mean_of_digits(image, pixels_of(box), mode,
                        [&](const Image& digit, Border border) { return box_sum(digit, box, border); });
}

}  // namespace clumen
