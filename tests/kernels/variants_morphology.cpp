#include "variants.hpp"

namespace clumen::variants {
namespace {

void both_kinds(Variants& variants, const Image& image) {
  const bool three = image.shape().ndim == 3;
  const Footprint round = three ? ball(2) : disk(2), square = three ? box(5, 5, 5) : box(5, 5);
  for (const Footprint& footprint : {round, square})
    variants.call("erosion and dilation", [&] { erosion(image, footprint), dilation(image, footprint); });
  for (const Footprint& footprint : {round, square})
    variants.call("top-hats", [&] { white_tophat(image, footprint), black_tophat(image, footprint); });
  variants.call("binary morphology", [&] {
    store(binary_erosion(image, round));
    store(binary_dilation(image, square));
    store(binary_opening(image, round));
    store(binary_closing(image, square));
  });
}

void spreading(Variants& variants, const Image& image) {
  const Image mask = image > 2;
  if (image.dtype() != DType::boolean) {
    variants.call("reconstruction", [&] {
      reconstruction(image, image, Reconstruction::dilation), reconstruction(image, image, Reconstruction::erosion);
    });
    variants.call("h-extrema", [&] { store(h_maxima(image, 2)), store(h_minima(image, 2)); });
  }
  variants.call("binary reconstruction", [&] { store(reconstruction(mask, mask)), store(binary_fill_holes(mask)); });
  variants.call("local extrema", [&] { store(local_maxima(image)), store(local_minima(image)); });
  variants.call("skeletonize", [&] { store(skeletonize(mask)), store(skeletonize(mask, Skeleton::lee)); });
}

void borders_and_radii(Variants& variants, const Image& image) {
  for (const Border& border : borders)
    for (const Footprint& footprint : {box(3, 3), disk(3)})
      variants.call("erosion with a border",
                    [&] { erosion(image, footprint, border), white_tophat(image, footprint, border); });
  const bool three = image.shape().ndim == 3;
  for (const int radius : {1, 3, 20}) {
    const int width = 2 * radius + 1;
    const Footprint round = three ? ball(std::min(radius, 10)) : disk(radius);
    const Footprint square = box(width, width, three ? 3 : 1);
    for (const Footprint& footprint : {round, square, diamond(radius), box(width, 1), box(1, width)}) {
      variants.call("erosion of some radius", [&] { erosion(image, footprint); });
      variants.call("binary erosion of some radius", [&] { store(binary_erosion(image > 1, footprint)); });
    }
  }
}

void whole_fours(Variants& variants, DType dtype) {
  const Image image = variants.random(Shape(72, 37), dtype), volume = variants.random(Shape(40, 21, 9), dtype);
  for (const int width : {3, 9, 21, 101})
    variants.call("erosion and dilation by boxes of whole fours", [&] {
      erosion(image, box(width, width)), white_tophat(image, box(width, width)), dilation(volume, box(1, width, 1));
    });
  for (const int width : {3, 7, 11})
    variants.call("erosion in space of whole fours",
                  [&] { erosion(volume, box(width, width, width)), black_tophat(volume, box(width, width, width)); });
}

const Registered morphology([](Variants& variants) {
  for (const DType dtype : kinds) both_kinds(variants, variants.random(flat, dtype));
  both_kinds(variants, variants.random(solid, DType::f32));
  for (const DType dtype : {DType::u8, DType::f32}) whole_fours(variants, dtype);
  for (const DType dtype : {DType::boolean, DType::u8, DType::i64, DType::f16, DType::f32})
    spreading(variants, variants.random(flat, dtype));
  spreading(variants, variants.random(solid, DType::u16));
  for (const Shape& shape : {flat, solid}) borders_and_radii(variants, variants.random(shape, DType::f32));
  for (const Input& input : variants.inputs(flat)) {
    variants.call("erosion of " + input.name,
                  [&] { erosion(input.make(), box(3, 3)), dilation(input.make(), disk(2)); });
    variants.call("binary erosion of " + input.name, [&] { store(binary_erosion(input.make(), disk(2))); });
  }
});

}  // namespace
}  // namespace clumen::variants
