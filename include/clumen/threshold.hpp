#pragma once
#include "clumen/core.hpp"

/// Thresholds: one number that stays on the device, which the next comparison reads there.
namespace clumen {

/// Otsu's threshold: the one that makes the variance between the two classes largest. Foreground is `>`.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// Returns the image's dtype (u8 for bool); a constant image has its own value.
/// Throws ArgumentError for an image without pixels, or a range of 2^24 values or more in an image of integers. NaN or
/// infinite pixels give NaN, above which nothing is. f16 is counted as f32.
/// Waits for nothing, but for the range of an image of 32-bit or 64-bit integers.
/// Source: scikit-image `filters.threshold_otsu`.
Scalar threshold_otsu(const Image& image, int nbins = 256);

}  // namespace clumen
