#include <algorithm>
#include <cmath>
#include <numbers>

#include "transform/interpolate.hpp"

namespace clumen {
namespace {

/// How a stack was acquired: its planes lie at `angle` to the direction in which the stage moved.
struct Oblique {
  double angle, voxel_size_x, voxel_size_y, voxel_size_z, scale_factor;
};

void check(std::string_view operation, const Image& image, const Oblique& how) {
  require_image(operation, "image", image);
  require(image.shape().ndim == 3, operation, "image", to_string(image.shape()), "an image of 3 axes");
  require(how.angle > 0 && how.angle < 90, operation, "angle", how.angle, "above 0, below 90");
  for (const auto& [name, v] : {std::pair{"voxel_size_x", how.voxel_size_x},
                                {"voxel_size_y", how.voxel_size_y},
                                {"voxel_size_z", how.voxel_size_z},
                                {"scale_factor", how.scale_factor}})
    require(v > 0 && v <= 1e6, operation, name, v, "above 0 to 1000000");
}

std::int64_t rounded(double pixels) {
  return std::max(std::int64_t{1}, static_cast<std::int64_t>(std::nearbyint(pixels)));
}

/// skewed: 0 for x, 1 for y, the axis of a plane that lies along the movement. The result's z goes down into the
/// sample, its skewed axis along the movement.
Image deskewed(std::string_view operation, const Image& image, std::size_t skewed, const Oblique& how,
               std::optional<int> order, double cval) {
  check(operation, image, how);
  const Shape& s = image.shape();
  const double angle = how.angle * std::numbers::pi / 180, scale = how.scale_factor;
  const double ratio = how.voxel_size_z / (skewed == 0 ? how.voxel_size_x : how.voxel_size_y);
  const auto n = static_cast<double>(s.xyz()[skewed]);
  std::array<std::int64_t, 3> extents = s.xyz();
  const std::size_t straight = 1 - skewed;
  extents[straight] = rounded(scale * static_cast<double>(extents[straight]));
  extents[skewed] = rounded(scale * (n * std::cos(angle) + ratio * static_cast<double>(s.z)));
  extents[2] = rounded(scale * n * std::sin(angle));
  // Depth in the result is how far along the plane; what is left of the movement is the plane's number.
  AffineMap map;
  map.row[straight] = {};
  map.row[straight][straight] = 1 / scale;
  map.row[skewed] = {0, 0, -1 / (scale * std::sin(angle)),
                     static_cast<double>(extents[2] - 1) / (scale * std::sin(angle))};
  map.row[2] = {0, 0, -map.row[skewed][2] * std::cos(angle) / ratio, -map.row[skewed][3] * std::cos(angle) / ratio};
  map.row[2][skewed] = 1 / (scale * ratio);
  const PixelSize& p = image.pixel_size();
  const double along = (skewed == 0 ? p.x : p.y) / scale;
  const PixelSize size =
      skewed == 0 ? PixelSize{along, p.y / scale, along, p.unit} : PixelSize{p.x / scale, along, along, p.unit};
  return warp_affine(
      operation, image, Shape(extents[0], extents[1], extents[2], s.c, 3), size, map, 3,
      {order_of(operation, image, order), Interpolation::Cubic::spline, PadMode::constant, cval, Clip::yes});
}

}  // namespace

Image deskew_x(const Image& image, double angle, double voxel_size_x, double voxel_size_y, double voxel_size_z,
               double scale_factor, std::optional<int> order, double cval) {
  return deskewed("deskew_x", image, 0, {angle, voxel_size_x, voxel_size_y, voxel_size_z, scale_factor}, order, cval);
}

Image deskew_y(const Image& image, double angle, double voxel_size_x, double voxel_size_y, double voxel_size_z,
               double scale_factor, std::optional<int> order, double cval) {
  return deskewed("deskew_y", image, 1, {angle, voxel_size_x, voxel_size_y, voxel_size_z, scale_factor}, order, cval);
}

}  // namespace clumen
