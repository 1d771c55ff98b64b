#include <cmath>

#include "clumen/measure.hpp"
#include "clumen/projection.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "profile_line";

// As NumPy's linspace.
double between(double first, double last, std::int64_t i, std::int64_t count) {
  if (count == 1) return first;
  return i + 1 == count ? last : first + static_cast<double>(i) * ((last - first) / static_cast<double>(count - 1));
}

// Positions along x, and across the line along y.
template <class T>
std::vector<T> positions(const PerAxis& src, const PerAxis& dst, const Shape& s) {
  const double angle = std::atan2(dst.y - src.y, dst.x - src.x), half = static_cast<double>(s.y - 1) / 2;
  const double across_x = half * std::sin(-angle), across_y = half * std::cos(angle);
  std::vector<T> at(static_cast<std::size_t>(s.pixels()) * 2);
  for (std::int64_t j = 0; j < s.y; ++j)
    for (std::int64_t i = 0; i < s.x; ++i) {
      const double x = between(src.x, dst.x, i, s.x), y = between(src.y, dst.y, i, s.x);
      const auto k = static_cast<std::size_t>(j * s.x + i);
      at[k] = static_cast<T>(between(x - across_x, x + across_x, j, s.y));
      at[k + static_cast<std::size_t>(s.pixels())] = static_cast<T>(between(y - across_y, y + across_y, j, s.y));
    }
  return at;
}

Image reduced(const Image& pixels, ReduceBy by) {
  switch (by) {
    case ReduceBy::maximum:
      return maximum_projection(pixels, Axis::y);
    case ReduceBy::minimum:
      return minimum_projection(pixels, Axis::y);
    case ReduceBy::sum:
      return sum_projection(pixels, Axis::y);
    case ReduceBy::median:
      return median_projection(pixels, Axis::y);
    default:
      return mean_projection(pixels, Axis::y);
  }
}

}  // namespace

Image profile_line(const Image& image, PerAxis src, PerAxis dst, int linewidth, std::optional<int> order, PadMode mode,
                   double cval, ReduceBy reduce_func) {
  constexpr double kFarthest = 1 << 26;
  require_image(kOperation, "image", image);
  require(image.shape().ndim == 2, kOperation, "image", to_string(image.shape()), "2 axes");
  require(linewidth >= 1, kOperation, "linewidth", linewidth, "1 and more");
  for (const double v : {src.x, src.y})
    require(std::abs(v) <= kFarthest, kOperation, "src", v, "a position up to 2^26 pixels away");
  for (const double v : {dst.x, dst.y})
    require(std::abs(v) <= kFarthest, kOperation, "dst", v, "a position up to 2^26 pixels away");
  const auto length = static_cast<std::int64_t>(std::ceil(std::hypot(dst.y - src.y, dst.x - src.x) + 1));
  const Shape line(length, linewidth, 1, 2, 2), channels(length, linewidth, 1, 1, 2);
  const Image at = image.is_tracing() ? Image::tracing(line, DType::f32)
                   : has_f64(image)   ? image.context().push(positions<double>(src, dst, channels), line)
                                      : image.context().push(positions<float>(src, dst, channels), line);
  return reduced(warp(image, at, order, mode, cval, Clip::no), reduce_func);
}

}  // namespace clumen
