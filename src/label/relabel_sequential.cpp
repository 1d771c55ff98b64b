#include <algorithm>

#include "clumen/reduce.hpp"
#include "core/check.hpp"
#include "core/image_state.hpp"
#include "label/label_ranks.hpp"
#include "label/labels.hpp"
#include "reduce/reduce.hpp"

namespace clumen {
namespace {

constexpr std::int64_t table_places = std::int64_t{1} << 31;

Image numbered_by(const LabelRanks& ranks, const Image& labels, std::int64_t offset, DType dtype) {
  const Image result = new_image(labels, labels.shape(), dtype, everywhere);
  Launch launch(labels, "label/relabel_sequential", "number_labels");
  bind_ranks(launch.source("labels", labels), ranks);
  launch.arg("size", size_of_image(labels.shape())).arg("offset", offset).output("dst", result);
  run_over_fours(launch, labels);
  return result;
}

/// The dtype of labels if as many as there may be fit in it from offset on, or the smallest unsigned one that does.
DType numbers_dtype(const Image& labels, std::int64_t offset) {
  const double most = static_cast<double>(offset - 1) +
                      std::min(highest_of(labels.dtype()), static_cast<double>(labels.shape().pixels()));
  if (most <= highest_of(labels.dtype())) return labels.dtype();
  for (const DType dtype : {DType::u8, DType::u16, DType::u32})
    if (most <= highest_of(dtype) && size_of(dtype) >= size_of(labels.dtype())) return dtype;
  return DType::u64;
}

Image checked(std::string_view operation, std::string_view parameter, const Image& labels, std::int64_t offset,
              DType dtype) {
  if (labels.is_tracing()) return new_image(labels, labels.shape(), dtype, everywhere);
  stored(labels);  // a pending expression would be computed in every pass
  if (labels.dtype() == DType::u8 || labels.dtype() == DType::u16)
    return numbered(labels, places_of(operation, parameter, labels), offset, dtype);
  const IntegerRange range = integer_range(labels);
  const bool wraps = labels.dtype() == DType::u64;
  require(wraps || range.lo >= 0, operation, fmt::format("smallest label of {}", parameter), range.lo, "0 or more");
  if (range.hi < 0 || range.hi >= table_places) return numbered_on_host(labels, offset, dtype);
  return numbered(labels, static_cast<std::uint64_t>(range.hi) + 1, offset, dtype);
}

/// i32, or i64 where an image may have too many labels for that.
DType count_dtype_of(const Image& labels) { return labels.shape().pixels() < table_places ? DType::i32 : DType::i64; }

void require_two(std::string_view operation, std::string_view first, const Image& a, std::string_view second,
                 const Image& b) {
  require_labels(operation, first, a);
  require_labels(operation, second, b);
  require_over(operation, second, b, a);
}

}  // namespace

Image numbered(const Image& labels, std::uint64_t places, std::int64_t offset, DType dtype) {
  return numbered_by(label_ranks(labels, 0, static_cast<std::int64_t>(places)), labels, offset, dtype);
}

Image numbered_on_host(const Image& labels, std::int64_t offset, DType dtype) {
  return numbered_by(label_ranks_on_host(labels), labels, offset, dtype);
}

Image numbered_from_1(std::string_view operation, std::string_view parameter, const Image& labels) {
  return checked(operation, parameter, labels, 1, count_dtype_of(labels));
}

Image relabel_sequential(const Image& label_field, std::int64_t offset) {
  constexpr std::string_view name = "relabel_sequential";
  require_labels(name, "label_field", label_field);
  require(offset >= 1 && offset <= table_places, name, "offset", offset, "1 to 2^31");
  return checked(name, "label_field", label_field, offset, numbers_dtype(label_field, offset));
}

Image join_segmentations(const Image& s1, const Image& s2) {
  constexpr std::string_view name = "join_segmentations";
  require_two(name, "s1", s1, "s2", s2);
  const DType dtype = count_dtype_of(s1);
  const Image first = numbered_from_1(name, "s1", s1), second = numbered_from_1(name, "s2", s2);
  if (s1.is_tracing()) return new_image(first, first.shape(), dtype, everywhere, {&second});
  const std::int64_t firsts = max(first).integer() + 1, seconds = max(second).integer() + 1;
  const bool small = firsts <= table_places / seconds;
  const Image pair =
      cast(first, small ? DType::u32 : DType::i64) * seconds + cast(second, small ? DType::u32 : DType::i64);
  if (small) return numbered(pair, static_cast<std::uint64_t>(firsts * seconds), 1, dtype);
  return numbered_on_host(pair, 1, dtype);
}

Image combine_labels(const Image& labels, const Image& others) {
  constexpr std::string_view name = "combine_labels";
  require_two(name, "labels", labels, "others", others);
  // numbered first, so that no sum is too large
  const Image over = numbered_from_1(name, "others", others);
  const Image under = numbered_from_1(name, "labels", labels);
  const Image both = where(over, cast(over, DType::i64) + max(under), under);
  const DType dtype = count_dtype_of(labels);
  if (both.is_tracing()) return new_image(both, both.shape(), dtype, everywhere);
  return numbered(both, 2 * static_cast<std::uint64_t>(both.shape().pixels()) + 1, 1, dtype);
}

}  // namespace clumen
