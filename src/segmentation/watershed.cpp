#include "segmentation/watershed.hpp"

#include <cmath>

#include "clumen/label.hpp"
#include "clumen/morphology.hpp"
#include "core/check.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

constexpr std::string_view name = "watershed";

int neighbours_of(const Shape& s, int connectivity) {
  int bits = 0;
  for (int k = 0; k < 27; ++k) {
    const int x = k % 3 - 1, y = k / 3 % 3 - 1, z = k / 9 - 1, axes = x * x + y * y + z * z;
    if (axes > 0 && axes <= connectivity && (s.z > 1 || z == 0)) bits |= 1 << k;
  }
  return bits;
}

void require_like(const Image& image, std::string_view parameter, const Image& other) {
  require_image(name, parameter, other);
  require(image.shape().same_size(other.shape()), name, parameter, to_string(other.shape()),
          fmt::format("{}, as image", to_string(image.shape())));
  require_same_context(name, image, other);
}

/// The markers where none are given.
Image minima_of(const Image& image, int connectivity, const Image& mask) {
  const Image minima = local_minima(image, std::nullopt, connectivity);
  return label(mask.empty() ? minima : minima && mask, connectivity);
}

}  // namespace

void require_markers(int wrong) {
  require((wrong & 1) == 0, name, "smallest of markers", "negative", "0 or more");
  require((wrong & 2) == 0, name, "markers", "not 0 outside the mask", "0 there; clumen::mask(markers, mask) is");
}

Image watershed(const Image& image, const Image& markers, int connectivity, const Image& mask, double compactness,
                WatershedLine watershed_line) {
  require_image(name, "image", image);
  const Shape& s = image.shape();
  require(s.c == 1, name, "channels of image", s.c, "1; choose one with image.channel(c)");
  require(s.pixels() > 0 && s.pixels() < std::int64_t{1} << 31, name, "image", to_string(s),
          "1 pixel to fewer than 2^31");
  require(connectivity >= 1 && connectivity <= s.ndim, name, "connectivity", connectivity,
          fmt::format("1 to {}", s.ndim));
  require(compactness >= 0 && std::isfinite(compactness), name, "compactness", compactness, "0 or more");
  const bool has_line = watershed_line == WatershedLine::yes;
  require(!has_line || compactness == 0, name, "watershed_line", "yes", "no, as compactness is not 0");
  if (!mask.empty()) require_like(image, "mask", mask);
  if (markers.empty())
    return watershed(image, minima_of(image, connectivity, mask), connectivity, mask, compactness, watershed_line);
  require_like(image, "markers", markers);
  require_labels(name, "markers", markers);
  const Image result = mask.empty() ? new_image(image, s, markers.dtype(), everywhere, {&markers})
                                    : new_image(image, s, markers.dtype(), everywhere, {&markers, &mask});
  if (image.is_tracing()) return result;
  const FloodInput input{image, markers, mask, neighbours_of(s, connectivity), watershed_line, compactness};
  if (on_cpu(image)) flood_from_a_queue(input, result);
  else if (input.is_compact()) flood_compactly_in_rounds(input, result);
  else flood_in_rounds(input, result);
  return result;
}

}  // namespace clumen
