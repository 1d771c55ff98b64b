#include "variants.hpp"

namespace clumen::variants {
namespace {

void all_thresholds(Variants& variants, const std::string& of, const Image& image) {
  variants.call("threshold_yen" + of, [&] { threshold_yen(image); });
  variants.call("threshold_isodata" + of, [&] { threshold_isodata(image); });
  variants.call("threshold_triangle" + of, [&] { threshold_triangle(image); });
  variants.call("threshold_minimum" + of, [&] { threshold_minimum(image); });
  variants.call("threshold_mean" + of, [&] { threshold_mean(image); });
  variants.call("threshold_li" + of, [&] { threshold_li(image); });
  for (const int classes : {2, 3, 4})
    variants.call("threshold_multiotsu" + of, [&] { threshold_multiotsu(image, classes); });
}

const Registered threshold([](Variants& variants) {
  for (const auto& dtypes : {kinds, rarer_floats})
    for (const DType dtype : dtypes) {
      if (!variants.has(dtype)) continue;
      const Image image = variants.random(flat, dtype);
      variants.call("threshold_otsu", [&] { store(image > threshold_otsu(image)); });
      all_thresholds(variants, "", image);
    }
  for (const DType dtype : {DType::u8, DType::f32}) {
    const Image image = variants.random(solid, dtype);
    variants.call("threshold_niblack", [&] { store(threshold_niblack(image, 5)); });
    variants.call("threshold_sauvola", [&] { store(threshold_sauvola(image, 5)); });
    for (const LocalMethod method : {LocalMethod::gaussian, LocalMethod::mean, LocalMethod::median})
      variants.call("threshold_local", [&] { store(threshold_local(image, 5, method)); });
  }
  for (const Input& input : variants.inputs(flat)) {
    variants.call("threshold_otsu of " + input.name, [&] { threshold_otsu(input.make()); });
    variants.call("threshold_li of " + input.name, [&] { threshold_li(input.make()); });
  }
});

}  // namespace
}  // namespace clumen::variants
