#pragma once
#include <optional>

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

/// The median under the footprint, of each channel: of an even number of pixels the larger one of the middle two.
/// footprint: of odd extents; flat in z for a 2D image. None: a box of 3 pixels along each axis that the image has.
/// mode: what lies outside the image; a constant takes the nearest value that the dtype has.
/// Returns the image's dtype; integers are exact. NaN counts as larger than every number (SciPy: undefined). Throws
/// ArgumentError for a footprint with z > 1 on a 2D image.
/// Source: scikit-image `filters.median`, SciPy `ndimage.median_filter` (whose mode is reflect).
Image median(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
             Border mode = Border::nearest);
/// The pixel of a given rank under the footprint, of each channel.
/// rank: how many pixels under the footprint come before it, from 0 for the smallest; -1 is the largest.
/// footprint: of odd extents; flat in z for a 2D image.
/// mode: what lies outside the image; a constant takes the nearest value that the dtype has.
/// Returns the image's dtype; integers are exact. NaN counts as larger than every number (SciPy: undefined); but the
/// lowest and the highest rank are `minimum_filter` and `maximum_filter`. Throws ArgumentError for a rank that the
/// footprint has not, and for a footprint with z > 1 on a 2D image.
/// Source: SciPy `ndimage.rank_filter`.
Image rank_filter(const Image& image, int rank, const Footprint& footprint, Border mode = Border::reflect);
/// The pixel at a given percentile under the footprint, of each channel: its rank is that part of the footprint's
/// pixels, rounded down; 100 is the largest. Otherwise as `rank_filter`.
/// percentile: 0 to 100; a negative one counts from 100.
/// Throws ArgumentError for another percentile, and for a footprint with z > 1 on a 2D image.
/// Source: SciPy `ndimage.percentile_filter`.
Image percentile_filter(const Image& image, double percentile, const Footprint& footprint,
                        Border mode = Border::reflect);
/// The most frequent value under the footprint, of each channel; of several the smallest one.
/// footprint: of odd extents; flat in z for a 2D image.
/// mode: what lies outside the image (scikit-image leaves that out); a constant takes the nearest value that the dtype
/// has.
/// Any dtype, any number of values; returns the image's dtype. All NaN are one value, the last. Throws ArgumentError
/// for a footprint with z > 1 on a 2D image.
/// Source: scikit-image `filters.rank.majority`.
Image majority(const Image& image, const Footprint& footprint, Border mode = Border::reflect);

}  // namespace clumen
