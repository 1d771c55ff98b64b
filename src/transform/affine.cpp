#include <cmath>

#include "transform/interpolate.hpp"

namespace clumen {
namespace {

/// The map in the rows of a square matrix of `axes` + 1 numbers each.
AffineMap map_of(const std::vector<double>& matrix, std::size_t axes) {
  AffineMap map;
  const std::size_t n = axes + 1;
  for (std::size_t r = 0; r < axes; ++r) {
    for (std::size_t c = 0; c < axes; ++c) map.row[r][c] = matrix[r * n + c];
    map.row[r][3] = matrix[r * n + axes];
  }
  return map;
}

void check(const Image& image, const std::vector<double>& matrix) {
  const int ndim = image.shape().ndim;
  require(matrix.size() == 9 || (matrix.size() == 16 && ndim == 3), "affine", "matrix",
          fmt::format("{} numbers", matrix.size()),
          ndim == 3 ? "3 x 3 (for each plane) or 4 x 4" : "3 x 3 for an image of 2 axes");
  const std::size_t n = matrix.size() == 9 ? 3 : 4;
  for (std::size_t c = 0; c < n; ++c) {
    const double v = matrix[(n - 1) * n + c];
    require(v == (c == n - 1 ? 1 : 0), "affine", "matrix", fmt::format("{} in column {} of its last row", v, c),
            "a last row of zeros and a 1");
  }
}

}  // namespace

Image affine(const Image& image, const std::vector<double>& matrix, const Shape& output_shape, std::optional<int> order,
             PadMode mode, double cval, Clip clip) {
  require_image("affine", "image", image);
  check(image, matrix);
  const int axes = matrix.size() == 9 ? 2 : 3;
  const Shape shape = shape_of_result("affine", image, output_shape, axes);
  const auto cubic = axes == 2 ? Interpolation::Cubic::catmull_rom : Interpolation::Cubic::spline;
  return warp_affine("affine", image, shape, image.pixel_size(), map_of(matrix, static_cast<std::size_t>(axes)), axes,
                     {order_of("affine", image, order), cubic, mode, cval, clip});
}

}  // namespace clumen
