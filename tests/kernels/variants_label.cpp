#include "variants.hpp"

namespace clumen::variants {
namespace {

const Registered labels(
    [](Variants& variants) {
      for (const Input& input : variants.inputs(flat))
        if (!is_float(input.make().dtype()) && input.make().shape().c == 1)
          variants.call("label of " + input.name, [&] { label(input.make()); });
      for (const Shape& shape : {flat, solid})
        for (const DType dtype : {DType::boolean, DType::u16}) {
          const Image image = variants.random(shape, dtype);
          for (int connectivity = 1; connectivity <= shape.ndim; ++connectivity)
            variants.call("label", [&] { label(image, connectivity); });
          variants.call("remove_small_objects",
                        [&] { store(remove_small_objects(image)), store(remove_small_holes(image)); });
          variants.call("label2rgb",
                        [&] { label2rgb(label(image)), label2rgb(label(image), variants.random(shape, dtype)); });
        }
      variants.call("label2rgb over colours", [&] {
        label2rgb(label(variants.random({colour.x, colour.y}, DType::u8)),
                  cast(variants.random(colour, DType::u8), DType::f32) / 5);
      });
    },
    Run::real);

}  // namespace
}  // namespace clumen::variants
