#pragma once
#include "clumen/image.hpp"

namespace clumen {

/// Numbers by rising order, and what stands beside each of them; one row of each.
struct Sorted {
  Image keys;    ///< u64
  Image beside;  ///< u32
};

/// Sorts a row of fewer than 2^31 whole numbers (u64, stored) on the device; equal ones stay in their order.
/// beside: u32, one for each; their places when not given.
Sorted sorted(const Image& keys, const Image& beside = {});

}  // namespace clumen
