#include <cmath>

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
#define CLUMEN_SMOOTH(name) \
  Image name(const Image& image) { return smooth(#name, vocabulary::name, image); }
CLUMEN_SMOOTH(cbrt)
CLUMEN_SMOOTH(exp2)
CLUMEN_SMOOTH(exp10)
CLUMEN_SMOOTH(expm1)
CLUMEN_SMOOTH(log2)
CLUMEN_SMOOTH(log10)
CLUMEN_SMOOTH(log1p)
CLUMEN_SMOOTH(sin)
CLUMEN_SMOOTH(cos)
CLUMEN_SMOOTH(tan)
CLUMEN_SMOOTH(arcsin)
CLUMEN_SMOOTH(arccos)
CLUMEN_SMOOTH(arctan)
CLUMEN_SMOOTH(sinh)
CLUMEN_SMOOTH(cosh)
CLUMEN_SMOOTH(tanh)
CLUMEN_SMOOTH(arcsinh)
CLUMEN_SMOOTH(arccosh)
CLUMEN_SMOOTH(arctanh)
CLUMEN_SMOOTH(degrees)
CLUMEN_SMOOTH(radians)
CLUMEN_SMOOTH(reciprocal)
#undef CLUMEN_SMOOTH
Image floor(const Image& image) { return rounding("floor", vocabulary::floor, image); }
Image ceil(const Image& image) { return rounding("ceil", vocabulary::ceil, image); }
Image rint(const Image& image) { return rounding("rint", vocabulary::rint, image); }
Image trunc(const Image& image) { return rounding("trunc", vocabulary::trunc, image); }

Image sign(const Image& image) {
  require_image("sign", "image", image);
  require(image.dtype() != DType::boolean, "sign", "dtype", "bool", "any other");
  return function("sign", vocabulary::sign, image, image.dtype());
}

Image invert(const Image& image) {
  require_image("invert", "image", image);
  return function("invert", vocabulary::invert, image, image.dtype());
}

Image nan_to_num(const Image& image, double nan, std::optional<double> posinf, std::optional<double> neginf) {
  require_image("nan_to_num", "image", image);
  const DType dtype = image.dtype();
  if (!is_float(dtype)) return image;
  const Image above = where(image == INFINITY, posinf.value_or(highest_of(dtype)), image);
  const Image finite = where(image == -INFINITY, neginf.value_or(lowest_of(dtype)), above);
  return where(isnan(image), nan, finite);
}

}  // namespace clumen
