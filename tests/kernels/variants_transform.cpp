#include "variants.hpp"

namespace clumen::variants {
namespace {

void moved(Variants& variants, const Image& image) {
  variants.call("moving", [&] {
    flip(image, Axis::x), roll(image, 3, Axis::y), pad(image, 2, PadMode::constant, 1);
    concatenate({image, image}, Axis::c);
    transpose(image, Axes::yxz);
    if (image.shape().ndim == 3) transpose(image, Axes::zyx), transpose(image, Axes::xzy);
  });
}

void warped(Variants& variants, const Image& image) {
  for (const int order : {0, 1, 3}) {
    if (order > 0 && image.dtype() == DType::boolean) continue;
    variants.call("warps", [&] {
      rotate(image, 30, Resize::no, {}, order);
      Shape half = image.shape();
      half.x /= 2;
      resize(image, half, order);
      if (image.shape().ndim == 3) rigid_transform(image, 1, 30, order);
    });
  }
}

void given(Variants& variants, const Image& image) {
  Shape shape = image.shape();
  shape.c = shape.ndim;
  const Image positions = variants.random(shape, DType::f32);
  for (const int order : {0, 1, 3})
    variants.call("warps to given positions", [&] {
      warp(image, positions, order);
      apply_vector_field(image, positions, order);
    });
}

const Registered transform([](Variants& variants) {
  for (const DType dtype : kinds) {
    moved(variants, variants.random(flat, dtype));
    warped(variants, variants.random(flat, dtype));
  }
  for (const DType dtype : rarer_floats)
    if (variants.has(dtype)) warped(variants, variants.random(flat, dtype));
  moved(variants, variants.random(solid, DType::f32));
  warped(variants, variants.random(solid, DType::f32));
  for (const int order : {0, 1, 3})
    variants.call("radial_reslice",
                  [&] { radial_reslice(variants.random(solid, DType::f32), 5, 10, 0, {}, 1, order); });
  for (const Shape& shape : {flat, solid}) given(variants, variants.random(shape, DType::f32));
  for (const Input& input : variants.inputs(flat)) {
    variants.call("moving " + input.name, [&] { flip(input.make(), Axis::y), transpose(input.make(), Axes::yxz); });
    variants.call("rotate of " + input.name, [&] { rotate(input.make(), 30); });
  }
});

}  // namespace
}  // namespace clumen::variants
