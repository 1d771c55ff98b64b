#include "measure/properties.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <string_view>

#include "core/check.hpp"

namespace clumen {
namespace {

const std::map<std::string_view, Property>& known() {
  static const std::map<std::string_view, Property> names = {
      {"label", Property::label},
      {"num_pixels", Property::num_pixels},
      {"area", Property::area},
      {"bbox", Property::bbox},
      {"centroid", Property::centroid},
      {"area_bbox", Property::area_bbox},
      {"extent", Property::extent},
      {"area_convex", Property::area_convex},
      {"area_filled", Property::area_filled},
      {"solidity", Property::solidity},
      {"feret_diameter_max", Property::feret_diameter_max},
      {"equivalent_diameter_area", Property::equivalent_diameter_area},
      {"perimeter", Property::perimeter},
      {"perimeter_crofton", Property::perimeter_crofton},
      {"euler_number", Property::euler_number},
      {"centroid_local", Property::centroid_local},
      {"moments", Property::moments},
      {"moments_central", Property::moments_central},
      {"moments_normalized", Property::moments_normalized},
      {"moments_hu", Property::moments_hu},
      {"inertia_tensor", Property::inertia_tensor},
      {"inertia_tensor_eigvals", Property::inertia_tensor_eigvals},
      {"axis_major_length", Property::axis_major_length},
      {"axis_minor_length", Property::axis_minor_length},
      {"eccentricity", Property::eccentricity},
      {"orientation", Property::orientation},
      {"centroid_weighted", Property::centroid_weighted},
      {"centroid_weighted_local", Property::centroid_weighted_local},
      {"moments_weighted", Property::moments_weighted},
      {"moments_weighted_central", Property::moments_weighted_central},
      {"moments_weighted_normalized", Property::moments_weighted_normalized},
      {"moments_weighted_hu", Property::moments_weighted_hu},
      {"intensity_mean", Property::intensity_mean},
      {"intensity_min", Property::intensity_min},
      {"intensity_max", Property::intensity_max},
      {"intensity_sum", Property::intensity_sum},
      {"intensity_std", Property::intensity_std},
  };
  return names;
}

// scikit-image's names of earlier versions, and clumen's.
const std::map<std::string_view, std::string_view>& earlier_names() {
  static const std::map<std::string_view, std::string_view> names = {
      {"Area", "area"},
      {"BoundingBox", "bbox"},
      {"BoundingBoxArea", "area_bbox"},
      {"bbox_area", "area_bbox"},
      {"CentralMoments", "moments_central"},
      {"Centroid", "centroid"},
      {"ConvexArea", "area_convex"},
      {"convex_area", "area_convex"},
      {"Eccentricity", "eccentricity"},
      {"EquivDiameter", "equivalent_diameter_area"},
      {"equivalent_diameter", "equivalent_diameter_area"},
      {"EulerNumber", "euler_number"},
      {"Extent", "extent"},
      {"FeretDiameter", "feret_diameter_max"},
      {"FeretDiameterMax", "feret_diameter_max"},
      {"FilledArea", "area_filled"},
      {"filled_area", "area_filled"},
      {"HuMoments", "moments_hu"},
      {"Label", "label"},
      {"LocalCentroid", "centroid_local"},
      {"local_centroid", "centroid_local"},
      {"MajorAxisLength", "axis_major_length"},
      {"major_axis_length", "axis_major_length"},
      {"MaxIntensity", "intensity_max"},
      {"max_intensity", "intensity_max"},
      {"MeanIntensity", "intensity_mean"},
      {"mean_intensity", "intensity_mean"},
      {"MinIntensity", "intensity_min"},
      {"min_intensity", "intensity_min"},
      {"std_intensity", "intensity_std"},
      {"sum_intensity", "intensity_sum"},
      {"MinorAxisLength", "axis_minor_length"},
      {"minor_axis_length", "axis_minor_length"},
      {"Moments", "moments"},
      {"NormalizedMoments", "moments_normalized"},
      {"Orientation", "orientation"},
      {"Perimeter", "perimeter"},
      {"CroftonPerimeter", "perimeter_crofton"},
      {"Solidity", "solidity"},
      {"WeightedCentralMoments", "moments_weighted_central"},
      {"weighted_moments_central", "moments_weighted_central"},
      {"WeightedCentroid", "centroid_weighted"},
      {"weighted_centroid", "centroid_weighted"},
      {"WeightedHuMoments", "moments_weighted_hu"},
      {"weighted_moments_hu", "moments_weighted_hu"},
      {"WeightedLocalCentroid", "centroid_weighted_local"},
      {"weighted_local_centroid", "centroid_weighted_local"},
      {"WeightedMoments", "moments_weighted"},
      {"weighted_moments", "moments_weighted"},
      {"WeightedNormalizedMoments", "moments_weighted_normalized"},
      {"weighted_moments_normalized", "moments_weighted_normalized"},
  };
  return names;
}

constexpr std::string_view kPercentile = "intensity_percentile_";

// "intensity_percentile_2.5" is a share of 0.025.
std::optional<double> share_of(std::string_view name) {
  if (name == "intensity_median") return 0.5;
  if (!name.starts_with(kPercentile)) return std::nullopt;
  name.remove_prefix(kPercentile.size());
  double percent = -1;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), percent);
  if (read.ec != std::errc() || read.ptr != name.data() + name.size() || !(percent >= 0 && percent <= 100))
    return std::nullopt;
  return percent / 100;
}

AskedProperty asked_property(std::string_view operation, const std::string& name) {
  if (const auto share = share_of(name)) return {name, Property::intensity_quantile, *share};
  const auto earlier = earlier_names().find(name);
  const auto found = known().find(earlier == earlier_names().end() ? std::string_view(name) : earlier->second);
  if (found != known().end()) return {name, found->second, 0};
  std::vector<std::string_view> names;
  for (const auto& [each, property] : known()) names.push_back(each);
  names.insert(names.end(), {"intensity_median", "intensity_percentile_0 to intensity_percentile_100"});
  throw ArgumentError(fmt::format("{}: properties is {}; allowed is {}", operation, name, fmt::join(names, ", ")));
}

}  // namespace

std::vector<AskedProperty> asked_properties(std::string_view operation, const std::vector<std::string>& names) {
  std::vector<AskedProperty> asked;
  asked.reserve(names.size());
  for (const std::string& name : names) asked.push_back(asked_property(operation, name));
  return asked;
}

Quantity quantity_of(Property property) {
  switch (property) {
    case Property::area:
    case Property::area_bbox:
    case Property::area_convex:
    case Property::area_filled:
      return Quantity::area;
    case Property::bbox:
      return Quantity::pixels;
    case Property::centroid:
    case Property::centroid_local:
    case Property::centroid_weighted:
    case Property::centroid_weighted_local:
    case Property::equivalent_diameter_area:
    case Property::feret_diameter_max:
    case Property::perimeter:
    case Property::perimeter_crofton:
    case Property::axis_major_length:
    case Property::axis_minor_length:
      return Quantity::length;
    case Property::inertia_tensor:
    case Property::inertia_tensor_eigvals:
      return Quantity::square;
    case Property::orientation:
      return Quantity::angle;
    default:
      return Quantity::number;
  }
}

void require_available(std::string_view operation, const AskedProperty& asked, int axes, double spacing_x,
                       double spacing_y) {
  switch (asked.property) {
    case Property::moments_hu:
    case Property::moments_weighted_hu:
      require(axes == 2, operation, asked.name, "of an image in space", "of one in the plane");
      return require(spacing_x == 1 && spacing_y == 1, operation, asked.name, "with a spacing", "with a spacing of 1");
    case Property::perimeter:
    case Property::perimeter_crofton:
      require(axes == 2, operation, asked.name, "of an image in space", "of one in the plane");
      return require(spacing_x == spacing_y, operation, asked.name, "with pixels that are no squares", "with squares");
    case Property::eccentricity:
    case Property::orientation:
      return require(axes == 2, operation, asked.name, "of an image in space", "of one in the plane");
    default:
      return;
  }
}

}  // namespace clumen
