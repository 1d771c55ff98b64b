#pragma once
#include <string_view>
#include <vector>

#include "clumen/pointwise.hpp"
#include "core/expression.hpp"
#include "pointwise/vocabulary.hpp"

namespace clumen {

struct NamedOperand {
  std::string_view name;
  const Operand& operand;
};

/// Holds every value of u64 and i64, and those next to them.
using Integer = __int128;
struct IntegerRange {
  Integer lowest, highest;
};
/// What an integer dtype or bool holds.
IntegerRange range_of(DType dtype);
/// A number without a fraction.
Integer integer_of(const Operand& number);

/// The operands of one operation, checked: there is an image, all are of one context, their extents broadcast.
class Operands {
 public:
  Operands(std::string_view operation, std::vector<NamedOperand> operands);

  std::string_view operation() const { return operation_; }
  const Operand& operator[](std::size_t i) const { return operands_[i].operand; }
  /// The dtype that holds the operands from number `first` on, as NumPy promotes them (numbers are weak).
  DType promoted(std::size_t first = 0) const;
  /// The dtype that holds the images among them; bool if there is none.
  DType promoted_by_images(std::size_t first = 0) const;
  /// Operand i for an operation that computes in `dtype`. Throws ArgumentError for an integer that it cannot hold.
  ExpressionRef expression(std::size_t i, DType dtype) const;
  /// Throws ArgumentError, unless the device computes in `dtype`.
  void require_computes(DType dtype) const;
  /// The image that the operation gives.
  Image record(const ExpressionRef& result) const;

 private:
  std::string_view operation_;
  std::vector<NamedOperand> operands_;
  Image like_;  ///< the first that is as large as the result
  Shape shape_;
  Reach reach_;
};

/// The float dtype that an operation on fractions gives for images of `dtype`: f32 for integers of up to 16 bits.
DType fraction_dtype(DType dtype);
/// What an operation computes in to give `dtype`.
DType computing(DType dtype);
/// A number as an image of `dtype` would hold it.
double rounded_to(DType dtype, double number);

/// word(operands...) in the dtype that they promote to, or in the given one.
Image apply(const Word& word, const Operands& operands, DType dtype);
ExpressionRef apply(const Word& word, DType dtype, std::vector<ExpressionRef> operands);
/// A condition on operands that are converted to `compute`.
ExpressionRef test(const Word& word, DType compute, std::vector<ExpressionRef> operands);
/// bool: not 0.
ExpressionRef truth(const ExpressionRef& operand);

}  // namespace clumen
