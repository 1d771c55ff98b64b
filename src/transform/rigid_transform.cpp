#include <algorithm>
#include <cmath>
#include <numbers>

#include "transform/interpolate.hpp"

namespace clumen {
namespace {

/// Turns about one axis by the angle, the other two in their order.
AffineMap turn(int axis, double degrees) {
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const auto a = static_cast<std::size_t>((axis + 1) % 3), b = static_cast<std::size_t>((axis + 2) % 3);
  AffineMap map;
  map.row[a][a] = map.row[b][b] = c;
  map.row[a][b] = -s;
  map.row[b][a] = s;
  return map;
}

AffineMap about_centre(const Shape& s, const AffineMap& map) {
  const double x = static_cast<double>(s.x - 1) / 2, y = static_cast<double>(s.y - 1) / 2,
               z = static_cast<double>(s.z - 1) / 2;
  return translation(x, y, z) * map * translation(-x, -y, -z);
}

Image mapped(std::string_view operation, const Image& image, const AffineMap& map, std::optional<int> order,
             PadMode mode, double cval, Clip clip) {
  const int axes = std::max(2, image.shape().ndim);
  const auto cubic = axes == 2 ? Interpolation::Cubic::catmull_rom : Interpolation::Cubic::spline;
  return warp_affine(operation, image, image.shape(), image.pixel_size(), map, axes,
                     {order_of(operation, image, order), cubic, mode, cval, clip});
}

void require_finite(std::string_view operation, std::string_view parameter, const PerAxis& v) {
  require(std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z), operation, parameter,
          fmt::format("{}, {}, {}", v.x, v.y, v.z), "finite numbers");
}

}  // namespace

Image translate(const Image& image, PerAxis translation, std::optional<int> order, PadMode mode, double cval,
                Clip clip) {
  require_image("translate", "image", image);
  require_finite("translate", "translation", translation);
  const int ndim = image.shape().ndim;
  const AffineMap map =
      clumen::translation(-translation.x, ndim > 1 ? -translation.y : 0, ndim > 2 ? -translation.z : 0);
  return mapped("translate", image, map, order, mode, cval, clip);
}

Image scale(const Image& image, PerAxis factor, std::optional<int> order, PadMode mode, double cval, Clip clip) {
  require_image("scale", "image", image);
  require_finite("scale", "factor", factor);
  const std::array<double, 3> factors{factor.x, factor.y, factor.z};
  AffineMap map;
  for (std::size_t a = 0; a < static_cast<std::size_t>(image.shape().ndim); ++a) {
    require(factors[a] != 0, "scale", "factor", factors[a], "a number that is not 0");
    map.row[a][a] = 1 / factors[a];
  }
  return mapped("scale", image, about_centre(image.shape(), map), order, mode, cval, clip);
}

Image rigid_transform(const Image& image, PerAxis translation, PerAxis angles, std::optional<int> order, PadMode mode,
                      double cval, Clip clip) {
  require_image("rigid_transform", "image", image);
  const int ndim = image.shape().ndim;
  require(ndim >= 2, "rigid_transform", "image", to_string(image.shape()), "an image of 2 or 3 axes");
  require_finite("rigid_transform", "translation", translation);
  require_finite("rigid_transform", "angles", angles);
  AffineMap turned = turn(2, angles.z);
  if (ndim > 2) turned = turn(0, angles.x) * turn(1, angles.y) * turned;
  const AffineMap map = about_centre(image.shape(), turned) *
                        clumen::translation(-translation.x, -translation.y, ndim > 2 ? -translation.z : 0);
  return mapped("rigid_transform", image, map, order, mode, cval, clip);
}

}  // namespace clumen
