#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "clumen/io.hpp"

/// An image's values as the page has them: whole numbers of up to 32 bits, and what they stand for.
namespace clumen::tool {

/// A file of the page: an image, or labels.
class ViewFile {
 public:
  explicit ViewFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  const TiffInfo& info() const { return info_; }
  /// Red, green and blue, as far as the file says.
  bool is_rgb() const;
  const HostImage& frame(std::int64_t t);

 private:
  std::filesystem::path path_;
  bool png_;
  TiffInfo info_;
  std::int64_t read_ = -1;  ///< the frame that is in memory
  HostImage pixels_;
};

/// What the finite pixels of a channel are like.
struct ValueRange {
  double low = 0, high = 0;
  bool any = false;   ///< there is one
  bool whole = true;  ///< all are whole numbers that a double has exactly
  bool gaps = false;  ///< others are not finite
};
/// Of each channel, over all frames and planes.
std::vector<ValueRange> value_ranges(ViewFile& file);

/// value = offset + scale · number; number 0 is a gap, no value, where there are gaps.
struct Coding {
  int bits = 8;
  double offset = 0, scale = 1;
  bool exact = true, gaps = false;

  double number_of(double value) const { return (value - offset) / scale; }
};
/// Whole numbers stay as they are while they fit into 16 bits; others are spread over them.
Coding coding_for(const ValueRange& range);
/// Labels as they are; throws ArgumentError unless they are whole numbers from 0 to 2³² - 1.
Coding label_coding(const ValueRange& range, const std::filesystem::path& path);

/// The numbers of one plane of one channel.
struct Plane {
  std::int64_t width = 0, height = 0;
  std::vector<std::uint32_t> numbers;

  std::uint32_t at(std::int64_t x, std::int64_t y) const { return numbers[static_cast<std::size_t>(y * width + x)]; }
};
Plane plane_of(const HostImage& frame, std::int64_t z, std::int64_t c, const Coding& coding);

enum class Kind : std::uint8_t { values, labels };
/// Half of it along each axis: means, rounded, of what is no gap; of labels the first of four.
Plane halved(const Plane& plane, Kind kind, bool gaps);

}  // namespace clumen::tool
