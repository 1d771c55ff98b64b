#include <algorithm>
#include <cmath>

#include "pointwise/operands.hpp"

namespace clumen {

namespace {

using Kind = Operand::Kind;

struct Comparison {
  const Word& word;
  const Word& mirrored;         ///< for the operands in the other order
  const Word& unsigned_first;   ///< of a u64 with an i64
  const Word& unsigned_second;  ///< of an i64 with a u64, the operands swapped
};

namespace v = vocabulary;
const Comparison kGreater{v::greater, v::less, v::unsigned_greater, v::unsigned_less};
const Comparison kGreaterEqual{v::greater_equal, v::less_equal, v::unsigned_greater_equal, v::unsigned_less_equal};
const Comparison kLess{v::less, v::greater, v::unsigned_less, v::unsigned_greater};
const Comparison kLessEqual{v::less_equal, v::greater_equal, v::unsigned_less_equal, v::unsigned_greater_equal};
const Comparison kEqual{v::equal, v::equal, v::unsigned_equal, v::unsigned_equal};
const Comparison kNotEqual{v::not_equal, v::not_equal, v::unsigned_not_equal, v::unsigned_not_equal};

/// The integers next to a number: both the number itself if it is one. Beyond all dtypes the distance does not matter.
struct Between {
  Integer below, above;
};
Between integers_around(const Operand& number) {
  if (number.kind != Kind::fraction) return {integer_of(number), integer_of(number)};
  const double limited = std::clamp(number.fraction, -0x1p70, 0x1p70);
  return {static_cast<Integer>(std::floor(limited)), static_cast<Integer>(std::ceil(limited))};
}

ExpressionRef integer(DType dtype, Integer value) {
  return constant(dtype, static_cast<std::int64_t>(value), static_cast<double>(value));
}

/// A comparison that has the same answer for all pixels, which still has the image as its operand.
ExpressionRef always(const ExpressionRef& pixels, const Word& word) {
  const DType dtype = pixels->dtype;
  const bool yes = &word == &v::greater_equal;
  return test(yes ? v::greater_equal : v::less, dtype, {pixels, integer(dtype, range_of(dtype).lowest)});
}

/// pixels > k or pixels <= k, for any integer k.
ExpressionRef above(const Word& word, const ExpressionRef& pixels, Integer k) {
  const auto [lowest, highest] = range_of(pixels->dtype);
  if (k < lowest) return always(pixels, &word == &v::greater ? v::greater_equal : v::less);
  return test(word, pixels->dtype, {pixels, integer(pixels->dtype, std::min(k, highest))});
}

/// Integers against a number of any kind and size, without rounding either.
ExpressionRef integers_against(const Word& word, const ExpressionRef& pixels, const Operand& number) {
  if (std::isnan(number.fraction)) return always(pixels, &word == &v::not_equal ? v::greater_equal : v::less);
  const auto [below, above_it] = integers_around(number);
  if (&word == &v::greater) return above(v::greater, pixels, below);
  if (&word == &v::greater_equal) return above(v::greater, pixels, above_it - 1);
  if (&word == &v::less) return above(v::less_equal, pixels, above_it - 1);
  if (&word == &v::less_equal) return above(v::less_equal, pixels, below);
  const auto [lowest, highest] = range_of(pixels->dtype);
  if (below == above_it && below >= lowest && below <= highest)
    return test(word, pixels->dtype, {pixels, integer(pixels->dtype, below)});
  return always(pixels, &word == &v::not_equal ? v::greater_equal : v::less);
}

/// Two images: in the dtype that holds both, but f64 does not hold u64 and i64.
ExpressionRef images(const Comparison& comparison, const Operands& operands) {
  const DType a = operands[0].image.dtype(), b = operands[1].image.dtype(), both = promote(a, b);
  const bool mixed = is_float(both) && !is_float(a) && !is_float(b);
  const DType compute = mixed ? DType::i64 : both;
  const ExpressionRef first = operands.expression(0, compute), second = operands.expression(1, compute);
  if (!mixed) return test(comparison.word, compute, {first, second});
  return a == DType::u64 ? test(comparison.unsigned_first, compute, {first, second})
                         : test(comparison.unsigned_second, compute, {second, first});
}

ExpressionRef compared(const Comparison& comparison, const Operands& operands) {
  if (operands[0].kind == Kind::image && operands[1].kind == Kind::image) return images(comparison, operands);
  const std::size_t image = operands[0].kind == Kind::image ? 0 : 1;
  const Word& word = image == 0 ? comparison.word : comparison.mirrored;
  const DType dtype = operands[image].image.dtype();
  const ExpressionRef pixels = operands.expression(image, dtype);
  if (!is_float(dtype)) return integers_against(word, pixels, operands[1 - image]);
  return test(word, dtype, {pixels, operands.expression(1 - image, dtype)});
}

Image compare(std::string_view name, const Comparison& comparison, const Operand& a, const Operand& b) {
  const Operands operands(name, {{"a", a}, {"b", b}});
  return operands.record(compared(comparison, operands));
}

}  // namespace

Image greater(const Operand& a, const Operand& b) { return compare("greater", kGreater, a, b); }
Image greater_equal(const Operand& a, const Operand& b) { return compare("greater_equal", kGreaterEqual, a, b); }
Image less(const Operand& a, const Operand& b) { return compare("less", kLess, a, b); }
Image less_equal(const Operand& a, const Operand& b) { return compare("less_equal", kLessEqual, a, b); }
Image equal(const Operand& a, const Operand& b) { return compare("equal", kEqual, a, b); }
Image not_equal(const Operand& a, const Operand& b) { return compare("not_equal", kNotEqual, a, b); }

}  // namespace clumen
