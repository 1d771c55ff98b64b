#include <algorithm>
#include <cmath>

#include "clumen/filter.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "filter/fraction.hpp"

namespace clumen {
namespace {

/// Weights at 0, ±1 and ±2, as edges.cl takes them.
struct Weights {
  double s0 = 1, s1 = 0, s2 = 0;  ///< of the smoothing; `sum` is what divides them
  double d1 = 1, d2 = 0;          ///< of the difference
  double sum = 1;
  int taps = 3;
};

constexpr Weights sobel_weights{2, 1, 0, 1, 0, 4, 3}, scharr_weights{10, 3, 0, 1, 0, 16, 3},
    prewitt_weights{1, 1, 0, 1, 0, 3, 3};
// Farid and Simoncelli 2004, table 1, with more digits.
constexpr Weights farid_weights{
    0.426374573253687, 0.249153396177344, 0.0376593171958126, 0.276690988455557, 0.109603762960254, 1, 5};

/// What edges.cl computes, with its numbers.
enum class Operator : std::uint8_t { smoothed, laplace, roberts, gradient };

struct Edges {
  Operator kind;
  Weights weights;
  int axes;  ///< a bit for each
  double scale = 1;
};

/// Pixels of a group, and of an item.
struct Tile {
  int x, y, planes;
  int columns, rows;
};

Tile tile_of(const Launch& launch, const Image& out, int group, bool f64, int taps) {
  const Shape& s = out.shape();
  if (group == 1) return {tuned(out, "edges.TX"), tuned(out, "edges.NY"), 1, 1, tuned(out, "edges.NY")};
  const int columns = !f64 && launch.is_dense("src") && s.x % 4 == 0 ? 4 : 1;
  const int x = std::min(tuned(out, "edges.TX"), group * columns);
  // an item keeps all that its pixels see in registers
  int rows = s.ndim == 2 ? tuned(out, "edges.NY") : tuned(out, "edges.SOLID_NY") * (columns == 1 ? 2 : 1);
  if (f64) rows /= 4;
  if (taps > 3) rows /= 2;
  rows = std::max(1, rows);
  return {x, group / (x / columns) * rows, s.ndim > 2 ? tuned(out, "edges.NZ") : 1, columns, rows};
}

Image edges(std::string_view operation, const Image& image, const Edges& what, Border border, const Reach& reach) {
  const DType dtype = fraction_of(operation, image);
  const Shape& s = image.shape();
  const Image out = new_image(image, s, dtype, reach);
  if (out.is_tracing()) return out;
  const bool f64 = dtype == DType::f64, roberts = what.kind == Operator::roberts;
  const int group = tuned(out, "edges.LS"), vector = tuned(out, {"edges.VEC", 16, 1});
  Launch launch(out, "filter/edges", "edges");
  launch.source("src", image, Fuse::cheap);
  const Tile tile = tile_of(launch, out, group, f64, what.weights.taps);
  launch.output("dst", out)
      .define("REAL", f64 ? "double" : "float")
      .define("LS", group)
      .define("VEC", vector)
      .define("TX", tile.x)
      .define("NY", tile.rows)
      .define("COLS", tile.columns)
      .define("NZ", tile.planes)
      .define("TAPS", roberts ? 2 : what.weights.taps)
      .define("BEFORE", roberts ? 0 : what.weights.taps / 2)
      .define("NDIM", s.ndim)
      .define("AXES", what.axes)
      .define("OPERATOR", static_cast<int>(what.kind))
      .arg("size", size_of_image(s))
      .arg("mode", static_cast<int>(border.mode));
  const Weights& w = what.weights;
  for (const auto& [name, value] : {std::pair{"s0", w.s0},
                                    {"s1", w.s1},
                                    {"s2", w.s2},
                                    {"d1", w.d1},
                                    {"d2", w.d2},
                                    {"scale", what.scale},
                                    {"outside", border.value}}) {
    if (f64) launch.arg(name, value);
    else launch.arg(name, static_cast<float>(value));
  }
  const auto tiles = [](std::int64_t n, int tile) {
    return ceil_div(static_cast<std::size_t>(n), static_cast<std::size_t>(tile));
  };
  const auto items = static_cast<std::size_t>(group);
  const std::size_t planes = tiles(s.z, tile.planes) * static_cast<std::size_t>(s.c);
  launch.run({tiles(s.x, tile.x) * tiles(s.y, tile.y) * planes * items, 1, 1}, {items, 1, 1});
  return out;
}

void require_axis(std::string_view operation, const Image& image, EdgeAxis axis) {
  require(axis != EdgeAxis::z || image.shape().ndim > 2, operation, "axis", "z", "x or y for an image of two axes");
}

/// Along one axis, or the magnitude of all.
Image smoothed(std::string_view operation, const Image& image, const Weights& weights, EdgeAxis axis, Border mode) {
  require_image(operation, "image", image);
  require_axis(operation, image, axis);
  require(image.shape().ndim > 1, operation, "image", to_string(image.shape()), "an image of two or three axes");
  const int ndim = image.shape().ndim, reach = weights.taps / 2;
  Edges what{Operator::smoothed, weights, 0, std::pow(weights.sum, 1 - ndim)};
  if (axis == EdgeAxis::all) {
    what.axes = (1 << ndim) - 1;
    what.scale /= std::sqrt(ndim);
  } else {
    what.axes = 1 << (static_cast<int>(axis) - static_cast<int>(EdgeAxis::x));
  }
  return edges(operation, image, what, mode, Reach{reach, reach, ndim > 2 ? reach : 0, false});
}

enum Diagonal : std::uint8_t { falling = 1, rising = 2 };

Image diagonals(std::string_view operation, const Image& image, int which, Border mode) {
  require_image(operation, "image", image);
  require(image.shape().ndim == 2, operation, "image", to_string(image.shape()), "an image of two axes");
  return edges(operation, image, {Operator::roberts, {}, which, std::sqrt(0.5)}, mode, Reach{1, 1, 0, false});
}

}  // namespace

Image sobel(const Image& image, EdgeAxis axis, Border mode) {
  return smoothed("sobel", image, sobel_weights, axis, mode);
}
Image scharr(const Image& image, EdgeAxis axis, Border mode) {
  return smoothed("scharr", image, scharr_weights, axis, mode);
}
Image prewitt(const Image& image, EdgeAxis axis, Border mode) {
  return smoothed("prewitt", image, prewitt_weights, axis, mode);
}
Image farid(const Image& image, EdgeAxis axis, Border mode) {
  return smoothed("farid", image, farid_weights, axis, mode);
}

Image roberts(const Image& image, Border mode) { return diagonals("roberts", image, falling | rising, mode); }
Image roberts_pos_diag(const Image& image, Border mode) { return diagonals("roberts_pos_diag", image, falling, mode); }
Image roberts_neg_diag(const Image& image, Border mode) { return diagonals("roberts_neg_diag", image, rising, mode); }

Image laplace(const Image& image, Border mode) {
  require_image("laplace", "image", image);
  const int ndim = image.shape().ndim;
  require(ndim > 1, "laplace", "image", to_string(image.shape()), "an image of two or three axes");
  return edges("laplace", image, {Operator::laplace, {}, 7}, mode, Reach{1, 1, ndim > 2, false});
}

Image gradient(const Image& image, Axis axis) {
  require_image("gradient", "image", image);
  const auto which = static_cast<std::size_t>(axis);
  require(which < static_cast<std::size_t>(image.shape().ndim), "gradient", "axis", "xyzc"[which],
          "an axis of the image");
  require(image.shape().xyz()[which] > 1, "gradient", "image", to_string(image.shape()),
          "at least 2 pixels along the axis");
  const Reach reach{axis == Axis::x, axis == Axis::y, axis == Axis::z, false};
  return edges("gradient", image, {Operator::gradient, {}, 1 << which}, Border::nearest, reach);
}

}  // namespace clumen
