#include "reduce/reduce.hpp"

#include <algorithm>

#include "core/context_state.hpp"

namespace clumen {

Spread spread_over(const Image& image, int per_unit) {
  Spread s{1, tuned(image, "reduce.LS"), on_cpu(image) ? 16 : 4};
  if (image.is_tracing()) return s;
  const int units = std::max(image.state().context->device.compute_units, on_cpu(image) ? 2 : 1);
  // a group should have something to do
  const std::int64_t least = on_cpu(image) ? 4096 : std::int64_t{s.items} * s.pixels;
  const auto wanted = std::int64_t{units} * per_unit;
  s.groups = static_cast<int>(std::clamp<std::int64_t>((image.shape().pixels() + least - 1) / least, 1, wanted));
  return s;
}

Launch& define_spread(Launch& launch, const Spread& spread) {
  return launch.define("LS", spread.items).define("VEC", spread.pixels);
}

DType count_dtype(const Image& image) {
  return image.shape().pixels() >= std::int64_t{1} << 32 ? DType::u64 : DType::u32;
}

}  // namespace clumen
