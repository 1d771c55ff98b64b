#include "variants.hpp"

namespace clumen::variants {
namespace {

const std::vector<std::string> properties = {"label",          "area",          "bbox",          "centroid",
                                             "mean_intensity", "min_intensity", "max_intensity", "sum_intensity",
                                             "std_intensity",  "area_convex",   "solidity",      "equivalent_diameter",
                                             "area_bbox",      "extent"};

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
      }
    },
    Run::real);

}  // namespace
}  // namespace clumen::variants
