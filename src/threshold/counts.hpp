#pragma once
#include "clumen/threshold.hpp"
#include "core/launch.hpp"
#include "reduce/reduce.hpp"

/// What the thresholds share that are found in a histogram.
namespace clumen {

/// The counts of an image's pixels, on the device: of floats in equal bins over their range, of integers one per value.
struct BinCounts {
  Image image;
  Image counts;
  int bins = 0;
  std::int64_t base = 0;  ///< of integers: the value of the first bin
  PartialRange range;     ///< of floats
};

/// Checks the image, and for floats that there are 2 to 65536 bins; waits for the range of 32-bit and wider integers.
BinCounts counts_of(std::string_view operation, const Image& image, int nbins);
/// The dtype of a threshold that is one of the bins' centres.
DType threshold_dtype(const Image& image);
/// What sums of counts times centres run in.
DType sums_dtype(const Image& image);

/// Adds what threshold/counts.clh wants to a launch, but for COUNTS_PARAMS.
Launch& define_counts(Launch& launch, const BinCounts& counts);
/// The work-items of a group.
int threshold_items(const Image& image);

/// A kernel of one work-group with COUNTS_PARAMS.
class CountsKernel {
 public:
  CountsKernel(const BinCounts& counts, std::string_view file, std::string_view kernel);
  Launch& launch() { return launch_; }
  /// `arrays` scratch arrays of the histogram's length.
  CountsKernel& scratch(std::string_view name, int arrays, DType dtype);
  /// Runs it for a threshold that is one of the centres.
  Image pick();
  void run();

 private:
  BinCounts counts_;
  Launch launch_;
};

}  // namespace clumen
