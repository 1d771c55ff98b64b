#include "variants.hpp"

namespace clumen::variants {
namespace {

const std::vector<std::string> properties = {"label",          "area",          "bbox",          "centroid",
                                             "mean_intensity", "min_intensity", "max_intensity", "sum_intensity",
                                             "std_intensity",  "area_convex",   "solidity",      "equivalent_diameter",
                                             "area_bbox",      "extent"};

const std::vector<std::string> of_pixels = {"moments", "euler_number", "area_filled", "feret_diameter_max"};
const std::vector<std::string> of_intensities = {"moments_weighted", "intensity_median"};

const Registered measure(
    [](Variants& variants) {
      for (const Shape& shape : {flat, solid}) {
        const Image labels = label(variants.random(shape, DType::boolean));
        for (const DType intensity : {DType::u8, DType::u64, DType::f32})
          variants.call("regionprops_table",
                        [&] { regionprops_table(labels, variants.random(shape, intensity), properties); });
        variants.call("regionprops_table of bare labels", [&] {
          regionprops_table(cast(labels, DType::u16), {}, {"label", "area", "solidity"});
        });
        for (const DType intensity : {DType::u8, DType::u64, DType::f32, DType::f64})
          if (variants.has(intensity))
            variants.call("regionprops_table of intensities",
                          [&] { regionprops_table(labels, variants.random(shape, intensity), of_intensities); });
        variants.call("regionprops_table of pixels", [&] { regionprops_table(labels, {}, of_pixels); });
        variants.call("regionprops_table of second moments",
                      [&] { regionprops_table(labels, {}, {"inertia_tensor"}); });
        variants.call("region_image_convex", [&] {
          Image some = cast(variants.random(shape, DType::boolean), DType::u8);
          region_image_convex(some, 1);
        });
        variants.call("image_statistics", [&] { image_statistics(variants.random(shape, DType::f32)); });
      }
      for (const DType dtype : {DType::boolean, DType::i8, DType::u16, DType::i32, DType::u64, DType::f32, DType::f64})
        if (variants.has(dtype)) variants.call("percentile", [&] { percentile(variants.random(flat, dtype)); });
      variants.call("profile_line", [&] { profile_line(variants.random(flat, DType::u8), {3, 4}, {20, 30}, 3); });
    },
    Run::real);

}  // namespace
}  // namespace clumen::variants
