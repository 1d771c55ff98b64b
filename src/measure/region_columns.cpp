#include "measure/region_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/context_state.hpp"
#include "core/image_state.hpp"
#include "measure/region_contours.hpp"
#include "measure/region_feret.hpp"

namespace clumen {
namespace {

constexpr std::size_t kPiece = 512;  // rows whose words stay near a core while all columns are made of them
constexpr std::size_t kBlock = 16;   // rows whose numbers go to their columns together

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
int elements_of(const std::vector<int>& extent) {
  int all = 1;
  for (const int n : extent) all *= n;
  return all;
}

}  // namespace

RegionColumns::RegionColumns(const Regions& regions, const Image& intensity, std::array<double, 3> spacing,
                             std::string unit)
    : regions_(regions),
      intensity_(intensity),
      spacing_(spacing),
      axes_(regions.table.layout.axes),
      pixel_(spacing[0] * spacing[1] * spacing[2]),
      unit_(std::move(unit)),
      weighted_(static_cast<std::size_t>(channels())) {}

Table RegionColumns::make(const std::vector<AskedProperty>& asked) {
  for (const AskedProperty& each : asked) add_columns(each);
  if (!bare_.empty()) work_.push_back(work_of_moments(Image(), 0, bare_));
  for (int c = 0; c < channels(); ++c) {
    const auto& its = weighted_[static_cast<std::size_t>(c)];
    if (!its.empty()) work_.push_back(work_of_moments(intensity_, c, its));
  }
  if (!regions_.rows.empty()) {
    // further passes are under way on the device while the host makes the other columns
    if (filled_) filled_->enqueue(regions_);
    for (int c = 0; c < (shares_.empty() ? 0 : channels()); ++c)
      quantiles_.emplace_back(regions_, intensity_, c, shares_);
    make_room();
    run(work_);
    if (filled_) filled_->wait();
    for (RegionQuantiles& each : quantiles_) each.wait();
    if (!late_.empty()) run(late_);
  }
  Table table;
  for (Made& made : made_) table.add(std::move(made.name), std::move(made.column), std::move(made.unit));
  return table;
}

// The columns' memory: the first to touch it waits for the system to find some.
void RegionColumns::make_room() {
  const std::size_t rows = regions_.rows.size();
  const auto one = [&](std::uint64_t k, unsigned) {
    std::visit([&](auto& numbers) { numbers.resize(rows); }, made_[k].column);
  };
  if (rows > kPiece) return regions_.table.labels.state().context->staging.workers().run(made_.size(), one);
  for (std::size_t k = 0; k < made_.size(); ++k) one(k, 0);
}

// For all rows, by several threads where there are many.
void RegionColumns::run(const std::vector<Work>& work) const {
  const std::size_t rows = regions_.rows.size(), pieces = (rows + kPiece - 1) / kPiece;
  const auto piece = [&](std::uint64_t k, unsigned) {
    for (const Work& each : work) each(k * kPiece, std::min<std::size_t>(rows, (k + 1) * kPiece));
  };
  if (pieces > 1) regions_.table.labels.state().context->staging.workers().run(pieces, piece);
  else piece(0, 0);
}

std::string RegionColumns::unit_of(Property property) const {
  const Quantity quantity = quantity_of(property);
  if (quantity == Quantity::angle) return "rad";
  if (quantity == Quantity::pixels) return "pixel";
  if (quantity == Quantity::number || unit_.empty()) return {};
  if (quantity == Quantity::length) return unit_;
  return unit_ + (quantity == Quantity::area && axes_ == 3 ? "³" : "²");
}

template <class T>
std::vector<T>* RegionColumns::add(std::string name, Property property) {
  made_.push_back({std::move(name), unit_of(property), std::vector<T>()});
  return &std::get<std::vector<T>>(made_.back().column);
}
template <class F>
RegionColumns::Work RegionColumns::whole(std::string name, Property property, F value) {
  return [this, value, numbers = add<std::int64_t>(std::move(name), property)](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) (*numbers)[i] = value(regions_.rows[i]);
  };
}
template <class F>
RegionColumns::Work RegionColumns::fraction(std::string name, Property property, F value) {
  return [this, value, numbers = add<double>(std::move(name), property)](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) (*numbers)[i] = value(regions_.rows[i]);
  };
}

void RegionColumns::add_columns(const AskedProperty& asked) {
  const Property p = asked.property;
  if (is_contour(p)) return add_contours(asked);
  if (is_moment(p)) return add_moments(asked);
  if (p == Property::intensity_quantile) return add_quantiles(asked);
  if (needs_intensity(p)) return add_intensities(asked);
  if (quantity_of(p) == Quantity::area) return add_area(asked);
  if (p == Property::bbox || p == Property::centroid) return add_coordinates(asked);
  add_shape(asked);
}

void RegionColumns::add_shape(const AskedProperty& asked) {
  const Property p = asked.property;
  const auto n = [](const RegionSums& r) { return static_cast<double>(r.pixels()); };
  switch (p) {
    case Property::label:
      return work_.push_back(whole(asked.name, p, [](const RegionSums& r) { return r.label; }));
    case Property::num_pixels:
      return work_.push_back(
          whole(asked.name, p, [](const RegionSums& r) { return static_cast<std::int64_t>(r.pixels()); }));
    case Property::extent:
      return work_.push_back(
          fraction(asked.name, p, [n](const RegionSums& r) { return n(r) / static_cast<double>(r.pixels_of_box()); }));
    case Property::solidity:
      return work_.push_back(
          fraction(asked.name, p, [n](const RegionSums& r) { return n(r) / static_cast<double>(r.pixels_of_hull()); }));
    case Property::equivalent_diameter_area:
      return work_.push_back(fraction(asked.name, p, [this, n](const RegionSums& r) {
        const double power = 2.0 * axes_ * (n(r) * pixel_) / std::numbers::pi;
        return axes_ == 3 ? std::cbrt(power) : std::sqrt(power);
      }));
    default:
      return work_.push_back(fraction(
          asked.name, p, [this](const RegionSums& r) { return diameter_of(r, regions_.table.layout, spacing_); }));
  }
}

// Numbers of pixels stay whole as long as a pixel has the size 1.
void RegionColumns::add_area(const AskedProperty& asked) {
  const auto add_both = [&](std::vector<Work>& work, auto pixels) {
    if (pixel_ == 1) return work.push_back(whole(asked.name, asked.property, pixels));
    work.push_back(fraction(asked.name, asked.property,
                            [this, pixels](const RegionSums& r) { return static_cast<double>(pixels(r)) * pixel_; }));
  };
  switch (asked.property) {
    case Property::area_bbox:
      return add_both(work_, [](const RegionSums& r) { return r.pixels_of_box(); });
    case Property::area_convex:
      return add_both(work_, [](const RegionSums& r) { return r.pixels_of_hull(); });
    case Property::area_filled:
      if (!filled_) filled_.emplace();
      return add_both(late_, [this](const RegionSums& r) { return filled_->pixels(r); });
    default:
      return add_both(work_, [](const RegionSums& r) { return static_cast<std::int64_t>(r.pixels()); });
  }
}

void RegionColumns::add_contours(const AskedProperty& asked) {
  const RegionLayout& layout = regions_.table.layout;
  if (asked.property == Property::euler_number)
    return work_.push_back(whole(asked.name, asked.property,
                                 [&layout](const RegionSums& r) { return contours_of(r, layout).euler_number; }));
  const bool crofton = asked.property == Property::perimeter_crofton;
  work_.push_back(fraction(asked.name, asked.property, [this, &layout, crofton](const RegionSums& r) {
    const Contours c = contours_of(r, layout);
    return (crofton ? c.perimeter_crofton : c.perimeter) * spacing_[0];
  }));
}

void RegionColumns::add_coordinates(const AskedProperty& asked) {
  const bool box = asked.property == Property::bbox;
  for (int c = 0; c < (box ? 2 : 1) * axes_; ++c) {
    const std::string name = fmt::format("{}-{}", asked.name, c);
    const std::size_t a = axis(c % axes_);
    if (box)
      work_.push_back(whole(name, asked.property,
                            [a, upper = c >= axes_](const RegionSums& r) { return upper ? r.upper(a) : r.lower(a); }));
    else
      work_.push_back(fraction(name, asked.property, [this, a](const RegionSums& r) {
        return static_cast<double>(r.sum(a)) / static_cast<double>(r.pixels()) * spacing_[a];
      }));
  }
}

std::string RegionColumns::with_channel(const std::string& name, int channel) const {
  return channels() == 1 ? name : fmt::format("{}-{}", name, channel);
}

bool RegionColumns::stays_whole(Property property, int channel) const {
  const DType dtype = intensity_.dtype();
  if (property < Property::intensity_min || property > Property::intensity_sum || is_float(dtype)) return false;
  if (size_of(dtype) < 8) return true;
  return std::ranges::all_of(regions_.rows, [&](const RegionSums& r) {
    if (property == Property::intensity_sum) return r.channel(channel, dtype).sum_is_integer();
    return dtype != DType::u64 || r.channel(channel, dtype).highest_integer() >= 0;
  });
}

void RegionColumns::add_intensities(const AskedProperty& asked) {
  const Property p = asked.property;
  const DType dtype = intensity_.dtype();
  for (int c = 0; c < channels(); ++c) {
    const std::string name = with_channel(asked.name, c);
    if (stays_whole(p, c))
      work_.push_back(
          whole(name, p, [p, c, dtype](const RegionSums& r) { return integer_of(p, r.channel(c, dtype)); }));
    else
      work_.push_back(
          fraction(name, p, [p, c, dtype](const RegionSums& r) { return number_of(p, r.channel(c, dtype)); }));
  }
}

void RegionColumns::add_quantiles(const AskedProperty& asked) {
  const std::size_t k = shares_.size();
  shares_.push_back(asked.share);
  for (int c = 0; c < channels(); ++c)
    late_.push_back(fraction(with_channel(asked.name, c), asked.property, [this, c, k](const RegionSums& r) {
      return quantiles_[static_cast<std::size_t>(c)].number(r, k);
    }));
}

// ---- properties of moments: all of a region's at once ----

void RegionColumns::add_moments(const AskedProperty& asked) {
  const bool weighted = is_weighted(asked.property);
  const std::vector<int> extent = extent_of(asked.property, axes_);
  const auto its = [&](int c) -> std::vector<OfMoments>& {
    return weighted ? weighted_[static_cast<std::size_t>(c)] : bare_;
  };
  const int sets = weighted ? channels() : 1;
  for (int c = 0; c < sets; ++c) its(c).push_back({asked.property, {}});
  for (int e = 0; e < elements_of(extent); ++e)
    for (int c = 0; c < sets; ++c) {
      const std::string name = element_name(asked.name, extent, e);
      its(c).back().columns.push_back(add<double>(weighted ? with_channel(name, c) : name, asked.property));
    }
}

// A row's numbers would go to as many places in memory, far apart, as there are columns: they wait for some rows more.
RegionColumns::Work RegionColumns::work_of_moments(const Image& weights, int channel,
                                                   const std::vector<OfMoments>& asked) const {
  std::vector<std::vector<double>*> columns;
  for (const OfMoments& each : asked) columns.insert(columns.end(), each.columns.begin(), each.columns.end());
  const RegionMoments moments(regions_.table.layout, weights, channel);
  return [this, &asked, columns, moments](std::size_t first, std::size_t end) {
    std::vector<double> block(columns.size() * kBlock);
    for (std::size_t from = first; from < end; from += kBlock) {
      const std::size_t rows = std::min(kBlock, end - from);
      for (std::size_t i = 0; i < rows; ++i) {
        const RegionSums& r = regions_.rows[from + i];
        std::array<double, 3> corner{};
        for (std::size_t a = 0; a < 3; ++a) corner[a] = static_cast<double>(r.lower(a)) * spacing_[a];
        RegionShape shape(moments(r, spacing_), corner, spacing_);
        double* to = block.data() + i;
        for (const OfMoments& each : asked)
          for (const double number : shape.numbers(each.property)) {
            *to = number;
            to += kBlock;
          }
      }
      for (std::size_t k = 0; k < columns.size(); ++k)
        std::copy_n(block.data() + k * kBlock, rows, columns[k]->data() + from);
    }
  };
}

}  // namespace clumen
