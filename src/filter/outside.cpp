#include "filter/outside.hpp"

#include <algorithm>
#include <cmath>

namespace clumen {

void bind_outside(Launch& launch, DType dtype, double value) {
  if (dtype == DType::f64) {
    launch.define("OUTSIDE_T", "double").arg("out_of_image", value);
  } else if (is_float(dtype)) {
    launch.define("OUTSIDE_T", "float").arg("out_of_image", static_cast<float>(value));
  } else if (dtype == DType::u64) {
    constexpr double above = 18446744073709551616.0;
    const std::uint64_t v = !(value > 0) ? 0 : value >= above ? UINT64_MAX : static_cast<std::uint64_t>(value);
    launch.define("OUTSIDE_T", "ulong").arg("out_of_image", v);
  } else {
    const double v = std::isnan(value) ? 0 : std::clamp(value, lowest_of(dtype), highest_of(dtype));
    const std::int64_t whole = v >= 9223372036854775808.0 ? INT64_MAX : static_cast<std::int64_t>(v);
    launch.define("OUTSIDE_T", "long").arg("out_of_image", whole);
  }
}

}  // namespace clumen
