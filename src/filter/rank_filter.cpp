#include <cmath>

#include "clumen/filter.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "filter/erosion.hpp"
#include "filter/rank.hpp"

namespace clumen {
namespace {

/// The outermost ranks have filters of their own, and the medians of small boxes networks, which cost less.
Image ranked(std::string_view operation, const Image& image, const Footprint& footprint, std::int64_t rank,
             Border mode) {
  if (footprint.shape().pixels() == 1) return image;
  if (rank == 0) return pick_under(operation, image, footprint, Pick::smallest, mode);
  if (rank == count_of(footprint) - 1) return pick_under(operation, image, footprint, Pick::largest, mode);
  if (rank == count_of(footprint) / 2 && has_network(image, footprint))
    return median_by_network(image, footprint, mode);
  return rank_under(image, footprint, rank, mode);
}

}  // namespace

Image median(const Image& image, const std::optional<Footprint>& footprint, Border mode) {
  require_image("median", "image", image);
  const Footprint f = footprint ? *footprint : image.shape().ndim > 2 ? box(3, 3, 3) : box(3, 3);
  require_footprint("median", image, f);
  return ranked("median", image, f, count_of(f) / 2, mode);
}

Image rank_filter(const Image& image, int rank, const Footprint& footprint, Border mode) {
  require_footprint("rank_filter", image, footprint);
  const std::int64_t count = count_of(footprint), from_below = rank < 0 ? rank + count : rank;
  require(from_below >= 0 && from_below < count, "rank_filter", "rank", rank,
          fmt::format("{} to {} for a footprint of {} pixels", -count, count - 1, count));
  return ranked("rank_filter", image, footprint, from_below, mode);
}

Image percentile_filter(const Image& image, double percentile, const Footprint& footprint, Border mode) {
  require_footprint("percentile_filter", image, footprint);
  require(percentile >= -100 && percentile <= 100, "percentile_filter", "percentile", percentile, "-100 to 100");
  const double p = percentile < 0 ? percentile + 100 : percentile;
  const std::int64_t count = count_of(footprint);
  const auto rank = p == 100 ? count - 1 : static_cast<std::int64_t>(static_cast<double>(count) * p / 100);
  return ranked("percentile_filter", image, footprint, rank, mode);
}

Image majority(const Image& image, const Footprint& footprint, Border mode) {
  require_footprint("majority", image, footprint);
  return footprint.shape().pixels() == 1 ? image : mode_under(image, footprint, mode);
}

}  // namespace clumen
