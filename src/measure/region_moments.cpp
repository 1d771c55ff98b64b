#include "measure/region_moments.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "core/context_state.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

// As in regionprops_moments.cl.
constexpr int kLine = 32, kLines = 256, kRoom = 61;

// The highest coordinate along an axis, from the lowest corner of the box, is at most 2 to the power of this.
int bits_along(const RegionSums& r, std::size_t axis) {
  const std::int64_t highest = r.upper[axis] - r.lower[axis] - 1;
  return highest <= 1 ? 0 : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(highest - 1)));
}

Buffer add_up(const Regions& regions, const Image& weights, int channel, int powers, std::uint64_t each) {
  const Image& labels = regions.labels;
  const Shape& s = labels.shape();
  const auto& context = labels.state().context;
  Buffer moments(*context, regions.largest * each * 8);
  fill_buffer(context, moments, 0, regions.largest * each * 8);
  const auto ls = static_cast<std::size_t>(tuned(labels, "regionprops_moments.LS"));
  const std::size_t wide = ls == 1 ? kLine : ls, high = ls == 1 ? kLines : kLine;
  Launch launch(labels, "measure/regionprops_moments", "regionprops_moments");
  launch.define("LS", static_cast<std::int64_t>(ls)).define("SLOTS", tuned(labels, "regionprops_moments.SLOTS"));
  launch.define("POWERS", powers).define("SPACE", s.ndim == 3 ? 1 : 0).source("labels", labels);
  launch.define("INTENSITY", weights.empty() ? 0 : intensity_kind(weights.dtype()));
  if (!weights.empty()) {
    launch.define("SIGNED", is_signed(weights.dtype()) ? 1 : 0);
    launch.source("intensity", weights);
  }
  launch.buffer("table", regions.table).buffer("moments", moments).arg("labels", regions.largest);
  launch.arg("words", regions.row_words).arg("channel", channel).arg("size", size_of_image(s));
  launch.run({ceil_div(static_cast<std::size_t>(s.x), wide) * ls, ceil_div(static_cast<std::size_t>(s.y), high),
              static_cast<std::size_t>(s.z)},
             {ls});
  return moments;
}

void move_line(double* first, std::size_t stride, double by) {
  for (std::size_t i = 1; i < 4; ++i)
    for (std::size_t j = 3; j >= i; --j) first[j * stride] += by * first[(j - 1) * stride];
}

}  // namespace

Moments Moments::moved(const std::array<double, 3>& by) const {
  Moments m = *this;
  for (std::size_t i = 0; i < count(); i += 4) move_line(m.sums.data() + i, 1, by[0]);
  for (std::size_t i = 0; i < count() / 4; ++i) move_line(m.sums.data() + i / 4 * 16 + i % 4, 4, by[1]);
  if (axes == 3)
    for (std::size_t i = 0; i < 16; ++i) move_line(m.sums.data() + i, 16, by[2]);
  return m;
}

std::array<double, 3> Moments::centre() const {
  const double all = sums[0];
  return {sums[at(1, 0)] / all, sums[at(0, 1)] / all, axes == 3 ? sums[at(0, 0, 1)] / all : 0};
}

Moments Moments::central() const {
  const auto [x, y, z] = centre();
  return moved({-x, -y, -z});
}

RegionMoments::RegionMoments(const Regions& regions, const Image& weights, int channel, int highest_power)
    : regions_(regions),
      dtype_(weights.empty() ? DType::u8 : weights.dtype()),
      channel_(channel),
      powers_(highest_power + 1),
      axes_(regions.labels.shape().ndim == 3 ? 3 : 2),
      weighted_(!weights.empty()),
      each_(static_cast<std::size_t>(powers_ * powers_ * (axes_ == 3 ? powers_ : 1))) {
  if (regions.rows.empty()) return;
  const Buffer buffer = add_up(regions, weights, channel, powers_, each_);
  limbs_.resize(regions.largest * each_);
  read_buffer(*regions.labels.state().context, buffer, limbs_.data(), limbs_.size() * 8);
}

Moments RegionMoments::operator()(std::size_t i, const std::array<double, 3>& spacing) const {
  const RegionSums& r = regions_.rows[i];
  const int bits[3] = {bits_along(r, 0), bits_along(r, 1), bits_along(r, 2)};
  int room = kRoom - static_cast<int>(std::bit_width(r.pixels));
  double unit = 1;
  if (weighted_) {
    const ChannelSums channel = regions_.channel(r, channel_, dtype_);
    room -= channel.weight_bits();
    unit = channel.finite() ? std::ldexp(1.0, -channel.weight_power()) : std::numeric_limits<double>::quiet_NaN();
  }
  const std::int64_t* limb = limbs_.data() + r.index * each_;
  Moments m;
  m.axes = axes_;
  double plane = unit;
  for (int k = 0; k < (axes_ == 3 ? powers_ : 1); ++k, plane *= spacing[2]) {
    double row = plane;
    for (int q = 0; q < powers_; ++q, row *= spacing[1]) {
      double pixel = row;
      for (int p = 0; p < powers_; ++p, ++limb, pixel *= spacing[0]) {
        const int power = room - p * bits[0] - q * bits[1] - k * bits[2];
        const double quantum = power >= 0 ? 1 : std::ldexp(1.0, -power);
        m.sums[Moments::at(static_cast<std::size_t>(p), static_cast<std::size_t>(q), static_cast<std::size_t>(k))] =
            static_cast<double>(*limb) * quantum * pixel;
      }
    }
  }
  return m;
}

}  // namespace clumen
