#include "clumen/label.hpp"
#include "core/image_state.hpp"
#include "label/label_flags.hpp"

namespace clumen {

namespace {

/// As scikit-image has it, the low threshold is never above the high one.
Image above_low(const Image& image, const Operand& low, const Operand& high) {
  if (low.kind == Operand::Kind::image || high.kind == Operand::Kind::image) return image > minimum(low, high);
  return image > (low.fraction < high.fraction ? low : high);
}

}  // namespace

Image apply_hysteresis_threshold(const Image& image, const Operand& low, const Operand& high) {
  require_image("apply_hysteresis_threshold", "image", image);
  const Image labels = label(above_low(image, low, high), 1);
  if (labels.is_tracing()) return new_image(labels, labels.shape(), DType::boolean);
  // neighbours have one label: at most every second pixel has its own
  const LabelFlags flags(labels, static_cast<std::uint64_t>(labels.shape().pixels()) / 2 + 2);
  flags.set_where(image > high);
  return flags.pick({});
}

}  // namespace clumen
