#pragma once
#include "clumen/shape.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"

namespace clumen {

/// Checks a window around a pixel; 1 along axes that the image has not.
inline Counts odd_window(std::string_view operation, std::string_view parameter, const Image& image, Counts size) {
  const int ndim = image.shape().ndim;
  if (ndim < 2) size.y = 1;
  if (ndim < 3) size.z = 1;
  for (const std::int64_t pixels : {size.x, size.y, size.z})
    require(pixels >= 1 && pixels <= 1023 && pixels % 2 == 1, operation, parameter, pixels, "odd, 1 to 1023");
  return size;
}

}  // namespace clumen
