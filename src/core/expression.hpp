#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clumen/image.hpp"

namespace clumen {

/// One row of the pointwise vocabulary: a name and the OpenCL code of its result.
/// In the code $0 to $7 stand for the operands (already converted to the computing type), $T for that type, $F for
/// the suffix of its fractional literals ("f" or ""), $N for
/// the vector width ("" or "4", "16"), $I for the signed integer type of the same width as $T, $U for the unsigned
/// one. A row that gives bool has a condition as its code. `vector_code`, where there is one, replaces `code` when
/// several pixels are computed at once.
struct PointwiseRow {
  std::string_view name;
  std::string_view code;
  std::string_view vector_code = {};
  bool condition = false;
  /// How much it costs beside reading a pixel: a stencil computes cheap expressions again at each load.
  int cost = 1;
  /// The code is of numbers alone, not of vectors: these compute it lane by lane.
  bool lanes = false;
};

struct Expression;
using ExpressionRef = std::shared_ptr<const Expression>;

/// A node of a recorded pointwise chain.
struct Expression {
  enum class Kind : std::uint8_t { image, constant, operation } kind;
  DType dtype;    ///< of the result
  DType compute;  ///< operands are converted to this before the operation
  const PointwiseRow* row = nullptr;
  std::vector<ExpressionRef> operands;
  Image image;  ///< of kind image: a stored image (a device scalar is one of one pixel)
  std::int64_t integer = 0;
  double fraction = 0;  ///< of kind constant
  int size = 1;         ///< nodes below and here
  int cost = 0;         ///< of all operations
};

/// What stands for `image` in an expression: its pending expression, or a leaf.
ExpressionRef expression_of(const Image& image);
/// A number of a dtype.
ExpressionRef constant(DType dtype, std::int64_t integer, double fraction);
/// The operation of a row on operands. `compute` is what the operands are converted to.
ExpressionRef operation(const PointwiseRow& row, DType compute, DType result, std::vector<ExpressionRef> operands);
/// The pixels of an image as another dtype, recorded: a C cast; to bool: not 0.
Image cast_to(const Image& image, DType dtype);
/// A pending image of `shape` for an expression, whose leaves must fit that shape or have extent 1.
Image record(const Image& like, const Shape& shape, const ExpressionRef& expression, const Reach& reach);

}  // namespace clumen
