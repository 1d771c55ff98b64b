#include "pointwise/operands.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/check.hpp"
#include "core/image_state.hpp"
#include "core/launch.hpp"

namespace clumen {

namespace {

using Kind = Operand::Kind;

/// Whether two extents broadcast; the larger one is the result's.
bool widen(std::int64_t& extent, std::int64_t other) {
  if (extent == 1) extent = other;
  return other == 1 || other == extent;
}

void require_broadcasts(std::string_view operation, Shape& shape, const Shape& other) {
  Shape wide = shape;
  const bool fits =
      widen(wide.x, other.x) && widen(wide.y, other.y) && widen(wide.z, other.z) && widen(wide.c, other.c);
  if (!fits)
    throw ArgumentError(fmt::format("{}: images of {} and {}; allowed are extents that are equal or 1", operation,
                                    to_string(shape), to_string(other)));
  // one pixel (a device scalar) has no axes of its own to add
  wide.ndim = other.pixels() == 1 ? shape.ndim : shape.pixels() == 1 ? other.ndim : std::max(shape.ndim, other.ndim);
  shape = wide;
}

bool is_wide(DType dtype) { return !is_float(dtype) && size_of(dtype) >= 4; }

}  // namespace

IntegerRange range_of(DType dtype) {
  return visit(dtype, [](auto zero) {
    using L = std::numeric_limits<decltype(zero)>;
    return IntegerRange{static_cast<Integer>(L::min()), static_cast<Integer>(L::max())};
  });
}

Integer integer_of(const Operand& number) {
  return number.kind == Kind::large ? static_cast<Integer>(static_cast<std::uint64_t>(number.integer)) : number.integer;
}

Operands::Operands(std::string_view operation, std::vector<NamedOperand> operands)
    : operation_(operation), operands_(std::move(operands)) {
  const Image* first = nullptr;
  for (const auto& [name, operand] : operands_) {
    if (operand.kind != Kind::image) continue;
    require_image(operation, name, operand.image);
    if (!first) {
      first = &operand.image;
      shape_ = first->shape();
    }
    require_same_context(operation, *first, operand.image);
    require_broadcasts(operation, shape_, operand.image.shape());
    reach_ = Reach::max(reach_, operand.image.reach());
  }
  if (!first)
    throw ArgumentError(fmt::format("{}: the operands are numbers; allowed is at least one image", operation));
  like_ = *first;
  for (const auto& [name, operand] : operands_)
    if (operand.kind == Kind::image && operand.image.shape().same_size(shape_)) {
      like_ = operand.image;
      break;
    }
}

DType Operands::promoted(std::size_t first) const {
  bool images = false, integers = false, fractions = false;
  for (std::size_t i = first; i < operands_.size(); ++i) {
    const Operand& operand = operands_[i].operand;
    images = images || operand.kind == Kind::image;
    integers = integers || operand.kind == Kind::integer || operand.kind == Kind::large;
    fractions = fractions || operand.kind == Kind::fraction;
  }
  const DType dtype = promoted_by_images(first);
  if (fractions) return fraction_dtype(dtype);
  return integers && (!images || dtype == DType::boolean) ? DType::i64 : dtype;
}

DType Operands::promoted_by_images(std::size_t first) const {
  DType dtype = DType::boolean;
  for (std::size_t i = first; i < operands_.size(); ++i)
    if (operands_[i].operand.kind == Kind::image) dtype = promote(dtype, operands_[i].operand.image.dtype());
  return dtype;
}

ExpressionRef Operands::expression(std::size_t i, DType dtype) const {
  const auto& [name, operand] = operands_[i];
  if (operand.kind == Kind::image)
    return operand.image.is_tracing() ? constant(operand.image.dtype(), 0, 0) : expression_of(operand.image);
  if (is_float(dtype)) return constant(dtype, 0, rounded_to(dtype, operand.fraction));
  const auto [lowest, highest] = range_of(dtype);
  const Integer value = integer_of(operand);
  require(value >= lowest && value <= highest, operation_, name, fmt::format("{}", value),
          fmt::format("{} to {} for {}", lowest, highest, name_of(dtype)));
  return constant(dtype, operand.integer, operand.fraction);
}

void Operands::require_computes(DType dtype) const {
  if (dtype != DType::f64 || like_.is_tracing() || has_f64(like_)) return;
  throw ArgumentError(
      fmt::format("{}: gives f64; allowed is any other dtype on {}, which does not compute in double; "
                  "cast to f32 first",
                  operation_, like_.context().device().name));
}

Image Operands::record(const ExpressionRef& result) const {
  require_computes(result->compute);
  require_computes(result->dtype);
  return clumen::record(like_, shape_, result, reach_);
}

DType fraction_dtype(DType dtype) {
  if (is_float(dtype)) return dtype;
  return is_wide(dtype) ? DType::f64 : DType::f32;
}

DType computing(DType dtype) { return dtype == DType::f16 ? DType::f32 : dtype; }

double rounded_to(DType dtype, double number) {
  if (dtype == DType::f32) return static_cast<double>(static_cast<float>(number));
  if (dtype != DType::f16 || !std::isfinite(number) || number == 0) return number;
  // f16 has 11 digits, fewer below 2^-14, and ends at 65504
  const int exponent = std::max(std::ilogb(number), -14) - 10;
  const double rounded = std::ldexp(std::nearbyint(std::ldexp(number, -exponent)), exponent);
  return std::abs(rounded) > 65504 ? std::copysign(std::numeric_limits<double>::infinity(), number) : rounded;
}

ExpressionRef apply(const Word& word, DType dtype, std::vector<ExpressionRef> operands) {
  const DType compute = computing(dtype);
  return operation(word[compute], compute, dtype, std::move(operands));
}

Image apply(const Word& word, const Operands& operands, DType dtype) {
  return operands.record(apply(word, dtype, {operands.expression(0, dtype), operands.expression(1, dtype)}));
}

ExpressionRef test(const Word& word, DType compute, std::vector<ExpressionRef> operands) {
  compute = computing(compute);
  return operation(word[compute], compute, DType::boolean, std::move(operands));
}

ExpressionRef truth(const ExpressionRef& operand) {
  return operand->dtype == DType::boolean ? operand : test(vocabulary::to_bool, operand->dtype, {operand});
}

}  // namespace clumen
