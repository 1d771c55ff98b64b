#pragma once
#include <string>
#include <variant>
#include <vector>

#include "clumen/core.hpp"

namespace clumen {

/// Named columns of equal length on the host: whole numbers or fractions.
class Table {
 public:
  using Column = std::variant<std::vector<std::int64_t>, std::vector<double>>;

  /// Adds a column at the end. Throws ArgumentError for a name that is there already or another length.
  void add(std::string name, Column column);
  std::size_t rows() const;
  const std::vector<std::string>& names() const { return names_; }
  bool has(std::string_view name) const;
  /// The column of a name; throws ArgumentError, which lists those there are.
  const Column& column(std::string_view name) const;
  /// The same as doubles, whatever its type.
  std::vector<double> numbers(std::string_view name) const;

 private:
  std::vector<std::string> names_;
  std::vector<Column> columns_;
};

/// One row per label that is present in the image, by rising label.
/// label_image: integer, one channel, no negative ones. intensity_image: an image of the same extent, for the
/// properties that need one; with several channels each has a column of its own (mean_intensity-0, mean_intensity-1,
/// ...). properties: label, area, bbox, centroid, mean_intensity, min_intensity, max_intensity, sum_intensity,
/// std_intensity (or scikit-image's intensity_mean, intensity_min, ...), area_convex, solidity,
/// equivalent_diameter (or equivalent_diameter_area), area_bbox, extent, num_pixels.
/// spacing: size of a pixel per axis (x, y, z), 0 for the image's own pixel size: not used unless given.
/// Columns with several numbers are written bbox-0, bbox-1, ..., as z, y, x and for bbox the lower bounds first and
/// the upper ones, exclusive, after them. Whole numbers stay whole. Sums are added as whole numbers, in any order, so
/// that every run gives the same bits. Waits, once for up to some hundred labels.
/// A label with NaN or infinite intensities has those of NumPy. Memory is taken for every number up to the largest
/// label; when that is far above the number of pixels, labels are ranked on the host first, which is slower.
/// An object in space whose pixels lie in one plane has the hull that its pixels have; scikit-image has none there
/// (area_convex 0, solidity infinite).
/// Throws ArgumentError for an unknown property (lists the known), float, bool or negative labels, images of different
/// extent or context, or a property that needs intensities without them.
/// Source: scikit-image `measure.regionprops_table`; sum_intensity is ours.
Table regionprops_table(const Image& label_image, const Image& intensity_image = {},
                        const std::vector<std::string>& properties = {"label", "bbox"}, Sigma spacing = 1);

}  // namespace clumen
