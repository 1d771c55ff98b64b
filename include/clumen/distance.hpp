#pragma once
#include "clumen/transform.hpp"

/// Exact Euclidean distances, between the centres of pixels, and what is nearest. Squared distances are integers where
/// pixels are squares (cubes), so of two sites as near the same one is taken on every device: the one that comes first
/// in raster order (the smallest z, then y, then x). Where pixels are not, they are computed in f64 (f32 on a device
/// without it), and what differs by rounding alone may go either way. There is one pass for each axis, which hardly
/// takes longer where sites are far, and nothing waits for the device.
namespace clumen {

/// f32: how far the nearest pixel of 0 is; 0 where the pixel itself is.
/// image: any dtype, not 0 counts; each channel by itself.
/// sampling: how far pixels are apart along each axis, 1e-6 to 1e6.
/// An image without a pixel of 0 is infinitely far (SciPy: distances from a pixel that is not there). Throws
/// ArgumentError for a sampling out of range, and for an image of 2^29 pixels and more along an axis. Source: SciPy
/// `ndimage.distance_transform_edt`, in f64.
Image distance_transform_edt(const Image& image, PerAxis sampling = 1);
/// The squares of `distance_transform_edt` in pixels, exact integers; the dtype's largest number in an image without a
/// pixel of 0. image: any dtype, not 0 counts; each channel by itself.
/// Returns i32, or i64 where the squared diagonal is 2^30 or more.
/// Source: SciPy `ndimage.distance_transform_edt`, whose distances these are the squares of.
Image distance_transform_edt_squared(const Image& image);
/// i32: where the nearest pixel of 0 is: a channel for each axis, x, y and, for 3 axes, z, as `warp` takes them; -1 in
/// an image without one. image: any dtype, not 0 counts; one channel.
/// sampling: how far pixels are apart along each axis, 1e-6 to 1e6.
/// Throws ArgumentError as `distance_transform_edt`, and for several channels. Source: SciPy
/// `ndimage.distance_transform_edt(return_distances=False, return_indices=True)`, which has z or y first, and which of
/// pixels that are as near may take another one.
Image distance_transform_edt_indices(const Image& image, PerAxis sampling = 1);
/// f32: how far the nearest pixel of 0 is where the pixel is not 0, and minus how far the nearest that is not 0 is
/// where it is: nowhere 0. Infinite where there is none. Otherwise as `distance_transform_edt`. Source: SciPy
/// `ndimage.distance_transform_edt` of the image minus that of its complement.
Image distance_transform_edt_signed(const Image& image, PerAxis sampling = 1);

/// Every pixel has the label that is nearest. An image without labels stays 0.
/// labels: integer, one channel; 0 is no label. A mask has none before `label`.
/// spacing: how far pixels are apart along each axis, 1e-6 to 1e6.
/// Returns the dtype of labels. Throws ArgumentError for bool and floats, several channels, and as
/// `distance_transform_edt`. Source: clEsperanto `extend_labeling_via_voronoi`; its `voronoi_labeling` labels a mask
/// first. There distances are not quite Euclidean.
Image voronoi_labels(const Image& labels, PerAxis spacing = 1);
/// The nearest label where a mask is not 0, else 0. What lies between does not matter: a label reaches over gaps of the
/// mask, and it need not lie in it. mask: any dtype, of the same extent.
/// Otherwise as `voronoi_labels`. Source: clEsperanto `masked_voronoi_labeling`, which labels a mask first.
Image masked_voronoi_labels(const Image& labels, const Image& mask, PerAxis spacing = 1);
/// Labels grown by a distance, without growing into one another: a pixel of 0 gets the label that is nearest if it is
/// not farther. labels: integer, one channel; 0 is no label.
/// distance: 0 or more, in the units of spacing. spacing: how far pixels are apart along each axis, 1e-6 to 1e6.
/// Returns the dtype of labels. Throws ArgumentError for a distance out of range, and as `voronoi_labels`.
/// Source: scikit-image `segmentation.expand_labels`, which of labels that are as near may take another one.
Image expand_labels(const Image& labels, double distance = 1, PerAxis spacing = 1);

}  // namespace clumen
