#pragma once
#include "clumen/footprint.hpp"

namespace clumen {

/// The smallest pixel under the footprint, of each channel.
/// footprint: of odd extents; flat in z for a 2D image.
/// mode: what lies outside the image; a constant takes the nearest value that the dtype has.
/// Returns the image's dtype. NaN pixels are passed over, and only a footprint full of them gives NaN (scikit-image:
/// NaN where the footprint's first pixel is). Throws ArgumentError for a footprint with z > 1 on a 2D image.
/// Source: scikit-image `morphology.erosion`.
Image erosion(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);
/// The largest pixel under the footprint, of each channel; otherwise as `erosion`. The footprint is not turned (that of
/// `binary_dilation` is), as in scikit-image.
/// Source: scikit-image `morphology.dilation`.
Image dilation(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);

/// The dilation, by the footprint turned by 180 degrees, of the erosion: what is bright and smaller than the footprint
/// goes. Otherwise as `erosion`. Source: scikit-image `morphology.opening`.
Image opening(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);
/// The erosion, by the footprint turned by 180 degrees, of the dilation: what is dark and smaller than the footprint
/// goes. Otherwise as `erosion`. Source: scikit-image `morphology.closing`.
Image closing(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);
/// The image minus its opening: what is bright and smaller than the footprint. Integers wrap around, where a border
/// makes the opening larger than the image; bool: where the two differ. Otherwise as `erosion`.
/// Source: scikit-image `morphology.white_tophat`.
Image white_tophat(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);
/// The closing minus the image: what is dark and smaller than the footprint. Otherwise as `white_tophat`.
/// Source: scikit-image `morphology.black_tophat`.
Image black_tophat(const Image& image, const Footprint& footprint = diamond(1), Border mode = Border::reflect);

/// bool: every pixel under the footprint is not 0; outside the image counts as true.
/// footprint: of odd extents; flat in z for a 2D image. Any dtype in. Throws ArgumentError as `erosion`.
/// Source: scikit-image `morphology.binary_erosion`.
Image binary_erosion(const Image& image, const Footprint& footprint = diamond(1));
/// bool: some pixel under the footprint turned by 180 degrees is not 0; outside the image counts as false.
/// Otherwise as `binary_erosion`. Source: scikit-image `morphology.binary_dilation`.
Image binary_dilation(const Image& image, const Footprint& footprint = diamond(1));
/// bool: the binary dilation of the binary erosion. Otherwise as `binary_erosion`.
/// Source: scikit-image `morphology.binary_opening`.
Image binary_opening(const Image& image, const Footprint& footprint = diamond(1));
/// bool: the binary erosion of the binary dilation. Otherwise as `binary_erosion`.
/// Source: scikit-image `morphology.binary_closing`.
Image binary_closing(const Image& image, const Footprint& footprint = diamond(1));

}  // namespace clumen
