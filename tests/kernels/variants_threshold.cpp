#include "variants.hpp"

namespace clumen::variants {
namespace {

const Registered threshold([](Variants& variants) {
  for (const auto& dtypes : {kinds, rarer_floats})
    for (const DType dtype : dtypes) {
      if (!variants.has(dtype)) continue;
      const Image image = variants.random(flat, dtype);
      variants.call("threshold_otsu", [&] { store(image > threshold_otsu(image)); });
    }
  for (const Input& input : variants.inputs(flat))
    variants.call("threshold_otsu of " + input.name, [&] { threshold_otsu(input.make()); });
});

}  // namespace
}  // namespace clumen::variants
