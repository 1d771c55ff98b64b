#pragma once
#include "clumen/pointwise.hpp"
#include "support/pixels.hpp"

/// NumPy's rules, written once more and slowly.
namespace clumen::test {

/// np.promote_types of the twelve dtypes in their order, as NumPy 2.4 prints it.
inline DType promoted(DType a, DType b) {
  static const char* const table[12] = {
      "bool u8 i8 u16 i16 u32 i32 u64 i64 f16 f32 f64",  "u8 u8 i16 u16 i16 u32 i32 u64 i64 f16 f32 f64",
      "i8 i16 i8 i32 i16 i64 i32 f64 i64 f16 f32 f64",   "u16 u16 i32 u16 i32 u32 i32 u64 i64 f32 f32 f64",
      "i16 i16 i16 i32 i16 i64 i32 f64 i64 f32 f32 f64", "u32 u32 i64 u32 i64 u32 i64 u64 i64 f64 f64 f64",
      "i32 i32 i32 i32 i32 i64 i32 f64 i64 f64 f64 f64", "u64 u64 f64 u64 f64 u64 f64 u64 f64 f64 f64 f64",
      "i64 i64 i64 i64 i64 i64 i64 f64 i64 f64 f64 f64", "f16 f16 f16 f32 f32 f64 f64 f64 f64 f16 f32 f64",
      "f32 f32 f32 f32 f32 f64 f64 f64 f64 f32 f32 f64", "f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64"};
  std::string_view row = table[static_cast<int>(a)];
  for (int i = 0; i < static_cast<int>(b); ++i) row.remove_prefix(row.find(' ') + 1);
  return dtype_of(row.substr(0, row.find(' ')));
}

/// f32 for what 24 bits hold, else f64.
inline DType as_fraction(DType dtype) {
  if (is_float(dtype)) return dtype;
  return size_of(dtype) <= 2 ? DType::f32 : DType::f64;
}

/// A whole number modulo 2^n.
inline Value wrapped(DType dtype, __int128 v) {
  return visit(
      dtype, [&](auto zero) { return static_cast<Value>(static_cast<decltype(zero)>(static_cast<std::uint64_t>(v))); });
}

/// A result as its dtype stores it.
inline Value rounded(DType dtype, Value v) {
  if (dtype == DType::f16) return from_half(to_half(v));
  return dtype == DType::f32 ? static_cast<Value>(static_cast<float>(v)) : static_cast<Value>(static_cast<double>(v));
}

enum class Op { add, subtract, multiply, remainder, minimum, maximum, divide, power };

/// NaN where `limit` is smaller than the quotient: the only departure from NumPy.
inline Value floored_remainder(Value a, Value b, Value limit) {
  if (std::abs(a / b) > limit) return NAN;
  const Value rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

inline __int128 whole_result(Op op, __int128 a, __int128 b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return static_cast<__int128>(static_cast<unsigned __int128>(a) * static_cast<unsigned __int128>(b));
    case Op::remainder:
      return b == 0 ? 0 : ((a % b) + b) % b;
    case Op::minimum:
      return a < b ? a : b;
    default:
      return a > b ? a : b;
  }
}

template <class T>
Value fraction_result(Op op, T a, T b) {
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::remainder:
      return static_cast<T>(floored_remainder(a, b, sizeof(T) == 4 ? 0x1p46L : 0x1p104L));
    case Op::minimum:
      return std::isnan(a) || std::isnan(b) ? static_cast<T>(NAN) : a < b ? a : b;
    case Op::maximum:
      return std::isnan(a) || std::isnan(b) ? static_cast<T>(NAN) : a > b ? a : b;
    case Op::divide:
      return a / b;
    default:
      return static_cast<T>(std::pow(static_cast<double>(a), static_cast<double>(b)));
  }
}

/// a op b in the dtype `result`.
inline Value expected(Op op, DType result, Value a, Value b) {
  if (result == DType::boolean) {
    if (op == Op::add || op == Op::maximum) return a != 0 || b != 0;
    return a != 0 && b != 0;
  }
  if (!is_float(result)) return wrapped(result, whole_result(op, static_cast<__int128>(a), static_cast<__int128>(b)));
  if (result == DType::f64) return fraction_result(op, static_cast<double>(a), static_cast<double>(b));
  return rounded(result, fraction_result(op, static_cast<float>(a), static_cast<float>(b)));
}

/// Equal, or for fractions within what one rounding more may change.
inline bool matches(DType dtype, Value got, Value want, Value tolerance = 2e-7L) {
  if (same(got, want)) return true;
  if (!is_float(dtype) || !std::isfinite(got) || !std::isfinite(want)) return false;
  if (dtype == DType::f16) tolerance = std::max(tolerance, 1e-3L);
  return std::abs(got - want) <= tolerance * std::max(std::abs(want), Value(1e-30));
}

}  // namespace clumen::test
