#pragma once
#include <optional>

#include "clumen/footprint.hpp"

namespace clumen {

/// The smallest pixel under the footprint, of each channel.
/// footprint: of odd extents; flat in z for a 2D image; the pixel and those beside it along each axis when not given.
/// mode: what lies outside the image; a constant takes the nearest value that the dtype has.
/// Returns the image's dtype. NaN pixels are passed over, and only a footprint full of them gives NaN (scikit-image:
/// NaN where the footprint's first pixel is). Throws ArgumentError for a footprint with z > 1 on a 2D image.
/// Source: scikit-image `morphology.erosion`.
Image erosion(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
              Border mode = Border::reflect);
/// The largest pixel under the footprint, of each channel; otherwise as `erosion`. The footprint is not turned (that of
/// `binary_dilation` is), as in scikit-image.
/// Source: scikit-image `morphology.dilation`.
Image dilation(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
               Border mode = Border::reflect);

/// The dilation, by the footprint turned by 180 degrees, of the erosion: what is bright and smaller than the footprint
/// goes. Otherwise as `erosion`. Source: scikit-image `morphology.opening`.
Image opening(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
              Border mode = Border::reflect);
/// The erosion, by the footprint turned by 180 degrees, of the dilation: what is dark and smaller than the footprint
/// goes. Otherwise as `erosion`. Source: scikit-image `morphology.closing`.
Image closing(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
              Border mode = Border::reflect);
/// The image minus its opening: what is bright and smaller than the footprint. Integers wrap around, where a border
/// makes the opening larger than the image; bool: where the two differ. Otherwise as `erosion`.
/// Source: scikit-image `morphology.white_tophat`.
Image white_tophat(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
                   Border mode = Border::reflect);
/// The closing minus the image: what is dark and smaller than the footprint. Otherwise as `white_tophat`.
/// Source: scikit-image `morphology.black_tophat`.
Image black_tophat(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
                   Border mode = Border::reflect);

/// bool: every pixel under the footprint is not 0; outside the image counts as true.
/// footprint: of odd extents; flat in z for a 2D image. Any dtype in. Throws ArgumentError as `erosion`.
/// Source: scikit-image `morphology.binary_erosion`.
Image binary_erosion(const Image& image, const std::optional<Footprint>& footprint = std::nullopt);
/// bool: some pixel under the footprint turned by 180 degrees is not 0; outside the image counts as false.
/// Otherwise as `binary_erosion`. Source: scikit-image `morphology.binary_dilation`.
Image binary_dilation(const Image& image, const std::optional<Footprint>& footprint = std::nullopt);
/// bool: the binary dilation of the binary erosion. Otherwise as `binary_erosion`.
/// Source: scikit-image `morphology.binary_opening`.
Image binary_opening(const Image& image, const std::optional<Footprint>& footprint = std::nullopt);
/// bool: the binary erosion of the binary dilation. Otherwise as `binary_erosion`.
/// Source: scikit-image `morphology.binary_closing`.
Image binary_closing(const Image& image, const std::optional<Footprint>& footprint = std::nullopt);

/// bool: image with its holes filled, the pixels of 0 that are not connected with what is outside.
/// structure: which pixels are connected with the one at its centre, of odd extents, flat in z for a 2D image; the
/// pixels beside it along each axis when not given. Any dtype in, not 0 counts; each channel by itself. Waits as
/// `reconstruction`. Source: SciPy `ndimage.binary_fill_holes`.
Image binary_fill_holes(const Image& image, const std::optional<Footprint>& structure = std::nullopt);

/// How values spread: large ones, up to the mask, or small ones, down to it.
enum class Reconstruction : std::uint8_t { dilation, erosion };

/// The pixels of seed spread to their neighbours, again and again, as far as those of mask allow; each channel by
/// itself. seed: what spreads. A pixel beyond its mask counts as the mask's (scikit-image: an error, which one would
/// have to wait for). mask: of the same extent. footprint: the neighbours of the pixel at its centre, of odd extents,
/// flat in z for a 2D image; all that touch it when not given. scikit-image's offset is another centre:
/// `Footprint::centred`. Returns the dtype that both promote to (scikit-image: floats). NaN is not defined. It spreads
/// in rounds, and waits for the device after 4, 12, 28, 60, ... of them: mostly once for a footprint of at most 3 along
/// each axis; larger ones are slow, for each of their rounds goes over the whole image. Throws ArgumentError for
/// extents that differ or a footprint with z > 1 on a 2D image. Source: scikit-image `morphology.reconstruction`.
Image reconstruction(const Image& seed, const Image& mask, Reconstruction method = Reconstruction::dilation,
                     const std::optional<Footprint>& footprint = std::nullopt);

/// u8: 1 in the local maxima of height h or more: from where one has to go down by h to come to a higher pixel.
/// image: an integer or float image of one channel; f16 is taken as f32.
/// h: above 0; a fraction makes integers of up to 16 bits f32 and wider ones f64.
/// footprint: the neighbours of the pixel at its centre, as of `reconstruction`; all that touch it when not given.
/// An image whose range is less than h has none. NaN is not defined. Waits as `reconstruction`. Throws ArgumentError
/// for bool, several channels or an h out of range. Source: scikit-image `morphology.h_maxima`.
Image h_maxima(const Image& image, double h, const std::optional<Footprint>& footprint = std::nullopt);
/// u8: 1 in the local minima of depth h or more. Otherwise as `h_maxima`. Source: scikit-image `morphology.h_minima`.
Image h_minima(const Image& image, double h, const std::optional<Footprint>& footprint = std::nullopt);

/// Whether what touches the border of the image counts.
enum class AllowBorders : std::uint8_t { no, yes };

/// bool: the local maxima, connected pixels of one value whose other neighbours are all smaller.
/// image: any dtype, one channel.
/// footprint: which pixels are neighbours, at most 3 along each axis, symmetric about its centre (scikit-image: or
/// not). connectivity: without a footprint: how many axes a neighbour may differ in, 1 to the number of axes; all of
/// them when not given. allow_borders: whether maxima may touch the border of the image. An image of one value has
/// none. NaN is none, and counts as less than every number (scikit-image: beside it along x there is none either).
/// Waits as `reconstruction`. Throws ArgumentError for several channels, or a footprint or a connectivity out of range.
/// Source: scikit-image `morphology.local_maxima`, whose indices=True is not there.
Image local_maxima(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
                   std::optional<int> connectivity = std::nullopt, AllowBorders allow_borders = AllowBorders::yes);
/// bool: the local minima, connected pixels of one value whose other neighbours are all larger.
/// Otherwise as `local_maxima`. Source: scikit-image `morphology.local_minima`.
Image local_minima(const Image& image, const std::optional<Footprint>& footprint = std::nullopt,
                   std::optional<int> connectivity = std::nullopt, AllowBorders allow_borders = AllowBorders::yes);

/// How `skeletonize` thins: zhang for images of two axes, lee for three, unless chosen.
enum class Skeleton : std::uint8_t { automatic, zhang, lee };

/// bool: image thinned to lines of one pixel, its objects' shape and connections kept; outside the image is 0.
/// image: any dtype, not 0 counts; each channel by itself.
/// method: zhang, of Zhang and Suen, thins images of two axes; lee, of Lee, Kashyap and Chu, of two or three. The one
/// that fits when not given. As in scikit-image lee may take away all of an object, such as a slab of three planes.
/// Waits as `reconstruction`; zhang takes off 4 pixels all around in a round, 8 on a GPU, lee one in some 8 to 20
/// rounds. Throws ArgumentError for zhang with three axes. Source: scikit-image `morphology.skeletonize`.
Image skeletonize(const Image& image, Skeleton method = Skeleton::automatic);

}  // namespace clumen
