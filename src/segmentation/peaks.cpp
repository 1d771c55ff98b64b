#include "segmentation/peaks.hpp"

#include <cmath>

#include "core/check.hpp"
#include "core/image_state.hpp"
#include "morphology/rounds.hpp"
#include "reduce/sort.hpp"
#include "segmentation/spots.hpp"

namespace clumen {
namespace {

constexpr std::string_view name = "peak_local_max";
constexpr std::size_t items = 64;  // of kernels that look at each peak once

double length_of(double x, double y, double z, const std::optional<double>& p) {
  if (!p) return std::max({x, y, z});
  return std::pow(std::pow(x, *p) + std::pow(y, *p) + std::pow(z, *p), 1 / *p);
}

// For each number of planes and rows how far along x pixels are near; -1 where none is.
std::vector<std::int32_t> widths_of(const Spacing& spacing, int ndim) {
  const int d = spacing.distance, planes = ndim > 2 ? d : 1;
  std::vector<std::int32_t> widths;
  for (int z = 0; z < planes; ++z)
    for (int y = 0, width = d - 1; y < d; ++y) {
      while (width >= 0 && length_of(width, y, z, spacing.p_norm) >= d) --width;
      widths.push_back(width);
    }
  return widths;
}

Launch over_list(const Image& places, std::string_view kernel, int part) {
  Launch launch(places, "segmentation/peaks", kernel);
  launch.define("LS", static_cast<std::int64_t>(items)).define("PART", part).pixels("places", places);
  return std::move(
      launch.arg("axes", static_cast<int>(places.shape().y)).arg("count", static_cast<int>(places.shape().x)));
}

Image room_for_keys(const Image& places) { return new_image(places, {places.shape().x, 1}, DType::u64); }

// The places of the list by falling height, those of equal ones rising.
Sorted by_height(const Image& image, const Image& places) {
  const Image keys = room_for_keys(places);
  Launch launch = over_list(places, "peaks_heights", 2);
  if (is_float(image.dtype())) launch.define("FLOATS", image.dtype() == DType::f64 ? 8 : 4);
  launch.source("src", image).pixels("keys", keys).run({static_cast<std::size_t>(places.shape().x)}, {items});
  return sorted(keys);
}

Sorted by_label(const Image& labels, const Image& places, const Sorted& before) {
  const Image keys = room_for_keys(places);
  Launch launch = over_list(places, "peaks_labels", 3);
  launch.source("labels", labels).pixels("order", before.beside).pixels("keys", keys);
  launch.run({static_cast<std::size_t>(places.shape().x)}, {items});
  return sorted(keys, before.beside);
}

}  // namespace

Image spaced(const Image& image, const Image& labels, const Image& peaks, const Spacing& spacing) {
  const Image alive = in_bits(peaks);
  if (spacing.distance <= 1) return alive;
  const Shape& s = alive.shape();
  const auto words = static_cast<std::uint64_t>(words_of_row(s) * s.y * s.z);
  const Image kept = new_bits(alive);
  fill_buffer(kept.state().context, kept.state().buffer, 0, words * 4);
  const Buffer state = new_rounds(alive, 0), widths = table_buffer(alive, widths_of(spacing, s.ndim));
  const auto ls = static_cast<std::size_t>(tuned(alive, {"peaks.LS", 1, 64}));
  const std::size_t each = ls == 1 ? 1024 : ls;
  const auto round = [&](int n) {
    Launch launch(image, "segmentation/peaks", "peaks_apart");
    launch.define("LS", static_cast<std::int64_t>(ls)).define("WORDS", static_cast<std::int64_t>(each));
    launch.define("LABELLED", labels.empty() ? 0 : 1).define("PART", 1).source("src", image);
    if (!labels.empty()) launch.source("labels", labels);
    launch.pixels("alive", alive).pixels("kept", kept).buffer("state", state).buffer("widths", widths);
    launch.arg("size", size_of_image(s)).arg("row_words", static_cast<int>(words_of_row(s)));
    launch.arg("words", static_cast<unsigned>(words)).arg("apart", spacing.distance).arg("turn", n);
    launch.run({ceil_div(words, each) * ls}, {ls});
  };
  settle(round, [&] { return last_round(alive, state); });
  return kept;
}

PeakList listed(const Image& image, const Image& labels, const Image& peaks) {
  PeakList out{.places = list_spots(count_spots(name, peaks)), .at = {}, .labels = {}};
  const auto count = static_cast<std::size_t>(out.places.shape().x);
  out.at.resize(count);
  if (count == 0) return out;
  Sorted by = by_height(image, out.places);
  if (!labels.empty()) by = by_label(labels, out.places, by);
  const std::vector<std::uint32_t> order = by.beside.pull_vector<std::uint32_t>();
  const std::vector<std::int32_t> places = out.places.pull_vector<std::int32_t>();
  for (std::size_t axis = 0; axis * count < places.size(); ++axis)
    for (std::size_t i = 0; i < count; ++i) out.at[i][axis] = places[axis * count + order[i]];
  if (!labels.empty()) out.labels = by.keys.pull_vector<std::uint64_t>();
  return out;
}

}  // namespace clumen
