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

void ranks(Variants& variants, const Image& image) {
  const bool deep = image.shape().ndim > 2;
  variants.call("median by a network", [&] { median(image, box(3, 3, deep ? 3 : 1)); });
  variants.call("rank filter", [&] { rank_filter(image, 2, deep ? ball(2) : disk(2)); });
  variants.call("majority", [&] { majority(image, deep ? ball(2) : disk(2)); });
}

void ranks_of_other_windows(Variants& variants, const Image& image) {
  variants.call("medians by larger networks", [&] { median(image, box(5, 5)), median(image, box(7, 7)); });
  variants.call("rank filter along x", [&] { rank_filter(image, 2, box(5, 1)); });
  variants.call("rank filter and majority of large windows",
                [&] { rank_filter(image, 2, box(61, 61)), majority(image, box(61, 61)); });
}

const Registered filter([](Variants& variants) {
  for (const DType dtype : kinds) {
    const Image image = variants.random(flat, dtype);
    variants.call("gaussian", [&] { gaussian(image, 1.5); });
  }
  for (const Shape& shape : {flat, solid}) borders_and_sigmas(variants, variants.random(shape, DType::f32));
  ranks(variants, variants.random(solid, DType::f32));
  for (const DType dtype : {DType::u8, DType::u64, DType::f32}) ranks(variants, variants.random(flat, dtype));
  for (const DType dtype : {DType::u64, DType::f32}) ranks_of_other_windows(variants, variants.random(flat, dtype));
  for (const Input& input : variants.inputs(flat))
    variants.call("gaussian of " + input.name, [&] { gaussian(input.make(), 2); });
});

}  // namespace
}  // namespace clumen::variants
