#include <algorithm>
#include <cmath>

#include "transform/interpolate.hpp"

namespace clumen {

Image rescale(const Image& image, PerAxis scale, std::optional<int> order, PadMode mode, double cval, Clip clip,
              AntiAliasing anti_aliasing) {
  require_image("rescale", "image", image);
  const Shape& s = image.shape();
  const std::array<double, 3> scales{scale.x, scale.y, scale.z};
  std::array<std::int64_t, 3> extents = s.xyz();
  for (std::size_t a = 0; a < static_cast<std::size_t>(s.ndim); ++a) {
    const double pixels = std::nearbyint(static_cast<double>(s.xyz()[a]) * scales[a]);
    require(scales[a] > 0 && pixels <= 1 << 26, "rescale", "scale", scales[a],
            fmt::format("above 0, to no more than {} pixels", 1 << 26));
    extents[a] = std::max(std::int64_t{1}, static_cast<std::int64_t>(pixels));
  }
  return resize(image, Shape(extents[0], extents[1], extents[2], 1, s.ndim), order, mode, cval, clip, anti_aliasing);
}

}  // namespace clumen
