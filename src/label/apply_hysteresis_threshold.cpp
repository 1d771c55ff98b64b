#include <algorithm>

#include "clumen/label.hpp"
#include "core/launch.hpp"
#include "core/source.hpp"

namespace clumen {

namespace {

/// As scikit-image has it, the low threshold is never above the high one.
Image above_low(const Image& image, const Operand& low, const Operand& high) {
  if (low.kind == Operand::Kind::image || high.kind == Operand::Kind::image) return image > minimum(low, high);
  return image > (low.fraction < high.fraction ? low : high);
}

/// Each row an item's on a CPU, each pixel on a GPU.
void run_rows(Launch& launch, const Image& image) {
  const Shape& s = image.shape();
  const auto items = static_cast<std::size_t>(tuned(image, {"apply_hysteresis_threshold.LS", 1, 128}));
  launch.arg("size", size_of_image(s))
      .run({items == 1 ? 1 : static_cast<std::size_t>(s.x), static_cast<std::size_t>(s.y * s.z)}, {items, 1});
}

}  // namespace

Image apply_hysteresis_threshold(const Image& image, const Operand& low, const Operand& high) {
  require_image("apply_hysteresis_threshold", "image", image);
  const Image labels = label(above_low(image, low, high), 1);
  const Image result = new_image(labels, labels.shape(), DType::boolean);
  if (labels.is_tracing()) return result;
  // neighbours have one label: at most every second pixel has its own
  const std::uint64_t words = static_cast<std::uint64_t>(labels.shape().pixels()) / 64 + 1;
  const Buffer kept(*labels.state().context, 4 * words);
  fill_buffer(labels.state().context, kept, 0, 4 * words);
  const std::string_view type = storage_type(labels.dtype());
  Launch mark(labels, "label/apply_hysteresis_threshold", "mark");
  mark.define("LABEL_T", type)
      .define("PART", 1)
      .source("src", image > high)
      .pixels("labels", labels)
      .buffer("kept", kept);
  run_rows(mark, labels);
  Launch pick(labels, "label/apply_hysteresis_threshold", "pick");
  pick.define("LABEL_T", type).define("PART", 2).pixels("labels", labels).buffer("kept", kept).output("dst", result);
  run_rows(pick, labels);
  return result;
}

}  // namespace clumen
