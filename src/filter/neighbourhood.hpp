#pragma once
#include "clumen/footprint.hpp"
#include "filter/sums.hpp"

/// Sums over the pixels under a kernel or a footprint of any form.
namespace clumen {

/// Numbers on a grid around a pixel, x fastest.
struct WeightWindow {
  std::vector<double> weights;
  Shape shape;
  Offset before;  ///< how many of them lie before the pixel along each axis
};

/// The image correlated with a kernel, as f32 or f64. Weights of 0 are not looked at.
Image weighted_sum(const Image& image, const WeightWindow& kernel, Border border, DType dtype);

/// The sum under a footprint as f64, or the mean as `dtype`: f32, f64 or an integer image's own, rounded.
Image footprint_sum(const Image& image, const Footprint& footprint, Border border);
Image footprint_mean(const Image& image, const Footprint& footprint, Border border, DType dtype);

}  // namespace clumen
