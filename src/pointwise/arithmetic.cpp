#include "core/check.hpp"
#include "pointwise/operands.hpp"

namespace clumen {

namespace {

/// NumPy computes in i8 what it has no operation on bools for.
DType not_bool(DType dtype) { return dtype == DType::boolean ? DType::i8 : dtype; }

void require_not_bool(const Operands& operands, DType dtype) {
  require(dtype != DType::boolean, operands.operation(), "dtype", "bool", "any other; logical_xor is what bools have");
}

/// A number that is an exponent, if b is one.
bool is_number(const Operand& operand, double value) {
  return operand.kind != Operand::Kind::image && operand.fraction == value;
}

/// Powers that are products or roots take a tenth of the time.
ExpressionRef power_of(const Operands& operands, DType dtype) {
  const ExpressionRef base = operands.expression(0, dtype);
  const Operand& exponent = operands[1];
  if (is_number(exponent, 1)) return apply(vocabulary::cast, dtype, {base});
  if (is_number(exponent, 2)) return apply(vocabulary::square, dtype, {base});
  if (is_number(exponent, 3)) return apply(vocabulary::cube, dtype, {base});
  if (is_number(exponent, 0.5)) return apply(vocabulary::sqrt, dtype, {base});
  if (is_number(exponent, -1)) return apply(vocabulary::reciprocal, dtype, {base});
  return apply(vocabulary::power, dtype, {base, operands.expression(1, dtype)});
}

}  // namespace

Image add(const Operand& a, const Operand& b) {
  const Operands operands("add", {{"a", a}, {"b", b}});
  return apply(vocabulary::add, operands, operands.promoted());
}

Image subtract(const Operand& a, const Operand& b) {
  const Operands operands("subtract", {{"a", a}, {"b", b}});
  require_not_bool(operands, operands.promoted());
  return apply(vocabulary::subtract, operands, operands.promoted());
}

Image multiply(const Operand& a, const Operand& b) {
  const Operands operands("multiply", {{"a", a}, {"b", b}});
  return apply(vocabulary::multiply, operands, operands.promoted());
}

Image divide(const Operand& a, const Operand& b) {
  const Operands operands("divide", {{"a", a}, {"b", b}});
  return apply(vocabulary::divide, operands, fraction_dtype(operands.promoted_by_images()));
}

Image remainder(const Operand& a, const Operand& b) {
  const Operands operands("remainder", {{"a", a}, {"b", b}});
  const DType dtype = not_bool(operands.promoted());
  const ExpressionRef divisor = operands.expression(1, dtype);
  ExpressionRef rest = apply(vocabulary::rest, dtype, {operands.expression(0, dtype), divisor});
  if (is_float(dtype)) rest = apply(vocabulary::rest, dtype, {rest, divisor});
  return operands.record(apply(vocabulary::with_sign_of_divisor, dtype, {rest, divisor}));
}

Image floor_divide(const Operand& a, const Operand& b) {
  const Operands operands("floor_divide", {{"a", a}, {"b", b}});
  const DType dtype = not_bool(operands.promoted());
  const ExpressionRef dividend = operands.expression(0, dtype), divisor = operands.expression(1, dtype);
  if (!is_float(dtype)) return operands.record(apply(vocabulary::floor_divide, dtype, {dividend, divisor}));
  const ExpressionRef rest =
      apply(vocabulary::rest, dtype, {apply(vocabulary::rest, dtype, {dividend, divisor}), divisor});
  return operands.record(apply(vocabulary::floor_divide, dtype, {dividend, divisor, rest}));
}

Image absolute_difference(const Operand& a, const Operand& b) {
  const Operands operands("absolute_difference", {{"a", a}, {"b", b}});
  return apply(vocabulary::absolute_difference, operands, operands.promoted());
}

Image squared_difference(const Operand& a, const Operand& b) {
  const Operands operands("squared_difference", {{"a", a}, {"b", b}});
  const DType dtype = fraction_dtype(operands.promoted_by_images());
  const ExpressionRef difference =
      apply(vocabulary::subtract, dtype, {operands.expression(0, dtype), operands.expression(1, dtype)});
  return operands.record(apply(vocabulary::square, dtype, {difference}));
}

Image add_weighted(const Image& a, double alpha, const Image& b, double beta, double gamma) {
  const Operand first = a, second = b, factor = alpha, other_factor = beta, more = gamma;
  const Operands operands("add_weighted",
                          {{"a", first}, {"alpha", factor}, {"b", second}, {"beta", other_factor}, {"gamma", more}});
  const DType dtype = fraction_dtype(operands.promoted_by_images());
  const auto product = [&](std::size_t i) {
    return apply(vocabulary::multiply, dtype, {operands.expression(i, dtype), operands.expression(i + 1, dtype)});
  };
  const ExpressionRef sum = apply(vocabulary::add, dtype, {product(0), product(2)});
  return operands.record(gamma == 0 ? sum : apply(vocabulary::add, dtype, {sum, operands.expression(4, dtype)}));
}

Image arctan2(const Operand& a, const Operand& b) {
  const Operands operands("arctan2", {{"a", a}, {"b", b}});
  return apply(vocabulary::arctan2, operands, fraction_dtype(operands.promoted_by_images()));
}

Image hypot(const Operand& a, const Operand& b) {
  const Operands operands("hypot", {{"a", a}, {"b", b}});
  return apply(vocabulary::hypot, operands, fraction_dtype(operands.promoted_by_images()));
}

Image power(const Operand& a, const Operand& b) {
  const Operands operands("power", {{"a", a}, {"b", b}});
  return operands.record(power_of(operands, fraction_dtype(operands.promoted_by_images())));
}

Image minimum(const Operand& a, const Operand& b) {
  const Operands operands("minimum", {{"a", a}, {"b", b}});
  return apply(vocabulary::minimum, operands, operands.promoted());
}

Image maximum(const Operand& a, const Operand& b) {
  const Operands operands("maximum", {{"a", a}, {"b", b}});
  return apply(vocabulary::maximum, operands, operands.promoted());
}

Image clip(const Image& image, const Operand& a_min, const Operand& a_max) {
  const Operand pixels = image;
  const Operands operands("clip", {{"image", pixels}, {"a_min", a_min}, {"a_max", a_max}});
  const DType dtype = operands.promoted();
  const ExpressionRef raised =
      apply(vocabulary::maximum, dtype, {operands.expression(0, dtype), operands.expression(1, dtype)});
  return operands.record(apply(vocabulary::minimum, dtype, {raised, operands.expression(2, dtype)}));
}

Image mask(const Image& image, const Image& mask) { return where(mask, image, false); }

Image where(const Image& condition, const Operand& a, const Operand& b) {
  const Operand decides = condition;
  const Operands operands("where", {{"condition", decides}, {"a", a}, {"b", b}});
  const DType dtype = operands.promoted(1);
  return operands.record(apply(
      vocabulary::where, dtype,
      {truth(operands.expression(0, DType::boolean)), operands.expression(1, dtype), operands.expression(2, dtype)}));
}

}  // namespace clumen
