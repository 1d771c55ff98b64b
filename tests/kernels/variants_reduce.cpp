#include "variants.hpp"

namespace clumen::variants {
namespace {

void of(Variants& variants, const Image& image) {
  const std::string on{name_of(image.dtype())};
  variants.call("reductions of " + on, [&] { min(image), max(image), sum(image), mean(image); });
  variants.call("histogram of " + on, [&] { histogram(image, 32); });
}

const Registered reduce([](Variants& variants) {
  for (const auto& dtypes : {kinds, rarer_floats})
    for (const DType dtype : dtypes)
      if (variants.has(dtype)) of(variants, variants.random(flat, dtype));
  for (const Input& input : variants.inputs(flat)) variants.call("sum of " + input.name, [&] { sum(input.make()); });
});

}  // namespace
}  // namespace clumen::variants
