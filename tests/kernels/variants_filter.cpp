#include "variants.hpp"

namespace clumen::variants {
namespace {

void borders_and_sigmas(Variants& variants, const Image& image) {
  for (const Border& border : borders) variants.call("gaussian with a border", [&] { gaussian(image, 2, border); });
  for (const double sigma : {0.5, 5.0, 20.0, 100.0})
    variants.call("gaussian with sigma", [&] { gaussian(image, sigma); });
  variants.call("gaussian along one axis", [&] {
    gaussian(image, {2, 0, 0}), gaussian(image, {0, 2, 0}), gaussian(image, {0, 0, 2});
  });
}

const Registered filter([](Variants& variants) {
  for (const DType dtype : kinds) {
    const Image image = variants.random(flat, dtype);
    variants.call("gaussian", [&] { gaussian(image, 1.5); });
  }
  for (const Shape& shape : {flat, solid}) borders_and_sigmas(variants, variants.random(shape, DType::f32));
  for (const Input& input : variants.inputs(flat))
    variants.call("gaussian of " + input.name, [&] { gaussian(input.make(), 2); });
});

}  // namespace
}  // namespace clumen::variants
