#include <algorithm>
#include <cmath>

#include "clumen/filter.hpp"
#include "core/check.hpp"
#include "filter/fraction.hpp"
#include "filter/neighbourhood.hpp"

namespace clumen {
namespace {

void check(std::string_view operation, const Image& image, const Weights& weights) {
  require_image(operation, "image", image);
  require(weights.shape().z == 1 || image.shape().ndim > 2, operation, "weights", to_string(weights.shape()),
          "an extent of 1 along z for an image of two axes");
}

}  // namespace

Image correlate(const Image& image, const Weights& weights, Border mode) {
  check("correlate", image, weights);
  const Shape& s = weights.shape();
  return weighted_sum(image, {weights.values(), s, {s.x / 2, s.y / 2, s.z / 2}}, mode, fraction_of("correlate", image));
}

Image convolve(const Image& image, const Weights& weights, Border mode) {
  check("convolve", image, weights);
  // The centre turns round with the weights: of an even number it is now the left one of the two in the middle.
  const Shape& s = weights.shape();
  const std::vector<double> turned(weights.values().rbegin(), weights.values().rend());
  return weighted_sum(image, {turned, s, {(s.x - 1) / 2, (s.y - 1) / 2, (s.z - 1) / 2}}, mode,
                      fraction_of("convolve", image));
}

}  // namespace clumen
