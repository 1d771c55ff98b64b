#include "tune.hpp"

namespace clumen::tool {
namespace {

using Images = const TuneImages&;

Image ready(const Image& image) {
  image.compute();
  return image;
}

/// Noise from 0 to 1, the same on every machine.
std::vector<float> noise(const Shape& shape) {
  std::vector<float> pixels(static_cast<std::size_t>(shape.pixels()));
  std::uint32_t state = 7;
  for (float& p : pixels) {
    state = state * 1664525u + 1013904223u;
    p = static_cast<float>(state >> 8) * 0x1p-24F;
  }
  return pixels;
}

Footprint cube(const Image& image, int edge) { return box(edge, edge, image.shape().z > 1 ? edge : 1); }

Table table(Images i, const std::vector<std::string>& properties) {
  return regionprops_table(i.labels, i.f32, properties);
}

std::vector<TuneCase> all_cases() {
  return {
      {"evaluate", "add", "a number, f32", 2, [](Images i) { return ready(i.f32 + 3.0); }},
      {"evaluate", "add", "a number, u8", 2, [](Images i) { return ready(i.u8 + 3); }},
      {"evaluate", "greater", "a number, f32", 2, [](Images i) { return ready(i.f32 > 80.0); }},
      {"bits", "binary_erosion", "of a comparison", 2,
       [](Images i) { return binary_erosion(i.f32 > 80.0, box(3, 3)); }},
      {"reduce", "sum", "f32", 2, [](Images i) { return sum(i.f32).image(); }},
      {"reduce", "sum", "u16", 3, [](Images i) { return sum(i.u16).image(); }},
      {"reduce", "max", "f32", 2, [](Images i) { return max(i.f32).image(); }},
      {"reduce", "threshold_otsu", "f32", 2, [](Images i) { return threshold_otsu(i.f32).image(); }},
      {"histogram", "histogram", "f32", 2, [](Images i) { return histogram(i.f32).counts; }},
      {"histogram", "histogram", "u8", 2, [](Images i) { return histogram(i.u8).counts; }},
      {"separable", "gaussian", "sigma 2, f32", 2, [](Images i) { return gaussian(i.f32, 2); }},
      {"separable", "gaussian", "sigma 5, f32", 2, [](Images i) { return gaussian(i.f32, 5); }},
      {"separable", "gaussian", "sigma 2, u16", 2, [](Images i) { return gaussian(i.u16, 2); }},
      {"separable", "gaussian", "sigma 2, f32", 3, [](Images i) { return gaussian(i.f32, 2); }},
      {"box", "uniform_filter", "size 7, f32", 2, [](Images i) { return uniform_filter(i.f32, 7); }},
      {"box", "uniform_filter", "size 7, u8", 2, [](Images i) { return uniform_filter(i.u8, 7); }},
      {"box", "uniform_filter", "size 7, f32", 3, [](Images i) { return uniform_filter(i.f32, 7); }},
      {"box", "uniform_filter", "size 41, f32", 2, [](Images i) { return uniform_filter(i.f32, 41); }},
      {"erosion", "erosion", "box 7, f32", 2, [](Images i) { return erosion(i.f32, box(7, 7)); }},
      {"erosion", "erosion", "box 7, u8", 2, [](Images i) { return erosion(i.u8, box(7, 7)); }},
      {"erosion", "erosion", "disk 5, f32", 2, [](Images i) { return erosion(i.f32, disk(5)); }},
      {"erosion", "erosion", "box 7, f32", 3, [](Images i) { return erosion(i.f32, box(7, 7, 7)); }},
      {"erosion", "erosion", "ball 2, f32", 3, [](Images i) { return erosion(i.f32, ball(2)); }},
      {"median", "median", "box 3, u8", 2, [](Images i) { return median(i.u8, box(3, 3)); }},
      {"median", "median", "box 3, f32", 2, [](Images i) { return median(i.f32, box(3, 3)); }},
      {"median", "median", "box 5, f32", 2, [](Images i) { return median(i.f32, box(5, 5)); }},
      {"median", "median", "box 3, f32", 3, [](Images i) { return median(i.f32, box(3, 3, 3)); }},
      {"rank", "median", "disk 7, f32", 2, [](Images i) { return median(i.f32, disk(7)); }},
      {"edges", "sobel", "f32", 2, [](Images i) { return sobel(i.f32); }},
      {"edges", "sobel", "f32", 3, [](Images i) { return sobel(i.f32); }},
      {"projection", "maximum_projection", "z, f32", 3, [](Images i) { return maximum_projection(i.f32, Axis::z); }},
      {"projection", "maximum_projection", "x, f32", 3, [](Images i) { return maximum_projection(i.f32, Axis::x); }},
      {"projection", "sum_projection", "y, u16", 3, [](Images i) { return sum_projection(i.u16, Axis::y); }},
      {"transpose", "transpose", "yxz, f32", 2, [](Images i) { return transpose(i.f32, Axes::yxz); }},
      {"transpose", "transpose", "yxz, u8", 2, [](Images i) { return transpose(i.u8, Axes::yxz); }},
      {"transpose", "transpose", "zyx, f32", 3, [](Images i) { return transpose(i.f32, Axes::zyx); }},
      {"place", "flip", "x, f32", 2, [](Images i) { return flip(i.f32, Axis::x); }},
      {"place", "pad", "5, u8", 2, [](Images i) { return pad(i.u8, 5, PadMode::symmetric); }},
      {"place", "transpose", "xzy, f32", 3, [](Images i) { return transpose(i.f32, Axes::xzy); }},
      {"warp", "rotate", "45, f32", 2, [](Images i) { return rotate(i.f32, 45); }},
      {"warp", "rotate", "45, f32", 3, [](Images i) { return rotate(i.f32, 45); }},
      {"binary_erosion", "binary_erosion", "box 3", 2, [](Images i) { return binary_erosion(i.bits, box(3, 3)); }},
      {"binary_erosion", "binary_erosion", "disk 2", 2, [](Images i) { return binary_erosion(i.bits, disk(2)); }},
      {"binary_erosion", "binary_erosion", "box 3", 3,
       [](Images i) { return binary_erosion(i.bits, cube(i.bits, 3)); }},
      {"label", "label", "bool", 2, [](Images i) { return label(i.mask); }},
      {"label", "label", "bool", 3, [](Images i) { return label(i.mask); }},
      {"nearest_row", "distance_transform_edt", "bool", 2, [](Images i) { return distance_transform_edt(i.mask); }},
      {"nearest_row", "distance_transform_edt", "bool", 3, [](Images i) { return distance_transform_edt(i.mask); }},
      {"nearest_line", "distance_transform_edt", "bool", 2, [](Images i) { return distance_transform_edt(i.mask); }},
      {"nearest_line", "distance_transform_edt", "bool", 3, [](Images i) { return distance_transform_edt(i.mask); }},
      {"nearest_line", "expand_labels", "3, i32", 2, [](Images i) { return expand_labels(i.labels, 3); }},
      {"nearest_line", "expand_labels", "3, i32", 3, [](Images i) { return expand_labels(i.labels, 3); }},
      {"nearest_line", "voronoi_labels", "i32", 2, [](Images i) { return voronoi_labels(i.labels); }},
      {"regionprops_table", "regionprops_table", "bbox, centroid", 2,
       [](Images i) {
         return table(i, {"label", "area", "mean_intensity", "bbox", "centroid"});
       }},
      {"regionprops_table", "regionprops_table", "bbox, centroid", 3,
       [](Images i) {
         return table(i, {"label", "area", "mean_intensity", "bbox", "centroid"});
       }},
      {"regionprops_rows", "regionprops_table", "solidity", 2,
       [](Images i) {
         return table(i, {"label", "solidity"});
       }},
      {"regionprops_hull2", "regionprops_table", "solidity", 2,
       [](Images i) {
         return table(i, {"label", "solidity"});
       }},
      {"regionprops_moments", "regionprops_table", "moments", 2,
       [](Images i) {
         return table(i, {"label", "moments", "moments_weighted"});
       }},
      {"regionprops_contours", "regionprops_table", "perimeter", 2,
       [](Images i) {
         return table(i, {"label", "perimeter", "euler_number"});
       }},
  };
}

}  // namespace

TuneImages tune_images(const Context& context, const Shape& shape) {
  TuneImages images;
  const Image grains = context.push(noise(shape), shape);
  // blurred noise has a standard deviation that falls with the pixels under the kernel: bring it to about 40
  const double gain = shape.z > 1 ? 2500 : 1000;
  const Image blobs = gaussian(grains, shape.z > 1 ? 3 : 5);
  images.f32 = ready(clip((blobs - 0.5) * gain + grains * 8.0 + 60.0, 0, 255));
  images.u16 = ready(cast(images.f32 * 16.0, DType::u16));
  images.u8 = ready(cast(images.f32, DType::u8));
  images.mask = ready((blobs - 0.5) * gain > 20.0);
  images.bits = binary_erosion(images.mask, cube(images.mask, 1));
  images.labels = label(images.mask);
  return images;
}

const std::vector<TuneCase>& tune_cases() {
  static const std::vector<TuneCase> cases = all_cases();
  return cases;
}

std::string_view group_of(const Tunable& tunable) { return tunable.name.substr(0, tunable.name.find('.')); }

}  // namespace clumen::tool
