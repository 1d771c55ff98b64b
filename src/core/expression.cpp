#include "core/expression.hpp"

#include "core/image_state.hpp"

namespace clumen {

namespace {
constexpr int kLargest = 40;  // nodes of one kernel: beyond it, registers and parameters run out
}

ExpressionRef expression_of(const Image& image) {
  ImageState& state = image.state();
  {
    const std::lock_guard lock(state.mutex);
    // f16 has no arithmetic of its own: it is rounded by being stored
    if (state.pending && state.pending->size <= kLargest && state.dtype != DType::f16) return state.pending;
  }
  if (!image.is_tracing()) stored(image);
  auto leaf = std::make_shared<Expression>();
  leaf->kind = Expression::Kind::image;
  leaf->dtype = leaf->compute = image.dtype();
  leaf->image = image;
  return leaf;
}

ExpressionRef constant(DType dtype, std::int64_t integer, double fraction) {
  auto leaf = std::make_shared<Expression>();
  leaf->kind = Expression::Kind::constant;
  leaf->dtype = leaf->compute = dtype;
  leaf->integer = integer;
  leaf->fraction = fraction;
  return leaf;
}

ExpressionRef operation(const PointwiseRow& row, DType compute, DType result, std::vector<ExpressionRef> operands) {
  auto node = std::make_shared<Expression>();
  node->kind = Expression::Kind::operation;
  node->dtype = result;
  node->compute = compute;
  node->row = &row;
  node->cost = row.cost;
  for (const ExpressionRef& operand : operands) {
    node->size += operand->size;
    node->cost += operand->cost;
  }
  node->operands = std::move(operands);
  return node;
}

Image record(const Image& like, const Shape& shape, const ExpressionRef& expression, const Reach& reach) {
  auto state = std::make_shared<ImageState>();
  state->context = like.state().context;
  state->shape = shape;
  state->dtype = expression->dtype;
  state->pixel_size = like.pixel_size();
  state->reach = reach;
  if (state->context) state->pending = expression;
  return Image(std::move(state));
}

Image cast_to(const Image& image, DType dtype) {
  static constexpr PointwiseRow convert{"cast", "$0"}, to_bool{"cast", "$0 != 0", {}, true};
  if (image.dtype() == dtype) return image;
  const bool truth = dtype == DType::boolean;
  return record(image, image.shape(),
                operation(truth ? to_bool : convert, truth ? image.dtype() : dtype, dtype, {expression_of(image)}),
                image.reach());
}

}  // namespace clumen
