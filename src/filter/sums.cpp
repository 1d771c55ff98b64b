#include "filter/sums.hpp"

#include <algorithm>
#include <cmath>

#include "clumen/pointwise.hpp"
#include "core/check.hpp"

namespace clumen {
namespace {

constexpr std::int64_t most_exact = 1 << 20;  // integers of 32 bits whose sum and mean are exact in f64

double largest_value(DType dtype) { return std::max(highest_of(dtype), -lowest_of(dtype)); }
bool is_small(DType dtype) { return !is_float(dtype) && size_of(dtype) <= 2; }

}  // namespace

Finish mean_as(DType dtype) {
  if (!is_float(dtype)) return Finish::rounded_mean;
  return dtype == DType::f64 ? Finish::exact_mean : Finish::mean;
}

bool sums_fit_int(DType dtype, std::int64_t pixels) {
  return is_small(dtype) && largest_value(dtype) * static_cast<double>(pixels) < INT32_MAX;
}

bool float_rounds(DType dtype, std::int64_t pixels) {
  return is_small(dtype) && pixels % 2 == 1 && 4 * largest_value(dtype) * static_cast<double>(pixels) < (1 << 24);
}

bool needs_digits(DType dtype, std::int64_t pixels) {
  return !is_float(dtype) && (size_of(dtype) == 8 || (size_of(dtype) == 4 && pixels > most_exact));
}

void require_sums(std::string_view operation, const Image& image, std::int64_t pixels, std::size_t passes) {
  const DType dtype = image.dtype();
  if (has_f64(image) || is_float(dtype) || sums_fit_int(dtype, pixels)) return;
  constexpr std::int64_t most_in_floats = 1 << 15;  // two floats hold 47 bits
  require(size_of(dtype) <= 4 && pixels <= most_in_floats && passes == 1, operation, "image", name_of(dtype),
          fmt::format("a dtype whose sums over {} pixels take up to 31 bits, or f32, on this device, which has no f64",
                      pixels));
}

/// The constant outside the image, as the nearest value that the dtype has.
std::int64_t integer_outside(double value, DType dtype) {
  const double v = std::isnan(value) ? 0 : std::clamp(std::nearbyint(value), lowest_of(dtype), highest_of(dtype));
  return v >= 9223372036854775808.0 ? INT64_MAX : static_cast<std::int64_t>(v);
}

void bind_outside(Launch& launch, const Image& in, double value, bool ints, bool integers) {
  if (ints) launch.define("OUTSIDE_T", "int").arg("outside", static_cast<int>(integer_outside(value, in.dtype())));
  else if (integers && !is_float(in.dtype()))
    launch.define("OUTSIDE_T", "long").arg("outside", integer_outside(value, in.dtype()));
  else if (has_f64(in)) launch.define("OUTSIDE_T", "double").arg("outside", value);
  else launch.define("OUTSIDE_T", "float").arg("outside", static_cast<float>(value));
}

void bind_scale(Launch& launch, const Image& in, std::int64_t pixels) {
  launch.define("SCALE_T", has_f64(in) ? "double" : "float").arg("pixels", static_cast<int>(pixels));
  if (has_f64(in)) launch.arg("scale", 1.0 / static_cast<double>(pixels));
  else launch.arg("scale", 1.0F / static_cast<float>(pixels));
}

Image mean_of_digits(const Image& image, std::int64_t count, Border mode,
                     const std::function<Image(const Image&, Border)>& sum_of) {
  constexpr int base = 65536;
  const auto pixels = static_cast<double>(count);
  std::vector<Image> sums;  // of the lowest digit first
  Image rest = image;
  // What a constant stands for is taken apart as the pixels are.
  double outside = mode.mode == Border::Mode::constant
                       ? std::clamp(std::nearbyint(mode.value), lowest_of(image.dtype()), highest_of(image.dtype()))
                       : 0;
  const std::size_t digits = size_of(image.dtype()) / 2;
  for (std::size_t i = 0; i < digits; ++i) {
    const bool highest = i + 1 == digits;
    const Image digit = highest ? rest : remainder(rest, base);
    const double outside_digit = highest ? outside : outside - std::floor(outside / base) * base;
    sums.push_back(sum_of(cast(digit, DType::i32), Border{mode.mode, outside_digit}));
    if (!highest) rest = cast((rest - digit) / static_cast<double>(base), image.dtype());
    outside = (outside - outside_digit) / base;
  }
  Image mean, left;
  for (std::size_t i = digits; i-- > 0;) {
    const Image dividend = left.empty() ? sums[i] : left * static_cast<double>(base) + sums[i];
    const Image quotient = floor(dividend / pixels);
    left = dividend - quotient * pixels;
    left.compute();
    mean = mean.empty() ? cast(quotient, image.dtype()) : mean * base + cast(quotient, image.dtype());
    mean.compute();
  }
  const Image twice = left * 2.0;
  const Image up = twice > pixels || (twice == pixels && remainder(mean, 2) != 0);
  return mean + cast(up, image.dtype());
}

}  // namespace clumen
