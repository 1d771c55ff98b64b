#include "variants.hpp"

namespace clumen::variants {
namespace {

Table points_of(int axes) {
  Table table;
  for (int axis = 0; axis < axes; ++axis)
    table.add("centroid-" + std::to_string(axis), std::vector<double>{1, 4, 2, 8, 5, 7});
  return table;
}

const Registered graphs(
    [](Variants& variants) {
      for (const Shape& shape : {flat, solid}) {
        for (const DType dtype : {DType::u8, DType::i16, DType::i32, DType::u32, DType::u64})
          for (int connectivity = 1; connectivity <= shape.ndim; connectivity += shape.ndim - 1)
            variants.call("region_adjacency_graph",
                          [&] { region_adjacency_graph(variants.random(shape, dtype), connectivity); });
        for (const Input& input : variants.inputs(shape))
          variants.call("region_adjacency_graph of " + input.name,
                        [&] { region_adjacency_graph(cast(input.make(), DType::i32)); });
        const Image image = variants.random(shape, DType::u8);
        const Table points = points_of(shape.ndim);
        variants.call("draw_mesh",
                      [&] { draw_mesh(image, proximal_neighbors_graph(image.context(), points, 0, 5), points); });
      }
      for (const DType dtype : {DType::boolean, DType::u8, DType::i16, DType::u64}) {
        const Image image = variants.random(flat, dtype);
        variants.call("map_array", [&] { map_array(image, {1, 2}, {0.5, 0.25}); });
        variants.call("map_array of numbers far apart", [&] { map_array(image, {1, 1e15}, {0.5, 0.25}); });
      }
      const Context context = variants.random(flat, DType::u8).context();
      for (const int axes : {1, 2, 3}) {
        variants.call("nearest_neighbors_graph", [&] { nearest_neighbors_graph(context, points_of(axes), 2); });
        variants.call("proximal_neighbors_graph", [&] { proximal_neighbors_graph(context, points_of(axes), 0, 5); });
        variants.call("distance_matrix", [&] { distance_matrix(context, points_of(axes)); });
      }
    },
    Run::real);

}  // namespace
}  // namespace clumen::variants
