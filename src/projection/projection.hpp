#pragma once
#include "clumen/projection.hpp"
#include "core/launch.hpp"

/// What the projections share.
namespace clumen {

/// Checks the arguments and makes the result.
Image projected(std::string_view operation, const Image& image, Axis axis, DType dtype);
/// Gives the result the physical pixel size of the axes that are left.
Image with_size_of_rest(const Image& result, const Image& image, Axis axis);
std::int64_t extent_along(const Shape& shape, Axis axis);
/// What means and medians of an image are: NumPy's dtype.
DType mean_dtype(const Image& image);

}  // namespace clumen
