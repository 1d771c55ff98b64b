#pragma once
#include <limits>
#include <string_view>

#include "clumen/distance.hpp"

namespace clumen {

/// What becomes of the nearest site of a pixel. The values are those of kernels_cl/distance/nearest_line.cl.
enum class NearestResult : std::uint8_t { distance = 1, squared, indices, labels };
/// Which pixels are sites.
enum class Sites : std::uint8_t { zero, not_zero };

/// The nearest site of each pixel. `image` has the sites, and the labels where these are asked for.
/// within: labels farther away than that are 0.
Image nearest(std::string_view operation, const Image& image, Sites sites, NearestResult result, PerAxis spacing,
              double within = std::numeric_limits<double>::infinity());

/// Throws ArgumentError unless every axis of the image has a finite distance above 0 between its pixels.
void require_spacing(std::string_view operation, std::string_view parameter, const Image& image,
                     const PerAxis& spacing);

}  // namespace clumen
