#include "variants.hpp"

namespace clumen::variants {
namespace {

const Registered distances([](Variants& variants) {
  for (const Shape& shape : {flat, solid})
    for (const PerAxis& spacing : {PerAxis(1), PerAxis(1, 2, 3)}) {
      const Image mask = variants.random(shape, DType::boolean);
      variants.call("distance_transform_edt", [&] { distance_transform_edt(mask, spacing); });
      variants.call("distance_transform_edt_indices", [&] { distance_transform_edt_indices(mask, spacing); });
      variants.call("distance_transform_edt_signed", [&] { distance_transform_edt_signed(mask, spacing); });
      const Image labels = variants.random(shape, DType::i32);
      variants.call("voronoi_labels", [&] { voronoi_labels(labels, spacing); });
      variants.call("masked_voronoi_labels", [&] { store(masked_voronoi_labels(labels, mask, spacing)); });
      variants.call("expand_labels", [&] { expand_labels(labels, 3, spacing); });
    }
  for (const Shape& shape : {flat, solid, Shape(33000, 3)}) {
    const Image mask = variants.random(shape, DType::boolean);
    variants.call("distance_transform_edt_squared", [&] { distance_transform_edt_squared(mask); });
  }
  variants.call("voronoi_labels of 64 bits", [&] { voronoi_labels(variants.random({33000, 3}, DType::u64)); });
});

}  // namespace
}  // namespace clumen::variants
