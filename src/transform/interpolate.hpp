#pragma once
#include "clumen/transform.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "transform/moved.hpp"

namespace clumen {

/// How pixels between pixels are made.
struct Interpolation {
  int order = 1;  ///< 0, 1 or 3
  enum class Cubic : std::uint8_t { catmull_rom, spline } cubic = Cubic::spline;
  PadMode mode = PadMode::constant;
  double cval = 0;
  Clip clip = Clip::yes;
};

/// The extents of a result: those given, or the image's; along the first `axes` axes, the others stay. Throws
/// ArgumentError for extents of another number of axes.
Shape shape_of_result(std::string_view operation, const Image& image, const Shape& output_shape, int axes);

/// Checks `order` (0, 1, 3; bool: 0) and gives its default.
int order_of(std::string_view operation, const Image& image, std::optional<int> order);
/// Order 0: the image's; else f32, f64 for f64.
DType warped_dtype(const Image& image, int order);

/// Positions in the source: row r gives its x, y or z as a sum over (x, y, z, 1) of the result.
struct AffineMap {
  std::array<std::array<double, 4>, 3> row{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}};
};
AffineMap operator*(const AffineMap& a, const AffineMap& b);  ///< first b, then a
AffineMap translation(double x, double y, double z);

/// The image at the positions of `map`, of each channel. axes: 2 leaves z alone (the planes of the result are those of
/// the image), 3. range: whose range cubic results keep, if it is another image. Throws ArgumentError for numbers that
/// are not finite and for positions beyond 2^26 pixels.
Image warp_affine(std::string_view operation, const Image& image, const Shape& shape, const PixelSize& pixel_size,
                  const AffineMap& map, int axes, const Interpolation& how, const Image& range = {});
/// The same with another step along x for each plane of the result: `steps` holds x, y, z of each.
Image warp_planes(std::string_view operation, const Image& image, const Shape& shape, const PixelSize& pixel_size,
                  const AffineMap& map, const std::vector<std::array<double, 3>>& steps, const Interpolation& how);
enum class Given : std::uint8_t { positions, vectors };
/// The same at the positions, or from each pixel on by the vectors, that another image has in its channels.
Image warp_given(std::string_view operation, const Image& image, const Image& positions, Given given,
                 const Interpolation& how);

/// The coefficients of cubic B-splines through the pixels, f32 or f64, with `spline_margin` pixels more at both ends of
/// the first `axes` axes where the mode needs it.
Image spline_coefficients(const Image& image, int axes, PadMode mode, double cval);
int spline_margin(PadMode mode);

}  // namespace clumen
