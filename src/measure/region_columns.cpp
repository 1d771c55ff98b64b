#include "measure/region_columns.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "measure/for_each_region.hpp"
#include "measure/region_feret.hpp"
#include "measure/region_filled.hpp"
#include "measure/region_quantiles.hpp"

namespace clumen {
namespace {

std::int64_t pixels_of_box(const RegionSums& r) {
  std::int64_t n = 1;
  for (std::size_t a = 0; a < 3; ++a) n *= r.upper[a] - r.lower[a];
  return n;
}

// Smallest, largest and sums of integers stay whole, unless one of them needs more than 63 bits.
std::int64_t integer_of(Property property, const ChannelSums& s) {
  return property == Property::intensity_sum   ? s.sum_integer()
         : property == Property::intensity_min ? s.lowest_integer()
                                               : s.highest_integer();
}
double number_of(Property property, const ChannelSums& s) {
  switch (property) {
    case Property::intensity_mean:
      return s.mean();
    case Property::intensity_std:
      return s.deviation();
    case Property::intensity_sum:
      return s.sum();
    case Property::intensity_min:
      return s.lowest();
    default:
      return s.highest();
  }
}

// "name-0-3" for element 3 of an array of these extents.
std::string element_name(std::string name, const std::vector<int>& extent, int element) {
  int all = 1;
  for (const int n : extent) all *= n;
  for (const int n : extent) {
    all /= n;
    name += fmt::format("-{}", element / all % n);
  }
  return name;
}
std::size_t elements_of(const std::vector<int>& extent) {
  std::size_t all = 1;
  for (const int n : extent) all *= static_cast<std::size_t>(n);
  return all;
}

}  // namespace

RegionColumns::RegionColumns(const Regions& regions, const Image& intensity, const Shape& shape,
                             std::array<double, 3> spacing, std::string unit)
    : regions_(regions),
      intensity_(intensity),
      spacing_(spacing),
      axes_(shape.ndim == 3 ? 3 : 2),
      pixel_(spacing[0] * spacing[1] * spacing[2]),
      unit_(std::move(unit)) {}

Table RegionColumns::make(const std::vector<AskedProperty>& asked) {
  std::vector<Columns> columns(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (!is_moment(asked[i].property) && asked[i].property != Property::intensity_quantile)
      columns[i] = columns_of(asked[i]);
  add_moments(asked, columns);
  add_quantiles(asked, columns);
  Table table;
  for (std::size_t i = 0; i < asked.size(); ++i)
    for (Made& made : columns[i]) table.add(std::move(made.name), std::move(made.column), unit_of(asked[i].property));
  return table;
}

std::string RegionColumns::unit_of(Property property) const {
  const Quantity quantity = quantity_of(property);
  if (quantity == Quantity::angle) return "rad";
  if (quantity == Quantity::pixels) return "pixel";
  if (quantity == Quantity::number || unit_.empty()) return {};
  if (quantity == Quantity::length) return unit_;
  return unit_ + (quantity == Quantity::area && axes_ == 3 ? "³" : "²");
}

RegionColumns::Columns RegionColumns::columns_of(const AskedProperty& asked) {
  if (is_contour(asked.property)) return contours(asked);
  const auto n = [](const RegionSums& r) { return static_cast<double>(r.pixels); };
  switch (asked.property) {
    case Property::label:
      return {{asked.name, whole([](const RegionSums& r) { return r.label; })}};
    case Property::num_pixels:
      return {{asked.name, whole([](const RegionSums& r) { return static_cast<std::int64_t>(r.pixels); })}};
    case Property::area:
    case Property::area_bbox:
    case Property::area_convex:
      return area(asked);
    case Property::area_filled:
      return filled(asked);
    case Property::extent:
      return {
          {asked.name, fraction([&](const RegionSums& r) { return n(r) / static_cast<double>(pixels_of_box(r)); })}};
    case Property::solidity:
      return {{asked.name, fraction([&](const RegionSums& r) { return n(r) / static_cast<double>(r.hull); })}};
    case Property::equivalent_diameter_area:
      return {{asked.name, fraction([&](const RegionSums& r) {
                 return std::pow(2.0 * axes_ * (n(r) * pixel_) / std::numbers::pi, 1.0 / axes_);
               })}};
    case Property::feret_diameter_max:
      return {{asked.name, region_feret_diameters(regions_, spacing_)}};
    case Property::bbox:
      return boxes(asked);
    case Property::centroid:
      return centroids(asked);
    default:
      return intensities(asked);
  }
}

template <class F>
std::vector<std::int64_t> RegionColumns::whole(F&& value) const {
  std::vector<std::int64_t> numbers(regions_.rows.size());
  for_each_region(regions_, [&](std::size_t i) { numbers[i] = value(regions_.rows[i]); });
  return numbers;
}
template <class F>
std::vector<double> RegionColumns::fraction(F&& value) const {
  std::vector<double> numbers(regions_.rows.size());
  for_each_region(regions_, [&](std::size_t i) { numbers[i] = value(regions_.rows[i]); });
  return numbers;
}

RegionColumns::Columns RegionColumns::contours(const AskedProperty& asked) {
  if (contours_.empty()) contours_ = region_contours(regions_);
  if (asked.property == Property::euler_number) {
    std::vector<std::int64_t> numbers;
    for (const Contours& c : contours_) numbers.push_back(c.euler_number);
    return {{asked.name, std::move(numbers)}};
  }
  std::vector<double> numbers;
  for (const Contours& c : contours_)
    numbers.push_back((asked.property == Property::perimeter ? c.perimeter : c.perimeter_crofton) * spacing_[0]);
  return {{asked.name, std::move(numbers)}};
}

// Numbers of pixels stay whole as long as a pixel has the size 1.
RegionColumns::Columns RegionColumns::area(const AskedProperty& asked) const {
  const auto pixels = [&](const RegionSums& r) {
    switch (asked.property) {
      case Property::area_bbox:
        return pixels_of_box(r);
      case Property::area_convex:
        return static_cast<std::int64_t>(r.hull);
      default:
        return static_cast<std::int64_t>(r.pixels);
    }
  };
  if (pixel_ == 1) return {{asked.name, whole(pixels)}};
  return {{asked.name, fraction([&](const RegionSums& r) { return static_cast<double>(pixels(r)) * pixel_; })}};
}

RegionColumns::Columns RegionColumns::filled(const AskedProperty& asked) const {
  std::vector<std::int64_t> pixels = region_filled_pixels(regions_);
  if (pixel_ == 1) return {{asked.name, std::move(pixels)}};
  std::vector<double> areas;
  areas.reserve(pixels.size());
  for (const std::int64_t n : pixels) areas.push_back(static_cast<double>(n) * pixel_);
  return {{asked.name, std::move(areas)}};
}

RegionColumns::Columns RegionColumns::boxes(const AskedProperty& asked) const {
  Columns made;
  for (int c = 0; c < 2 * axes_; ++c)
    made.push_back({fmt::format("{}-{}", asked.name, c), whole([&](const RegionSums& r) {
                      return c < axes_ ? r.lower[axis(c)] : r.upper[axis(c - axes_)];
                    })});
  return made;
}
RegionColumns::Columns RegionColumns::centroids(const AskedProperty& asked) const {
  Columns made;
  for (int c = 0; c < axes_; ++c)
    made.push_back({fmt::format("{}-{}", asked.name, c), fraction([&](const RegionSums& r) {
                      return static_cast<double>(r.sum[axis(c)]) / static_cast<double>(r.pixels) * spacing_[axis(c)];
                    })});
  return made;
}

std::string RegionColumns::with_channel(std::string name, std::int64_t c) const {
  return intensity_.shape().c == 1 ? name : fmt::format("{}-{}", name, c);
}

RegionColumns::Columns RegionColumns::intensities(const AskedProperty& asked) const {
  const Property property = asked.property;
  Columns made;
  for (std::int64_t c = 0; c < intensity_.shape().c; ++c) {
    const auto of = [&](const RegionSums& r) { return regions_.channel(r, static_cast<int>(c), intensity_.dtype()); };
    const bool stays_whole = property >= Property::intensity_min && property <= Property::intensity_sum &&
                             !is_float(intensity_.dtype()) &&
                             std::ranges::all_of(regions_.rows, [&](const RegionSums& r) {
                               if (property == Property::intensity_sum) return of(r).sum_is_integer();
                               return intensity_.dtype() != DType::u64 || of(r).highest_integer() >= 0;
                             });
    if (stays_whole)
      made.push_back(
          {with_channel(asked.name, c), whole([&](const RegionSums& r) { return integer_of(property, of(r)); })});
    else
      made.push_back(
          {with_channel(asked.name, c), fraction([&](const RegionSums& r) { return number_of(property, of(r)); })});
  }
  return made;
}

// All at once, since what takes time is to bring the pixels together.
void RegionColumns::add_quantiles(const std::vector<AskedProperty>& asked, std::vector<Columns>& columns) const {
  std::vector<double> shares;
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (asked[i].property == Property::intensity_quantile) {
      shares.push_back(asked[i].share);
      which.push_back(i);
    }
  if (shares.empty()) return;
  for (std::int64_t c = 0; c < intensity_.shape().c; ++c) {
    std::vector<std::vector<double>> found = region_quantiles(regions_, intensity_, static_cast<int>(c), shares);
    for (std::size_t k = 0; k < which.size(); ++k)
      columns[which[k]].push_back({with_channel(asked[which[k]].name, c), std::move(found[k])});
  }
}

// ---- properties of moments: all of a region's at once ----

void RegionColumns::add_moments(const std::vector<AskedProperty>& asked, std::vector<Columns>& columns) const {
  std::vector<AskedProperty> bare, weighted;
  for (const AskedProperty& a : asked)
    if (is_moment(a.property)) (is_weighted(a.property) ? weighted : bare).push_back(a);
  std::vector<Columns> of_bare;
  if (!bare.empty()) of_bare = moments(bare, {}, 0);
  std::vector<std::vector<Columns>> of_channels;
  if (!weighted.empty())
    for (int c = 0; c < static_cast<int>(intensity_.shape().c); ++c)
      of_channels.push_back(moments(weighted, intensity_, c));
  std::size_t next_bare = 0, next_weighted = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!is_moment(asked[i].property)) continue;
    if (!is_weighted(asked[i].property)) {
      columns[i] = std::move(of_bare[next_bare++]);
      continue;
    }
    for (std::size_t k = 0; k < of_channels[0][next_weighted].size(); ++k)
      for (std::size_t c = 0; c < of_channels.size(); ++c) {
        Made& made = of_channels[c][next_weighted][k];
        columns[i].push_back(
            {with_channel(std::move(made.name), static_cast<std::int64_t>(c)), std::move(made.column)});
      }
    ++next_weighted;
  }
}

std::vector<RegionColumns::Columns> RegionColumns::moments(const std::vector<AskedProperty>& asked,
                                                           const Image& weights, int channel) const {
  std::vector<Columns> columns(asked.size());
  std::vector<std::vector<double>*> numbers;  // of each property, one after another
  int highest = 1;
  for (std::size_t k = 0; k < asked.size(); ++k) {
    highest = std::max(highest, highest_power(asked[k].property));
    const std::vector<int> extent = extent_of(asked[k].property, axes_);
    for (std::size_t e = 0; e < elements_of(extent); ++e)
      columns[k].push_back({element_name(asked[k].name, extent, static_cast<int>(e)), std::vector<double>()});
  }
  for (Columns& of : columns)
    for (Made& made : of) numbers.push_back(&std::get<std::vector<double>>(made.column));
  if (regions_.rows.empty()) return columns;
  regions_.labels.state().context->staging.workers().run(
      numbers.size(), [&](std::uint64_t i, unsigned) { numbers[i]->resize(regions_.rows.size()); });
  const RegionMoments sums(regions_, weights, channel, highest);
  for_each_region(regions_, [&](std::size_t row) {
    RegionShape shape;
    shape.local = sums(row, spacing_);
    if (highest > 1) shape.central = shape.local.central();
    shape.spacing = spacing_;
    for (std::size_t a = 0; a < 3; ++a)
      shape.corner[a] = static_cast<double>(regions_.rows[row].lower[a]) * spacing_[a];
    std::size_t next = 0;
    for (std::size_t k = 0; k < asked.size(); ++k) {
      const std::array<double, 64> found = moment_numbers(asked[k].property, shape);
      for (std::size_t e = 0; e < columns[k].size(); ++e) (*numbers[next++])[row] = found[e];
    }
  });
  return columns;
}

}  // namespace clumen
