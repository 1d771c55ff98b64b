#include "variants.hpp"

namespace clumen::variants {
namespace {

/// Every function of the vocabulary, many in one program.
void vocabulary(Variants& variants, const Image& a, const Image& b) {
  variants.call("arithmetic", [&] { store(((a + b) * 3 - a / b) % 7 + power(a, 2) + power(a, b)); });
  variants.call("arithmetic of one dtype", [&] { store((a + a) * 3 - a % 3 + square(a)); });
  variants.call("choices", [&] { store(clip(minimum(where(a > 2, a, b), maximum(a, 2)), 1, 3)); });
  variants.call("comparison", [&] { store(((a > b) == (a >= 2)) != ((a < b) || (a <= 2))); });
  variants.call("logic", [&] { store(logical_xor(a && b, !a) && (isnan(a) || isfinite(b))); });
  variants.call("functions",
                [&] { store(sqrt(absolute(negative(a))) + exp(a) * log(a) + floor(a) + ceil(a) + rint(a)); });
  variants.call("broadcasting", [&] { store(a + max(a)), store(a.region({0, 0}, {flat.x, 1}) + a); });
}

/// Each function in a program of its own: AMD's compiler calls, instead of writing out, what is many times in one.
void functions(Variants& variants, const Image& a, const Image& b) {
  using Function = Image (*)(const Image&);
  for (const Function function :
       {cbrt,   exp2, exp10, expm1, log2,    log10,   log1p,   reciprocal, sin,     cos,   tan,  arcsin, arccos,
        arctan, sinh, cosh,  tanh,  arcsinh, arccosh, arctanh, degrees,    radians, trunc, sign, invert})
    variants.call("a function of NumPy", [&] { store(function(a)); });
  using OfTwo = Image (*)(const Operand&, const Operand&);
  for (const OfTwo function : {arctan2, hypot, squared_difference, absolute_difference, floor_divide})
    variants.call("a function of two", [&] { store(function(a, b)); });
  variants.call("add_weighted", [&] { store(add_weighted(a, 2, b, 3, 1)); });
  variants.call("mask and nan_to_num", [&] { store(nan_to_num(mask(a, b > 1))); });
}

void integers(Variants& variants, const Image& a) {
  variants.call("floor_divide", [&] { store(floor_divide(a, a)); });
  variants.call("absolute_difference", [&] { store(absolute_difference(a, a + 1)); });
  variants.call("sign", [&] { store(sign(a)); });
  variants.call("bits", [&] { store(invert(bitwise_xor(bitwise_and(a, a), bitwise_or(a, 3)))); });
  variants.call("shifts", [&] { store(left_shift(a, a) + right_shift(a, 1)); });
}

const Registered pointwise([](Variants& variants) {
  for (const auto& dtypes : {kinds, rarer_floats})
    for (const DType dtype : dtypes)
      for (const DType to : {DType::boolean, DType::u16, DType::f32})
        if (variants.has(dtype)) variants.call("cast", [&] { store(cast(variants.random(flat, dtype), to)); });
  for (const DType dtype : {DType::u8, DType::u64, DType::f32})
    vocabulary(variants, variants.random(flat, dtype), variants.random(flat, DType::f32));
  for (const DType dtype : {DType::f32, DType::f64})
    if (variants.has(dtype)) functions(variants, variants.random(flat, dtype), variants.random(flat, dtype));
  for (const DType dtype : {DType::u8, DType::i16, DType::u64}) integers(variants, variants.random(flat, dtype));
});

}  // namespace
}  // namespace clumen::variants
