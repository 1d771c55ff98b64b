#pragma once
#include "clumen/shape.hpp"
#include "filter/separable.hpp"

namespace clumen {

/// Throws ArgumentError unless a Gaussian of this sigma and truncate can be made.
void require_gaussian(std::string_view operation, std::string_view sigma_name, const Sigma& sigma, double truncate);
/// The radii of a Gaussian along the axes that the image has.
Reach gaussian_reach(const Image& image, const Sigma& sigma, double truncate);
/// The weights of a Gaussian's derivative, as a correlation takes them.
LineKernel gaussian_kernel(double sigma, int radius, int order);
/// gaussian as `dtype`, f32 or f64; its parameters have been checked.
Image blurred(const Image& image, const Sigma& sigma, Border mode, double truncate, DType dtype);

}  // namespace clumen
