#include <cmath>

#include "clumen/display.hpp"
#include "clumen/morphology.hpp"
#include "clumen/transform.hpp"
#include "core/check.hpp"
#include "core/tables.hpp"

namespace clumen {
namespace {

constexpr std::string_view name = "mark_boundaries";

void require_color(std::string_view parameter, const std::vector<double>& color) {
  const bool finite = color.size() == 3 && std::isfinite(color[0] + color[1] + color[2]);
  require(finite, name, parameter, fmt::format("{} numbers", color.size()), "three finite numbers");
}

/// A colour as one pixel of three channels on the device of `like`.
Image pixel_of(const Image& like, const std::vector<double>& color) {
  const Shape one(1, 1, 1, 3);
  if (like.is_tracing()) return Image::tracing(one);
  auto state = std::make_shared<ImageState>();
  state->context = like.state().context;
  state->shape = one;
  state->dtype = DType::f32;
  state->buffer = table_buffer(like, std::vector<float>(color.begin(), color.end()));
  state->layout = plain_layout(one);
  return Image(state);
}

/// Integers over their range, as fractions.
Image fractions(const Image& image) {
  const DType dtype = image.dtype();
  const Image f32 = cast(image, DType::f32);
  if (!is_integer(dtype)) return f32;
  const Image scaled = f32 * (1 / highest_of(dtype));
  return is_signed(dtype) ? maximum(scaled, -1.0) : scaled;
}

/// A pixel between each two.
Image doubled(const Image& image) {
  const Shape& s = image.shape();
  const Shape twice(2 * s.x - 1, 2 * s.y - 1, 2 * s.z - 1, s.c, 3);
  const std::vector<double> halves{.5, 0, 0, 0, 0, .5, 0, 0, 0, 0, .5, 0, 0, 0, 0, 1};
  return affine(image.with_ndim(3), halves, twice, 3, PadMode::reflect, 0, Clip::no).with_ndim(s.ndim);
}

void check_arguments(const Image& image, const Image& labels, const std::vector<double>& color,
                     const std::vector<double>& outline_color) {
  require_labels(name, "label_img", labels, Masks::taken);
  require_over(name, "image", image, labels, Channels::any);
  require(image.shape().c == 1 || image.shape().c == 3, name, "channels of image", image.shape().c, "1 or 3");
  require_color("color", color);
  if (!outline_color.empty()) require_color("outline_color", outline_color);
}

}  // namespace

Image mark_boundaries(const Image& image, const Image& label_img, const std::vector<double>& color,
                      const std::vector<double>& outline_color, Boundaries mode, std::int64_t background_label) {
  check_arguments(image, label_img, color, outline_color);
  const Image edges = find_boundaries(label_img, 1, mode, background_label);
  const Image under = mode == Boundaries::subpixel ? doubled(fractions(image)) : fractions(image);
  Image marked = under;
  if (!outline_color.empty()) {
    const Footprint around = label_img.shape().ndim > 2 ? box(3, 3, 3) : box(3, 3);
    marked = where(binary_dilation(edges, around), pixel_of(image, outline_color), marked);
  }
  return where(edges, pixel_of(image, color), marked).with_pixel_size(under.pixel_size());
}

}  // namespace clumen
