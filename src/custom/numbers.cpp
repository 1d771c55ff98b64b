#include "custom/numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/check.hpp"
#include "core/source.hpp"

namespace clumen {

namespace {

/// A type of numbers: its dtype, and how many of them a value has.
struct NumberType {
  DType dtype = DType::i32;
  std::size_t width = 0;  ///< 0 where the name is no type of numbers
};

NumberType number_type(const std::string& type) {
  const std::size_t digits = std::min(type.find_first_of("0123456789"), type.size());
  const std::string_view base = std::string_view(type).substr(0, digits), count = std::string_view(type).substr(digits);
  for (const std::string_view allowed : {"", "2", "3", "4", "8", "16"}) {
    if (count != allowed) continue;
    for (const DType dtype : {DType::i8, DType::u8, DType::i16, DType::u16, DType::i32, DType::u32, DType::i64,
                              DType::u64, DType::f32, DType::f64})
      if (base == computing_type(dtype))
        return {dtype, count.empty() ? std::size_t{1} : static_cast<std::size_t>(std::stoul(std::string(count)))};
  }
  return {};
}

struct Number {
  bool whole;  ///< whether `integer` is the value
  std::int64_t integer;
  double fraction;
};

std::vector<Number> numbers_of(const KernelArgument::Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return {{true, *integer, static_cast<double>(*integer)}};
  if (const auto* fraction = std::get_if<double>(&value)) return {{false, 0, *fraction}};
  std::vector<Number> out;
  for (const double fraction : std::get<std::vector<double>>(value)) out.push_back({false, 0, fraction});
  return out;
}

/// The number as a T, or nothing where that would change it.
template <class T>
std::optional<T> held(const Number& number) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(number.fraction);
  } else {
    using Limits = std::numeric_limits<T>;
    if (number.whole)
      return std::in_range<T>(number.integer) ? std::optional(static_cast<T>(number.integer)) : std::nullopt;
    const double f = number.fraction, end = std::ldexp(1.0, Limits::digits);
    const bool fits = std::floor(f) == f && f < end && f >= static_cast<double>(Limits::min());
    return fits ? std::optional(static_cast<T>(f)) : std::nullopt;
  }
}

}  // namespace

std::string bytes_of_number(std::string_view operation, std::string_view parameter, const std::string& type,
                            const KernelArgument::Value& value) {
  const NumberType as = number_type(type);
  require(as.width > 0, operation, parameter, fmt::format("of type {}", type),
          "a type of OpenCL's numbers (int, float, int4, ...)");
  const std::vector<Number> numbers = numbers_of(value);
  require(numbers.size() == as.width, operation, parameter, fmt::format("{} numbers", numbers.size()),
          fmt::format("{} for {}", as.width, type));
  const std::size_t places = as.width == 3 ? 4 : as.width;  // OpenCL's vectors of three take the room of four
  std::string bytes;
  visit(as.dtype, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (!std::is_same_v<T, bool>) {
      for (std::size_t i = 0; i < places; ++i) {
        const std::optional<T> number = i < numbers.size() ? held<T>(numbers[i]) : T{};
        require(number.has_value(), operation, parameter,
                fmt::format("{}", numbers[std::min(i, numbers.size() - 1)].fraction),
                fmt::format("a whole number that {} holds", computing_type(as.dtype)));
        bytes.append(reinterpret_cast<const char*>(&*number), sizeof(T));
      }
    }
  });
  return bytes;
}

}  // namespace clumen
