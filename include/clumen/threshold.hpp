#pragma once
#include <optional>

#include "clumen/core.hpp"

/// Thresholds: one number that stays on the device, which the next comparison reads there. Foreground is what is above
/// it.
namespace clumen {

/// Otsu's threshold: the one that makes the variance between the two classes largest. Foreground is `>`.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// Returns the image's dtype (u8 for bool); a constant image has its own value.
/// Throws ArgumentError for an image without pixels, or a range of 2^24 values or more in an image of integers. NaN or
/// infinite pixels give NaN, above which nothing is. f16 is counted as f32.
/// Waits for nothing, but for the range of an image of 32-bit or 64-bit integers.
/// Source: scikit-image `filters.threshold_otsu`.
Scalar threshold_otsu(const Image& image, int nbins = 256);

/// Yen's threshold: the one that makes the correlation of the two classes' histograms largest.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// Returns the image's dtype (u8 for bool); a constant image has its own value (scikit-image: of floats the first of
/// nbins around it). Errors, NaN and waiting as `threshold_otsu`.
/// Source: scikit-image `filters.threshold_yen`.
Scalar threshold_yen(const Image& image, int nbins = 256);
/// The isodata threshold (Ridler and Calvard): the smallest one that is the mean of the two classes' means, to a bin.
/// Otherwise as `threshold_yen`; a constant image of floats has its own value, too (scikit-image: an error).
/// Source: scikit-image `filters.threshold_isodata`.
Scalar threshold_isodata(const Image& image, int nbins = 256);
/// The triangle threshold (Zack): the bin farthest below the line from the peak of the histogram to its longer tail.
/// Otherwise as `threshold_yen`.
/// Source: scikit-image `filters.threshold_triangle`.
Scalar threshold_triangle(const Image& image, int nbins = 256);
/// The minimum between the two maxima that the histogram has left when it is smoothed over three bins again and again.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// max_num_iter: how often it is smoothed at most, 1 and more.
/// Otherwise as `threshold_yen`. Where two maxima are not found: NaN, or for integers the largest value of the dtype,
/// above which nothing is (scikit-image: an error).
/// Source: scikit-image `filters.threshold_minimum`.
Scalar threshold_minimum(const Image& image, int nbins = 256, int max_num_iter = 10000);
/// The mean of all pixels: f64 for integers (f32 on a device without f64), else the image's dtype.
/// Source: scikit-image `filters.threshold_mean`.
Scalar threshold_mean(const Image& image);
/// Li's threshold of least cross entropy, by Li and Tam's iteration.
/// tolerance: the iteration ends when a step is not larger; 0 or not given: 0.5 for integers, and for floats half the
/// smallest difference of two pixels (0 where there are several in a 2^18th of the range).
/// initial_guess: where it begins; the mean when not given. One that is not inside of the range gives NaN
/// (scikit-image: an error). Returns f64 for integers (f32 on a device without f64), else the image's dtype. NaN and
/// infinite pixels are passed over; an image with no others gives NaN. A constant image has its own value. Floats are
/// counted in 2^18 bins, whose middles stand for pixels that are not alone in theirs. Throws ArgumentError for a
/// negative tolerance, an initial_guess that is not finite, floats of 2^32 pixels and more, or a range of 2^24 values
/// or more in an image of integers. Waits for nothing, but for the range of an image of 32-bit or 64-bit integers.
/// Source: scikit-image `filters.threshold_li`.
Scalar threshold_li(const Image& image, std::optional<double> tolerance = std::nullopt,
                    std::optional<double> initial_guess = std::nullopt);
/// Otsu's thresholds for several classes, as an image of classes − 1 pixels along x, rising.
/// classes: 2 to 6.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// Returns the image's dtype (u8 for bool). In an image with fewer values than classes the thresholds beyond those are
/// its largest value, so that these classes are empty (scikit-image: an error). Every choice of thresholds is tried:
/// throws ArgumentError when there are more than 10^12, for which it waits where the dtype or nbins allow so many.
/// Other errors, NaN and waiting as `threshold_otsu`.
/// Source: scikit-image `filters.threshold_multiotsu`.
Image threshold_multiotsu(const Image& image, int classes = 3, int nbins = 256);

}  // namespace clumen
