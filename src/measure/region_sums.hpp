#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "clumen/image.hpp"
#include "core/buffer.hpp"
#include "measure/regions_table.hpp"

namespace clumen {

/// What is to be added up per label besides counts, coordinates and bounding boxes.
struct RegionWishes {
  bool intensities = false;         ///< smallest and largest values
  bool sums = false;                ///< of floats; those of integers come with the extremes
  bool deviations = false;          ///< squares of the differences from the mean
  bool hulls = false;               ///< pixels of the convex hulls
  bool hull_rows = false;           ///< where hulls begin and end in each row, with `hulls`
  bool diameters = false;           ///< of the hulls, with `hulls`
  bool contours = false;            ///< what region_contours.hpp counts
  int powers = 0;                   ///< of moments: each coordinate's are below; 0 for no moments
  int weighted_powers = 0;          ///< the same of moments weighted by each channel
  std::array<double, 3> spacing{};  ///< of diameters, x first
};

/// Where a label's numbers are among the words of its row: kernels_cl/measure/regionprops_table.cl has the first ones.
struct RegionLayout {
  int channels = 0, axes = 2, powers = 0, weighted_powers = 0;
  int contours = 0, diameter = 0, moments = 0, weighted = 0;  ///< the first words of what follows the channels
  int words = 0;                                              ///< of a row
  /// Of a label's moments of so many powers.
  int moment_words(int its_powers) const { return 2 * its_powers * its_powers * (axes == 3 ? its_powers : 1); }
};
RegionLayout layout_of(const RegionWishes& wishes, int channels, int axes);

/// One label's words of one channel; kernels_cl/measure/regionprops_table.cl says what they are.
struct ChannelSums {
  DType dtype = DType::f32;
  std::uint64_t pixels = 0;
  const std::uint32_t* words = nullptr;

  double mean() const;
  double deviation() const;
  double lowest() const;
  double highest() const;
  /// Of integers, the exact ones; `sum` as long as 64 bits hold it.
  std::int64_t lowest_integer() const;
  std::int64_t highest_integer() const;
  bool sum_is_integer() const;
  std::int64_t sum_integer() const;
  double sum() const;

  bool has_nan() const;
  /// Whether all values are.
  bool finite() const;
  /// As weights of moments, values are multiplied by 2^weight_power: regionprops_weight.clh.
  int weight_power() const;
  int weight_bits() const;  ///< that the largest has then
};

/// What a key stands for: kernels_cl/measure/regionprops_keys.clh.
double number_of_key(std::uint64_t key, DType dtype);

/// What was added up of a label that is present: its row of the table, on the host.
struct RegionSums {
  std::int64_t label = 0;
  std::uint32_t index = 0;  ///< its row in the device's table
  const std::uint32_t* words = nullptr;

  std::uint64_t pair(int at) const { return words[at] | static_cast<std::uint64_t>(words[at + 1]) << 32; }
  std::uint64_t pixels() const { return pair(0); }
  /// Of coordinates along an axis, x first.
  std::uint64_t sum(std::size_t axis) const { return pair(2 + 2 * static_cast<int>(axis)); }
  std::int64_t lower(std::size_t axis) const { return static_cast<std::uint32_t>(~words[8 + axis]); }
  std::int64_t upper(std::size_t axis) const { return words[11 + axis]; }
  std::int64_t extent(std::size_t axis) const { return upper(axis) - lower(axis); }
  std::int64_t pixels_of_box() const { return extent(0) * extent(1) * extent(2); }
  std::int64_t pixels_of_hull() const { return static_cast<std::int64_t>(pair(14)); }
  ChannelSums channel(int channel, DType dtype) const { return {dtype, pixels(), words + 16 + 16 * channel}; }
};

/// The table on the device, for the passes that add to it.
struct RegionTable {
  Image labels;
  RegionLayout layout;
  std::uint32_t capacity = 0;  ///< rows that there is room for
  Buffer rows;
};

/// The convex hulls' rows on the device.
struct HullRows {
  Buffer starts, rows;         ///< regionprops_rows.cl, regionprops_hull2.cl
  std::uint64_t capacity = 0;  ///< rows that there is room for
};

/// The labels that are present, by rising label.
struct Regions {
  RegionTable table;                 ///< whose labels are their rows plus 1
  std::shared_ptr<const void> kept;  ///< the memory of all rows
  std::vector<RegionSums> rows;
  std::uint32_t largest = 0;
  HullRows hulls;  ///< if they were wished for
};

/// How the kernels compute with intensities of a dtype; see INTENSITY in regionprops_table.cl.
int intensity_kind(DType dtype);

/// Adds up, on the device, and waits.
Regions region_sums(const TableFor& whom, const Image& labels, const Image& intensity, const RegionWishes& wishes);

}  // namespace clumen
