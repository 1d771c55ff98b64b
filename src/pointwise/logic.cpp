#include <cmath>

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

}  // namespace

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
