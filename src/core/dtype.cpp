#include "clumen/dtype.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "core/check.hpp"

namespace clumen {
namespace {

struct Entry {
  std::string_view name, numpy;
  std::size_t bytes;
};
constexpr std::array<Entry, 12> entries{{{"bool", "bool_", 1},
                                         {"u8", "uint8", 1},
                                         {"i8", "int8", 1},
                                         {"u16", "uint16", 2},
                                         {"i16", "int16", 2},
                                         {"u32", "uint32", 4},
                                         {"i32", "int32", 4},
                                         {"u64", "uint64", 8},
                                         {"i64", "int64", 8},
                                         {"f16", "float16", 2},
                                         {"f32", "float32", 4},
                                         {"f64", "float64", 8}}};

const Entry& entry(DType type) { return entries.at(static_cast<std::size_t>(type)); }

DType signed_of(std::size_t bytes) {
  return bytes == 1 ? DType::i8 : bytes == 2 ? DType::i16 : bytes == 4 ? DType::i32 : DType::i64;
}
DType float_of(std::size_t bytes) { return bytes == 2 ? DType::f16 : bytes == 4 ? DType::f32 : DType::f64; }

// A fraction of a given size has as many exact digits as an integer of half of it, but f16 is enough for 8 bits.
std::size_t bytes_as_float(DType type) {
  return is_float(type) ? size_of(type) : std::min<std::size_t>(2 * size_of(type), 8);
}

}  // namespace

std::size_t size_of(DType type) { return entry(type).bytes; }
std::string_view name_of(DType type) { return entry(type).name; }

DType dtype_of(std::string_view name) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].name == name || entries[i].numpy == name) return static_cast<DType>(i);
  throw ArgumentError(
      fmt::format("dtype_of: name is \"{}\"; allowed are bool, u8, i8, u16, i16, u32, i32, u64, i64, f16, f32, f64 and "
                  "NumPy's names",
                  name));
}

DType promote(DType a, DType b) {
  if (a == b || b == DType::boolean) return a;
  if (a == DType::boolean) return b;
  if (is_float(a) || is_float(b)) return float_of(std::max(bytes_as_float(a), bytes_as_float(b)));
  if (is_signed(a) == is_signed(b)) return size_of(a) > size_of(b) ? a : b;
  const DType plus = is_signed(a) ? b : a, minus = is_signed(a) ? a : b;
  if (size_of(plus) < size_of(minus)) return minus;
  return size_of(plus) == 8 ? DType::f64 : signed_of(2 * size_of(plus));
}

double lowest_of(DType type) {
  if (type == DType::boolean) return 0;
  if (type == DType::f16) return -65504;
  return visit(type, [](auto zero) { return static_cast<double>(std::numeric_limits<decltype(zero)>::lowest()); });
}

double highest_of(DType type) {
  if (type == DType::boolean) return 1;
  if (type == DType::f16) return 65504;
  return visit(type, [](auto zero) { return static_cast<double>(std::numeric_limits<decltype(zero)>::max()); });
}

}  // namespace clumen
