#include "variants.hpp"

namespace clumen::variants {
namespace {

// They read back whether a round changed anything, and how many spots there are.
const Registered segmentations(
    [](Variants& variants) {
      for (const Shape& shape : {flat, solid}) {
        const Image markers = variants.random(shape, DType::i32);
        for (int connectivity = 1; connectivity <= shape.ndim; ++connectivity)
          variants.call("watershed", [&] { watershed(variants.random(shape, DType::u8), markers, connectivity); });
        for (const DType dtype : {DType::boolean, DType::i16, DType::u64, DType::f32, DType::f16, DType::f64})
          if (variants.has(dtype))
            variants.call("watershed", [&] { watershed(variants.random(shape, dtype), markers); });
        for (const DType dtype : {DType::u8, DType::u64})
          variants.call("watershed into other labels", [&] {
            watershed(variants.random(shape, DType::u8), variants.random(shape, dtype), 1, {}, 0, WatershedLine::yes);
          });
        for (const DType dtype : {DType::u8, DType::f32})
          variants.call("compact watershed", [&] { watershed(variants.random(shape, dtype), markers, 1, {}, 0.5); });
        const Image mask = variants.random(shape, DType::boolean);
        variants.call("compact watershed in a mask", [&] {
          watershed(variants.random(shape, DType::u8), cast(mask, DType::u8), shape.ndim, mask, 0.5);
        });
        variants.call("watershed in a mask",
                      [&] { watershed(variants.random(shape, DType::u8), cast(mask, DType::u8), 1, mask); });
      }
      for (const Shape& shape : {flat, solid}) {
        const Image image = variants.random(shape, DType::u8), mask = image > 2;
        variants.call("label_spots", [&] { label_spots(mask); });
        variants.call("spots_to_pointlist", [&] { spots_to_pointlist(mask); });
        for (const DType dtype : {DType::i32, DType::f32})
          variants.call("pointlist_to_labelled_spots",
                        [&] { pointlist_to_labelled_spots(cast(spots_to_pointlist(mask), dtype), shape); });
        for (const DType dtype : {DType::u8, DType::u64}) {
          const Image labels = variants.random(shape, dtype);
          variants.call("reduce_labels_to_centroids", [&] { reduce_labels_to_centroids(labels); });
          variants.call("label_surface", [&] { label_surface(labels); });
          variants.call("exclude_labels_on_surface", [&] { exclude_labels_on_surface(labels); });
        }
        for (const DType dtype : {DType::u8, DType::i16, DType::u64, DType::f16, DType::f32, DType::f64}) {
          if (!variants.has(dtype)) continue;
          const Image pixels = variants.random(shape, dtype);
          variants.call("peak_local_max", [&] { peak_local_max(pixels, 2, {}, 0.1); });
          variants.call("peak_local_max in labels", [&] { peak_local_max(pixels, 2, 0.5, {}, 0, {}, {}, image); });
        }
      }
    },
    Run::real);

const Registered labelings([](Variants& variants) {
  for (const Shape& shape : {flat, solid})
    for (const DType dtype : {DType::boolean, DType::u8, DType::u64, DType::f32}) {
      const Image image = variants.random(shape, dtype);
      variants.call("detect_maxima", [&] { store(detect_maxima(image)); });
      variants.call("detect_minima", [&] { store(detect_minima(image, 1)); });
      if (dtype != DType::f32) continue;
      variants.call("voronoi_otsu_labeling", [&] { store(voronoi_otsu_labeling(image, 1, 2)); });
      variants.call("gauss_otsu_labeling", [&] { store(gauss_otsu_labeling(image, 1)); });
      variants.call("eroded_otsu_labeling", [&] { store(eroded_otsu_labeling(image, 2, 1)); });
    }
});

}  // namespace
}  // namespace clumen::variants
