#include "pointwise/operands.hpp"

namespace clumen {

namespace {

namespace v = vocabulary;

/// A fraction that an integer dtype does not hold is undefined in C: it goes through a wider integer, which wraps.
ExpressionRef whole(const ExpressionRef& fraction, DType dtype) {
  const DType source = computing(fraction->dtype);
  const ExpressionRef direct = apply(v::cast, size_of(dtype) <= 2 ? DType::i32 : DType::i64, {fraction});
  if (dtype != DType::u64) return direct;
  // the upper half of u64 lies beyond i64: taken down before the conversion, and up again after it
  const ExpressionRef half = constant(source, 0, 0x1p63);
  const ExpressionRef upper = apply(v::cast, DType::i64, {apply(v::subtract, source, {fraction, half})});
  const ExpressionRef lifted = apply(v::add, DType::i64, {upper, constant(DType::i64, INT64_MIN, -0x1p63)});
  return apply(v::where, DType::i64, {test(v::greater_equal, source, {fraction, half}), lifted, direct});
}

ExpressionRef cast_expression(const ExpressionRef& pixels, DType dtype) {
  if (dtype == DType::boolean) return truth(pixels);
  if (is_float(pixels->dtype) && !is_float(dtype)) return apply(v::cast, dtype, {whole(pixels, dtype)});
  return apply(v::cast, dtype, {pixels});
}

}  // namespace

Image cast(const Image& image, DType dtype) {
  const Operand pixels = image;
  const Operands operands("cast", {{"image", pixels}});
  if (image.dtype() == dtype) return image;
  operands.require_computes(dtype);
  return operands.record(cast_expression(operands.expression(0, image.dtype()), dtype));
}

}  // namespace clumen
