#pragma once
#include <optional>

#include "clumen/footprint.hpp"
#include "clumen/measure.hpp"
#include "clumen/transform.hpp"

namespace clumen {

/// Whether pixels between labels are 0.
enum class WatershedLine : std::uint8_t { no, yes };

/// Labels flooded from markers, as if water rose from each over a landscape of the image's pixels: a pixel takes the
/// label of the neighbour that was flooded first. The flood comes to a pixel at its level, the height of the lowest way
/// to it from a marker; where values are distinct, that alone decides. On one level, which plateaus are, and hollows
/// below a pass, pixels are flooded by the steps from where the flood comes in: from markers on it first, then from
/// lower levels; of pixels as many steps away those first whose neighbours were.
/// image: any dtype, one channel; the lowest are flooded first. NaN are highest.
/// markers: integer, of the same extent; 0 is none, and every other number a label of its own. Those of one value go in
/// raster order. When not given, the local minima of the image, labelled.
/// connectivity: how many axes a neighbour may differ in, 1 to the number of axes.
/// mask: of the same extent; pixels of 0 are not flooded, and no marker may lie there; none when not given.
/// compactness: 0, or more for labels of an even form: to its value a pixel adds this many times its distance, in
/// pixels, to the marker's pixel from which it is flooded, and its label is that of the way that costs least, a way
/// costing as much as its highest pixel. Of ways that cost as much the one with fewer steps on that level counts, then
/// that with the lower cost before, then that from the first marker's pixel in raster order. Costs are f64, f32 where
/// the device has no f64.
/// watershed_line: whether a pixel is 0 that has, when it is flooded, a neighbour with another label that is not.
/// Markers keep their pixels. Only no where compactness is not 0.
/// Returns the dtype of markers (i32 when not given), 0 where the flood does not come. On a CPU one core floods, and
/// the host waits before, until markers are looked at. A GPU works in rounds, and the host waits after 8 of them where
/// levels are found, whose number grows with the logarithm of the image's pixels; then as `reconstruction` does, for
/// steps and for turns: mostly once for each, unless plateaus are wide; with compactness after each of some ten turns,
/// which take many times as long. Throws
/// ArgumentError for several channels, extents that differ, no pixels or 2^31 and more, bool or float markers, a
/// negative one or one outside the mask, a connectivity out of range, a compactness that is negative or not finite, or
/// a line with compactness. Source: scikit-image `segmentation.watershed`, in which the order of markers of one value
/// is that of a heap, markers outside the mask are left out, and compactness overrules a line. Its footprints, offset
/// and number of markers are not there.
Image watershed(const Image& image, const Image& markers = {}, int connectivity = 1, const Image& mask = {},
                double compactness = 0, WatershedLine watershed_line = WatershedLine::no);

/// bool: pixels that are above all that touch them. What lies outside the image counts as the dtype's lowest value.
/// image: any dtype, each channel by itself. radius: of the box whose mean is taken first, in pixels per axis (x, y,
/// z), 0 to 1024; a mean is f32 (f64 for f64). NaN is no maximum, and beside one there may be one. Throws ArgumentError
/// for a radius out of range. Source: clEsperanto `detect_maxima`, whose sphere is not there.
Image detect_maxima(const Image& image, Counts radius = 0);
/// bool: pixels that are below all that touch them. Otherwise as `detect_maxima`, with the dtype's highest value
/// outside. Source: clEsperanto `detect_minima`.
Image detect_minima(const Image& image, Counts radius = 0);

/// Numbers all pixels that are not 0 from 1, in raster order, each by itself; 0 stays 0.
/// image: any dtype, one channel.
/// Returns i32, or i64 for 2^31 pixels and more. Throws ArgumentError for several channels. Source: clEsperanto
/// `label_spots`.
Image label_spots(const Image& image);

/// Objects of a gray image: bright spots of its blur, each with the pixels above Otsu's threshold that are nearest to
/// it, numbered in raster order of the spots. A part of the foreground without a spot goes to the nearest one outside.
/// image: any dtype, one channel.
/// spot_sigma: of the blur in which spots are `detect_maxima`, in pixels, 0 to 256: larger, and there are fewer.
/// outline_sigma: of the blur that is thresholded, 0 to 256: larger, and outlines are smoother.
/// Returns i32 as `label`. Waits for nothing, but where `threshold_otsu` does. Throws ArgumentError for several
/// channels or a sigma out of range. Source: clEsperanto `voronoi_otsu_labeling`, in which distances are not quite
/// Euclidean.
Image voronoi_otsu_labeling(const Image& image, double spot_sigma = 2, double outline_sigma = 2);
/// The connected pixels above Otsu's threshold of the image's blur, numbered in raster order; those that share a corner
/// are connected. image: any dtype, one channel.
/// outline_sigma: of the blur, in pixels, 0 to 256.
/// Otherwise as `voronoi_otsu_labeling`. Source: clEsperanto `gauss_otsu_labeling`.
Image gauss_otsu_labeling(const Image& image, double outline_sigma = 0);
/// Objects of a gray image that touch only by narrow bridges: what is left of the pixels above Otsu's threshold, of the
/// image's blur, after erosions is labelled, and each of these pixels goes to the nearest label.
/// image: any dtype, one channel.
/// number_of_erosions: how often a box of 3 pixels along each axis takes off what it does not fit into, 0 to 1024.
/// outline_sigma: of the blur, in pixels, 0 to 256.
/// Otherwise as `voronoi_otsu_labeling`. Source: clEsperanto `eroded_otsu_labeling`, in which distances are not quite
/// Euclidean.
Image eroded_otsu_labeling(const Image& image, int number_of_erosions = 5, double outline_sigma = 2);

/// i32: where the pixels are that are not 0, in raster order: a column for each, a row for each axis: x, y and, for 3
/// axes, z. It has no columns where there are none. image: any dtype, one channel.
/// Waits for their number. Throws ArgumentError for several channels, and for 2^31 pixels and more. Source: clEsperanto
/// `spots_to_pointlist`.
Image spots_to_pointlist(const Image& image);
/// i32: an image of the given extent, 0 but for the pixels that are nearest to the points of a list, numbered from 1 in
/// the list's order. Of points in one pixel the last counts; those outside the image are left out.
/// pointlist: a column for each point, a row for each axis: x, y and, for 3 axes, z; any dtype but bool.
/// shape: of the result, with one channel and as many axes as the list has rows.
/// Throws ArgumentError for a list of another number of rows, or several channels. Source: clEsperanto
/// `pointlist_to_labelled_spots`, which cuts fractions off and takes the points' largest coordinates for the extent.
Image pointlist_to_labelled_spots(const Image& pointlist, const Shape& shape);
/// Each label at one pixel, the nearest to the centroid of its pixels, be it in the label or not; 0 elsewhere. Of
/// labels with one such pixel the lowest counts. labels: integer, one channel, no negative ones. Returns the dtype of
/// labels. Waits as `regionprops_table`. Throws ArgumentError for bool, floats, negative labels or several channels.
/// Source: clEsperanto `reduce_labels_to_centroids`, which cuts fractions off.
Image reduce_labels_to_centroids(const Image& labels);

/// Where the peaks of an image are: pixels that none under the footprint is above, highest first and otherwise in
/// raster order; columns z, for 3 axes, y and x. An image of one value has none. image: any dtype, one channel.
/// min_distance: how far peaks are apart, in pixels, 0 to 1024; of those that are nearer the higher one stays, of
/// equal ones the first.
/// threshold_abs: peaks are above it; above the lowest pixel when not given. threshold_rel: the same as a fraction of
/// the highest pixel; of both the higher one counts.
/// exclude_border: how wide a border of the image has no peaks, in pixels per axis; min_distance when not given (in
/// Python also True; False is 0).
/// num_peaks: at most that many, the highest; all when not given.
/// footprint: of odd extents; a box of min_distance to each side when not given.
/// labels: integer or bool, of the same extent: where peaks may be, each label by itself: what is not the label's is
/// below all, nearer to one another are only its own peaks, and they come label by label. A label of one value, as far
/// as it lies inside the border, has those pixels as peaks over which no cross inside the label lies. When not given,
/// the whole image.
/// num_peaks_per_label: at most that many of each label; all when not given. When more than num_peaks are left, they
/// are sorted and kept apart once more, as if there were no labels. p_norm: how min_distance is measured: 1 or more, 2
/// for Euclidean distances; along the longest axis when not given. Waits for the number of peaks, for rounds in which
/// near peaks are left out, mostly once, and for the places. With labels the time of a peak grows with the footprint.
/// Throws ArgumentError for several channels, 2^31 pixels and more, bool, a footprint with z > 1 on a 2D image, labels
/// that are negative or of another extent, or a parameter out of range. Source: scikit-image `feature.peak_local_max`,
/// which with labels takes pixels outside them for peaks when threshold_abs is below the dtype's lowest value.
Table peak_local_max(const Image& image, int min_distance = 1, std::optional<double> threshold_abs = std::nullopt,
                     std::optional<double> threshold_rel = std::nullopt,
                     std::optional<Counts> exclude_border = std::nullopt, std::optional<int> num_peaks = std::nullopt,
                     const std::optional<Footprint>& footprint = std::nullopt, const Image& labels = {},
                     std::optional<int> num_peaks_per_label = std::nullopt,
                     std::optional<double> p_norm = std::nullopt);

/// Labels that are on the surface of what they make up, as seen from a centre; the others are 0. From a label's
/// centroid a ray goes on, away from the centre, to the image's border: where one of its pixels, one for each step of
/// a pixel's length, has another label, the first one is under the surface. One whose centroid is the centre is on it.
/// labels: integer, one channel, no negative ones.
/// relative_center: where the centre is, as a fraction of the image's extent along each axis, (x, y, z).
/// Returns the dtype of labels. Waits as `regionprops_table`. Throws ArgumentError for bool, floats, negative labels,
/// several channels or a centre that is not finite. Source: CLIJx `labelSurface`.
Image label_surface(const Image& labels, PerAxis relative_center = 0.5);
/// Labels under the surface: those that `label_surface` leaves out. Otherwise as `label_surface`. Source: CLIJ2
/// `excludeLabelsOnSurface`.
Image exclude_labels_on_surface(const Image& labels, PerAxis relative_center = 0.5);

}  // namespace clumen
