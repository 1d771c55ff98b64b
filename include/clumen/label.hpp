#pragma once
#include <optional>

#include "clumen/pointwise.hpp"

/// Label images: masks labelled, and labels grown, cleaned, compared and numbered. Where an operation takes labels
/// these are integers of any dtype, one channel, and 0 is no label. A label keeps its number unless the operation is
/// there to number. Operations whose comment does not say so do not wait for the device.
namespace clumen {

/// Connected components, numbered from 1 in raster order (x, then y, then z) of each one's first pixel; 0 stays 0.
/// label_image: bool or integer, one channel; neighbouring pixels of the same value, not 0, are connected.
/// connectivity: how many axes a neighbour may differ in, 1 to the number of axes; all of them when not given.
/// Returns i32, or i64 for 2^31 pixels and more; the same numbers on every device.
/// Throws ArgumentError for a float image, several channels, a connectivity out of range or more than 2^32 pixels
/// (bool: 2^33), rows counted in whole words of 32.
/// Source: scikit-image `measure.label`.
Image label(const Image& label_image, std::optional<int> connectivity = std::nullopt);

/// ar without its objects of max_size pixels or fewer.
/// ar: bool, whose connected pixels are an object, or labels, whose pixels of one value are; one channel.
/// connectivity: how many axes a neighbour may differ in, 1 to the number of axes; only for bool.
/// max_size: in pixels, 0 or more.
/// Returns the dtype of ar. Waits for the largest of labels that are neither bool, u8 nor u16. Throws ArgumentError for
/// a float image, several channels, negative labels, those of 2^31 and more, or a parameter out of range. Source:
/// scikit-image `morphology.remove_small_objects`.
Image remove_small_objects(const Image& ar, int connectivity = 1, std::int64_t max_size = 64);
/// bool: ar, where it is not 0, with its holes of max_size pixels or fewer filled: connected pixels of 0.
/// ar: bool or integer; one channel.
/// Otherwise as `remove_small_objects`, but it does not wait. Source: scikit-image `morphology.remove_small_holes`.
Image remove_small_holes(const Image& ar, int connectivity = 1, std::int64_t max_size = 64);

/// Labels grown by a radius, without growing into one another: a pixel of 0 gets the label that is nearest if it is not
/// farther. This is `expand_labels` under clEsperanto's name.
/// labels: integer, one channel. radius: in pixels, 0 or more, also a fraction.
/// Returns the dtype of labels. Throws ArgumentError for bool and floats, several channels or a radius below 0.
/// Source: clEsperanto `dilate_labels`, whose distances are not quite Euclidean (box and diamond in turn).
Image dilate_labels(const Image& labels, double radius = 2);
/// Whether labels are numbered anew.
enum class Relabel : std::uint8_t { no, yes };
/// Labels without their outer pixels: those from which a pixel of 0 or of another label is not farther than the radius.
/// What is outside the image takes nothing away. relabel: whether the pieces that are left are labelled, as by `label`
/// (i32); else they keep their labels.
/// Otherwise as `dilate_labels`. Source: clEsperanto `erode_labels`, as `dilate_labels`, which numbers in any case.
Image erode_labels(const Image& labels, double radius = 1, Relabel relabel = Relabel::no);
/// Labels without what is narrower than a disk (ball): eroded, then grown again by the same radius. A part of labels.
/// Otherwise as `dilate_labels`. Source: clEsperanto `opening_labels`, whose radius is 0 unless given.
Image opening_labels(const Image& labels, double radius = 1);
/// Labels and, between them and within them, the pixels of 0 that no disk (ball) without a label covers, whose
/// centre is in the image; those get the label that is nearest. Otherwise as `dilate_labels`.
/// Source: clEsperanto `closing_labels`, whose radius is 0 unless given.
Image closing_labels(const Image& labels, double radius = 1);
/// Labels with smoother borders: opened, and what of them the opening took away gets the label that is nearest. Pixels
/// of 0 stay 0. `majority` smooths labels and background alike. Otherwise as `dilate_labels`.
/// Source: clEsperanto `smooth_labels`, whose radius is 0 unless given.
Image smooth_labels(const Image& labels, double radius = 1);
/// Labels parted where they are narrower than a disk (ball): the pieces that the erosion leaves are labelled, as by
/// `label`, and each pixel of labels gets the piece that is nearest. Pixels of 0 stay 0.
/// Returns i32, or i64 for 2^31 pixels and more. Otherwise as `dilate_labels`.
/// Source: clEsperanto `smooth_connected_labels`, whose radius is 0 unless given.
Image smooth_connected_labels(const Image& labels, double radius = 1);

/// Which pixels are a boundary. thick: those beside another label. inner: of these, those of labels. outer: of these,
/// those of the background, and where labels touch all of them. subpixel: pixels between the pixels.
enum class Boundaries : std::uint8_t { thick, inner, outer, subpixel };
/// bool: the boundaries between labels, and between labels and background.
/// label_img: integer or bool, one channel.
/// connectivity: how many axes a neighbour may differ in, 1 to the number of axes; not for subpixel.
/// mode: which pixels count; subpixel gives an image of 2 n - 1 pixels along each axis of n, of which those between
/// pixels of different labels are true. background: the label of the background, for inner and outer.
/// As in scikit-image a pixel counts as one where labels touch, in outer, if the smallest label around it that is not
/// the background differs from the largest, of which the background may be one; and the largest value of the dtype is
/// no label in subpixel. Throws ArgumentError for floats, several channels or a connectivity out of range.
/// Source: scikit-image `segmentation.find_boundaries`.
Image find_boundaries(const Image& label_img, int connectivity = 1, Boundaries mode = Boundaries::thick,
                      std::int64_t background = 0);

/// labels without the objects that touch the border of the image: connected pixels of one value, diagonals included.
/// labels: integer or bool, one channel. buffer_size: how many more pixels inwards count as border, 0 or more and less
/// than the image along each axis. bgval: what they become, within the range of the dtype; if the background touches
/// the border, it becomes that, too. mask: any dtype, of the same extent: objects that touch a pixel of 0 of it go,
/// and the border does not count.
/// Returns the dtype of labels. Throws ArgumentError for floats, several channels, a parameter out of range, and for a
/// mask of another extent or context. Source: scikit-image `segmentation.clear_border`.
Image clear_border(const Image& labels, std::int64_t buffer_size = 0, std::int64_t bgval = 0, const Image& mask = {});
/// Whether the two ends of an axis count.
enum class Exclude : std::uint8_t { no, yes };
/// Labels without those that have a pixel at an end of the image. labels: integer, one channel.
/// exclude_x: whether the first and the last column count. exclude_y: whether the first and the last row count.
/// exclude_z: whether the first and the last plane count, of an image of three axes.
/// Returns the dtype of labels. Waits for the largest of labels that are neither u8 nor u16. Throws ArgumentError for
/// bool and floats, several channels, negative labels and those of 2^31 and more.
/// Source: clEsperanto `remove_labels_on_edges`, which numbers what is left.
Image remove_labels_on_edges(const Image& labels, Exclude exclude_x = Exclude::yes, Exclude exclude_y = Exclude::yes,
                             Exclude exclude_z = Exclude::yes);

/// Labels of at least minimum_size and at most maximum_size pixels; the others become 0.
/// labels: integer, one channel. minimum_size: in pixels, 0 or more. maximum_size: in pixels, 0 or more.
/// Otherwise as `remove_labels_on_edges`.
/// Source: clEsperanto `filter_label_by_size`, which numbers what is left.
Image filter_label_by_size(const Image& labels, std::int64_t minimum_size = 0, std::int64_t maximum_size = 100);
/// Labels without those of fewer pixels than minimum_size. Otherwise as `filter_label_by_size`.
/// Source: clEsperanto `remove_small_labels`, which numbers what is left.
Image remove_small_labels(const Image& labels, std::int64_t minimum_size = 100);
/// Labels without those of more pixels than maximum_size. Otherwise as `filter_label_by_size`.
/// Source: clEsperanto `remove_large_labels`, which numbers what is left.
Image remove_large_labels(const Image& labels, std::int64_t maximum_size = 100);
/// Labels without those that a list names.
/// labels: integer, one channel. list: any dtype, a row of which pixel n belongs to label n, the first to 0: what
/// is not 0 there goes. Labels behind its end stay.
/// Returns the dtype of labels. Throws ArgumentError for bool and floats, several channels, and a list that is no row
/// or of another context. Source: clEsperanto `remove_labels`, which numbers what is left.
Image remove_labels(const Image& labels, const Image& list);
/// Labels whose value is at least min_value and at most max_value; the others, negative ones and those without a value
/// become 0. labels: integer, one channel. values: any dtype, a row of which pixel n belongs to label n, the first to
/// 0. min_value: not NaN. max_value: not NaN.
/// Returns the dtype of labels. Throws ArgumentError as `remove_labels`.
/// Source: clEsperanto `remove_labels_with_map_values_out_of_range`, which numbers what is left.
Image remove_labels_with_map_values_out_of_range(const Image& labels, const Image& values, double min_value = 0,
                                                 double max_value = 100);
/// Labels without those whose value is at least min_value and at most max_value; labels without a value stay.
/// Otherwise as `remove_labels_with_map_values_out_of_range`.
/// Source: clEsperanto `remove_labels_with_map_values_within_range`, which numbers what is left.
Image remove_labels_with_map_values_within_range(const Image& labels, const Image& values, double min_value = 0,
                                                 double max_value = 100);

/// Labels numbered offset, offset + 1, ... in the order of their numbers; 0 stays 0.
/// label_field: integer, one channel. offset: the number of the first label, 1 to 2^31.
/// Returns the dtype of label_field, or the smallest that holds more where labels might not fit in it; this depends on
/// dtype, extent and offset alone (scikit-image: on the labels). Waits for the largest of labels that are neither u8
/// nor u16, and numbers those of 2^31 and more by way of the host. The maps between old and new labels are not there.
/// Throws ArgumentError for bool and floats, several channels, negative labels or an offset out of range.
/// Source: scikit-image `segmentation.relabel_sequential`.
Image relabel_sequential(const Image& label_field, std::int64_t offset = 1);
/// The labels of two images crossed: pixels have one label in the result if they have one in s1 and one in s2; numbered
/// from 1 in the order of s1's labels, then of s2's. 0 where both are 0. s1: integer, one channel. s2: as s1, of the
/// same extent. Returns i32, or i64 for 2^31 pixels and more. Waits for the number of labels of both, and numbers by
/// way of the host where these have 2^31 pairs and more. Throws ArgumentError as `relabel_sequential`, and for extents
/// or contexts that differ. Source: scikit-image `segmentation.join_segmentations`.
Image join_segmentations(const Image& s1, const Image& s2);
/// The labels of two images in one: where others has a label, that, else that of labels. Numbered from 1: the labels of
/// `labels` that are left in the order of their numbers, then those of others.
/// labels: integer, one channel. others: as labels, of the same extent.
/// Returns i32, or i64 for 2^31 pixels and more. Waits as `relabel_sequential`, twice. Throws ArgumentError as
/// `join_segmentations`. Source: clEsperanto `combine_labels`.
Image combine_labels(const Image& labels, const Image& others);
/// Labels that touch become one, numbered from 1 in the order of the smallest label of each.
/// labels: integer, one channel. connectivity: how many axes the pixels that touch may differ in, 1 to the number of
/// axes. Returns i32, or i64 for 2^31 pixels and more. Waits as `relabel_sequential`. Throws ArgumentError as that, for
/// a connectivity out of range and for images of 2^32 pixels and more.
/// Source: clEsperanto `merge_touching_labels`, whose numbers may have gaps.
Image merge_touching_labels(const Image& labels, int connectivity = 1);

/// bool: above the low threshold, and connected to a pixel above the high one by pixels above the low one that share a
/// side.
/// image: one channel. low: a number, a threshold on the device, or an image of them; never more than high is. high:
/// likewise.
/// Throws ArgumentError as `label`. Waits for nothing.
/// Source: scikit-image `filters.apply_hysteresis_threshold`.
Image apply_hysteresis_threshold(const Image& image, const Operand& low, const Operand& high);

}  // namespace clumen
