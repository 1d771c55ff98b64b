#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace clumen {

/// The type of a pixel. f16 is stored as 16 bits and computed as f32.
enum class DType : std::uint8_t { boolean, u8, i8, u16, i16, u32, i32, u64, i64, f16, f32, f64 };

/// Bytes of one pixel (a bool takes one byte on the host).
std::size_t size_of(DType type);
/// "bool", "u8", ..., "f64".
std::string_view name_of(DType type);
/// The DType of a name, also of NumPy's ("uint8", "float32"). Throws ArgumentError for another one.
DType dtype_of(std::string_view name);

constexpr bool is_float(DType t) { return t >= DType::f16; }
constexpr bool is_integer(DType t) { return t >= DType::u8 && t <= DType::i64; }
constexpr bool is_signed(DType t) {
  return t == DType::i8 || t == DType::i16 || t == DType::i32 || t == DType::i64 || is_float(t);
}

/// The dtype that holds both, as NumPy promotes two arrays (u8 with i8 is i16, i32 with f32 is f64, u64 with i64 is
/// f64).
DType promote(DType a, DType b);

/// The smallest and the largest value of a dtype, as double (64-bit integers round outwards).
double lowest_of(DType type);
double highest_of(DType type);

/// The DType of a C++ type; only for the twelve.
template <class T>
constexpr DType dtype_for() {
  using U = std::remove_cv_t<T>;
  if constexpr (std::is_same_v<U, bool>) return DType::boolean;
  else if constexpr (std::is_same_v<U, float>) return DType::f32;
  else if constexpr (std::is_same_v<U, double>) return DType::f64;
  else {
    static_assert(std::is_integral_v<U> && sizeof(U) <= 8, "no pixel type");
    constexpr int log2size = sizeof(U) == 1 ? 0 : sizeof(U) == 2 ? 1 : sizeof(U) == 4 ? 2 : 3;
    return static_cast<DType>(1 + 2 * log2size + (std::is_signed_v<U> ? 1 : 0));
  }
}

/// Calls f with a value of the C++ type of `type`: visit(t, [](auto zero) { using T = decltype(zero); ... }).
/// f16 is passed as std::uint16_t (its bits), which a caller that computes must check first.
template <class F>
decltype(auto) visit(DType type, F&& f) {
  switch (type) {
    case DType::boolean:
      return f(bool{});
    case DType::u8:
      return f(std::uint8_t{});
    case DType::i8:
      return f(std::int8_t{});
    case DType::u16:
      return f(std::uint16_t{});
    case DType::i16:
      return f(std::int16_t{});
    case DType::u32:
      return f(std::uint32_t{});
    case DType::i32:
      return f(std::int32_t{});
    case DType::u64:
      return f(std::uint64_t{});
    case DType::i64:
      return f(std::int64_t{});
    case DType::f16:
      return f(std::uint16_t{});
    case DType::f32:
      return f(float{});
    default:
      return f(double{});
  }
}

}  // namespace clumen
