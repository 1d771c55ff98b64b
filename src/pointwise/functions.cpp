#include "core/check.hpp"
#include "core/image_state.hpp"
#include "pointwise/operands.hpp"

namespace clumen {

namespace {

Image function(std::string_view name, const Word& word, const Image& image, DType dtype) {
  const Operand pixels = image;
  const Operands operands(name, {{"image", pixels}});
  return operands.record(apply(word, dtype, {operands.expression(0, dtype)}));
}

/// A function on fractions.
Image smooth(std::string_view name, const Word& word, const Image& image) {
  require_image(name, "image", image);
  return function(name, word, image, fraction_dtype(image.dtype()));
}

/// Integers are round already.
Image rounding(std::string_view name, const Word& word, const Image& image) {
  require_image(name, "image", image);
  return is_float(image.dtype()) ? function(name, word, image, image.dtype()) : image;
}

}  // namespace

Image negative(const Image& image) {
  require_image("negative", "image", image);
  require(image.dtype() != DType::boolean, "negative", "dtype", "bool", "any other; logical_not is what bools have");
  return function("negative", vocabulary::negative, image, image.dtype());
}

Image absolute(const Image& image) {
  require_image("absolute", "image", image);
  return is_signed(image.dtype()) ? function("absolute", vocabulary::absolute, image, image.dtype()) : image;
}

Image square(const Image& image) {
  require_image("square", "image", image);
  return function("square", vocabulary::square, image, image.dtype() == DType::boolean ? DType::i8 : image.dtype());
}

Image sqrt(const Image& image) { return smooth("sqrt", vocabulary::sqrt, image); }
Image exp(const Image& image) { return smooth("exp", vocabulary::exp, image); }
Image log(const Image& image) { return smooth("log", vocabulary::log, image); }
Image floor(const Image& image) { return rounding("floor", vocabulary::floor, image); }
Image ceil(const Image& image) { return rounding("ceil", vocabulary::ceil, image); }
Image rint(const Image& image) { return rounding("rint", vocabulary::rint, image); }

}  // namespace clumen
