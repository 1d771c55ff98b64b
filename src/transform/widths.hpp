#pragma once
#include "clumen/transform.hpp"

namespace clumen {

struct AxisWidths {
  std::array<std::int64_t, 3> before, after;  ///< along x, y, z
};

/// The widths along each axis, 0 along those that the image has not. Throws ArgumentError for a negative or huge one.
AxisWidths widths_of(std::string_view operation, std::string_view parameter, const Image& image, const Widths& widths);

}  // namespace clumen
