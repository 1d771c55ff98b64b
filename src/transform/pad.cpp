#include "core/check.hpp"
#include "transform/moved.hpp"
#include "transform/widths.hpp"

namespace clumen {

AxisWidths widths_of(std::string_view operation, std::string_view parameter, const Image& image, const Widths& widths) {
  constexpr std::int64_t most = std::int64_t{1} << 30;
  AxisWidths out{{widths.before.x, widths.before.y, widths.before.z}, {widths.after.x, widths.after.y, widths.after.z}};
  const auto ndim = static_cast<std::size_t>(image.shape().ndim);
  for (std::size_t a = 0; a < 3; ++a) {
    if (widths.along == Widths::Along::every_axis && a >= ndim) out.before[a] = out.after[a] = 0;
    for (const std::int64_t width : {out.before[a], out.after[a]}) {
      require(width >= 0 && width <= most, operation, parameter, width, fmt::format("0 to {}", most));
      require(a < ndim || width == 0, operation, parameter, fmt::format("{} along {}", width, "xyz"[a]),
              fmt::format("0 along an axis that an image of {} axes has not", ndim));
    }
  }
  return out;
}

Image pad(const Image& image, const Widths& pad_width, PadMode mode, double constant_values) {
  require_image("pad", "image", image);
  const auto [before, after] = widths_of("pad", "pad_width", image, pad_width);
  require_constant("pad", "constant_values", image.dtype(), constant_values);
  const Shape& s = image.shape();
  const Shape shape(s.x + before[0] + after[0], s.y + before[1] + after[1], s.z + before[2] + after[2], s.c, s.ndim);
  const Image out = new_image(image, shape, image.dtype(), Reach{0, 0, 0, true});
  Placement shifted;
  shifted.first = {-before[0], -before[1], -before[2], 0};
  place(out, {}, shape, image, shifted, mode, constant_values);
  return out;
}

}  // namespace clumen
