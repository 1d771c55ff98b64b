#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "clumen/image.hpp"
#include "core/buffer.hpp"

namespace clumen {

/// What is to be added up per label besides counts, coordinates and bounding boxes.
struct RegionWishes {
  bool intensities = false;  ///< smallest and largest values
  bool sums = false;         ///< of floats; those of integers come with the extremes
  bool deviations = false;   ///< squares of the differences from the mean
  bool hulls = false;        ///< pixels of the convex hulls
  bool hull_rows = false;    ///< where hulls begin and end in each row, with `hulls`
};

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

/// What was added up of a label that is present, on the host.
struct RegionSums {
  std::int64_t label = 0;
  std::uint32_t index = 0;  ///< its row in the device's table
  std::uint64_t pixels = 0;
  std::array<std::uint64_t, 3> sum{};  ///< of coordinates, x first
  std::array<std::int64_t, 3> lower{}, upper{};
  std::uint64_t hull = 0;
  const std::uint32_t* channels = nullptr;  ///< 16 words each, in the Regions' words
};

/// The labels that are present, by rising label.
struct Regions {
  std::vector<std::uint32_t> words;  ///< as the device wrote them: one allocation for all labels
  std::vector<RegionSums> rows;
  /// What further passes need: the labels, which are their rows in the table plus 1, and the table on the device.
  Image labels;
  Buffer table;
  Buffer starts, hull_rows;  ///< of the rows' places, and the hull's: regionprops_rows.cl, regionprops_hull2.cl
  int row_words = 0;
  std::uint32_t largest = 0;

  ChannelSums channel(const RegionSums& row, int channel, DType dtype) const {
    return {dtype, row.pixels, row.channels + 16 * channel};
  }
};

/// How the kernels compute with intensities of a dtype; see INTENSITY in regionprops_table.cl.
int intensity_kind(DType dtype);

/// Adds up, on the device, and waits.
Regions region_sums(const Image& labels, const Image& intensity, const RegionWishes& wishes);

}  // namespace clumen
