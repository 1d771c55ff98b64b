#include <algorithm>
#include <cmath>
#include <numbers>

#include "transform/interpolate.hpp"

namespace clumen {
namespace {

AffineMap turned(double degrees, double x, double y) {
  const double angle = degrees * std::numbers::pi / 180;
  AffineMap turn;
  turn.row[0] = {std::cos(angle), -std::sin(angle), 0, 0};
  turn.row[1] = {std::sin(angle), std::cos(angle), 0, 0};
  return translation(x, y, 0) * turn * translation(-x, -y, 0);
}

/// Where the corners of the image come to lie, and the extents that hold them.
struct Frame {
  double x = 0, y = 0;
  Shape shape;
};

Frame frame_of(const Shape& s, double degrees, double x, double y) {
  const AffineMap back = turned(-degrees, x, y);
  double low_x = INFINITY, low_y = INFINITY, high_x = -INFINITY, high_y = -INFINITY;
  for (const std::int64_t cx : {std::int64_t{0}, s.x - 1})
    for (const std::int64_t cy : {std::int64_t{0}, s.y - 1}) {
      const auto at = [&](std::size_t r) {
        return back.row[r][0] * static_cast<double>(cx) + back.row[r][1] * static_cast<double>(cy) + back.row[r][3];
      };
      low_x = std::min(low_x, at(0));
      high_x = std::max(high_x, at(0));
      low_y = std::min(low_y, at(1));
      high_y = std::max(high_y, at(1));
    }
  const auto extent = [](double pixels) { return static_cast<std::int64_t>(std::nearbyint(pixels + 1)); };
  return {low_x, low_y, Shape(extent(high_x - low_x), extent(high_y - low_y), s.z, s.c, s.ndim)};
}

}  // namespace

Image rotate(const Image& image, double angle, Resize resize, const std::vector<double>& center,
             std::optional<int> order, PadMode mode, double cval, Clip clip) {
  require_image("rotate", "image", image);
  const Shape& s = image.shape();
  require(s.ndim >= 2, "rotate", "image", to_string(s), "an image of 2 or 3 axes");
  require(std::abs(angle) <= 1e6, "rotate", "angle", angle, "-1000000 to 1000000");
  require(center.empty() || center.size() == 2, "rotate", "center", fmt::format("{} numbers", center.size()),
          "x and y, or none for the image's centre");
  const double x = center.empty() ? static_cast<double>(s.x) / 2 - 0.5 : center[0];
  const double y = center.empty() ? static_cast<double>(s.y) / 2 - 0.5 : center[1];
  require(std::isfinite(x) && std::isfinite(y), "rotate", "center", fmt::format("{}, {}", x, y), "finite numbers");
  AffineMap map = turned(angle, x, y);
  Shape shape = s;
  if (resize == Resize::yes) {
    const Frame frame = frame_of(s, angle, x, y);
    map = map * translation(frame.x, frame.y, 0);
    shape = frame.shape;
  }
  return warp_affine("rotate", image, shape, image.pixel_size(), map, 2,
                     {order_of("rotate", image, order), Interpolation::Cubic::catmull_rom, mode, cval, clip});
}

}  // namespace clumen
