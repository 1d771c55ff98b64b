#pragma once
#include "clumen/exposure.hpp"
#include "clumen/pointwise.hpp"
#include "core/launch.hpp"

namespace clumen {

/// What a correction of an image is computed in.
inline DType correction_dtype(const Image& image) {
  if (is_float(image.dtype())) return image.dtype();
  return has_f64(image) ? DType::f64 : DType::f32;
}

/// The largest value of an integer dtype; 1 of floats.
inline double full_scale(DType dtype) { return is_float(dtype) ? 1 : highest_of(dtype); }

}  // namespace clumen
