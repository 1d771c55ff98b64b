#include "transform/interpolate.hpp"

#include <cmath>

#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

constexpr double farthest = 1 << 26;  // of a position from the image's corner, in pixels
constexpr double one = 0x1p36;        // pixel, as positions count

enum class Positions : std::uint8_t { affine, planes, given, vectors };

/// What a launch reads: the pixels themselves, or the coefficients of splines through them, which begin `margin`
/// before.
struct Source {
  Image image;
  int margin = 0;
};

Source source_of(const Image& image, int axes, const Interpolation& how) {
  if (how.order == 0) return {as_moved(image)};
  if (how.order == 1 || how.cubic == Interpolation::Cubic::catmull_rom) return {image};
  return {spline_coefficients(image, axes, how.mode, how.cval), spline_margin(how.mode)};
}

cl_long4 fixed(const std::array<double, 3>& v) {
  const auto number = [](double a) { return static_cast<std::int64_t>(std::llround(a * one)); };
  return {{number(v[0]), number(v[1]), number(v[2]), 0}};
}

std::array<double, 3> column(const AffineMap& map, std::size_t c) {
  return {map.row[0][c], map.row[1][c], map.row[2][c]};
}

/// The launch with what all kinds of positions have in common.
class Pass {
 public:
  Pass(const Image& out, const Source& from, int axes, Positions positions, const Interpolation& how)
      : to_(how.order == 0 ? retyped(out, from.image.dtype()) : out), launch_(to_, "transform/warp", "warp") {
    group_ = tuned(out, "warp.LS");
    const int per = tuned(out, "warp.PER");
    tile_ = group_ == 1 ? cl_int2{{tuned(out, "warp.TX"), tuned(out, "warp.TY")}} : cl_int2{{32, group_ / 32 * per}};
    const bool f64 = warped_dtype(from.image, how.order) == DType::f64 && how.order > 0;
    launch_.source("src", from.image, Fuse::cheap)
        .output("dst", to_)
        .define("REAL", f64 ? "double" : "float")
        .define("LS", group_)
        .define("PER", per)
        .define("ORDER", how.order)
        .define("SPLINE", how.order == 3 && how.cubic == Interpolation::Cubic::spline ? 1 : 0)
        .define("NDIM", axes)
        .define("POSITIONS", static_cast<int>(positions))
        .arg("size", size_of_image(from.image.shape()))
        .arg("out_size", size_of_image(out.shape()))
        .arg("tile", tile_)
        .arg("mode", border_of(how.mode));
  }

  Launch& launch() { return launch_; }

  /// The constant outside, in the type that is computed.
  void outside(const Image& image, const Source& from, const Interpolation& how) {
    const DType t = how.order == 0 ? from.image.dtype() : warped_dtype(from.image, how.order);
    if (t == DType::f64) launch_.define("OUTSIDE_T", "double").arg("out_of_image", how.cval);
    else if (is_float(t)) launch_.define("OUTSIDE_T", "float").arg("out_of_image", static_cast<float>(how.cval));
    else launch_.define("OUTSIDE_T", "ulong").arg("out_of_image", bits_of(image.dtype(), how.cval));
  }

  void run() {
    const Shape& s = to_.shape();
    const auto tiles = [](std::int64_t n, int tile) {
      return ceil_div(static_cast<std::size_t>(n), static_cast<std::size_t>(tile));
    };
    const auto items = static_cast<std::size_t>(group_);
    const std::size_t groups = tiles(s.x, tile_.s[0]) * tiles(s.y, tile_.s[1]) * static_cast<std::size_t>(s.z * s.c);
    launch_.run({groups * items, 1, 1}, {items, 1, 1});
  }

 private:
  Image to_;
  Launch launch_;
  cl_int2 tile_{};
  int group_ = 0;
};

/// NaN is no part of an image's range.
Image without_nan(const Image& image, double instead) {
  return is_float(image.dtype()) ? where(isnan(image), instead, image) : image;
}

/// Cubic interpolation leaves the range of the pixels; the others do not.
Image clipped(const Image& warped, const Image& image, const Interpolation& how) {
  if (how.order < 3 || how.clip == Clip::no) return warped;
  Image lowest = min(without_nan(image, INFINITY)).image(), highest = max(without_nan(image, -INFINITY)).image();
  lowest = cast(lowest, warped.dtype());
  highest = cast(highest, warped.dtype());
  if (how.mode == PadMode::constant) {
    lowest = minimum(lowest, how.cval);
    highest = maximum(highest, how.cval);
  }
  return clip(warped, Scalar(lowest), Scalar(highest));
}

void require_positions(std::string_view operation, const AffineMap& map, const Shape& s) {
  for (const auto& row : map.row) {
    const double reached = std::abs(row[0]) * static_cast<double>(s.x) + std::abs(row[1]) * static_cast<double>(s.y) +
                           std::abs(row[2]) * static_cast<double>(s.z) + std::abs(row[3]);
    require(reached <= farthest, operation, "matrix", fmt::format("a map to {} pixels from the image", reached),
            fmt::format("finite numbers that lead to no more than {}", farthest));
  }
}

AffineMap moved_by(AffineMap map, int axes, int margin) {
  for (std::size_t r = 0; r < static_cast<std::size_t>(axes); ++r) map.row[r][3] += margin;
  return map;
}

}  // namespace

Shape shape_of_result(std::string_view operation, const Image& image, const Shape& output_shape, int axes) {
  const Shape& s = image.shape();
  if (output_shape.x == 0) return s;
  const Shape& o = output_shape;
  const bool stays = (axes > 1 || o.y == s.y) && (axes > 2 || o.z == s.z || o.ndim <= axes);
  require(o.x > 0 && o.y > 0 && o.z > 0 && (o.ndim == s.ndim || o.ndim == axes) && stays, operation, "output_shape",
          to_string(o), fmt::format("1 or more pixels along each of {} axes", axes));
  return {o.x, axes > 1 ? o.y : s.y, axes > 2 ? o.z : s.z, s.c, s.ndim};
}

int order_of(std::string_view operation, const Image& image, std::optional<int> order) {
  const bool mask = image.dtype() == DType::boolean;
  const int chosen = order.value_or(mask ? 0 : 1);
  require(chosen == 0 || (!mask && (chosen == 1 || chosen == 3)), operation, "order", chosen,
          mask ? "0 for bool" : "0, 1 or 3");
  return chosen;
}

DType warped_dtype(const Image& image, int order) {
  if (order == 0) return image.dtype();
  return image.dtype() == DType::f64 ? DType::f64 : DType::f32;
}

AffineMap operator*(const AffineMap& a, const AffineMap& b) {
  AffineMap out;
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c) {
      out.row[r][c] = c == 3 ? a.row[r][3] : 0;
      for (std::size_t k = 0; k < 3; ++k) out.row[r][c] += a.row[r][k] * b.row[k][c];
    }
  return out;
}

AffineMap translation(double x, double y, double z) {
  AffineMap map;
  map.row[0][3] = x;
  map.row[1][3] = y;
  map.row[2][3] = z;
  return map;
}

Image warp_affine(std::string_view operation, const Image& image, const Shape& shape, const PixelSize& pixel_size,
                  const AffineMap& map, int axes, const Interpolation& how, const Image& range) {
  require_positions(operation, map, shape);
  require_constant(operation, "cval", warped_dtype(image, how.order), how.cval);
  const Image out = new_image_of(image, shape, warped_dtype(image, how.order), pixel_size);
  if (out.is_tracing()) return out;
  const Source from = source_of(image, axes, how);
  const AffineMap m = moved_by(map, axes, from.margin);
  Pass pass(out, from, axes, Positions::affine, how);
  pass.launch().arg("ax", fixed(column(m, 0))).arg("ay", fixed(column(m, 1))).arg("az", fixed(column(m, 2)));
  pass.launch().arg("at", fixed(column(m, 3)));
  pass.launch().define("STRAIGHT", m.row[1][0] == 0 && m.row[2][0] == 0 ? 1 : 0);
  pass.outside(image, from, how);
  pass.run();
  return clipped(out, range.empty() ? image : range, how);
}

Image warp_planes(std::string_view operation, const Image& image, const Shape& shape, const PixelSize& pixel_size,
                  const AffineMap& map, const std::vector<std::array<double, 3>>& steps, const Interpolation& how) {
  require_constant(operation, "cval", warped_dtype(image, how.order), how.cval);
  const Image out = new_image_of(image, shape, warped_dtype(image, how.order), pixel_size);
  if (out.is_tracing()) return out;
  const Source from = source_of(image, 3, how);
  const AffineMap m = moved_by(map, 3, from.margin);
  std::vector<std::int64_t> table;
  for (const auto& step : steps)
    for (int a = 0; a < 3; ++a) table.push_back(fixed(step).s[a]);
  Pass pass(out, from, 3, Positions::planes, how);
  pass.launch()
      .define("STRAIGHT", 0)
      .buffer("table", table_buffer(out, table))
      .arg("ax", cl_long4{})
      .arg("ay", fixed(column(m, 1)));
  pass.launch().arg("az", fixed(column(m, 2))).arg("at", fixed(column(m, 3)));
  pass.outside(image, from, how);
  pass.run();
  return clipped(out, image, how);
}

Image warp_given(std::string_view operation, const Image& image, const Image& positions, Given given,
                 const Interpolation& how) {
  const Shape& p = positions.shape();
  const Shape shape(p.x, p.y, p.z, image.shape().c, image.shape().ndim);
  require_constant(operation, "cval", warped_dtype(image, how.order), how.cval);
  const Image out = new_image(image, shape, warped_dtype(image, how.order), Reach{0, 0, 0, true}, {&positions});
  if (out.is_tracing()) return out;
  const int axes = image.shape().ndim;
  const Source from = source_of(image, axes, how);
  Image moved = positions;
  if (from.margin > 0) moved = positions + from.margin;
  Pass pass(out, from, axes, given == Given::positions ? Positions::given : Positions::vectors, how);
  pass.launch().define("STRAIGHT", 0).source("other", moved, Fuse::cheap);
  pass.outside(image, from, how);
  pass.run();
  return clipped(out, image, how);
}

}  // namespace clumen
