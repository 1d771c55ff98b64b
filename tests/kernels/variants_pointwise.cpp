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

const Registered pointwise([](Variants& variants) {
  for (const auto& dtypes : {kinds, rarer_floats})
    for (const DType dtype : dtypes)
      for (const DType to : {DType::boolean, DType::u16, DType::f32})
        if (variants.has(dtype)) variants.call("cast", [&] { store(cast(variants.random(flat, dtype), to)); });
  for (const DType dtype : {DType::u8, DType::u64, DType::f32})
    vocabulary(variants, variants.random(flat, dtype), variants.random(flat, DType::f32));
});

}  // namespace
}  // namespace clumen::variants
