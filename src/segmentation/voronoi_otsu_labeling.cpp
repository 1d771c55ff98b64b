#include "clumen/distance.hpp"
#include "clumen/filter.hpp"
#include "clumen/label.hpp"
#include "clumen/morphology.hpp"
#include "clumen/segmentation.hpp"
#include "clumen/threshold.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"

namespace clumen {
namespace {

void require_gray(std::string_view operation, const Image& image) {
  require_image(operation, "image", image);
  require(image.shape().c == 1, operation, "channels of image", image.shape().c, "1; choose one with image.channel(c)");
}

Image blurred(std::string_view operation, std::string_view parameter, const Image& image, double sigma) {
  require(sigma >= 0 && sigma <= 256, operation, parameter, sigma, "0 to 256");
  return gaussian(image, sigma);
}

/// In bits, for it is read several times.
Image above_otsu(const Image& image) {
  const Image foreground = image > threshold_otsu(image);
  return image.is_tracing() ? foreground : in_bits(foreground);
}

}  // namespace

Image voronoi_otsu_labeling(const Image& image, double spot_sigma, double outline_sigma) {
  constexpr std::string_view name = "voronoi_otsu_labeling";
  require_gray(name, image);
  const Image spots = blurred(name, "spot_sigma", image, spot_sigma);
  const Image outlines = spot_sigma == outline_sigma ? spots : blurred(name, "outline_sigma", image, outline_sigma);
  const Image foreground = above_otsu(outlines);
  return masked_voronoi_labels(label(detect_maxima(spots) && foreground), foreground);
}

Image gauss_otsu_labeling(const Image& image, double outline_sigma) {
  constexpr std::string_view name = "gauss_otsu_labeling";
  require_gray(name, image);
  return label(above_otsu(blurred(name, "outline_sigma", image, outline_sigma)));
}

Image eroded_otsu_labeling(const Image& image, int number_of_erosions, double outline_sigma) {
  constexpr std::string_view name = "eroded_otsu_labeling";
  require_gray(name, image);
  require(number_of_erosions >= 0 && number_of_erosions <= 1024, name, "number_of_erosions", number_of_erosions,
          "0 to 1024");
  const Image foreground = above_otsu(blurred(name, "outline_sigma", image, outline_sigma));
  const std::int64_t edge = 2 * number_of_erosions + 1;
  const int ndim = image.shape().ndim;
  const Image cores = binary_erosion(foreground, box(edge, ndim > 1 ? edge : 1, ndim > 2 ? edge : 1));
  return masked_voronoi_labels(label(cores), foreground);
}

}  // namespace clumen
