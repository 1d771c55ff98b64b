#include "view_channels.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace clumen::tool {
namespace {

std::string colour_of(const ViewFile& file, std::size_t channel) {
  static constexpr const char* kRgb[] = {"#ff0000", "#00ff00", "#0000ff", "#ffffff"};
  static constexpr const char* kMixed[] = {"#00ff00", "#ff00ff", "#00ffff", "#ffff00", "#ff6000", "#4060ff"};
  if (file.is_rgb()) return kRgb[channel];
  return file.info().shape.c == 1 ? "#ffffff" : kMixed[channel % 6];
}

std::string name_of_channel(const ViewFile& file, std::size_t channel) {
  static constexpr const char* kRgb[] = {"red", "green", "blue", "alpha"};
  if (file.is_rgb()) return kRgb[channel];
  const std::vector<std::string>& names = file.info().channel_names;
  return channel < names.size() && !names[channel].empty() ? names[channel] : fmt::format("channel {}", channel);
}

/// RGB keeps its zero, as black is black in all of its channels.
Coding coding_in(const ViewFile& file, const ValueRange& range) {
  if (file.is_rgb()) return {file.info().dtype == DType::u8 ? 8 : 16, 0, 1, true, false};
  return coding_for(range);
}

}  // namespace

Channel::Channel(const ViewFile& file, std::size_t number, const ValueRange& range)
    : name(name_of_channel(file, number)),
      colour(colour_of(file, number)),
      on(number < 3 || !file.is_rgb()),
      coding(coding_in(file, range)),
      rgb_(file.is_rgb()),
      counts_(std::size_t{1} << coding.bits) {}

void Channel::count(const Plane& plane) {
  for (const std::uint32_t number : plane.numbers)
    if (number > 0 || !coding.gaps) ++counts_[number];
}

/// The number below which that part of all pixels lies; 0: the lowest there is, 1: the highest.
std::uint32_t Channel::quantile(double part) const {
  std::uint64_t all = 0, seen = 0;
  for (const std::uint64_t count : counts_) all += count;
  const double rank = std::min(part * static_cast<double>(all), static_cast<double>(all) - 1);
  for (std::size_t number = 0; number < counts_.size(); ++number)
    if (static_cast<double>(seen += counts_[number]) > rank) return static_cast<std::uint32_t>(number);
  return 0;
}

Contrast Channel::contrast() const {
  const auto most = static_cast<std::uint32_t>(counts_.size() - 1);
  if (rgb_) return {0, most, 0, most};
  const std::uint32_t low = quantile(0), high = std::max(quantile(1), low + 1);
  const std::uint32_t black = quantile(0.001), full = quantile(0.999);
  return black < full ? Contrast{low, high, black, full} : Contrast{low, high, low, high};
}

std::vector<Channel> channels_of(const ViewFile& file, const std::vector<ValueRange>& ranges) {
  std::vector<Channel> out;
  for (std::size_t c = 0; c < ranges.size(); ++c) out.emplace_back(file, c, ranges[c]);
  return out;
}

}  // namespace clumen::tool
