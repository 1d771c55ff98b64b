#include "variants.hpp"

namespace clumen::variants {
namespace {

void all_projections(Variants& variants, const std::string& of, const Image& image, Axis axis) {
  using Projection = Image (*)(const Image&, Axis);
  for (const Projection project : {minimum_projection, maximum_projection, argmax_projection, sum_projection,
                                   mean_projection, std_projection, median_projection})
    variants.call("projection" + of, [&] { project(image, axis); });
}

const Registered projection([](Variants& variants) {
  for (const auto& dtypes : {kinds, rarer_floats})
    for (const DType dtype : dtypes)
      if (variants.has(dtype)) all_projections(variants, "", variants.random(solid, dtype), Axis::z);
  const Image image = variants.random(solid, DType::f32);
  for (const Axis axis : {Axis::x, Axis::y, Axis::c}) all_projections(variants, "", image, axis);
  for (const Image& small : {variants.random(solid, DType::u8), variants.random(solid, DType::i16)})
    all_projections(variants, "", small, Axis::x);
  for (const Input& input : variants.inputs(solid)) {
    const Image of = input.make();
    variants.call("maximum_projection of " + input.name, [&] { maximum_projection(of, Axis::y); });
    variants.call("median_projection of " + input.name, [&] { median_projection(of, Axis::x); });
  }
});

}  // namespace
}  // namespace clumen::variants
