#pragma once
#include "core/launch.hpp"

/// What the reductions and the thresholds share.
namespace clumen {

inline constexpr Reach kGlobalReach{0, 0, 0, true};

/// How a reduction is spread over a device.
struct Spread {
  int groups;  ///< work-groups of the pass over the image
  int items;   ///< work-items of each
  int pixels;  ///< loaded at once by an item
};
/// `per_unit`: groups for each compute unit of the device.
Spread spread_over(const Image& image, int per_unit);
/// Adds what reduce/reduce.clh wants to a launch.
Launch& define_spread(Launch& launch, const Spread& spread);

/// The range of an image on the device, as one pair of pixels per work-group.
struct PartialRange {
  Image pairs;
  int groups;
};
/// One pass over the image. `fuse`: whether a pending image is computed on the way or, as it is read again, stored.
/// `clear`, where given, is set to 0 on the way. `finite`: NaN and infinite pixels of floats are passed over; the range
/// is from infinity to -infinity where there are no others.
enum class RangeOf : std::uint8_t { all, finite };
PartialRange partial_range(const Image& image, Fuse fuse, const Image& clear = {}, RangeOf pixels = RangeOf::all);
/// What reduce/range.clh wants: the type that pixels of `dtype` are compared in.
Launch& define_range(Launch& launch, DType dtype);
/// The minimum, the maximum, or one after the other.
enum class Extreme : std::uint8_t { min, max, both };
Image extremes(const Image& image, Extreme which, Fuse fuse);

/// The range of an integer image on the host, the bits of u64 kept; waits. 0, 0 for a tracing image.
struct IntegerRange {
  std::int64_t lo = 0, hi = 0;
  std::uint64_t extent = 0;  ///< hi − lo
};
IntegerRange integer_range(const Image& image);

/// u32, or u64 where that could overflow.
DType count_dtype(const Image& image);
/// How many pixels of a float image fall into each of `bins` over its range. With `centers` and `status` (1 i32 pixel:
/// 0, 1 where pixels are not finite, 2 where edges coincide, or both) these are written, too.
struct FloatCounts {
  Image counts;
  PartialRange range;
};
FloatCounts count_floats(const Image& image, int bins, const Image& centers = {}, const Image& status = {});
/// How many pixels of an integer image have the values base, base + 1, ..., base + bins − 1; all must.
Image count_integers(const Image& image, std::int64_t base, int bins, const Image& centers = {});

}  // namespace clumen
