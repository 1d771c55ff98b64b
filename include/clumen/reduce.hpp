#pragma once
#include "clumen/core.hpp"

/// Reductions over all pixels and channels of an image. The result stays on the device until `.value()`.
/// The same input gives the same bits every time: sums run in a fixed tree, in f64 or, on a device without it, in two
/// f32. An image without pixels is an ArgumentError.
namespace clumen {

/// The smallest pixel; the image's dtype. NaN when there is one. Source: NumPy `min`.
Scalar min(const Image& image);
/// The largest pixel; the image's dtype. NaN when there is one. Source: NumPy `max`.
Scalar max(const Image& image);
/// The sum: i64 for signed integers, u64 for unsigned ones and bool (both modulo 2^64), f64 for floats (f32 on a
/// device without f64). Source: NumPy `sum`, for f32 more precise.
Scalar sum(const Image& image);
/// The mean; f64 (f32 on a device without f64). Source: NumPy `mean(dtype=float64)`.
Scalar mean(const Image& image);

/// Counts per bin and the bins' centres, both as 1D images on the device.
struct Histogram {
  Image counts;       ///< u32, x = bins (u64 for an image of 2^32 pixels or more)
  Image bin_centers;  ///< x = bins: f32 for f32 and f16 images, f64 for f64, the image's dtype for integers
};
/// The histogram of all pixels.
/// nbins: number of equal bins over [min, max] of a float image, 1 to 65536; integer images have one bin per value
/// from the smallest to the largest pixel instead (bool as u8), up to 2^24 of them.
/// Throws ArgumentError for NaN or infinite pixels, as they have no bin, for a float range that has fewer numbers than
/// bins, and for an integer range of 2^24 values or more. Waits once: for the range of an integer image, or to learn
/// whether a float image's pixels are finite. f16 is counted as f32.
/// Source: scikit-image `exposure.histogram(source_range="image")`, the bins' edges as NumPy's.
Histogram histogram(const Image& image, int nbins = 256);

}  // namespace clumen
