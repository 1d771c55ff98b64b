#pragma once
#include <array>
#include <vector>

#include "clumen/image.hpp"

namespace clumen {

/// The weights of a correlation along one axis: out[i] is the sum of weights[k] · in[i - before + k].
struct LineKernel {
  std::vector<double> weights = {1};
  int before = 0;

  int taps() const { return static_cast<int>(weights.size()); }
  bool is_identity() const { return weights.size() == 1 && weights[0] == 1; }
};
using AxisKernels = std::array<LineKernel, 3>;  ///< along x, y and z

constexpr int most_taps = 4097;

/// The image correlated with a kernel along each axis, z first; `dtype` is f32 or f64.
/// own: how far it reaches.
Image separable(const Image& image, const AxisKernels& kernels, Border border, DType dtype, const Reach& own);

}  // namespace clumen
