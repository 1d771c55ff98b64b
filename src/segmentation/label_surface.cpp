#include <cmath>

#include "clumen/segmentation.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "segmentation/centroids.hpp"

namespace clumen {
namespace {

enum class Kept : std::uint8_t { inside, surface };

/// Where each label's ray begins, its centroid, and a step of one pixel's length away from the centre; none where the
/// two are one.
template <class T>
std::vector<T> rays_of(const std::vector<Centroid>& centroids, const std::array<double, 3>& center) {
  std::vector<T> rays;
  for (const Centroid& c : centroids) {
    const double x = c.at[0] - center[0], y = c.at[1] - center[1], z = c.at[2] - center[2];
    const double length = std::sqrt(x * x + y * y + z * z), scale = length > 0 ? 1 / length : 0;
    for (const double v : {c.at[0], c.at[1], c.at[2], x * scale, y * scale, z * scale})
      rays.push_back(static_cast<T>(v));
  }
  return rays;
}

Launch surface_launch(const Image& result, const Image& labels, std::string_view kernel, int part, int count) {
  Launch launch(result, "segmentation/label_surface", kernel);
  launch.define("LS", 64).define("PART", part).source("labels", labels).arg("size", size_of_image(labels.shape()));
  return std::move(launch.arg("count", count));
}

Image picked(std::string_view operation, const Image& labels, const PerAxis& relative_center, Kept kept) {
  require_labels(operation, "labels", labels);
  const Shape& s = labels.shape();
  const std::array<double, 3> relative{relative_center.x, relative_center.y, relative_center.z};
  std::array<double, 3> center{};
  for (std::size_t axis = 0; axis < (s.ndim > 2 ? 3 : 2); ++axis) {
    require(std::isfinite(relative[axis]), operation, fmt::format("relative_center along {}", "xyz"[axis]),
            relative[axis], "a finite number");
    center[axis] = relative[axis] * static_cast<double>(s.xyz()[axis]);
  }
  const Image result = new_image(labels, s, labels.dtype(), Reach{0, 0, 0, true});
  if (labels.is_tracing() || s.pixels() == 0) return result;
  stored(labels);
  const std::vector<Centroid> centroids = centroids_of(operation, labels);
  if (centroids.empty()) return labels;
  std::vector<std::int64_t> numbers;
  numbers.reserve(centroids.size());
  for (const Centroid& c : centroids) numbers.push_back(c.label);
  const Buffer table = table_buffer(labels, numbers), keep(*labels.state().context, numbers.size() * 4);
  const Buffer rays = has_f64(labels) ? table_buffer(labels, rays_of<double>(centroids, center))
                                      : table_buffer(labels, rays_of<float>(centroids, center));
  const int count = static_cast<int>(numbers.size());
  Launch cast_rays = surface_launch(result, labels, "surface_rays", 1, count);
  cast_rays.buffer("rays", rays).buffer("table", table).buffer("keep", keep).run({numbers.size()}, {64});
  Launch pick = surface_launch(result, labels, "surface_pick", 2, count);
  pick.buffer("table", table).buffer("keep", keep).output("dst", result).arg("wanted", kept == Kept::surface ? 1 : 0);
  pick.run({static_cast<std::size_t>(s.x), static_cast<std::size_t>(s.y), static_cast<std::size_t>(s.z)}, {64, 1, 1});
  return result;
}

}  // namespace

Image label_surface(const Image& labels, PerAxis relative_center) {
  return picked("label_surface", labels, relative_center, Kept::surface);
}
Image exclude_labels_on_surface(const Image& labels, PerAxis relative_center) {
  return picked("exclude_labels_on_surface", labels, relative_center, Kept::inside);
}

}  // namespace clumen
