// From sums in limbs to numbers. What the words are, and how the kernels chose the quanta of the limbs, is said in
// kernels_cl/measure/regionprops_table.cl.
#include <bit>
#include <cmath>
#include <limits>

#include "measure/region_sums.hpp"

namespace clumen {
namespace {

__extension__ using Wide = __int128;

std::uint64_t pair(const std::uint32_t* words) { return words[0] | static_cast<std::uint64_t>(words[1]) << 32; }
std::int64_t signed_pair(const std::uint32_t* words) { return static_cast<std::int64_t>(pair(words)); }
int bits_of(std::uint64_t count) { return 64 - std::countl_zero(count); }
bool is_wide(DType dtype) { return size_of(dtype) == 8; }

struct Keys {
  std::uint64_t lowest, highest;
};
Keys keys_of(const ChannelSums& s) {
  if (!is_wide(s.dtype)) return {static_cast<std::uint32_t>(~s.words[0]), s.words[2]};
  return {static_cast<std::uint64_t>(~s.words[0]) << 32 | static_cast<std::uint32_t>(~s.words[1]),
          static_cast<std::uint64_t>(s.words[2]) << 32 | s.words[3]};
}

double float_of_key(std::uint64_t key, DType dtype) {
  if (dtype == DType::f64) return std::bit_cast<double>(key >> 63 ? key ^ (1ull << 63) : ~key);
  const auto half = static_cast<std::uint32_t>(key);
  return std::bit_cast<float>(half >> 31 ? half ^ (1u << 31) : ~half);
}
std::int64_t integer_of_key(std::uint64_t key, DType dtype) {
  if (!is_signed(dtype)) return static_cast<std::int64_t>(key);
  if (is_wide(dtype)) return static_cast<std::int64_t>(key ^ (1ull << 63));
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(key) ^ (1u << 31));
}
// The exponent e of a key's value, for which |value| < 2^e.
int exponent_of_key(std::uint64_t key, DType dtype) {
  if (dtype == DType::f64) {
    const std::uint64_t upper = key & 0xffffffff00000000ull;
    return static_cast<int>(std::bit_cast<std::uint64_t>(float_of_key(upper, dtype)) >> 52 & 2047) - 1022;
  }
  return static_cast<int>(std::bit_cast<std::uint32_t>(static_cast<float>(float_of_key(key, dtype))) >> 23 & 255) - 126;
}

// A sum as integer · 2^-power.
struct Fixed {
  Wide integer;
  int power;
};
Fixed fixed_sum(const ChannelSums& s) {
  const std::uint32_t* at = s.words + 6;
  if (!is_float(s.dtype)) {
    if (!is_wide(s.dtype)) return {signed_pair(at), 0};
    const Wide upper = is_signed(s.dtype) ? Wide{signed_pair(at)} : Wide{pair(at)};
    return {upper * (Wide{1} << 32) + Wide{pair(at + 2)}, 0};
  }
  const Keys keys = keys_of(s);
  const int exponent = std::max(exponent_of_key(keys.lowest, s.dtype), exponent_of_key(keys.highest, s.dtype));
  const int second = 61 - bits_of(s.pixels), first = std::min(second - exponent, s.dtype == DType::f64 ? 1000 : 120);
  return {Wide{signed_pair(at)} * (Wide{1} << second) + signed_pair(at + 2), first + second};
}
// To 63 bits.
long double quotient(Wide integer, std::uint64_t count) {
  return static_cast<long double>(integer) / static_cast<long double>(count);
}
long double mean_of(const ChannelSums& s) {
  const Fixed sum = fixed_sum(s);
  return std::ldexp(quotient(sum.integer, s.pixels), -sum.power);
}

// What a float label with NaN or infinite pixels has for its sum and mean; 0 where all are finite.
double not_finite(const ChannelSums& s) {
  constexpr double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  if (!is_float(s.dtype)) return 0;
  if (s.words[4]) return nan;
  const Keys keys = keys_of(s);
  const bool down = float_of_key(keys.lowest, s.dtype) == -infinity,
             up = float_of_key(keys.highest, s.dtype) == infinity;
  if (down && up) return nan;
  return up ? infinity : down ? -infinity : 0;
}

// Of integers up to 32 bits: from the exact sums of values and of squares.
double exact_deviation(const ChannelSums& s) {
  const Wide sum = signed_pair(s.words + 6), n = s.pixels;
  const Wide squares = Wide{pair(s.words + 10)} * (Wide{1} << 32) + Wide{pair(s.words + 12)};
  const auto count = static_cast<long double>(s.pixels);
  return static_cast<double>(std::sqrt(static_cast<long double>(n * squares - sum * sum)) / count);
}

// Of the others: from the squares of the differences from a number close to the mean.
double deviation_by_differences(const ChannelSums& s) {
  const int bits = bits_of(s.pixels), first = 52 - bits, second = 60 - bits;
  const Wide squares = Wide{signed_pair(s.words + 10)} * (Wide{1} << second) + signed_pair(s.words + 12);
  const int exponent = static_cast<int>(s.words[5]) - 4096;
  const long double variance =
      std::ldexp(static_cast<long double>(squares), 2 * exponent - first - second) / static_cast<long double>(s.pixels);
  long double off = 0;
  if (s.dtype == DType::f64) off = mean_of(s) - std::bit_cast<double>(pair(s.words + 14));
  else if (is_float(s.dtype)) off = mean_of(s) - std::bit_cast<float>(s.words[14]);
  else {
    const std::uint64_t key = pair(s.words + 14);
    const Wide middle = s.dtype == DType::u64 ? Wide{key} : Wide{integer_of_key(key, s.dtype)};
    off = quotient(fixed_sum(s).integer - middle * Wide{s.pixels}, s.pixels);
  }
  return static_cast<double>(std::sqrt(std::max(variance - off * off, 0.0L)));
}

constexpr int kWeightBits = 44;  // as in regionprops_weight.clh

// Of the largest absolute value of integers.
int value_bits(const ChannelSums& s) {
  const Keys keys = keys_of(s);
  if (!is_signed(s.dtype)) return bits_of(keys.highest);
  const auto size = [&](std::uint64_t key) {
    const std::int64_t v = integer_of_key(key, s.dtype);
    return v < 0 ? ~static_cast<std::uint64_t>(v) + 1 : static_cast<std::uint64_t>(v);
  };
  return bits_of(std::max(size(keys.lowest), size(keys.highest)));
}

}  // namespace

double number_of_key(std::uint64_t key, DType dtype) {
  if (is_float(dtype)) return float_of_key(key, dtype);
  if (dtype == DType::u64) return static_cast<double>(key);
  return static_cast<double>(integer_of_key(key, dtype));
}

bool ChannelSums::has_nan() const { return is_float(dtype) && words[4] != 0; }
bool ChannelSums::finite() const { return not_finite(*this) == 0; }
int ChannelSums::weight_power() const {
  const Keys keys = keys_of(*this);
  if (!is_float(dtype)) return std::min(kWeightBits - value_bits(*this), 0);
  return kWeightBits - std::max(exponent_of_key(keys.lowest, dtype), exponent_of_key(keys.highest, dtype));
}
int ChannelSums::weight_bits() const {
  return is_float(dtype) ? kWeightBits : std::min(value_bits(*this), kWeightBits);
}

double ChannelSums::lowest() const {
  return is_float(dtype) && words[4] ? std::numeric_limits<double>::quiet_NaN()
                                     : number_of_key(keys_of(*this).lowest, dtype);
}
double ChannelSums::highest() const {
  return is_float(dtype) && words[4] ? std::numeric_limits<double>::quiet_NaN()
                                     : number_of_key(keys_of(*this).highest, dtype);
}
std::int64_t ChannelSums::lowest_integer() const { return integer_of_key(keys_of(*this).lowest, dtype); }
std::int64_t ChannelSums::highest_integer() const { return integer_of_key(keys_of(*this).highest, dtype); }

double ChannelSums::mean() const {
  if (const double special = not_finite(*this); special != 0) return special;
  return static_cast<double>(mean_of(*this));
}
double ChannelSums::sum() const {
  if (const double special = not_finite(*this); special != 0) return special;
  const Fixed sum = fixed_sum(*this);
  return static_cast<double>(std::ldexp(static_cast<long double>(sum.integer), -sum.power));
}
bool ChannelSums::sum_is_integer() const {
  const Wide sum = fixed_sum(*this).integer;
  return !is_float(dtype) && sum >= std::numeric_limits<std::int64_t>::min() &&
         sum <= std::numeric_limits<std::int64_t>::max();
}
std::int64_t ChannelSums::sum_integer() const { return static_cast<std::int64_t>(fixed_sum(*this).integer); }
double ChannelSums::deviation() const {
  if (not_finite(*this) != 0) return std::numeric_limits<double>::quiet_NaN();
  const Keys keys = keys_of(*this);
  if (keys.lowest == keys.highest) return 0;
  return is_float(dtype) || is_wide(dtype) ? deviation_by_differences(*this) : exact_deviation(*this);
}

}  // namespace clumen
