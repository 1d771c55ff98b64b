#include "variants.hpp"

namespace clumen::variants {
namespace {

const Registered exposure([](Variants& variants) {
  for (const DType dtype : {DType::u8, DType::i16, DType::f32}) {
    const Image image = variants.random(flat, dtype);
    variants.call("adjust_gamma", [&] { store(adjust_gamma(image, 2.2)); });
    variants.call("adjust_log", [&] { store(adjust_log(image)), store(adjust_log(image, 1, Inverse::yes)); });
    variants.call("adjust_sigmoid", [&] { store(adjust_sigmoid(image)); });
    variants.call("rescale_intensity", [&] {
      store(rescale_intensity(image)), store(rescale_intensity(image, {1, 3}));
    });
    variants.call("normalize", [&] { store(normalize(image)); });
    variants.call("img_as_ubyte", [&] { store(img_as_ubyte(image)); });
    variants.call("img_as_uint", [&] { store(img_as_uint(image)); });
    variants.call("img_as_int", [&] { store(img_as_int(image)); });
    variants.call("img_as_float32", [&] { store(img_as_float32(image)); });
    variants.call("img_as_bool", [&] { store(img_as_bool(image)); });
  }
});

}  // namespace
}  // namespace clumen::variants
