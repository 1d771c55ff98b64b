#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clumen {

/// What regionprops_table knows, in scikit-image's names.
enum class Property : std::uint8_t {
  label,
  num_pixels,
  area,
  bbox,
  centroid,
  area_bbox,
  extent,
  area_convex,
  area_filled,
  solidity,
  feret_diameter_max,
  equivalent_diameter_area,
  // from borders
  perimeter,
  perimeter_crofton,
  euler_number,
  // from bare moments
  centroid_local,
  moments,
  moments_central,
  moments_normalized,
  moments_hu,
  inertia_tensor,
  inertia_tensor_eigvals,
  axis_major_length,
  axis_minor_length,
  eccentricity,
  orientation,
  // from moments weighted with intensities
  centroid_weighted,
  centroid_weighted_local,
  moments_weighted,
  moments_weighted_central,
  moments_weighted_normalized,
  moments_weighted_hu,
  // intensities
  intensity_mean,
  intensity_min,
  intensity_max,
  intensity_sum,
  intensity_std,
  intensity_quantile,  ///< median and percentiles
};
inline bool is_contour(Property p) { return p >= Property::perimeter && p <= Property::euler_number; }
inline bool is_moment(Property p) { return p >= Property::centroid_local && p <= Property::moments_weighted_hu; }
inline bool is_weighted(Property p) { return p >= Property::centroid_weighted && p <= Property::moments_weighted_hu; }
inline bool needs_intensity(Property p) { return p >= Property::centroid_weighted; }

/// What its numbers are.
enum class Quantity : std::uint8_t { number, pixels, length, area, square, angle };
Quantity quantity_of(Property property);

/// A property as it was asked for.
struct AskedProperty {
  std::string name;
  Property property;
  double share = 0;  ///< of the pixels that are not above intensity_quantile
};
/// Throws ArgumentError for an unknown name, with all that are known.
std::vector<AskedProperty> asked_properties(std::string_view operation, const std::vector<std::string>& names);

/// Throws ArgumentError unless an image of so many axes, with pixels of such a size, has the property.
void require_available(std::string_view operation, const AskedProperty& asked, int axes, double spacing_x,
                       double spacing_y);

}  // namespace clumen
