#pragma once
#include <nlohmann/json.hpp>

#include "clumen/clumen.hpp"

/// What a device can do at most, by small kernels of `clumen bench`.
namespace clumen::tool {

class DeviceLimits {
 public:
  explicit DeviceLimits(const Context& context);
  /// The least milliseconds of a kernel that reads half of so many bytes and writes the other half.
  double copy_ms(double bytes) const;
  /// copy_gb_s, fma_gflop_s (f32), launch_us: of one launch of many.
  nlohmann::ordered_json measured() const;

 private:
  double multiply_adds() const;
  double launch_us() const;

  Context context_;
  bool cpu_;
  Kernel copy_, multiply_add_;
};

}  // namespace clumen::tool
