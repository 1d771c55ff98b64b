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

const Registered operations_on_labels(
    [](Variants& variants) {
      for (const Shape& shape : {flat, solid})
        for (const DType dtype : {DType::u8, DType::i16, DType::i32, DType::u64}) {
          const Image image = variants.random(shape, dtype), row = variants.random({6, 1}, DType::f32);
          variants.call("erode_labels", [&] { erode_labels(image, 2); });
          variants.call("closing_labels", [&] { store(closing_labels(image, 2)); });
          variants.call("smooth_labels",
                        [&] { store(smooth_labels(image, 2)), store(smooth_connected_labels(image)); });
          for (const Boundaries mode : {Boundaries::thick, Boundaries::inner, Boundaries::outer, Boundaries::subpixel})
            variants.call("find_boundaries", [&] { store(find_boundaries(image, 1, mode)); });
          variants.call("mark_boundaries", [&] {
            store(mark_boundaries(variants.random(shape, DType::u8), image, {1, 1, 0}, {0, 0, 1}));
          });
          variants.call("clear_border", [&] { clear_border(image), clear_border(image, 0, 0, image > 1); });
          variants.call("remove_labels_on_edges", [&] { remove_labels_on_edges(image); });
          variants.call("filter_label_by_size", [&] { filter_label_by_size(image); });
          variants.call("remove_labels", [&] { remove_labels(image, row); });
          variants.call("remove_labels by their values", [&] {
            remove_labels_with_map_values_out_of_range(image, row);
            remove_labels_with_map_values_within_range(image, row);
          });
          variants.call("relabel_sequential", [&] { relabel_sequential(image), relabel_sequential(image, 200); });
          variants.call("join_segmentations", [&] { join_segmentations(image, image); });
          variants.call("combine_labels", [&] { combine_labels(image, image); });
          for (int connectivity = 1; connectivity <= shape.ndim; ++connectivity)
            variants.call("merge_touching_labels", [&] { merge_touching_labels(image, connectivity); });
        }
      variants.call("erode_labels far", [&] { erode_labels(variants.random({70000, 3}, DType::u8), 69000); });
      variants.call("relabel_sequential by way of the host",
                    [&] { relabel_sequential(variants.random(flat, DType::i64) * (std::int64_t{1} << 40)); });
    },
    Run::real);

}  // namespace
}  // namespace clumen::variants
