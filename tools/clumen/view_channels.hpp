#pragma once
#include <string>
#include <vector>

#include "view_numbers.hpp"

/// How the channels of an image look unless someone says otherwise.
namespace clumen::tool {

/// What of a channel's numbers is black and what is full.
struct Contrast {
  std::uint32_t low, high, black, full;  ///< the lowest, the highest, and between which most pixels lie
};

/// A channel's numbers, and where they lie.
class Channel {
 public:
  Channel(const ViewFile& file, std::size_t number, const ValueRange& range);

  std::string name, colour;  ///< "channel 0", "#00ff00"
  bool on;                   ///< an alpha channel is not shown at first
  Coding coding;

  void count(const Plane& plane);
  /// Of what was counted: all between the 0.1 and 99.9 % of its pixels; of RGB the dtype's range.
  Contrast contrast() const;

 private:
  std::uint32_t quantile(double part) const;

  bool rgb_;
  std::vector<std::uint64_t> counts_;  ///< of each number
};

std::vector<Channel> channels_of(const ViewFile& file, const std::vector<ValueRange>& ranges);

}  // namespace clumen::tool
