#pragma once
#include <string>

#include "clumen/context.hpp"

namespace clumen {

/// What a driver does otherwise than its device or OpenCL says. All that is known stands here and nowhere else, by
/// name; tests/core/quirks_test.cpp has a test of each.
struct Quirks {
  /// A CPU that computes 8 items side by side, as a GPU does, so that kernels of one item per group leave 7 of them
  /// idle (and some of those come out wrong). Kernels take their GPU form. Mesa's llvmpipe.
  bool items_are_lanes = false;
  /// A long made from an int compares with a literal as if it were not signed: `(long)a < 0` is never true. `WIDEN`
  /// (kernels_cl/common.clh) makes it from its two halves. rusticl of Mesa 22.3.
  bool widened_compare_unsigned = false;
};
Quirks quirks_of(const Device& device);

/// The #defines by which kernels know of them.
std::string defines_of(const Quirks& quirks);

}  // namespace clumen
