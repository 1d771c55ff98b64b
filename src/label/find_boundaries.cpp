#include <type_traits>
#include <utility>

#include "clumen/label.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "label/label_ranks.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

Image between_pixels(const Image& labels) {
  const Shape& s = labels.shape();
  Shape doubled = s;
  for (std::int64_t* extent : {&doubled.x, &doubled.y, &doubled.z}) *extent = 2 * *extent - 1;
  const Image result = new_image(labels, doubled, DType::boolean, {1, s.ndim > 1 ? 1 : 0, s.ndim > 2 ? 1 : 0, false});
  if (labels.is_tracing()) return result;
  Launch launch(labels, "label/find_boundaries", "between_pixels");
  launch.define("PART", 2).source("src", labels, Fuse::cheap).arg("size", size_of_image(doubled));
  launch.output("dst", result);
  run_over_pixels(launch, result);
  return result;
}

Image between_labels(const Image& labels, int connectivity, Boundaries mode, std::int64_t background) {
  const Shape& s = labels.shape();
  const Image result = new_image(labels, s, DType::boolean, {1, s.ndim > 1 ? 1 : 0, s.ndim > 2 ? 1 : 0, false});
  if (labels.is_tracing() || s.pixels() == 0) return result;
  const bool behind = visit(labels.dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) return std::in_range<T>(background);
    else return false;
  });
  constexpr std::size_t depth = 8;  // planes of an item of a GPU
  Launch launch(labels, "label/find_boundaries", "boundaries");
  launch.define("PART", 1).define("MODE", mode == Boundaries::thick ? 0 : mode == Boundaries::inner ? 1 : 2);
  launch.define("CONNECTIVITY", connectivity).define("AXES", s.ndim).define("BEHIND", behind ? 1 : 0);
  launch.source("labels", labels, Fuse::cheap).output("dst", result);
  launch.arg("background", background).arg("size", size_of_image(s));
  const auto y = static_cast<std::size_t>(s.y), z = static_cast<std::size_t>(s.z);
  if (on_cpu(labels)) {
    launch.run({1, y, z}, {1});
  } else {
    launch.define("DEPTH", static_cast<std::int64_t>(depth));
    launch.define("FOURS", launch.is_dense("labels") && s.x % 4 == 0 ? 1 : 0);
    launch.run({ceil_div(static_cast<std::size_t>(s.x), 4), y, ceil_div(z, depth)}, {32, 4});
  }
  return result;
}

}  // namespace

Image find_boundaries(const Image& label_img, int connectivity, Boundaries mode, std::int64_t background) {
  constexpr std::string_view name = "find_boundaries";
  require_labels(name, "label_img", label_img, Masks::taken);
  const int ndim = label_img.shape().ndim;
  require(connectivity >= 1 && connectivity <= ndim, name, "connectivity", connectivity, fmt::format("1 to {}", ndim));
  const Image labels = label_img.dtype() == DType::boolean ? cast(label_img, DType::u8) : label_img;
  if (mode == Boundaries::subpixel) return between_pixels(labels);
  return between_labels(labels, connectivity, mode, background);
}

}  // namespace clumen
