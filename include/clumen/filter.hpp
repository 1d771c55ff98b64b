#pragma once
#include "clumen/core.hpp"

namespace clumen {

/// Gaussian blur, separable, of each channel.
/// sigma: standard deviation in pixels per axis (x, y, z), 0 to 256; 0 leaves that axis alone, and so does an axis that
/// the image has not.
/// mode: what lies outside the image.
/// truncate: the kernel ends at this many standard deviations, truncate·sigma + 0.5 pixels, at most 2048.
/// Any dtype in; f32 out (f64 for f64). NaN and infinities reach as far as the kernel does. Throws ArgumentError for a
/// sigma or truncate out of range.
/// Source: scikit-image `filters.gaussian(preserve_range=True)`, which gives f64 for integers.
Image gaussian(const Image& image, Sigma sigma = 1, Border mode = Border::nearest, double truncate = 4.0);

}  // namespace clumen
