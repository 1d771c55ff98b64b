#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "clumen/core.hpp"

namespace clumen {

/// The pixels that a neighbourhood takes, around its centre. Extents are odd; at least one pixel is taken.
class Footprint {
 public:
  /// From a mask, x fastest, of odd extents. Throws ArgumentError for an even extent or a mask without a pixel.
  Footprint(std::vector<std::uint8_t> mask, const Shape& shape);
  /// From text: "disk:2", "ball:3", "diamond:1", "octahedron:1", "line:3x1", "box:3x3" or "box:3x3x1" (extents in
  /// pixels). Throws ArgumentError for another text.
  static Footprint parse(std::string_view text);

  const Shape& shape() const { return shape_; }
  const std::vector<std::uint8_t>& mask() const { return *mask_; }
  bool at(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return (*mask_)[static_cast<std::size_t>((z * shape_.y + y) * shape_.x + x)] != 0;
  }
  /// How far it goes from its centre.
  Reach reach() const { return {shape_.x / 2, shape_.y / 2, shape_.z / 2, false}; }
  /// Whether every pixel of its extent is taken.
  bool is_box() const { return box_; }
  /// The footprint turned by 180 degrees.
  Footprint mirrored() const;
  /// The same pixels around another centre, given by its place among them; as wide as that needs.
  /// Throws ArgumentError for a place outside.
  Footprint centred(const Offset& centre) const;

 private:
  std::shared_ptr<const std::vector<std::uint8_t>> mask_;  // a box of radius 50 in space has a million pixels
  Shape shape_;
  bool box_;
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
/// The straight line from (−x, −y, −z) to (x, y, z), one pixel for each step along its longest axis, halves rounded
/// away from the centre; the ends may be negative. line(5, 0) is a row of 11 pixels.
Footprint line(int x, int y, int z = 0);

}  // namespace clumen
