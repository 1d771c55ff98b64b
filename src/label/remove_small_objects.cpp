#include <algorithm>

#include "core/check.hpp"
#include "core/launch.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

/// The labels that have at least `least` and at most `most` pixels.
Image kept(const Image& labels, const Image& result, std::uint64_t count, std::int64_t least, std::int64_t most) {
  const Shape& s = labels.shape();
  const bool bits = result.dtype() == DType::boolean;
  const Buffer counts(*labels.state().context, count * 4);
  fill_buffer(labels.state().context, counts, 0, count * 4);
  const auto words = static_cast<std::size_t>(words_of_row(s) * s.y * s.z);
  const auto ls = static_cast<std::size_t>(tuned(labels, {"remove_small_objects.LS", 1, 128}));
  const auto prepare = [&](Launch& launch, int part) {
    launch.source("src", labels).buffer("counts", counts).define("LS", static_cast<std::int64_t>(ls));
    launch.define("PART", part)
        .define("BITS", bits ? 1 : 0)
        .arg("size", size_of_image(s))
        .arg("words", static_cast<unsigned>(words));
    launch.arg("row_words", static_cast<int>(words_of_row(s)));
  };
  Launch count_them(labels, "label/remove_small_objects", "small_objects_count");
  prepare(count_them, 1);
  count_them.run({words}, {ls});
  Launch keep(labels, "label/remove_small_objects", "small_objects_keep");
  prepare(keep, 2);
  if (bits) keep.pixels("dst", result);
  else keep.output("dst", result);
  const auto number = [](std::int64_t n) { return static_cast<unsigned>(std::min<std::int64_t>(n, UINT32_MAX)); };
  keep.arg("least", number(least)).arg("most", number(most));
  keep.run({words}, {ls});
  return result;
}

Image without_small(std::string_view operation, const Image& ar, int connectivity, std::int64_t max_size) {
  require_image(operation, "ar", ar);
  const Shape& s = ar.shape();
  const DType dtype = ar.dtype();
  require(!is_float(dtype), operation, "dtype of ar", name_of(dtype), "bool or an integer");
  require(s.c == 1, operation, "channels of ar", s.c, "1; choose one with image.channel(c)");
  require(connectivity >= 1 && connectivity <= s.ndim, operation, "connectivity", connectivity,
          fmt::format("1 to {}", s.ndim));
  require(max_size >= 0, operation, "max_size", max_size, "0 or more");
  require(words_of_row(s) * s.y * s.z < std::int64_t{1} << 32, operation, "ar", to_string(s), "fewer than 2^37 pixels");
  if (max_size == 0) return ar;
  const bool mask = dtype == DType::boolean;
  const Image result = mask ? new_bits(ar, everywhere) : new_image(ar, s, dtype, everywhere);
  if (ar.is_tracing()) return result;
  if (!mask) {
    stored(ar);
    return kept(ar, result, places_of("remove_small_objects", "ar", ar), max_size + 1, UINT32_MAX);
  }
  // Objects are not more than every other pixel.
  return kept(label(ar, connectivity), result, static_cast<std::uint64_t>(s.pixels()) / 2 + 2, max_size + 1,
              UINT32_MAX);
}

Image of_size(std::string_view operation, const Image& labels, std::int64_t least, std::int64_t most) {
  require_labels(operation, "labels", labels);
  const Shape& s = labels.shape();
  require(least >= 0, operation, "minimum_size", least, "0 or more");
  require(most >= 0, operation, "maximum_size", most, "0 or more");
  require(words_of_row(s) * s.y * s.z < std::int64_t{1} << 32, operation, "labels", to_string(s),
          "fewer than 2^37 pixels");
  const Image result = new_image(labels, s, labels.dtype(), everywhere);
  if (labels.is_tracing()) return result;
  stored(labels);
  return kept(labels, result, places_of(operation, "labels", labels), least, most);
}

}  // namespace

Image remove_small_objects(const Image& ar, int connectivity, std::int64_t max_size) {
  return without_small("remove_small_objects", ar, connectivity, max_size);
}

Image remove_small_holes(const Image& ar, int connectivity, std::int64_t max_size) {
  require_image("remove_small_holes", "ar", ar);
  require(!is_float(ar.dtype()), "remove_small_holes", "dtype of ar", name_of(ar.dtype()), "bool or an integer");
  return !without_small("remove_small_holes", !ar, connectivity, max_size);
}

Image filter_label_by_size(const Image& labels, std::int64_t minimum_size, std::int64_t maximum_size) {
  return of_size("filter_label_by_size", labels, minimum_size, maximum_size);
}

Image remove_small_labels(const Image& labels, std::int64_t minimum_size) {
  return of_size("remove_small_labels", labels, minimum_size, UINT32_MAX);
}

Image remove_large_labels(const Image& labels, std::int64_t maximum_size) {
  return of_size("remove_large_labels", labels, 0, maximum_size);
}

}  // namespace clumen
