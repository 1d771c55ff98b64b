#include <cmath>
#include <numbers>

#include "transform/interpolate.hpp"

namespace clumen {
namespace {

constexpr int most_angles = 2048;  // a table of their steps fits into 64 KiB

void check(const Image& image, int number_of_angles, double angle_step_size, double start_angle,
           const std::vector<double>& center, const PerAxis& scale_factor) {
  require_image("radial_reslice", "image", image);
  require(image.shape().ndim == 3, "radial_reslice", "image", to_string(image.shape()), "an image of 3 axes");
  require(number_of_angles >= 1 && number_of_angles <= most_angles, "radial_reslice", "number_of_angles",
          number_of_angles, fmt::format("1 to {}", most_angles));
  require(std::abs(angle_step_size) <= 360, "radial_reslice", "angle_step_size", angle_step_size, "-360 to 360");
  require(std::abs(start_angle) <= 1e6, "radial_reslice", "start_angle", start_angle, "-1000000 to 1000000");
  const bool place = center.empty() || (center.size() == 2 && std::abs(center[0]) < 1e6 && std::abs(center[1]) < 1e6);
  require(place, "radial_reslice", "center", fmt::format("{}", fmt::join(center, ", ")),
          "x and y within a million, or none for the image's centre");
  for (const double scale : {scale_factor.x, scale_factor.y})
    require(scale > 0 && scale <= 1000, "radial_reslice", "scale_factor", scale, "above 0 to 1000");
}

}  // namespace

Image radial_reslice(const Image& image, int number_of_angles, double angle_step_size, double start_angle,
                     const std::vector<double>& center, PerAxis scale_factor, std::optional<int> order, PadMode mode,
                     double cval, Clip clip) {
  check(image, number_of_angles, angle_step_size, start_angle, center, scale_factor);
  const Shape& s = image.shape();
  const auto radius = static_cast<std::int64_t>(std::hypot(static_cast<double>(s.x) / 2, static_cast<double>(s.y) / 2));
  const Shape shape(std::max(radius, std::int64_t{1}), s.z, number_of_angles, s.c, 3);
  std::vector<std::array<double, 3>> steps;
  for (int i = 0; i < number_of_angles; ++i) {
    const double angle = (start_angle + i * angle_step_size) * std::numbers::pi / 180;
    steps.push_back({std::cos(angle) * scale_factor.x, std::sin(angle) * scale_factor.y, 0});
  }
  AffineMap map = translation(center.empty() ? static_cast<double>(s.x - 1) / 2 : center[0],
                              center.empty() ? static_cast<double>(s.y - 1) / 2 : center[1], 0);
  map.row[1][1] = map.row[2][2] = 0;
  map.row[2][1] = 1;  // the planes of the image are the rows of the result
  const PixelSize& p = image.pixel_size();
  const Interpolation how{order_of("radial_reslice", image, order), Interpolation::Cubic::spline, mode, cval, clip};
  return warp_planes("radial_reslice", image, shape, {p.x * scale_factor.x, p.z, 1, p.unit}, map, steps, how);
}

}  // namespace clumen
