#pragma once
#include <optional>

#include "clumen/core.hpp"

/// Thresholds: one number that stays on the device, which the next comparison reads there. Foreground is what is above
/// it. What is found among bins is found in f64, as in scikit-image; on a device without it in f32, where of several
/// bins that are equally good to six digits another one may be taken.
namespace clumen {

/// Otsu's threshold: the one that makes the variance between the two classes largest. Foreground is `>`.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// Returns the image's dtype (u8 for bool); a constant image has its own value.
/// Throws ArgumentError for an image without pixels, or a range of 2^24 values or more in an image of integers. NaN or
/// infinite pixels give NaN, above which nothing is. f16 is counted as f32.
/// Waits for nothing, but for the range of an image of 32-bit or 64-bit integers.
/// Source: scikit-image `filters.threshold_otsu`, whose hist in place of an image is not there.
Scalar threshold_otsu(const Image& image, int nbins = 256);

/// Yen's threshold: the one that makes the correlation of the two classes' histograms largest.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// Returns the image's dtype (u8 for bool); a constant image has its own value (scikit-image: of floats the first of
/// nbins around it). Errors, NaN and waiting as `threshold_otsu`.
/// Source: scikit-image `filters.threshold_yen`, whose hist is not there.
Scalar threshold_yen(const Image& image, int nbins = 256);
/// The isodata threshold (Ridler and Calvard): the smallest one that is the mean of the two classes' means, to a bin.
/// Otherwise as `threshold_yen`; a constant image of floats has its own value, too (scikit-image: an error).
/// Source: scikit-image `filters.threshold_isodata`, whose return_all and hist are not there.
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
/// Source: scikit-image `filters.threshold_minimum`, whose hist is not there.
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
/// counted in 2^18 bins whose means stand for their pixels, and computed in f64 (scikit-image: f32 in f32, where it may
/// end a step early). Throws ArgumentError for a negative tolerance, an initial_guess that is not finite, floats of
/// 2^32 pixels and more, or a range of 2^24 values or more in an image of integers. Waits for nothing, but for the
/// range of an image of 32-bit or 64-bit integers. Source: scikit-image `filters.threshold_li`, whose initial_guess as
/// a function and iter_callback are not there.
Scalar threshold_li(const Image& image, std::optional<double> tolerance = std::nullopt,
                    std::optional<double> initial_guess = std::nullopt);
/// Otsu's thresholds for several classes, as an image of classes − 1 pixels along x, rising.
/// classes: 2 to 6.
/// nbins: bins of the histogram of a float image, 2 to 65536; integer images have one bin per value.
/// Returns the image's dtype (u8 for bool). In an image with fewer values than classes the thresholds beyond those are
/// its largest value, so that these classes are empty (scikit-image: an error). Every choice of thresholds is tried:
/// throws ArgumentError when there are more than 10^12, for which it waits where the dtype or nbins allow so many.
/// Other errors, NaN and waiting as `threshold_otsu`.
/// Source: scikit-image `filters.threshold_multiotsu`, whose hist is not there.
Image threshold_multiotsu(const Image& image, int classes = 3, int nbins = 256);

/// How `threshold_local` sees the pixels around.
enum class LocalMethod : std::uint8_t { gaussian, mean, median };

/// A threshold for each pixel: what the pixels around it are, less an offset.
/// block_size: pixels of the box per axis (x, y, z), odd.
/// method: a Gaussian of standard deviation (block_size − 1) / 6, the mean of the box, or its median.
/// offset: taken off.
/// mode: what lies outside the image.
/// param: standard deviation of the Gaussian along all axes, 0 to 256, in place of that from block_size.
/// f32 out (f64 for f64, and for integers of 32 bits and more where the method is not gaussian; scikit-image: f64 for
/// all integers). Throws ArgumentError for an even block_size, one out of 1 to 1023, or a param out of range. Source:
/// scikit-image `filters.threshold_local`, whose method generic, a Python function per pixel, is not there.
Image threshold_local(const Image& image, Counts block_size = 3, LocalMethod method = LocalMethod::gaussian,
                      double offset = 0, Border mode = Border::reflect, std::optional<double> param = std::nullopt);
/// Niblack's threshold for each pixel: m − k · s, the mean and the standard deviation of the box around it.
/// window_size: pixels of the box per axis (x, y, z), odd, 1 to 1023. What lies outside the image mirrors it.
/// k: any number.
/// f64 for integers and bool (f32 on a device without f64), f32 for f16, else the image's dtype. Computed in f64 where
/// there is one (scikit-image: in the result's dtype, which loses small deviations of large pixels).
/// Throws ArgumentError for a window_size that is even or out of range.
/// Source: scikit-image `filters.threshold_niblack`.
Image threshold_niblack(const Image& image, Counts window_size = 15, double k = 0.2);
/// Sauvola's threshold for each pixel: m · (1 + k · (s / r − 1)).
/// r: the largest standard deviation to expect, not 0; half the range of the dtype (1 for floats) when not given.
/// Otherwise as `threshold_niblack`.
/// Source: scikit-image `filters.threshold_sauvola`.
Image threshold_sauvola(const Image& image, Counts window_size = 15, double k = 0.2,
                        std::optional<double> r = std::nullopt);

}  // namespace clumen
