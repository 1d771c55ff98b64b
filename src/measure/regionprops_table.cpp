#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "clumen/measure.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "measure/region_sums.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "regionprops_table";

enum class Property : std::uint8_t {
  label,
  num_pixels,
  area,
  bbox,
  centroid,
  area_bbox,
  extent,
  area_convex,
  solidity,
  equivalent_diameter,
  mean,
  lowest,
  highest,
  sum,
  deviation
};
bool needs_intensity(Property p) { return p >= Property::mean; }

const std::map<std::string_view, Property>& properties_by_name() {
  static const std::map<std::string_view, Property> names = {
      {"label", Property::label},
      {"num_pixels", Property::num_pixels},
      {"area", Property::area},
      {"bbox", Property::bbox},
      {"centroid", Property::centroid},
      {"area_bbox", Property::area_bbox},
      {"bbox_area", Property::area_bbox},
      {"extent", Property::extent},
      {"area_convex", Property::area_convex},
      {"convex_area", Property::area_convex},
      {"solidity", Property::solidity},
      {"equivalent_diameter", Property::equivalent_diameter},
      {"equivalent_diameter_area", Property::equivalent_diameter},
      {"mean_intensity", Property::mean},
      {"intensity_mean", Property::mean},
      {"min_intensity", Property::lowest},
      {"intensity_min", Property::lowest},
      {"max_intensity", Property::highest},
      {"intensity_max", Property::highest},
      {"sum_intensity", Property::sum},
      {"intensity_sum", Property::sum},
      {"std_intensity", Property::deviation},
      {"intensity_std", Property::deviation},
  };
  return names;
}

struct Column {
  std::string name;
  Property property;
};

std::vector<Column> columns_of(const std::vector<std::string>& properties) {
  std::vector<Column> columns;
  for (const std::string& name : properties) {
    const auto found = properties_by_name().find(name);
    if (found == properties_by_name().end()) {
      std::vector<std::string_view> known;
      for (const auto& [each, property] : properties_by_name()) known.push_back(each);
      require(false, kOperation, "properties", name, fmt::format("{}", fmt::join(known, ", ")));
    }
    columns.push_back({name, found->second});
  }
  return columns;
}

void check_images(const Image& labels, const Image& intensity, const std::vector<Column>& columns) {
  require_image(kOperation, "labels", labels);
  require(is_integer(labels.dtype()), kOperation, "labels", name_of(labels.dtype()),
          "an integer dtype; `label` makes one of a mask");
  require(labels.shape().c == 1, kOperation, "labels", to_string(labels.shape()), "one channel");
  for (const Column& column : columns)
    if (needs_intensity(column.property))
      require(!intensity.empty(), kOperation, column.name, "without intensity", "with an image of intensities");
  if (intensity.empty()) return;
  require_same_context(kOperation, labels, intensity);
  const bool fits = labels.shape().xyz() == intensity.shape().xyz();
  require(fits, kOperation, "intensity", to_string(intensity.shape()),
          fmt::format("the extent of labels, {}", to_string(labels.shape())));
}

// Size of a pixel along x, y, z; 1 along axes that the image does not have.
std::array<double, 3> pixel_size(const Image& labels, const Sigma& spacing) {
  std::array<double, 3> size{spacing.x, spacing.y, spacing.z};
  const std::array<double, 3> own{labels.pixel_size().x, labels.pixel_size().y, labels.pixel_size().z};
  for (std::size_t a = 0; a < 3; ++a) {
    if (a == 2 && labels.shape().ndim < 3) size[a] = 1;
    require(std::isfinite(size[a]) && size[a] >= 0, kOperation, "spacing", size[a],
            "more than 0, or 0 for the image's own");
    if (size[a] == 0) size[a] = own[a];
  }
  return size;
}

class TableOfRegions {
 public:
  TableOfRegions(const Image& labels, const Image& intensity, const Sigma& spacing)
      : labels_(labels), intensity_(intensity), spacing_(pixel_size(labels, spacing)) {
    axes_ = labels.shape().ndim == 3 ? 3 : 2;
    pixel_ = spacing_[0] * spacing_[1] * spacing_[2];
  }

  Table make(const std::vector<Column>& columns) {
    if (!labels_.is_tracing() && labels_.shape().pixels() > 0)
      regions_ = region_sums(labels_, intensity_, wishes(columns));
    for (const Column& column : columns) add(column);
    return std::move(table_);
  }

 private:
  RegionWishes wishes(const std::vector<Column>& columns) const {
    const auto any = [&](auto... asked) {
      return std::ranges::any_of(columns, [&](const Column& c) { return ((c.property == asked) || ...); });
    };
    RegionWishes w;
    w.intensities = std::ranges::any_of(columns, [](const Column& c) { return needs_intensity(c.property); });
    w.deviations = any(Property::deviation);
    w.sums = w.deviations || any(Property::mean, Property::sum);
    w.hulls = any(Property::area_convex, Property::solidity);
    return w;
  }

  void add(const Column& column) {
    switch (column.property) {
      case Property::label:
        return whole(column.name, [](const RegionSums& r) { return r.label; });
      case Property::num_pixels:
        return whole(column.name, [](const RegionSums& r) { return static_cast<std::int64_t>(r.pixels); });
      case Property::area:
        return area(column.name, [](const RegionSums& r) { return static_cast<std::int64_t>(r.pixels); });
      case Property::area_bbox:
        return area(column.name, pixels_of_box);
      case Property::area_convex:
        return area(column.name, [](const RegionSums& r) { return static_cast<std::int64_t>(r.hull); });
      case Property::extent:
        return fraction(column.name, [](const RegionSums& r) {
          return static_cast<double>(r.pixels) / static_cast<double>(pixels_of_box(r));
        });
      case Property::solidity:
        return fraction(column.name, [](const RegionSums& r) {
          return static_cast<double>(r.pixels) / static_cast<double>(r.hull);
        });
      case Property::equivalent_diameter:
        return fraction(column.name, [this](const RegionSums& r) {
          return std::pow(2.0 * axes_ * (static_cast<double>(r.pixels) * pixel_) / std::numbers::pi, 1.0 / axes_);
        });
      case Property::bbox:
        return boxes(column.name);
      case Property::centroid:
        return centroids(column.name);
      default:
        return intensities(column);
    }
  }

  static std::int64_t pixels_of_box(const RegionSums& r) {
    std::int64_t n = 1;
    for (std::size_t a = 0; a < 3; ++a) n *= r.upper[a] - r.lower[a];
    return n;
  }

  template <class F>
  void whole(std::string name, F&& value) {
    std::vector<std::int64_t> numbers;
    numbers.reserve(regions_.rows.size());
    for (const RegionSums& r : regions_.rows) numbers.push_back(value(r));
    table_.add(std::move(name), std::move(numbers));
  }
  template <class F>
  void fraction(std::string name, F&& value) {
    std::vector<double> numbers;
    numbers.reserve(regions_.rows.size());
    for (const RegionSums& r : regions_.rows) numbers.push_back(value(r));
    table_.add(std::move(name), std::move(numbers));
  }
  // Numbers of pixels stay whole as long as a pixel has the size 1.
  template <class F>
  void area(std::string name, F&& pixels) {
    if (pixel_ == 1) return whole(std::move(name), pixels);
    fraction(std::move(name), [&](const RegionSums& r) { return static_cast<double>(pixels(r)) * pixel_; });
  }

  // Axes are written as z, y, x.
  std::size_t axis(int column) const { return static_cast<std::size_t>(axes_ - 1 - column); }
  void boxes(const std::string& name) {
    for (int c = 0; c < axes_; ++c)
      whole(fmt::format("{}-{}", name, c), [&](const RegionSums& r) { return r.lower[axis(c)]; });
    for (int c = 0; c < axes_; ++c)
      whole(fmt::format("{}-{}", name, axes_ + c), [&](const RegionSums& r) { return r.upper[axis(c)]; });
  }
  void centroids(const std::string& name) {
    for (int c = 0; c < axes_; ++c)
      fraction(fmt::format("{}-{}", name, c), [&](const RegionSums& r) {
        return static_cast<double>(r.sum[axis(c)]) / static_cast<double>(r.pixels) * spacing_[axis(c)];
      });
  }

  void intensities(const Column& column) {
    const std::int64_t channels = intensity_.shape().c;
    for (std::int64_t c = 0; c < channels; ++c) {
      std::string name = channels == 1 ? column.name : fmt::format("{}-{}", column.name, c);
      const auto of = [&](const RegionSums& r) {
        return ChannelSums{intensity_.dtype(), r.pixels, r.channels + 16 * c};
      };
      if (column.property == Property::mean)
        fraction(std::move(name), [&](const RegionSums& r) { return of(r).mean(); });
      else if (column.property == Property::deviation)
        fraction(std::move(name), [&](const RegionSums& r) { return of(r).deviation(); });
      else if (stays_whole(column.property, of))
        whole(std::move(name), [&](const RegionSums& r) { return integer_of(column.property, of(r)); });
      else fraction(std::move(name), [&](const RegionSums& r) { return number_of(column.property, of(r)); });
    }
  }
  // Smallest, largest and sums of integers, unless one of them needs more than 63 bits.
  template <class F>
  bool stays_whole(Property property, F&& of) const {
    if (is_float(intensity_.dtype())) return false;
    return std::ranges::all_of(regions_.rows, [&](const RegionSums& r) {
      if (property == Property::sum) return of(r).sum_is_integer();
      return intensity_.dtype() != DType::u64 || of(r).highest_integer() >= 0;
    });
  }
  static std::int64_t integer_of(Property property, const ChannelSums& s) {
    return property == Property::sum      ? s.sum_integer()
           : property == Property::lowest ? s.lowest_integer()
                                          : s.highest_integer();
  }
  static double number_of(Property property, const ChannelSums& s) {
    return property == Property::sum ? s.sum() : property == Property::lowest ? s.lowest() : s.highest();
  }

  Image labels_, intensity_;
  std::array<double, 3> spacing_;
  int axes_ = 2;
  double pixel_ = 1;
  Regions regions_;
  Table table_;
};

}  // namespace

Table regionprops_table(const Image& labels, const Image& intensity, const std::vector<std::string>& properties,
                        Sigma spacing) {
  const std::vector<Column> columns = columns_of(properties);
  check_images(labels, intensity, columns);
  return TableOfRegions(labels, intensity, spacing).make(columns);
}

}  // namespace clumen
