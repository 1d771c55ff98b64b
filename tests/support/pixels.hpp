#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "clumen/core.hpp"

/// Pixels of any dtype as long double, which holds every value of all twelve exactly.
namespace clumen::test {

using Value = long double;
using Values = std::vector<Value>;

inline const std::vector<DType>& all_dtypes() {
  static const std::vector<DType> all{DType::boolean, DType::u8,  DType::i8,  DType::u16, DType::i16, DType::u32,
                                      DType::i32,     DType::u64, DType::i64, DType::f16, DType::f32, DType::f64};
  return all;
}

/// The value of 16 bits as f16: 1 sign, 5 exponent, 10 fraction.
inline Value from_half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  const Value sign = bits & 0x8000 ? -1 : 1;
  if (exponent == 31) return fraction ? std::nanl("") : sign * INFINITY;
  return sign * (exponent ? std::ldexp(Value(1024 + fraction), exponent - 25) : std::ldexp(Value(fraction), -24));
}

/// The nearest f16, ties to even.
inline std::uint16_t to_half(Value v) {
  if (std::isnan(v)) return 0x7e00;
  const std::uint16_t sign = std::signbit(v) ? 0x8000 : 0;
  const Value size = std::abs(v);
  if (size >= 65520) return sign | 0x7c00;
  if (size < std::ldexp(Value(1), -14)) return sign | static_cast<std::uint16_t>(std::nearbyint(std::ldexp(size, 24)));
  int exponent = std::ilogb(size);
  auto digits = static_cast<int>(std::nearbyint(std::ldexp(size, 10 - exponent)));
  if (digits == 2048) {
    digits = 1024;
    ++exponent;
  }
  return sign | static_cast<std::uint16_t>((exponent + 15) << 10 | (digits - 1024));
}

/// Reads a pixel of a dtype from memory.
inline Value pixel_at(const void* memory, DType dtype, std::size_t i) {
  const auto* at = static_cast<const char*>(memory) + i * size_of(dtype);
  return visit(dtype, [&](auto value) {
    std::memcpy(&value, at, sizeof value);
    return dtype == DType::f16 ? from_half(static_cast<std::uint16_t>(value)) : static_cast<Value>(value);
  });
}

inline Image push(const Context& context, const Values& values, const Shape& shape, DType dtype) {
  std::vector<char> bytes(values.size() * size_of(dtype));
  for (std::size_t i = 0; i < values.size(); ++i)
    visit(dtype, [&](auto pixel) {
      if (dtype == DType::f16) pixel = static_cast<decltype(pixel)>(to_half(values[i]));
      else pixel = static_cast<decltype(pixel)>(values[i]);
      std::memcpy(&bytes[i * sizeof pixel], &pixel, sizeof pixel);
    });
  return context.push(bytes.data(), shape, dtype);
}

inline Values pull(const Image& image) {
  const HostImage host = image.pull();
  Values values(static_cast<std::size_t>(host.shape().pixels()));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = pixel_at(host.data(), host.dtype(), i);
  return values;
}

/// Whole numbers from 0 to 7, which every dtype but bool holds and small sums of which stay exact.
inline Values some_values(std::int64_t count, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Values values(static_cast<std::size_t>(count));
  for (Value& v : values) v = static_cast<Value>(rng() % 8);
  return values;
}

/// The ends of a dtype, numbers around 0, halves, what is not finite, then random ones.
inline Values telling_values(DType dtype, std::size_t count, std::uint64_t seed) {
  Values values;
  if (dtype == DType::boolean) values = {0, 1};
  else if (is_float(dtype))
    values = {
        0, 1, -1, 0.5, 1.5, 2.5, -2.5, -0.5, 3, 7, -7, 1000, -1000, NAN, INFINITY, -INFINITY, Value(highest_of(dtype))};
  else
    visit(dtype, [&](auto zero) {
      using L = std::numeric_limits<decltype(zero)>;
      values = {0, 1, 2, 3, 5, 100, Value(L::max()), Value(L::min()), Value(L::max()) - 1, Value(L::min()) + 1};
      if (is_signed(dtype)) values.insert(values.end(), {-1, -2, -3, -100});
    });
  std::mt19937_64 rng(seed);
  while (values.size() < count) {
    if (dtype == DType::boolean) values.push_back(static_cast<Value>(rng() & 1));
    else if (is_float(dtype)) values.push_back(std::uniform_real_distribution<float>(-1000, 1000)(rng));
    else visit(dtype, [&](auto zero) { values.push_back(static_cast<Value>(static_cast<decltype(zero)>(rng()))); });
  }
  if (dtype == DType::f16)
    for (Value& v : values) v = from_half(to_half(v));
  values.resize(count);
  std::shuffle(values.begin(), values.end(), rng);
  return values;
}

/// Whether two numbers are the same, NaN as itself.
inline bool same(Value a, Value b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace clumen::test
