#include <algorithm>
#include <cmath>

#include "clumen/measure.hpp"
#include "core/check.hpp"
#include "measure/region_sums.hpp"
#include "reduce/reduce.hpp"

namespace clumen {
namespace {

constexpr int kDigit = 8, kDigits = 256, kCounts = 8;  // as in percentile.cl

// Between which two pixels, in their order, the result lies, and how far from the first one.
struct Place {
  std::uint64_t first, second;
  double beyond;
};
Place place_of(double q, std::int64_t pixels) {
  const auto last = static_cast<std::uint64_t>(pixels - 1);
  const double at = q / 100 * static_cast<double>(last);
  const auto first = std::min(static_cast<std::uint64_t>(at), last);
  return {first, std::min(first + 1, last), at - static_cast<double>(first)};
}

int key_bits(DType dtype) { return dtype == DType::f16 ? 32 : 8 * static_cast<int>(size_of(dtype)); }

Launch percentile_launch(const Image& image, std::string_view file, std::string_view kernel, int items) {
  Launch launch(image, file, kernel);
  launch.define("LS", items).define("KEY_BITS", key_bits(image.dtype()));
  launch.define("INTENSITY", intensity_kind(image.dtype())).define("SIGNED", is_signed(image.dtype()) ? 1 : 0);
  return launch;
}

}  // namespace

Scalar percentile(const Image& image, double q) {
  require_image("percentile", "image", image);
  require(q >= 0 && q <= 100, "percentile", "q", q, "0 to 100");
  require(image.shape().pixels() > 0, "percentile", "image", to_string(image.shape()), "one with pixels");
  const DType fractions = has_f64(image) ? DType::f64 : DType::f32;
  const Image result = new_image(image, {1, 1}, fractions, kGlobalReach);
  if (image.is_tracing()) return Scalar(result);
  const Place place = place_of(q, image.shape().pixels());
  const Spread spread = spread_over(image, on_cpu(image) ? 2 : 8);
  const auto& context = image.state().context;
  const Buffer state(*context, (kCounts + 2 * kDigits) * 8);
  fill_buffer(context, state, 0, (kCounts + 2 * kDigits) * 8);
  const auto items = static_cast<std::size_t>(spread.items);
  for (int shift = key_bits(image.dtype()) - kDigit; shift >= 0; shift -= kDigit) {
    percentile_launch(image, "measure/percentile", "percentile_count", spread.items)
        .source("intensity", image)
        .buffer("state", state)
        .arg("shift", shift)
        .arg("size", size_of_image(image.shape()))
        .run({static_cast<std::size_t>(spread.groups) * items}, {items});
    Launch digit = percentile_launch(image, "measure/percentile_digit", "percentile_digit", spread.items);
    digit.output("dst", result).buffer("state", state).arg("shift", shift);
    digit.arg("first", place.first).arg("second", place.second);
    if (fractions == DType::f64) digit.arg("beyond", place.beyond);
    else digit.arg("beyond", static_cast<float>(place.beyond));
    digit.run({items}, {items});
  }
  return Scalar(result);
}

}  // namespace clumen
