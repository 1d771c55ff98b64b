#!/usr/bin/env bash
# Makes the pictures of the documentation with `clumen`, which must be in PATH:   docs/pictures/make.sh [FOLDER [REAL.tif]]
# FOLDER: where they go, here when not given. REAL.tif: 17P1_POS0013_D_1UL.tif of BBBC007 (Broad Bioimage Benchmark
# Collection, CC0); real.png is made only with it. view.png is a picture of the page of the tutorial: see screenshot.py.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(cd "${1:-$here}" && pwd)
real=${2:+$(realpath "$2")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
exec >/dev/null

# Nuclei: as they are, and labelled.
clumen sample nuclei cells.tif --size 256
clumen rescale_intensity cells.tif gray.tif
clumen img_as_ubyte gray.tif "$folder/nuclei.png"
clumen voronoi_otsu_labeling cells.tif labels.tif --spot_sigma 5 --outline_sigma 1
clumen label2rgb labels.tif colours.tif --image gray.tif --alpha 0.4
clumen img_as_ubyte colours.tif "$folder/labels.png"

# An embryo in space: its cells in the middle plane, and lines between neighbours, the brighter the farther they are apart.
clumen sample embryo embryo.tif --size 96
clumen voronoi_otsu_labeling embryo.tif spots.tif --channel 0 --spot_sigma 2 --outline_sigma 2
clumen gaussian embryo.tif layer.tif --channel 1 --sigma 3
clumen greater layer.tif "$(clumen threshold_otsu layer.tif)" layer_mask.tif
clumen masked_voronoi_labels spots.tif layer_mask.tif all_cells.tif
clumen rescale_intensity embryo.tif membranes.tif --channel 1
clumen label2rgb all_cells.tif cells_rgb.tif --image membranes.tif --alpha 0.4 --plane 48
clumen resize cells_rgb.tif cells_large.tif --output_shape 256x256
clumen img_as_ubyte cells_large.tif "$folder/embryo.png"
clumen region_adjacency_graph all_cells.tif touching.csv
clumen regionprops_table spots.tif nuclei.csv --properties label,centroid
clumen with_distances touching.csv nuclei.csv distances.csv
clumen draw_mesh all_cells.tif distances.csv nuclei.csv mesh.tif --column distance
clumen maximum_projection mesh.tif flat.tif
clumen resize flat.tif flat_large.tif --output_shape 256x256 --order 1
clumen rescale_intensity flat_large.tif mesh_gray.tif
clumen img_as_ubyte mesh_gray.tif "$folder/mesh.png"

# Real nuclei of Drosophila cells.
if [ -n "$real" ]; then
  clumen crop "$real" part.tif --crop_width 84,0,84,0
  clumen voronoi_otsu_labeling part.tif real_labels.tif --spot_sigma 3 --outline_sigma 1
  clumen rescale_intensity part.tif real_gray.tif
  clumen mark_boundaries real_gray.tif real_labels.tif outlined.tif
  clumen img_as_ubyte outlined.tif "$folder/real.png"
fi
