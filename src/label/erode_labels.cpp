#include "label/erode_labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/launch.hpp"
#include "label/label_ranks.hpp"

namespace clumen {
namespace {

struct Erosion {
  Image labels;
  double limit;                       // the largest squared distance that takes a pixel away
  std::array<std::int64_t, 3> reach;  // in pixels along each axis
  bool wide() const { return limit >= 0x1p29; }

  Launch launch(int axis, std::string_view kernel) const {
    Launch l(labels, "label/erode_labels", kernel);
    l.source("src", labels).define("AXIS", axis).define("DIST_T", wide() ? "long" : "int");
    l.define("NEAR_T", near_bytes() == 2 ? "ushort" : "uint").arg("size", size_of_image(labels.shape()));
    l.arg("reach", static_cast<int>(reach[static_cast<std::size_t>(axis)]));
    return l;
  }
  std::uint64_t near_bytes() const { return reach[0] < 65535 ? 2 : 4; }
  std::uint64_t pixels() const { return static_cast<std::uint64_t>(labels.shape().pixels()); }

  Buffer along_rows() const {
    Buffer near(*labels.state().context, pixels() * near_bytes());
    Launch row = launch(0, "erode_row");
    run_over_pixels(row.define("LAST", 0).buffer("near", near), labels);
    return near;
  }
  Launch along(int axis, const Buffer& given) const {
    Launch line = launch(axis, "erode_line");
    line.buffer("given", given);
    if (wide()) line.arg("limit", static_cast<std::int64_t>(limit));
    else line.arg("limit", static_cast<int>(limit));
    return line;
  }
};

}  // namespace

double squared_limit(double radius, const Shape& s) {
  const auto x = static_cast<double>(s.x), y = static_cast<double>(s.y), z = static_cast<double>(s.z);
  if (radius >= x + y + z) return x * x + y * y + z * z;
  double limit = std::floor(radius * radius);
  while (std::sqrt(limit) > radius) limit -= 1;
  while (std::sqrt(limit + 1) <= radius) limit += 1;
  return limit;
}

Image eroded_labels(const Image& labels, double radius) {
  if (radius < 1) return labels;
  const Shape& s = labels.shape();
  const auto within = [&](std::int64_t n) {
    return radius >= static_cast<double>(n) ? n - 1 : std::min(n - 1, static_cast<std::int64_t>(radius));
  };
  const Erosion erosion{labels, squared_limit(radius, s), {within(s.x), within(s.y), within(s.z)}};
  const auto reach = static_cast<std::int64_t>(std::min(radius, 0x1p29));
  const Reach own{reach, s.ndim > 1 ? reach : 0, s.ndim > 2 ? reach : 0, false};
  const Image result = new_image(labels, s, labels.dtype(), own);
  if (labels.is_tracing()) return result;
  stored(labels);  // a pending expression would be computed in every pass
  const Buffer near = erosion.along_rows();
  Launch y = erosion.along(1, near);
  if (s.z == 1) {
    run_over_pixels(y.define("LAST", 1).output("dst", result), labels);
    return result;
  }
  const Buffer squares(*labels.state().context, erosion.pixels() * (erosion.wide() ? 8 : 4));
  run_over_pixels(y.define("LAST", 0).buffer("squares", squares), labels);
  Launch z = erosion.along(2, squares);
  run_over_pixels(z.define("LAST", 1).output("dst", result), labels);
  return result;
}

}  // namespace clumen
