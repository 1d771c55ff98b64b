#pragma once
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "session.hpp"

/// What synthetic samples are made with. The same pixels for a seed on every machine: a generator of our own and only
/// + - * / and sqrt, which IEEE 754 fixes (the build turns off contraction to fused multiply-adds).
namespace clumen::tool {

/// splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// [0, 1), in steps of 2^-53.
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  /// Mean 0, standard deviation 1: the sum of twelve, close to a normal law up to 3 standard deviations.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 3; ++i) {
      const std::uint64_t four = bits();  // 16 bits of each are plenty for noise
      for (int shift = 0; shift < 64; shift += 16)
        sum += (static_cast<double>((four >> shift) & 0xffff) + 0.5) * 0x1p-16;
    }
    return sum;
  }
  /// A direction, as a vector of length 1.
  std::pair<double, double> direction() {
    for (;;) {
      const double x = between(-1, 1), y = between(-1, 1), square = x * x + y * y;
      if (square > 0.01 && square <= 1) return {x / std::sqrt(square), y / std::sqrt(square)};
    }
  }

 private:
  std::uint64_t state_;
};

/// A count with this mean; above 30 by the normal law, which has the same mean and variance.
double poisson(Random& random, double mean);

/// Light counted by a camera that adds an offset and its own noise.
std::uint16_t camera_value(Random& random, double photons);

/// 1 4 6 4 1 along `count` pixels that are `step` apart; `line` is memory to work in.
void blur_line(double* first, std::int64_t count, std::int64_t step, std::vector<double>& line);

/// Numbers labels in raster order of each one's first pixel, as `label` does; returns how many there are.
std::int32_t renumber(std::vector<std::int32_t>& labels);

/// A kind of sample, as `clumen sample NAME OUT` writes it: what is in it, and where its labels are, before light falls
/// on it.
struct SampleKind {
  std::string name, description;
  std::string_view things, other;  ///< what is counted; what another seed gives
  std::int64_t size, smallest, largest;
  PixelSize pixel_size;
  /// Draws a sample of a size with a generator; gives its labels and, with what is left of the generator, its image.
  struct Drawn {
    std::vector<std::int32_t> labels;
    std::function<HostImage(Random&, const PixelSize&)> photograph;
  };
  std::function<Drawn(Random&, std::int64_t)> draw;
};

/// Its subcommand, which writes OUT, and the labels beside it as OUT_truth.tif: u16, which ImageJ reads, as long as the
/// numbers fit.
void add_sample_of(CLI::App& sample, const SampleKind& kind);

}  // namespace clumen::tool
