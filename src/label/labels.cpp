#include "label/labels.hpp"

#include "core/check.hpp"
#include "reduce/reduce.hpp"

namespace clumen {

std::uint64_t places_of(std::string_view operation, std::string_view parameter, const Image& labels) {
  constexpr std::int64_t largest = (std::int64_t{1} << 31) - 1;
  if (labels.is_tracing()) return 1;
  if (labels.dtype() == DType::u8) return 256;
  if (labels.dtype() == DType::u16) return 65536;
  const IntegerRange range = integer_range(labels);
  const bool wraps = labels.dtype() == DType::u64;
  require(wraps || range.lo >= 0, operation, fmt::format("smallest label of {}", parameter), range.lo, "0 or more");
  require((!wraps || range.hi >= 0) && range.hi <= largest, operation, fmt::format("largest label of {}", parameter),
          wraps ? fmt::format("{}", static_cast<std::uint64_t>(range.hi)) : fmt::format("{}", range.hi), "below 2^31");
  return static_cast<std::uint64_t>(range.hi) + 1;
}

}  // namespace clumen
