#include "core/check.hpp"
#include "core/launch.hpp"
#include "core/source.hpp"
#include "distance/nearest.hpp"

namespace clumen {
namespace {

constexpr std::int64_t widest = 12;  // of expand_labels.cl, in pixels

// Few pixels on a GPU, where pixels are squares.
bool is_near(const Image& labels, double distance, const PerAxis& spacing) {
  const int ndim = labels.shape().ndim;
  const bool squares = (ndim < 2 || spacing.x == spacing.y) && (ndim < 3 || spacing.x == spacing.z);
  return squares && distance / spacing.x < widest && !on_cpu(labels);
}

Image expand_near(const Image& labels, double distance, double spacing) {
  const Shape& s = labels.shape();
  const auto limit = static_cast<std::int64_t>(largest_square_within(distance, spacing));
  std::int64_t reach = 0;
  while ((reach + 1) * (reach + 1) <= limit) ++reach;
  Image out = new_image(labels, s, labels.dtype(), {reach, s.ndim > 1 ? reach : 0, s.ndim > 2 ? reach : 0, false});
  if (labels.is_tracing()) return out;
  stored(labels);  // a pending expression would be computed twice
  const Image bits = in_bits(labels);
  const auto ls = static_cast<std::size_t>(tuned(out, "expand_labels.LS"));
  const auto rows = static_cast<std::size_t>(tuned(out, "expand_labels.TY"));
  const std::int64_t words = words_of_row(s);
  Launch(out, "distance/expand_labels", "expand_labels")
      .define("LS", static_cast<std::int64_t>(ls))
      .define("TY", static_cast<std::int64_t>(rows))
      .output("dst", out)
      .source("labels", labels)
      .pixels("sites", bits)
      .arg("size", size_of_image(s))
      .arg("row_words", static_cast<int>(words))
      .arg("reach", static_cast<int>(reach))
      .arg("limit", static_cast<int>(limit))
      .run({static_cast<std::size_t>(words) * ls, ceil_div(static_cast<std::size_t>(s.y), rows),
            static_cast<std::size_t>(s.z)},
           {ls, 1, 1});
  return out;
}

}  // namespace

Image expand_labels(const Image& labels, double distance, PerAxis spacing) {
  constexpr std::string_view name = "expand_labels";
  require_labels(name, "labels", labels);
  require_spacing(name, "spacing", labels, spacing);
  require(distance >= 0, name, "distance", distance, "0 or more");
  if (is_near(labels, distance, spacing)) return expand_near(labels, distance, spacing.x);
  return nearest(name, labels, Sites::not_zero, NearestResult::labels, spacing, distance);
}

}  // namespace clumen
