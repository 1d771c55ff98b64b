// The README's first program: cells.tif in this folder becomes cells.csv.
#include <clumen/clumen.hpp>
using namespace clumen;

int main() {
  Context gpu = Context::best();
  Image cells = read_tiff(gpu, "cells.tif").channel(0);
  Image smooth = gaussian(cells, 5);
  Image labels = label(binary_erosion(smooth > threshold_otsu(smooth), disk(2)));
  write_csv(regionprops_table(labels, cells, {"label", "area", "mean_intensity", "solidity"}), "cells.csv");
}
