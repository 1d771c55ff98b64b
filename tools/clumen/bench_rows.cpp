#include "bench_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "operation.hpp"

namespace clumen::tool {
namespace {

using Set = RowSet;
using Count = OperationCount;

const std::vector<Set> kClij{Set::clij}, kBoth{Set::clij, Set::scaling}, kWorkflow{Set::workflow},
    kTransfer{Set::transfer};
constexpr RowAxes kAll = RowAxes::both, kSpace = RowAxes::space;

/// Taps of a Gaussian on both sides, a product and a sum each.
constexpr Count gaussian_count(int taps) { return {0, 2.0 * taps}; }

std::vector<Row> single_rows() {
  const std::string image = "image", mask = "mask", labels = "labels";
  return {
      {"add_scalar", "Add a number", kBoth, image, "add(3)", 8, Count{1}, kAll, "pointwise"},
      {"add_weighted", "Add two images, weighted", kClij, image, "add_weighted(0.3, input, 0.7, 1)", 8, Count{4}, kAll,
       "pointwise"},
      {"threshold", "Threshold by a number", kClij, image, "greater({threshold})", 5, Count{1}, kAll, "pointwise"},
      {"otsu", "Threshold by Otsu's method", kBoth, image, "greater(threshold_otsu())", 13, {}, kAll, "threshold"},
      {"binary_and", "And of two masks", kClij, mask, "logical_and(mask2)", 3, Count{1}, kAll, "pointwise"},
      {"binary_erosion_box1",
       "Binary erosion, box of 3",
       kClij,
       mask,
       "binary_erosion(square:3)",
       2,
       {},
       kAll,
       "morphology"},
      {"binary_dilation_box1",
       "Binary dilation, box of 3",
       kClij,
       mask,
       "binary_dilation(square:3)",
       2,
       {},
       kAll,
       "morphology"},
      {"flip", "Flip along x", kClij, image, "flip(x)", 8, {}, kAll, "transform"},
      {"transpose_xy", "Transpose x and y", kClij, image, "transpose(yxz)", 8, {}, kAll, "transform"},
      {"gaussian2", "Gaussian blur, sigma 2", kBoth, image, "gaussian(2)", 8, gaussian_count(17), kAll, "filter"},
      {"gaussian5", "Gaussian blur, sigma 5", kClij, image, "gaussian(5)", 8, gaussian_count(41), kAll, "filter"},
      {"mean_box3", "Mean, box of 7", kClij, image, "uniform_filter(7, nearest)", 8, {}, kAll, "filter_linear"},
      {"minimum_box3", "Minimum, box of 7", kClij, image, "erosion(square:7, nearest)", 8, {}, kAll, "morphology"},
      {"maximum_box3", "Maximum, box of 7", kClij, image, "dilation(square:7, nearest)", 8, {}, kAll, "morphology"},
      {"minimum_disk5",
       "Minimum, disk or ball of radius 5",
       kClij,
       image,
       "erosion(round:5, nearest)",
       8,
       {},
       kAll,
       "morphology"},
      {"median3", "Median, box of 3", kBoth, image, "median(square:3)", 8, {}, kAll, "filter"},
      {"sobel", "Sobel's edges", kClij, image, "sobel()", 8, {}, kAll, "filter_linear"},
      {"rotate45", "Rotate by 45 degrees, linear", kClij, image, "rotate(45)", 8, {}, kAll, "transform"},
      {"maximum_z", "Maximum projection along z", kClij, image, "maximum_projection(z)", 4, Count{1}, kSpace,
       "projection"},
      {"sum", "Sum of all pixels", kClij, image, "sum()", 4, Count{1}, kAll, "reduce"},
      {"label", "Label connected components", kBoth, mask, "label()", 13, {}, kAll, "label"},
      {"expand_labels3", "Grow labels by 3", kClij, labels, "expand_labels(3)", 8, {}, kAll, "distance"},
      {"distance", "Exact distance transform", kClij, mask, "distance_transform_edt()", 5, {}, kAll, "distance"},
      {"table",
       "Table of areas, means, boxes",
       kClij,
       labels,
       "regionprops_table(image, [label,area,mean_intensity,bbox,centroid])",
       8,
       {},
       kAll,
       "measure"},
      {"push", "Push from the host", kTransfer, image, "push", 4, {}, kAll, "workflow"},
      {"pull", "Pull to the host", kTransfer, image, "pull", 4, {}, kAll, "workflow"},
      {"nuclei",
       "Nuclei: Gaussian, Otsu, erosion, labels, table",
       {Set::workflow, Set::scaling},
       image,
       "gaussian(5) | greater(threshold_otsu()) | binary_erosion(round:2) | label() | "
       "regionprops_table(input, [label,area,mean_intensity,solidity])",
       8,
       {},
       kAll,
       "workflow",
       "nuclei_of_image"},
      {"voronoi_otsu",
       "Voronoi-Otsu labels",
       kWorkflow,
       image,
       "voronoi_otsu_labeling(3, 2)",
       8,
       {},
       kAll,
       "segmentation"},
      {"gauss_otsu", "Gauss-Otsu labels", kWorkflow, image, "gauss_otsu_labeling(2)", 8, {}, kAll, "segmentation"},
  };
}

/// 1 to 32 operations, of two kinds: stencils, and pixels by themselves.
std::vector<Row> chain_rows() {
  struct Kind {
    std::string name, title;
    std::vector<std::string> steps;  ///< in turn
    OperationCount each;
  };
  const std::vector<Kind> kinds = {
      {"chain_gaussian", "Gaussian blur, sigma 1, again and again", {"gaussian(1)"}, gaussian_count(9)},
      {"chain_pointwise", "Products and sums with numbers", {"multiply(0.75)", "add(3)"}, {1, 0}}};
  std::vector<Row> out;
  for (const Kind& kind : kinds)
    for (int n = 1; n <= 32; n *= 2) {
      std::vector<std::string> steps;
      for (int i = 0; i < n; ++i) steps.push_back(kind.steps[static_cast<std::size_t>(i) % kind.steps.size()]);
      out.push_back({fmt::format("{}_{}", kind.name, n),
                     kind.title,
                     {Set::chain},
                     "image",
                     fmt::format("{}", fmt::join(steps, " | ")),
                     8,
                     Count{n * kind.each.once, n * kind.each.per_axis},
                     RowAxes::both,
                     "chains",
                     "",
                     kind.name,
                     n});
    }
  return out;
}

void replace_all(std::string& text, std::string_view what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size())
    text.replace(at, what.size(), with);
}

}  // namespace

std::string_view name_of(RowSet set) {
  constexpr std::string_view names[] = {"clij", "transfer", "workflow", "scaling", "chain", "own"};
  return names[static_cast<std::size_t>(set)];
}

std::vector<RowSet> row_sets_of(const std::string& text) {
  std::vector<RowSet> out;
  for (const std::string& name : split(text)) {
    const bool all = name == "all";
    if (!all && name != "clij" && name != "workflow" && name != "scaling")
      throw ArgumentError(fmt::format("bench: --set is {}; allowed is clij, workflow, scaling or all", name));
    if (all || name == "clij") out.insert(out.end(), {Set::clij, Set::transfer});
    if (all || name == "workflow") out.insert(out.end(), {Set::workflow, Set::chain});
    if (all || name == "scaling") out.push_back(Set::scaling);
  }
  return out;
}

bool Row::has(RowSet set) const { return std::find(sets.begin(), sets.end(), set) != sets.end(); }

bool Row::fits(const Shape& shape) const {
  return axes == RowAxes::both || (axes == RowAxes::space) == (shape.ndim == 3);
}

std::string Row::chain_for(const Shape& shape, double threshold) const {
  std::string out = chain;
  const bool solid = shape.ndim == 3;
  replace_all(out, "{threshold}", fmt::format("{}", threshold));
  replace_all(out, "round:", solid ? "ball:" : "disk:");
  for (std::size_t at = 0; (at = out.find("square:", at)) != out.npos;) {
    const std::size_t first = at + 7, last = std::min(out.find_first_not_of("0123456789", first), out.size());
    const std::string edge = out.substr(first, last - first);
    out.replace(at, last - at, solid ? fmt::format("box:{0}x{0}x{0}", edge) : fmt::format("box:{0}x{0}", edge));
  }
  return out;
}

std::optional<double> Row::operations_for(const Shape& shape) const {
  if (!operations) return std::nullopt;
  return static_cast<double>(shape.pixels()) * (operations->once + operations->per_axis * shape.ndim);
}

const std::vector<Row>& bench_rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> rows = single_rows();
    for (Row& row : chain_rows()) rows.push_back(std::move(row));
    for (Row& row : rows)
      if (row.peer_row.empty()) row.peer_row = row.name;
    return rows;
  }();
  return all;
}

Row own_row(const std::string& chain) { return {chain, chain, {Set::own}, "image", chain, 8}; }

}  // namespace clumen::tool
