#pragma once
#include "clumen/footprint.hpp"

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

/// The smallest pixel under the footprint, of each channel.
/// footprint: of odd extents; flat in z for a 2D image.
/// mode: what lies outside the image; a constant takes the nearest value that the dtype has.
/// Returns the image's dtype. NaN pixels are passed over, and only a footprint full of them gives NaN (SciPy: it
/// depends on where they lie). Throws ArgumentError for a footprint with z > 1 on a 2D image.
/// Source: SciPy `ndimage.minimum_filter`.
Image minimum_filter(const Image& image, const Footprint& footprint, Border mode = Border::reflect);
/// The largest pixel under the footprint, of each channel. Otherwise as `minimum_filter`.
/// Source: SciPy `ndimage.maximum_filter`.
Image maximum_filter(const Image& image, const Footprint& footprint, Border mode = Border::reflect);

}  // namespace clumen
