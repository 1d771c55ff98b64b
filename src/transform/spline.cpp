#include "core/launch.hpp"
#include "transform/interpolate.hpp"

namespace clumen {
namespace {

Image along(const Image& in, int axis, int margin, PadMode mode, double cval) {
  const bool f64 = in.dtype() == DType::f64;
  Shape shape = in.shape();
  (axis == 0 ? shape.x : axis == 1 ? shape.y : shape.z) += 2 * margin;
  const Image out = new_image(in, shape, f64 ? DType::f64 : DType::f32);
  const int group = tuned(out, {"spline.LS", 1, 128}), vector = tuned(out, {"spline.VEC", 16, 1});
  const int wide = tuned(out, {"spline.TX", 1024, 128}), high = tuned(out, {"spline.TY", 8, 2});
  const auto rows = static_cast<std::size_t>(shape.y * shape.z * shape.c), items = static_cast<std::size_t>(group);
  const std::size_t groups = ceil_div(static_cast<std::size_t>(shape.x), static_cast<std::size_t>(wide)) *
                             ceil_div(rows, static_cast<std::size_t>(high));
  Launch launch(out, "transform/spline", "spline");
  launch.source("src", in, Fuse::cheap)
      .output("dst", out)
      .define("REAL", f64 ? "double" : "float")
      .define("LS", group)
      .define("VEC", vector)
      .define("RADIUS", f64 ? 28 : 14)
      .arg("size", size_of_image(in.shape()))
      .arg("out_size", size_of_image(shape))
      .arg("axis", axis)
      .arg("margin", margin)
      .arg("tile", cl_int2{{wide, high}})
      .arg("mode", border_of(mode));
  if (f64) launch.arg("out_of_image", cval);
  else launch.arg("out_of_image", static_cast<float>(cval));
  launch.run({groups * items, 1, 1}, {items, 1, 1});
  return out;
}

}  // namespace

/// Beyond so many pixels the coefficients are those of a constant: SciPy adds as many.
int spline_margin(PadMode mode) { return mode == PadMode::constant || mode == PadMode::edge ? 12 : 0; }

Image spline_coefficients(const Image& image, int axes, PadMode mode, double cval) {
  Image out = image;
  for (int axis = 0; axis < axes; ++axis) out = along(out, axis, spline_margin(mode), mode, cval);
  return out;
}

}  // namespace clumen
