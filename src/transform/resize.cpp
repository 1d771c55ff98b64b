#include <algorithm>
#include <cmath>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "transform/interpolate.hpp"

namespace clumen {
namespace {

Border gaussian_border(PadMode mode, double cval) { return {static_cast<Border::Mode>(border_of(mode)), cval}; }

/// Blurred as far as the result's pixels are apart.
Image smoothed(const Image& image, const std::array<double, 3>& factors, int order, PadMode mode, double cval,
               AntiAliasing anti_aliasing) {
  const bool smaller = std::any_of(factors.begin(), factors.end(), [](double f) { return f > 1; });
  const bool mask = image.dtype() == DType::boolean, whole = !is_float(image.dtype());
  if (anti_aliasing == AntiAliasing::yes)
    require(!mask && (order > 0 || !whole), "resize", "anti_aliasing", "yes",
            "no for bool and for order 0 of integers");
  const bool wanted = anti_aliasing == AntiAliasing::yes ||
                      (anti_aliasing == AntiAliasing::automatic && !mask && (order > 0 || !whole) && smaller);
  if (!wanted) return image;
  const auto sigma = [&](std::size_t a) { return std::max(0.0, (factors[a] - 1) / 2); };
  const Image out = gaussian(image, Sigma(sigma(0), sigma(1), sigma(2)), gaussian_border(mode, cval));
  return image.dtype() == DType::f16 && order == 0 ? cast(out, DType::f16) : out;
}

}  // namespace

Image resize(const Image& image, const Shape& output_shape, std::optional<int> order, PadMode mode, double cval,
             Clip clip, AntiAliasing anti_aliasing) {
  require_image("resize", "image", image);
  require(output_shape.x > 0, "resize", "output_shape", "not given", "extents of 1 pixel or more");
  const Shape& s = image.shape();
  const Shape shape = shape_of_result("resize", image, output_shape, s.ndim);
  const int chosen = order_of("resize", image, order);
  std::array<double, 3> factors{};
  AffineMap map;
  for (std::size_t a = 0; a < 3; ++a) {
    factors[a] = static_cast<double>(s.xyz()[a]) / static_cast<double>(shape.xyz()[a]);
    map.row[a][a] = factors[a];
    map.row[a][3] = factors[a] / 2 - 0.5;
  }
  const Image smooth = smoothed(image, factors, chosen, mode, cval, anti_aliasing);
  if (shape.same_size(s)) return cast(smooth, warped_dtype(image, chosen));
  const PixelSize& p = image.pixel_size();
  const PixelSize pixel_size{p.x * factors[0], p.y * factors[1], p.z * factors[2], p.unit};
  // Cubic results are cut at the range of the image as it was before it was smoothed.
  const Interpolation how{chosen, Interpolation::Cubic::spline, mode, cval, clip};
  return warp_affine("resize", smooth, shape, pixel_size, map, std::max(2, s.ndim), how, image);
}

}  // namespace clumen
