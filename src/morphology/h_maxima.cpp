#include <cmath>

#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "morphology/spread.hpp"

namespace clumen {
namespace {

/// Where `image` is at least h above what is left of its tops, which are cut off by h; for integers, which must not
/// leave their range. `up`: 1 for maxima, -1 for minima.
Image integer_extrema(const Image& image, std::int64_t h, const Footprint& around, Reconstruction method) {
  const DType dtype = image.dtype();
  const bool maxima = method == Reconstruction::dilation;
  return visit(dtype, [&](auto zero) -> Image {
    using T = decltype(zero);
    using Limits = std::numeric_limits<T>;
    const auto step = static_cast<T>(h);
    const T end = maxima ? Limits::min() : Limits::max();
    const T near = static_cast<T>(maxima ? end + step : end - step);  // from here on the cut leaves the range
    const auto cut = [&](const Image& pixels) { return maxima ? pixels - step : pixels + step; };
    const auto fits = [&](const Image& pixels) { return maxima ? pixels >= near : pixels <= near; };
    const Image left = reconstruction(where(fits(image), cut(image), end), image, method, around);
    const Image top = maxima ? max(image).image() : min(image).image();
    const Image bottom = maxima ? min(image).image() : max(image).image();
    const Image high = fits(top) && (maxima ? bottom <= cut(top) : bottom >= cut(top));
    return fits(image) && (maxima ? left <= cut(image) : left >= cut(image)) && high;
  });
}

Image float_extrema(const Image& image, double h, const Footprint& around, Reconstruction method) {
  const double resolution = image.dtype() == DType::f64 ? 1e-15 : 1e-6;  // NumPy's finfo(dtype).resolution
  const Image margin = absolute(image) * (2 * resolution), range = max(image).image() - min(image).image();
  const bool maxima = method == Reconstruction::dilation;
  const Image cut = maxima ? image - h - margin : image + h + margin;
  const Image left = reconstruction(cut, image, method, around);
  return (maxima ? image - left : left - image) >= h && range >= h;
}

Image extrema(std::string_view operation, const Image& image, double h, const std::optional<Footprint>& footprint,
              Reconstruction method) {
  require_image(operation, "image", image);
  require(image.dtype() != DType::boolean, operation, "dtype of image", "bool", "an integer or a float");
  require(image.shape().c == 1, operation, "channels of image", image.shape().c, "1; choose one with image.channel(c)");
  require(h > 0 && std::isfinite(h), operation, "h", h, "above 0");
  const Footprint around = or_full(footprint, image);
  require(around.shape().z == 1 || image.shape().ndim > 2, operation, "footprint", to_string(around.shape()),
          "an extent of 1 along z for an image of two axes");
  const DType dtype = image.dtype();
  if (is_integer(dtype) && h == std::floor(h)) {
    // A step that the dtype cannot hold is larger than any range: there is no extremum, as there is no NaN.
    if (h > highest_of(dtype) - lowest_of(dtype) || h >= 9.2e18) return cast(isnan(image), DType::u8);
    return cast(integer_extrema(image, static_cast<std::int64_t>(h), around, method), DType::u8);
  }
  const bool wide = dtype == DType::f64 || (is_integer(dtype) && size_of(dtype) > 2);
  const Image pixels = cast(image, wide ? DType::f64 : DType::f32);
  return cast(float_extrema(pixels, h, around, method), DType::u8);
}

}  // namespace

Image h_maxima(const Image& image, double h, const std::optional<Footprint>& footprint) {
  return extrema("h_maxima", image, h, footprint, Reconstruction::dilation);
}

Image h_minima(const Image& image, double h, const std::optional<Footprint>& footprint) {
  return extrema("h_minima", image, h, footprint, Reconstruction::erosion);
}

}  // namespace clumen
