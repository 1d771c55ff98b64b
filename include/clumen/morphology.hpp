#pragma once
#include <string_view>
#include <vector>

#include "clumen/core.hpp"

namespace clumen {

/// The pixels that a neighbourhood takes, around its centre. Extents are odd; at least one pixel is taken.
class Footprint {
 public:
  /// From a mask, x fastest, of odd extents. Throws ArgumentError for an even extent or a mask without a pixel.
  Footprint(std::vector<std::uint8_t> mask, const Shape& shape);
  /// From text: "disk:2", "ball:3", "diamond:1", "octahedron:1", "box:3x3" or "box:3x3x1" (extents in pixels).
  /// Throws ArgumentError for another text.
  static Footprint parse(std::string_view text);

  const Shape& shape() const { return shape_; }
  const std::vector<std::uint8_t>& mask() const { return mask_; }
  bool at(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return mask_[static_cast<std::size_t>((z * shape_.y + y) * shape_.x + x)] != 0;
  }
  /// How far it goes from its centre.
  Reach reach() const { return {shape_.x / 2, shape_.y / 2, shape_.z / 2, false}; }
  /// Whether every pixel of its extent is taken.
  bool is_box() const;
  /// The footprint turned by 180 degrees.
  Footprint mirrored() const;

 private:
  std::vector<std::uint8_t> mask_;
  Shape shape_;
};

/// x² + y² ≤ radius². Source: scikit-image `morphology.disk`.
Footprint disk(int radius);
/// x² + y² + z² ≤ radius². Source: scikit-image `morphology.ball`.
Footprint ball(int radius);
/// |x| + |y| ≤ radius. Source: scikit-image `morphology.diamond`.
Footprint diamond(int radius);
/// |x| + |y| + |z| ≤ radius. Source: scikit-image `morphology.octahedron`.
Footprint octahedron(int radius);
/// Every pixel of the extents, which are odd. Source: scikit-image `morphology.footprint_rectangle`.
Footprint box(std::int64_t x, std::int64_t y, std::int64_t z = 1);

/// The smallest pixel under the footprint, of each channel.
/// footprint: of odd extents; flat in z for a 2D image.
/// mode: what lies outside the image; a constant takes the nearest value that the dtype has.
/// Returns the image's dtype. NaN pixels are passed over, and only a footprint full of them gives NaN (scikit-image:
/// NaN where the footprint's first pixel is). Throws ArgumentError for a footprint with z > 1 on a 2D image.
/// Source: scikit-image `morphology.erosion`.
Image erosion(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);
/// The largest pixel under the footprint, of each channel; otherwise as `erosion`. The footprint is not turned (that of
/// `binary_dilation` is), as in scikit-image.
/// Source: scikit-image `morphology.dilation`.
Image dilation(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);

/// bool: every pixel under the footprint is not 0; outside the image counts as true.
/// footprint: of odd extents; flat in z for a 2D image. Any dtype in. Throws ArgumentError as `erosion`.
/// Source: scikit-image `morphology.binary_erosion`.
Image binary_erosion(const Image& image, const Footprint& footprint = diamond(1));
/// bool: some pixel under the footprint turned by 180 degrees is not 0; outside the image counts as false.
/// Otherwise as `binary_erosion`. Source: scikit-image `morphology.binary_dilation`.
Image binary_dilation(const Image& image, const Footprint& footprint = diamond(1));

}  // namespace clumen
