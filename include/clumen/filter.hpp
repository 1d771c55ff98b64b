#pragma once
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

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

/// The mean under a box, of each channel. Its cost does not grow with the size.
/// size: pixels of the box per axis (x, y, z), 1 to 2049; size / 2 of them lie before the pixel, so that an even box
/// reaches one pixel farther to the left.
/// mode: what lies outside the image; for integers a constant takes the nearest value that the dtype has.
/// Integers keep their dtype: the exact mean, rounded to the nearest, halves to even (SciPy cuts the fraction off along
/// each axis). Floats give f32 (f64 for f64), so does bool (SciPy: bool); sums have at least 48 bits. NaN and
/// infinities reach as far as the box (SciPy: to the end of the line). Throws ArgumentError for a size out of range,
/// and, on a device without f64, for integers of 64 bits, and for those of which the box may sum up to 2^31 or more in
/// 3D, along both axes with more than 33 pixels along one, or over more than 32768 pixels.
/// Source: SciPy `ndimage.uniform_filter`.
Image uniform_filter(const Image& image, Counts size = 3, Border mode = Border::reflect);

/// The image less its blur: a filter for what is finer than the blur, of each channel.
/// low_sigma: standard deviation of the narrower Gaussian, in pixels per axis (x, y, z), 0 to 256.
/// high_sigma: that of the wider one, at least low_sigma along each axis; 1.6 times low_sigma unless given.
/// mode: what lies outside the image.
/// truncate: the kernels end at this many standard deviations.
/// f32 out (f64 for f64 and integers of 32 and 64 bits). Pixels keep their range. Throws ArgumentError for a sigma or
/// truncate out of range. Source: scikit-image `filters.difference_of_gaussians` of an image of floats.
Image difference_of_gaussians(const Image& image, Sigma low_sigma, std::optional<Sigma> high_sigma = std::nullopt,
                              Border mode = Border::nearest, double truncate = 4.0);

/// Gaussian blur and its derivatives, separable, of each channel.
/// sigma: standard deviation in pixels per axis (x, y, z), 0 to 256; 0 leaves that axis alone.
/// order: of the derivative along each axis, 0 to 8; 0 blurs.
/// mode: what lies outside the image.
/// truncate: the kernel ends at this many standard deviations, truncate·sigma + 0.5 pixels, at most 2048.
/// f32 out (f64 for f64 and integers of 32 and 64 bits; SciPy: the image's dtype, fractions cut off). Throws
/// ArgumentError for a sigma, an order or truncate out of range. Source: SciPy `ndimage.gaussian_filter`.
Image gaussian_filter(const Image& image, Sigma sigma, Counts order = 0, Border mode = Border::reflect,
                      double truncate = 4.0);

/// The image with its details made stronger: image + amount · (image − blur), of each channel.
/// radius: standard deviation of the blur in pixels per axis (x, y, z), 0 to 256.
/// amount: any number.
/// f32 out (f64 for f64 and integers of 32 and 64 bits), not cut to a range. Throws ArgumentError for a radius or an
/// amount out of range. Source: scikit-image `filters.unsharp_mask(preserve_range=True)`.
Image unsharp_mask(const Image& image, Sigma radius = 1, double amount = 1.0);

/// The image less its Gaussian blur, of each channel.
/// sigma: standard deviation of the blur in pixels per axis (x, y, z), 0 to 256.
/// mode: what lies outside the image.
/// f32 out (f64 for f64 and integers of 32 and 64 bits). Throws ArgumentError for a sigma out of range.
/// Source: clEsperanto `subtract_gaussian_background`, with the blur of `gaussian`.
Image subtract_gaussian_background(const Image& image, Sigma sigma = 2, Border mode = Border::nearest);
/// The image divided by its Gaussian blur, of each channel; 0 / 0 is NaN. Otherwise as `subtract_gaussian_background`.
/// Source: clEsperanto `divide_by_gaussian_background`, with the blur of `gaussian`.
Image divide_by_gaussian_background(const Image& image, Sigma sigma = 2, Border mode = Border::nearest);

/// Each pixel's line along one axis, weighted and summed, of each channel.
/// weights: 1 to 4097 finite numbers; the one at their number / 2 is the pixel's own.
/// axis: the axis of the line, one that the image has.
/// mode: what lies outside the image.
/// f32 out (f64 for f64 and integers of 32 and 64 bits; SciPy: the image's dtype, fractions cut off). Throws
/// ArgumentError for weights or an axis that are not as said. Source: SciPy `ndimage.correlate1d`.
Image correlate1d(const Image& image, const std::vector<double>& weights, Axis axis = Axis::x,
                  Border mode = Border::reflect);
/// The same with the weights turned round. Otherwise as `correlate1d`.
/// Source: SciPy `ndimage.convolve1d`.
Image convolve1d(const Image& image, const std::vector<double>& weights, Axis axis = Axis::x,
                 Border mode = Border::reflect);

/// Numbers on a grid, x fastest: the weights of a correlation. Extents are 1 to 1024, odd or even.
class Weights {
 public:
  /// Throws ArgumentError for other extents, more than 2^20 numbers, or numbers that are not finite.
  Weights(std::vector<double> values, const Shape& shape);
  /// Rows from the top: Weights{{1, 0, -1}, {2, 0, -2}, {1, 0, -1}}.
  Weights(std::initializer_list<std::initializer_list<double>> rows);
  /// From text: "1,0,-1;2,0,-2;1,0,-1", rows between ; and planes between /. Throws ArgumentError for another text.
  static Weights parse(std::string_view text);

  const std::vector<double>& values() const { return values_; }
  const Shape& shape() const { return shape_; }

 private:
  std::vector<double> values_;
  Shape shape_;
};

/// Each pixel's neighbourhood, weighted and summed, of each channel.
/// weights: the one at their extent / 2 along each axis is the pixel's own; flat in z for a 2D image.
/// mode: what lies outside the image.
/// f32 out (f64 for f64 and integers of 32 and 64 bits; SciPy: the image's dtype, fractions cut off). Pixels under a
/// weight of 0 are not looked at, whatever they are. Throws ArgumentError for weights with z > 1 on a 2D image.
/// Source: SciPy `ndimage.correlate`.
Image correlate(const Image& image, const Weights& weights, Border mode = Border::reflect);
/// The same with the weights turned by 180 degrees. Otherwise as `correlate`.
/// Source: SciPy `ndimage.convolve`.
Image convolve(const Image& image, const Weights& weights, Border mode = Border::reflect);

/// The mean of the pixels under the footprint, of each channel.
/// footprint: of odd extents; flat in z for a 2D image. The cost of a box does not grow with its extents, that of
/// others with their height.
/// mode: what lies outside the image; for integers a constant takes the nearest value that the dtype has.
/// Dtypes, rounding and NaN are those of `uniform_filter`. Throws ArgumentError for a footprint with z > 1 on a 2D
/// image, and as `uniform_filter` on a device without f64.
/// Source: SciPy `ndimage.generic_filter` of NumPy's `mean`; clEsperanto `mean_filter`, which cuts fractions off.
Image mean_filter(const Image& image, const Footprint& footprint, Border mode = Border::reflect);
/// The variance of the pixels under the footprint, of each channel: the mean of their squares less the square of their
/// mean, in f64 (on a device without it in f32, which loses small variances of large pixels).
/// footprint: of odd extents; flat in z for a 2D image.
/// mode: what lies outside the image.
/// f32 out (f64 for f64 and integers of 32 and 64 bits). Throws ArgumentError for a footprint with z > 1 on a 2D image.
/// Source: SciPy `ndimage.generic_filter` of NumPy's `var`; clEsperanto `variance_filter`.
Image variance_filter(const Image& image, const Footprint& footprint, Border mode = Border::reflect);
/// The square root of the variance. Otherwise as `variance_filter`.
/// Source: SciPy `ndimage.generic_filter` of NumPy's `std`; clEsperanto `standard_deviation_filter`.
Image standard_deviation_filter(const Image& image, const Footprint& footprint, Border mode = Border::reflect);

/// The differences that an edge filter takes: along one axis, or the magnitude of those along all of them.
enum class EdgeAxis : std::uint8_t { all, x, y, z };

/// Edges by Sobel's weights: differences of the two neighbours along one axis, smoothed by 1 2 1 along the others, of
/// each channel; the magnitude is the root of their mean square.
/// axis: x, y, z (positive where pixels grow along it), or all for the magnitude.
/// mode: what lies outside the image.
/// f32 out (f64 for f64 and integers of 32 and 64 bits). Pixels keep their range (scikit-image divides integers by
/// their largest value). Throws ArgumentError for an axis that the image has not, and an image of one axis.
/// Source: scikit-image `filters.sobel` of an image of floats.
Image sobel(const Image& image, EdgeAxis axis = EdgeAxis::all, Border mode = Border::reflect);
/// Edges by Scharr's weights, which smooth by 3 10 3. Otherwise as `sobel`. Source: scikit-image `filters.scharr`.
Image scharr(const Image& image, EdgeAxis axis = EdgeAxis::all, Border mode = Border::reflect);
/// Edges by Prewitt's weights, which smooth by 1 1 1. Otherwise as `sobel`. Source: scikit-image `filters.prewitt`.
Image prewitt(const Image& image, EdgeAxis axis = EdgeAxis::all, Border mode = Border::reflect);
/// Edges by Farid's and Simoncelli's weights of 5 pixels. Otherwise as `sobel`.
/// Source: scikit-image `filters.farid`.
Image farid(const Image& image, EdgeAxis axis = EdgeAxis::all, Border mode = Border::reflect);

/// Edges by Roberts' differences along both diagonals of 2 by 2 pixels, of each channel of an image of two axes: the
/// root of their mean square.
/// mode: what lies outside the image.
/// Dtypes as `sobel`. Throws ArgumentError for an image of three axes.
/// Source: scikit-image `filters.roberts` of an image of floats.
Image roberts(const Image& image, Border mode = Border::reflect);
/// The difference of the pixel at (x + 1, y + 1) and the one at (x, y). Otherwise as `roberts`.
/// Source: scikit-image `filters.roberts_pos_diag`.
Image roberts_pos_diag(const Image& image, Border mode = Border::reflect);
/// The difference of the pixel at (x, y + 1) and the one at (x + 1, y). Otherwise as `roberts`.
/// Source: scikit-image `filters.roberts_neg_diag`.
Image roberts_neg_diag(const Image& image, Border mode = Border::reflect);

/// Twice the pixel for each axis less its neighbours along all axes, of each channel.
/// mode: what lies outside the image.
/// Dtypes as `sobel`. Throws ArgumentError for an image of one axis.
/// Source: scikit-image `filters.laplace` of an image of floats, where ksize changes nothing; SciPy's has the other
/// sign.
Image laplace(const Image& image, Border mode = Border::reflect);

/// Half the difference of the two neighbours along one axis, of each channel; at the ends the difference to the one
/// neighbour.
/// axis: an axis of at least 2 pixels.
/// Dtypes as `sobel`. Throws ArgumentError for an axis that the image has not, or of one pixel.
/// Source: NumPy `gradient`.
Image gradient(const Image& image, Axis axis);

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
