// Cells of an embryo in space and their neighbours: embryo.tif in this folder, with nuclei in channel 0 and membranes
// in channel 1, becomes neighbors.csv (how far each cell's neighbours are), distances.tif (each cell as the mean of
// that), membranes.png (where membranes would be, all planes together), and mesh.png, surface.png and inside.png: lines
// between all neighbours, those on the surface and those under it, of which an embryo of one layer has none.
#include <clumen/clumen.hpp>
using namespace clumen;

int main() {
  Context gpu = Context::best();
  Image embryo = read_tiff(gpu, "embryo.tif");

  // A nucleus is a bright spot in space; its cell is what is nearer to it than to others, as far as there are
  // membranes.
  Image bright = difference_of_gaussians(embryo.channel(0), 2.5, 5);
  Image spots = label_spots(detect_maxima(bright) && bright > threshold_otsu(bright));
  Image layer = gaussian(embryo.channel(1), 4);
  Image cells = masked_voronoi_labels(spots, layer > threshold_otsu(layer));
  write_png(img_as_ubyte(rescale_intensity(mean_projection(find_boundaries(cells)))), "membranes.png");

  // Which cells touch, and how far their nuclei are apart on average.
  Table nuclei = regionprops_table(spots, {}, {"label", "centroid"});
  Graph touching = with_distances(region_adjacency_graph(cells), nuclei);
  Table neighbors = edge_statistics(touching, "distance", {"count", "mean", "min", "max"});
  write_csv(neighbors, "neighbors.csv");
  write_tiff(parametric_map(cells, neighbors, "mean"), "distances.tif");

  // Their mesh, and that of the cells which a ray from the centre leaves for the outside, or for another cell.
  auto draw = [&](const Graph& graph, const char* file) {
    Image mesh = maximum_projection(draw_mesh(cells, graph, nuclei, "distance"));
    write_png(img_as_ubyte(rescale_intensity(mesh)), file);
  };
  draw(touching, "mesh.png");
  draw(with_distances(region_adjacency_graph(label_surface(cells)), nuclei), "surface.png");
  draw(with_distances(region_adjacency_graph(exclude_labels_on_surface(cells)), nuclei), "inside.png");
}
