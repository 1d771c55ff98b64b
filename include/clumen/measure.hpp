#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "clumen/transform.hpp"

namespace clumen {

/// Named columns of equal length on the host: whole numbers or fractions, with a unit where they have one.
class Table {
 public:
  using Column = std::variant<std::vector<std::int64_t>, std::vector<double>>;

  /// Adds a column at the end. Throws ArgumentError for a name that is there already or another length.
  void add(std::string name, Column column, std::string unit = {});
  std::size_t rows() const;
  const std::vector<std::string>& names() const { return names_; }
  bool has(std::string_view name) const;
  /// The column of a name; throws ArgumentError, which lists those there are.
  const Column& column(std::string_view name) const;
  /// The same as doubles, whatever its type.
  std::vector<double> numbers(std::string_view name) const;
  /// The unit of a column, as "µm²"; empty for a mere number and where nobody knows it.
  const std::string& unit(std::string_view name) const;

 private:
  std::size_t place(std::string_view name) const;

  std::vector<std::string> names_, units_;
  std::vector<Column> columns_;
};

/// One row per label that is present in the image, by rising label.
/// label_image: integer, one channel, no negative ones. intensity_image: an image of the same extent, for the
/// properties that need one; with several channels each has columns of its own (intensity_mean-0, intensity_mean-1,
/// ...). properties: of all: label, num_pixels, area, area_bbox, area_convex, area_filled, axis_major_length,
/// axis_minor_length, bbox, centroid, centroid_local, equivalent_diameter_area, euler_number, extent,
/// feret_diameter_max, inertia_tensor, inertia_tensor_eigvals, moments, moments_central, moments_normalized, solidity;
/// in the plane: eccentricity, moments_hu, orientation, perimeter, perimeter_crofton; of intensities: intensity_max,
/// intensity_mean, intensity_median, intensity_min, intensity_percentile_Q (Q from 0 to 100), intensity_std,
/// intensity_sum, centroid_weighted, centroid_weighted_local, moments_weighted, moments_weighted_central,
/// moments_weighted_normalized and, in the plane, moments_weighted_hu. scikit-image's earlier names (mean_intensity,
/// major_axis_length, convex_area, ...) do as well. What has another size for each label (coords, image, slice, ...) is
/// not in a table: `label_image == label` is a label's mask, and `region` cuts out its bbox.
/// spacing: size of a pixel per axis (x, y, z), 0 for the image's own pixel size: not used unless given.
/// Columns with several numbers are written bbox-0, bbox-1, ..., inertia_tensor-0-1, ..., as z, y, x and for bbox the
/// lower bounds first and the upper ones, exclusive, after them. Whole numbers stay whole. Units are those of the
/// image's pixel size with the spacing 0, pixels with the spacing 1, none with others. What is not asked for is not
/// computed. Sums are added as whole numbers, in any order, so that every run gives the same bits: those of coordinates
/// and integers are exact, as far as 61 bits hold them. Waits once for up to some hundred labels, twice for more, and
/// once more for area_filled and for the medians and percentiles of each channel.
/// A label with NaN or infinite intensities has those of NumPy. Memory is taken for every number up to the largest
/// label; when that is far above the number of pixels, labels are ranked on the host first, which is slower.
/// An object in space whose pixels lie in one plane has the hull that its pixels have; scikit-image has none there
/// (area_convex 0, solidity infinite, no feret_diameter_max).
/// Throws ArgumentError for an unknown property (lists the known), float, bool or negative labels, images of different
/// extent or context, a property that needs intensities without them, one of the plane in space, and for perimeters of
/// pixels that are no squares and moments_hu with another spacing than 1.
/// Source: scikit-image `measure.regionprops_table`; intensity_sum and intensity_percentile_Q are ours.
Table regionprops_table(const Image& label_image, const Image& intensity_image = {},
                        const std::vector<std::string>& properties = {"label", "bbox"}, Sigma spacing = 1);

/// A label's pixels within its bounding box: bool.
/// label_image: integer, one channel. label: one that is present.
/// The box is `regionprops_table`'s bbox; `Image::region` cuts the same out of other images. Waits for it. Throws
/// ArgumentError for a float image or bool, several channels, and a label that is not there; a tracing image's box is
/// the whole image.
/// Source: scikit-image `RegionProperties.image`.
Image region_image(const Image& label_image, std::int64_t label);
/// The same with its holes filled: what the outside does not reach, going to all neighbours.
/// Source: scikit-image `RegionProperties.image_filled`.
Image region_image_filled(const Image& label_image, std::int64_t label);
/// The same with all that lies in the label's convex hull, whose pixels area_convex of `regionprops_table` counts.
/// Waits twice. Source: scikit-image `RegionProperties.image_convex`.
Image region_image_convex(const Image& label_image, std::int64_t label);
/// An image's pixels within the label's bounding box, 0 where the label is not, of each channel.
/// intensity_image: any dtype, of the extent of label_image. Returns its dtype. Otherwise as `region_image`.
/// Source: scikit-image `RegionProperties.image_intensity`.
Image region_image_intensity(const Image& label_image, const Image& intensity_image, std::int64_t label);
/// Where a label's pixels are: a row for each, in raster order, with coords-0, coords-1 (, coords-2) as z, y, x.
/// label_image: integer, one channel. label: one that is present. spacing: size of a pixel per axis (x, y, z), 0 for
/// the image's own; whole numbers with the spacing 1. Of the image the label's bounding box alone comes to the host, as
/// a mask. Waits twice. Throws ArgumentError as `region_image`, and for a spacing below 0. Source: scikit-image
/// `RegionProperties.coords`.
Table region_coords(const Image& label_image, std::int64_t label, Sigma spacing = 1);

/// Where the mass of an image lies: one row with center_of_mass-0, -1 (, -2), as z, y, x, of all pixels or, with
/// labels, a row per label that is present, with the label. image: any dtype; the pixels are the masses. labels:
/// integer, one channel, of the same extent. Several channels have columns of their own. Throws ArgumentError as
/// `regionprops_table`. Source: SciPy `ndimage.center_of_mass`, which takes all labels for one object unless told
/// which.
Table center_of_mass(const Image& image, const Image& labels = {});
/// The bounding box of all pixels that are not 0: bbox-0, -1, ..., the lower bounds as z, y, x and then the upper ones,
/// exclusive; no row where all are 0. image: any dtype, one channel.
/// Source: clEsperanto `bounding_box`, whose upper bounds are inclusive.
Table bounding_box(const Image& image);
/// What an image's pixels are like: num_pixels, intensity_min, _max, _mean, _std and _sum, in one row; of each channel
/// (intensity_min-0, ...). Sums of integers are exact. image: any dtype.
/// Source: NumPy `min`, `max`, `mean`, `std`, `sum`.
Table image_statistics(const Image& image);

/// The number that q percent of all pixels of all channels are below, on the device; between two pixels linearly. f64
/// (f32 on a device without it); NaN where there is one.
/// image: any dtype. q: 0 to 100; 50 is the median.
/// Throws ArgumentError for another q, and for an image without pixels. Source: NumPy `percentile`.
Scalar percentile(const Image& image, double q = 50);

/// How a profile's pixels across the line become one.
enum class ReduceBy : std::uint8_t { mean, maximum, minimum, sum, median };
/// The intensities along a line through a plane, both ends included, one for each pixel of its length: an image of one
/// axis, of each channel.
/// image: any dtype, 2 axes. src: where it begins, in pixels along each axis, y before x in Python. dst: where it ends.
/// linewidth: pixels across the line, 1 and more.
/// order: 0, 1, 3 (B-splines); 0 for bool, else 1 when not given. mode: what lies outside the image. cval: for the mode
/// constant. reduce_func: what becomes of the pixels across.
/// Results of integers are not cut off (scikit-image: they are). Throws ArgumentError for an image of 1 or 3 axes, ends
/// that are not finite or farther than 2^26 pixels away, and a width below 1.
/// Source: scikit-image `measure.profile_line`, whose mode "reflect" is NumPy's symmetric, and "mirror" its reflect.
Image profile_line(const Image& image, PerAxis src, PerAxis dst, int linewidth = 1,
                   std::optional<int> order = std::nullopt, PadMode mode = PadMode::symmetric, double cval = 0,
                   ReduceBy reduce_func = ReduceBy::mean);

}  // namespace clumen
