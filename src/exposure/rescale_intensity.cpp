#include "core/check.hpp"
#include "exposure/exposure.hpp"
#include "reduce/reduce.hpp"

namespace clumen {

namespace {

/// The two ends of a range: numbers, or device scalars.
struct Range {
  Operand low, high;
  bool numbers;
  Operand extent() const { return numbers ? Operand(high.fraction - low.fraction) : Operand(subtract(high, low)); }
};

Range of_numbers(double low, double high) { return {low, high, true}; }

Range of_image(const Image& image, DType dtype) {
  const Image both = extremes(image, Extreme::both, Fuse::cheap);
  return {cast(both.region({0, 0}, {1, 1}), dtype), cast(both.region({1, 0}, {1, 1}), dtype), false};
}

Range range_of_dtype(DType dtype, const Range& in, DType compute) {
  const double lowest = is_float(dtype) ? -1 : lowest_of(dtype), highest = full_scale(dtype);
  if (in.numbers) return of_numbers(in.low.fraction >= 0 ? 0 : lowest, highest);
  if (!is_signed(dtype)) return of_numbers(0, highest);
  const Image zeros = cast(in.low.image * 0, compute);
  const Image low = where(greater_equal(in.low, 0), zeros, lowest);
  return {low, where(greater_equal(in.low, 0), zeros + highest, highest), false};
}

void require_range(std::string_view parameter, const std::vector<double>& range) {
  require(range.empty() || range.size() == 2, "rescale_intensity", parameter, range.size(), "two numbers, or none");
}

}  // namespace

Image rescale_intensity(const Image& image, const std::vector<double>& in_range, const std::vector<double>& out_range) {
  require_image("rescale_intensity", "image", image);
  require_range("in_range", in_range);
  require_range("out_range", out_range);
  const DType compute = correction_dtype(image), dtype = out_range.empty() ? image.dtype() : compute;
  const Range in = in_range.empty() ? of_image(image, compute) : of_numbers(in_range[0], in_range[1]);
  const Range out =
      out_range.empty() ? range_of_dtype(image.dtype(), in, compute) : of_numbers(out_range[0], out_range[1]);
  const Image all = cast(image, compute), pixels = in.numbers ? clip(all, in.low, in.high) : all;
  const Image stretched = (pixels - in.low) / in.extent() * out.extent() + out.low;
  const Image clipped = clip(pixels, out.low, out.high);
  if (in.numbers) return cast(in.low.fraction == in.high.fraction ? clipped : stretched, dtype);
  return cast(where(equal(in.low, in.high), clipped, stretched), dtype);
}

Image normalize(const Image& image) {
  require_image("normalize", "image", image);
  const DType own = image.dtype();
  const DType dtype = is_float(own) ? own : size_of(own) <= 2 || !has_f64(image) ? DType::f32 : DType::f64;
  const Range range = of_image(image, dtype);
  const Image above = cast(image, dtype) - range.low;
  return where(equal(range.low, range.high), above * 0, above / range.extent());
}

}  // namespace clumen
