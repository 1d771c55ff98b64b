#include "measure/region_moments.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "core/launch.hpp"

namespace clumen {
namespace {

// As in regionprops_moments.cl.
constexpr int kLine = 32, kLines = 256, kRoom = 61;

// The highest coordinate along an axis, from the lowest corner of the box, is at most 2 to the power of this.
int bits_along(const RegionSums& r, std::size_t axis) {
  const std::int64_t highest = r.extent(axis) - 1;
  return highest <= 1 ? 0 : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(highest - 1)));
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

void add_moments(const RegionTable& table, const Image& weights, int channel) {
  const Image& labels = table.labels;
  const RegionLayout& layout = table.layout;
  const Shape& s = labels.shape();
  const bool bare = weights.empty();
  const int powers = bare ? layout.powers : layout.weighted_powers;
  const auto ls = static_cast<std::size_t>(tuned(labels, "regionprops_moments.LS"));
  const std::size_t wide = ls == 1 ? kLine : ls, high = ls == 1 ? kLines : kLine;
  Launch launch(labels, "measure/regionprops_moments", "regionprops_moments");
  launch.define("LS", static_cast<std::int64_t>(ls)).define("SLOTS", tuned(labels, "regionprops_moments.SLOTS"));
  launch.define("POWERS", powers).define("SPACE", s.ndim == 3 ? 1 : 0).source("labels", labels);
  launch.define("INTENSITY", bare ? 0 : intensity_kind(weights.dtype()));
  if (!bare) launch.define("SIGNED", is_signed(weights.dtype()) ? 1 : 0).source("intensity", weights);
  launch.buffer("table", table.rows).arg("capacity", table.capacity).arg("words", layout.words);
  launch.arg("at", bare ? layout.moments : layout.weighted + channel * layout.moment_words(powers));
  launch.arg("channel", channel).arg("size", size_of_image(s));
  launch.run({ceil_div(static_cast<std::size_t>(s.x), wide) * ls, ceil_div(static_cast<std::size_t>(s.y), high),
              static_cast<std::size_t>(s.z)},
             {ls});
}

RegionMoments::RegionMoments(const RegionLayout& layout, const Image& weights, int channel)
    : dtype_(weights.empty() ? DType::u8 : weights.dtype()),
      channel_(channel),
      powers_(weights.empty() ? layout.powers : layout.weighted_powers),
      axes_(layout.axes),
      weighted_(!weights.empty()),
      at_(weights.empty() ? layout.moments : layout.weighted + channel * layout.moment_words(powers_)) {}

Moments RegionMoments::operator()(const RegionSums& r, const std::array<double, 3>& spacing) const {
  const int bits[3] = {bits_along(r, 0), bits_along(r, 1), bits_along(r, 2)};
  int room = kRoom - static_cast<int>(std::bit_width(r.pixels()));
  double unit = 1;
  if (weighted_) {
    const ChannelSums channel = r.channel(channel_, dtype_);
    room -= channel.weight_bits();
    unit = channel.finite() ? std::ldexp(1.0, -channel.weight_power()) : std::numeric_limits<double>::quiet_NaN();
  }
  int at = at_;
  Moments m;
  m.axes = axes_;
  double plane = unit;
  for (int k = 0; k < (axes_ == 3 ? powers_ : 1); ++k, plane *= spacing[2]) {
    double row = plane;
    for (int q = 0; q < powers_; ++q, row *= spacing[1]) {
      double pixel = row;
      for (int p = 0; p < powers_; ++p, at += 2, pixel *= spacing[0]) {
        const int power = room - p * bits[0] - q * bits[1] - k * bits[2];
        const double quantum = power >= 0 ? 1 : std::ldexp(1.0, -power);
        m.sums[Moments::at(static_cast<std::size_t>(p), static_cast<std::size_t>(q), static_cast<std::size_t>(k))] =
            static_cast<double>(static_cast<std::int64_t>(r.pair(at))) * quantum * pixel;
      }
    }
  }
  return m;
}

}  // namespace clumen
