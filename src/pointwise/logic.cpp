#include <cmath>

#include "core/check.hpp"
#include "core/image_state.hpp"
#include "pointwise/operands.hpp"

namespace clumen {

namespace {

/// Whether an operand is not 0.
ExpressionRef truth_of(const Operands& operands, std::size_t i) {
  const Operand& operand = operands[i];
  if (operand.kind == Operand::Kind::image) return truth(operands.expression(i, operand.image.dtype()));
  return constant(DType::boolean, operand.fraction != 0, operand.fraction != 0);
}

Image combine(std::string_view name, const Word& word, const Operand& a, const Operand& b) {
  const Operands operands(name, {{"a", a}, {"b", b}});
  return operands.record(test(word, DType::boolean, {truth_of(operands, 0), truth_of(operands, 1)}));
}

Image ask(std::string_view name, const Word& word, const Image& image) {
  const Operand pixels = image;
  const Operands operands(name, {{"image", pixels}});
  return operands.record(test(word, image.dtype(), {operands.expression(0, image.dtype())}));
}

/// Bits of integers, or bools as they are.
Image bits(std::string_view name, const Word& word, const Word& of_bools, const Operand& a, const Operand& b) {
  const Operands operands(name, {{"a", a}, {"b", b}});
  const DType dtype = operands.promoted();
  require(!is_float(dtype), name, "dtype", name_of(dtype), "integers and bool");
  if (dtype != DType::boolean) return apply(word, operands, dtype);
  return operands.record(test(of_bools, dtype, {truth_of(operands, 0), truth_of(operands, 1)}));
}

Image shift(std::string_view name, const Word& word, const Operand& a, const Operand& b) {
  const Operands operands(name, {{"a", a}, {"b", b}});
  const DType dtype = operands.promoted() == DType::boolean ? DType::i8 : operands.promoted();
  require(!is_float(dtype), name, "dtype", name_of(dtype), "integers and bool");
  return apply(word, operands, dtype);
}

}  // namespace

Image bitwise_and(const Operand& a, const Operand& b) {
  return bits("bitwise_and", vocabulary::bitwise_and, vocabulary::logical_and, a, b);
}
Image bitwise_or(const Operand& a, const Operand& b) {
  return bits("bitwise_or", vocabulary::bitwise_or, vocabulary::logical_or, a, b);
}
Image bitwise_xor(const Operand& a, const Operand& b) {
  return bits("bitwise_xor", vocabulary::bitwise_xor, vocabulary::logical_xor, a, b);
}
Image left_shift(const Operand& a, const Operand& b) { return shift("left_shift", vocabulary::left_shift, a, b); }
Image right_shift(const Operand& a, const Operand& b) { return shift("right_shift", vocabulary::right_shift, a, b); }

Image logical_and(const Operand& a, const Operand& b) { return combine("logical_and", vocabulary::logical_and, a, b); }
Image logical_or(const Operand& a, const Operand& b) { return combine("logical_or", vocabulary::logical_or, a, b); }
Image logical_xor(const Operand& a, const Operand& b) { return combine("logical_xor", vocabulary::logical_xor, a, b); }
Image logical_not(const Image& image) { return ask("logical_not", vocabulary::logical_not, image); }

// Integers are numbers, all of them: a comparison that has one answer says so.
Image isnan(const Image& image) {
  require_image("isnan", "image", image);
  return is_float(image.dtype()) ? ask("isnan", vocabulary::isnan, image) : less(image, -INFINITY);
}
Image isfinite(const Image& image) {
  require_image("isfinite", "image", image);
  return is_float(image.dtype()) ? ask("isfinite", vocabulary::isfinite, image) : greater(image, -INFINITY);
}

}  // namespace clumen
