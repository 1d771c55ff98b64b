// Cells of an embryo in space and their neighbours: embryo.tif in this folder, with nuclei in channel 0 and membranes
// in channel 1, becomes neighbors.csv, distances.tif (each cell as the mean distance of its neighbours) and mesh.png.
#include <clumen/clumen.hpp>
using namespace clumen;

int main() {
  Context gpu = Context::best();
  Image embryo = read_tiff(gpu, "embryo.tif");

  // Nuclei, and the cells around them: where membranes would be if each pixel belonged to the nearest nucleus.
  Image smooth = gaussian(embryo.channel(0), 1);
  Image nuclei = remove_small_objects(label(smooth > threshold_otsu(smooth)), 1, 30);
  Image layer = gaussian(embryo.channel(1), 4);
  Image cells = masked_voronoi_labels(nuclei, layer > threshold_otsu(layer));

  // Which cells touch, and how far their nuclei are apart.
  Table centroids = regionprops_table(nuclei, {}, {"label", "area", "centroid"});
  Graph touching = with_distances(region_adjacency_graph(cells), centroids);
  Table neighbors = edge_statistics(touching, "distance", {"count", "mean", "min", "max"});
  write_csv(neighbors, "neighbors.csv");
  write_tiff(parametric_map(cells, neighbors, "mean"), "distances.tif");

  Image mesh = maximum_projection(draw_mesh(cells, touching, centroids, "distance"));
  write_png(img_as_ubyte(rescale_intensity(mesh)), "mesh.png");
}
