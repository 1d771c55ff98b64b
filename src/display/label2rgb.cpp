#include "clumen/display.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "label/label_ranks.hpp"
#include "label/labels.hpp"

namespace clumen {

namespace {

/// 8 and 16 bits: every label has a place; wider ones: those that a numbering from 1 on can reach.
LabelRanks ranks_of(const Image& labels) {
  const DType dtype = labels.dtype();
  if (size_of(dtype) > 2 || dtype == DType::boolean) return label_ranks(labels, 0, labels.shape().pixels() + 1);
  return label_ranks(labels, static_cast<std::int64_t>(lowest_of(dtype)), std::int64_t{1} << (8 * size_of(dtype)));
}

/// Binds what is the same for both ways to a rank.
void paint(Launch& launch, const Image& labels, const Image& image, double alpha, const Image& result) {
  launch.source("labels", labels, Fuse::cheap)
      .arg("size", size_of_image(labels.shape()))
      .arg("alpha", static_cast<float>(image.empty() ? 1.0 : alpha))
      .define("RGB_CHANNELS", image.empty() ? 0 : image.shape().c);
  if (!image.empty()) {
    const DType dtype = image.dtype();
    const bool integer = is_integer(dtype);
    launch.source("src", image)
        .arg("scale", static_cast<float>(integer ? 1 / highest_of(dtype) : 1.0))
        .define("RGB_SIGNED", integer && is_signed(dtype) ? 1 : 0);
  }
  launch.pixels("dst", result);
  run_over_fours(launch, labels);
}

void check_arguments(const Image& labels, const Image& image, double alpha) {
  require_labels("label2rgb", "label", labels, Masks::taken);
  require(alpha >= 0 && alpha <= 1, "label2rgb", "alpha", alpha, "0 to 1");
  if (image.empty()) return;
  require_over("label2rgb", "image", image, labels, Channels::any);
  require(image.shape().c == 1 || image.shape().c == 3, "label2rgb", "image's channels", image.shape().c, "1 or 3");
}

}  // namespace

Image label2rgb(const Image& labels, const Image& image, double alpha) {
  check_arguments(labels, image, alpha);
  const Shape& s = labels.shape();
  const Image result = new_image(labels, {s.x, s.y, s.z, 3, s.ndim}, DType::f32, everywhere, {&image});
  const LabelRanks ranks = ranks_of(labels);
  Launch launch(labels, "display/label2rgb", "label2rgb");
  bind_ranks(launch, ranks);
  paint(launch, labels, image, alpha, result);
  if (labels.is_tracing() || (size_of(labels.dtype()) <= 2)) return result;

  std::uint32_t without_place = 0;
  read_buffer(*labels.state().context, ranks.bits.state().buffer, &without_place, 4,
              static_cast<std::size_t>(ranks.words()) * 4);
  if (without_place == 0) return result;
  Launch again(labels, "display/label2rgb", "label2rgb");
  bind_ranks(again, label_ranks_on_host(labels));
  paint(again, labels, image, alpha, result);
  return result;
}

}  // namespace clumen
