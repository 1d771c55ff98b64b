#pragma once
#include "clumen/label.hpp"

namespace clumen {

/// Labels whose pixels are farther than the radius from every pixel of another label and of 0; all is checked before.
Image eroded_labels(const Image& labels, double radius);

/// The largest squared distance in pixels that is within the radius, rounded as in `expand_labels`; within an image.
double squared_limit(double radius, const Shape& s);

}  // namespace clumen
