#pragma once
#include "clumen/core.hpp"

/// Projections: what lies along one axis becomes one pixel, and the axis goes. The result has the other axes in their
/// order, so that what is left along x of a projection along x is the image's y, and one spatial axis less. An axis
/// that the image has not is an ArgumentError, as is an image without pixels. A projection along the channels leaves
/// one.
namespace clumen {

/// The smallest pixel along the axis; the image's dtype. NaN where there is one.
/// axis: x, y, z or c, the channels.
/// Source: NumPy `min`.
Image minimum_projection(const Image& image, Axis axis = Axis::z);
/// The largest pixel along the axis. Otherwise as `minimum_projection`.
/// Source: NumPy `max`.
Image maximum_projection(const Image& image, Axis axis = Axis::z);
/// i64: where along the axis the largest pixel is, from 0; the first of equals, or of NaN if there is one.
/// Otherwise as `minimum_projection`.
/// Source: NumPy `argmax`.
Image argmax_projection(const Image& image, Axis axis = Axis::z);
/// The sum along the axis: i64 for signed integers and bool, u64 for unsigned ones (both modulo 2^64), the image's
/// dtype for floats, summed in f64 (two f32 on a device without it). Otherwise as `minimum_projection`. Source: NumPy
/// `sum`.
Image sum_projection(const Image& image, Axis axis = Axis::z);
/// The mean along the axis: f64 for integers and bool (f32 on a device without f64), else the image's dtype.
/// Otherwise as `minimum_projection`.
/// Source: NumPy `mean`.
Image mean_projection(const Image& image, Axis axis = Axis::z);
/// The standard deviation along the axis, of all its pixels (not of a sample); dtypes as `mean_projection`.
/// On a device without f64 a deviation of less than a millionth of the distance to the line's first pixel is lost.
/// Otherwise as `minimum_projection`.
/// Source: NumPy `std`.
Image std_projection(const Image& image, Axis axis = Axis::z);
/// The median along the axis, the mean of the two in the middle of an even number; dtypes as `mean_projection`. NaN
/// where there is one. Otherwise as `minimum_projection`.
/// Source: NumPy `median`.
Image median_projection(const Image& image, Axis axis = Axis::z);

}  // namespace clumen
