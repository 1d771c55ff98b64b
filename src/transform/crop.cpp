#include "core/check.hpp"
#include "core/image_state.hpp"
#include "transform/widths.hpp"

namespace clumen {

Image crop(const Image& image, const Widths& crop_width) {
  require_image("crop", "image", image);
  const auto [before, after] = widths_of("crop", "crop_width", image, crop_width);
  const Shape& s = image.shape();
  std::array<std::int64_t, 3> left{};
  constexpr std::string_view names = "xyz";
  for (std::size_t a = 0; a < 3; ++a) {
    left[a] = s.xyz()[a] - before[a] - after[a];
    require(left[a] >= 1, "crop", "crop_width", fmt::format("{} + {} pixels along {}", before[a], after[a], names[a]),
            fmt::format("less than the {} pixels of the image", s.xyz()[a]));
  }
  return image.region({before[0], before[1], before[2]}, Shape(left[0], left[1], left[2], s.c, s.ndim));
}

}  // namespace clumen
