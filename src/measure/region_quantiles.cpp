#include "measure/region_quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/context_state.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

// Where a share lies among n values: at a rank, or beyond it by a fraction.
struct Place {
  std::uint64_t rank;
  double beyond;
};
Place place_of(double share, std::uint64_t n) {
  const double at = share * static_cast<double>(n - 1);
  const auto rank = std::min(static_cast<std::uint64_t>(at), n - 1);
  return {rank, at - static_cast<double>(rank)};
}

template <class T>
Image on_device(const Image& like, const std::vector<T>& numbers) {
  return like.context().push(numbers, Shape(static_cast<std::int64_t>(numbers.size()), 1));
}

// Each label's first place; a label more than there are.
std::vector<std::uint64_t> starts_of(const Regions& regions) {
  std::vector<std::uint64_t> starts(regions.largest + 1);
  for (const RegionSums& r : regions.rows) starts[r.index + 1] = r.pixels();
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  return starts;
}

void gather(const Regions& regions, const Image& intensity, int channel, const Image& starts, const Buffer& values) {
  const Image& labels = regions.table.labels;
  const Shape& s = labels.shape();
  const auto& context = labels.state().context;
  const Buffer taken(*context, regions.largest * 4ull);
  fill_buffer(context, taken, 0, regions.largest * 4ull);
  const auto ls = static_cast<std::size_t>(tuned(labels, {"regionprops_gather.LS", 1, 128}));
  const int rows = tuned(labels, {"regionprops_gather.ROWS", 32, 32});
  Launch(labels, "measure/regionprops_gather", "regionprops_gather")
      .define("LS", static_cast<std::int64_t>(ls))
      .define("ROWS", rows)
      .define("INTENSITY", intensity_kind(intensity.dtype()))
      .define("SIGNED", is_signed(intensity.dtype()) ? 1 : 0)
      .source("labels", labels)
      .source("intensity", intensity)
      .pixels("starts", starts)
      .buffer("taken", taken)
      .buffer("values", values)
      .arg("count", regions.largest)
      .arg("channel", channel)
      .arg("size", size_of_image(s))
      .run({ls == 1 ? 1 : static_cast<std::size_t>(s.x),
            ceil_div(static_cast<std::size_t>(s.y), static_cast<std::size_t>(rows)), static_cast<std::size_t>(s.z)},
           {ls});
}

// The keys of `each` ranks of each label, where they are found.
Buffer select(const Regions& regions, const Image& starts, const Buffer& values, DType dtype,
              const std::vector<std::uint64_t>& ranks, int each) {
  const Image& labels = regions.table.labels;
  const Buffer found(*labels.state().context, ranks.size() * 8);
  const auto ls = static_cast<std::size_t>(tuned(labels, {"regionprops_select.LS", 1, 256}));
  const auto groups = static_cast<std::size_t>(tuned(labels, {"regionprops_select.GROUPS", 64, 8192}));
  Launch(labels, "measure/regionprops_select", "regionprops_select")
      .define("LS", static_cast<std::int64_t>(ls))
      .define("INTENSITY", intensity_kind(dtype))
      .pixels("starts", starts)
      .buffer("values", values)
      .pixels("ranks", on_device(labels, ranks))
      .buffer("found", found)
      .arg("labels", regions.largest)
      .arg("each", each)
      .run({std::min<std::size_t>(groups, regions.largest) * ls}, {ls});
  return found;
}

double between(double low, double high, double share) {
  if (low == high || share == 0) return low;
  return share >= 0.5 ? high - (high - low) * (1 - share) : low + (high - low) * share;
}

}  // namespace

RegionQuantiles::RegionQuantiles(const Regions& regions, const Image& intensity, int channel,
                                 const std::vector<double>& shares)
    : context_(regions.table.labels.state().context),
      dtype_(intensity.dtype()),
      channel_(channel),
      shares_(shares),
      keys_(regions.largest * 2 * shares.size()) {
  const std::vector<std::uint64_t> starts = starts_of(regions);
  std::vector<std::uint64_t> ranks(keys_.size());
  for (const RegionSums& r : regions.rows)
    for (std::size_t k = 0; k < shares.size(); ++k) {
      const std::uint64_t n = r.pixels();
      const Place place = place_of(shares[k], n);
      std::uint64_t* rank = ranks.data() + 2 * (r.index * shares.size() + k);
      rank[0] = place.rank;
      rank[1] = place.beyond > 0 ? std::min(place.rank + 1, n - 1) : place.rank;
    }
  const Image starts_there = on_device(regions.table.labels, starts);
  const Buffer values(*context_, starts.back() * (size_of(dtype_) == 8 ? 8 : 4));
  gather(regions, intensity, channel, starts_there, values);
  found_ = select(regions, starts_there, values, dtype_, ranks, 2 * static_cast<int>(shares.size()));
}

void RegionQuantiles::wait() { read_buffer(*context_, found_, keys_.data(), keys_.size() * 8); }

double RegionQuantiles::number(const RegionSums& r, std::size_t share) const {
  if (r.channel(channel_, dtype_).has_nan()) return std::numeric_limits<double>::quiet_NaN();
  const std::uint64_t* key = keys_.data() + 2 * (r.index * shares_.size() + share);
  return between(number_of_key(key[0], dtype_), number_of_key(key[1], dtype_),
                 place_of(shares_[share], r.pixels()).beyond);
}

}  // namespace clumen
