#include "filter/separable.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cfloat>

#include <cmath>

#include "clumen/pointwise.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

constexpr int most_in_arguments = 63;                     // of the 64 weights in four float16
constexpr int most_together = 2 * most_in_arguments + 1;  // taps along x and y in one pass

enum class Arguments : std::uint8_t { none, half, all };  // as ARGUMENTS of separable.cl

/// A weight that float cannot hold does not become 0: 0 times infinity would be NaN.
float as_float(double weight) {
  const double size = std::clamp<double>(std::abs(weight), FLT_MIN, FLT_MAX);
  return weight == 0 ? 0.0F : static_cast<float>(std::copysign(size, weight));
}

bool is_symmetric(const std::vector<double>& weights) {
  return weights.size() % 2 == 1 && std::equal(weights.begin(), weights.end(), weights.rbegin());
}

/// Few programs serve all kernels: they are compiled for the most taps of a class; half of those.
int class_of(int taps) {
  for (const int largest : {8, 24, most_in_arguments, 256})
    if (taps / 2 <= largest) return largest;
  return most_taps / 2;
}

/// How many outputs along a line one item computes: its first and last taps must not meet.
int block_of(int wanted, int taps) {
  while (wanted > taps + 1) wanted /= 2;
  return wanted;
}

/// How many outputs along a line one item is to compute; on a GPU fewer doubles, which take two registers each.
int outputs_of(const Image& out, TunableName tunable) {
  const int wanted = tuned(out, tunable);
  return out.dtype() == DType::f64 && !on_cpu(out) ? std::min(wanted, 4) : wanted;
}

/// How many pixels along a line a GPU's item takes at once.
int step_of(const Image& out, int block) { return std::min(block, tuned(out, "separable.STEP")); }

/// The launch of one pass, with what the passes have in common.
class Pass {
 public:
  Pass(const Image& out, const Image& in, std::string_view kernel, int group, Border border,
       std::initializer_list<const LineKernel*> kernels)
      : out_(out), launch_(out, "filter/separable", kernel), f64_(out.dtype() == DType::f64), group_(group) {
    int taps = 1;
    bool symmetric = true;
    for (const LineKernel* k : kernels) {
      taps = std::max(taps, k->taps());
      symmetric = symmetric && is_symmetric(k->weights);
    }
    if (!f64_ && symmetric && taps <= 2 * most_in_arguments + 1) arguments_ = Arguments::half;
    else if (!f64_ && taps <= most_in_arguments) arguments_ = Arguments::all;
    vector_ = tuned(out, {"separable.VEC", 16, 1});
    row_ = tuned(out, "separable.NX");
    launch_.source("src", in, Fuse::cheap)
        .output("dst", out)
        .define("REAL", f64_ ? "double" : "float")
        .define("LS", group_)
        .define("VEC", vector_)
        .define("NX", row_)
        .define("RMAX", class_of(taps))
        .define("ARGUMENTS", static_cast<int>(arguments_))
        .define("CONSTANT", border.mode == Border::Mode::constant ? 1 : 0)
        .arg("size", size_of_image(out.shape()))
        .arg("mode", static_cast<int>(border.mode));
    if (f64_) launch_.arg("outside", border.value);
    else launch_.arg("outside", static_cast<float>(border.value));
  }

  void weights(const std::string& name, const LineKernel& kernel) {
    if (out_.is_tracing()) return;
    if (arguments_ != Arguments::none) in_arguments(name, kernel);
    else if (f64_) in_buffer(name, kernel.weights);
    else {
      std::vector<float> values(kernel.weights.size());
      std::transform(kernel.weights.begin(), kernel.weights.end(), values.begin(), as_float);
      in_buffer(name, values);
    }
  }

  Launch& launch() { return launch_; }
  int vector() const { return vector_; }
  int row() const { return row_; }
  std::size_t pixel_bytes() const { return f64_ ? 8 : 4; }

  void run(std::size_t groups) {
    const auto items = static_cast<std::size_t>(group_);
    launch_.run({groups * items, 1, 1}, {items, 1, 1});
  }

 private:
  void in_arguments(const std::string& name, const LineKernel& kernel) {
    for (int part = 0; part < 4; ++part) {
      cl_float16 sixteen{};
      for (int i = 0; i < 16; ++i)
        if (const int at = part * 16 + i + (arguments_ == Arguments::half ? kernel.taps() / 2 : 0); at < kernel.taps())
          sixteen.s[i] = as_float(kernel.weights[static_cast<std::size_t>(at)]);
      launch_.arg(fmt::format("{}_{}", name, part), sixteen);
    }
  }

  template <class T>
  void in_buffer(const std::string& name, std::vector<T> values) {
    values.resize(values.size() + 16);  // kernels load whole vectors of weights, and use those that there are
    launch_.buffer(name, table_buffer(out_, values));
  }

  const Image& out_;
  Launch launch_;
  bool f64_;
  Arguments arguments_ = Arguments::none;
  int group_ = 0, vector_ = 0, row_ = 0;
};

std::size_t tiles(std::int64_t pixels, int tile) {
  return ceil_div(static_cast<std::size_t>(pixels), static_cast<std::size_t>(tile));
}

/// Along y (axis 1) or z (axis 2) alone.
void line_pass(const Image& out, const Image& in, int axis, const LineKernel& kernel, Border border) {
  const Shape& shape = out.shape();
  const int tx = tuned(out, "separable.LINE_TX"), ty = tuned(out, "separable.LINE_TY");
  const int ny = std::min(ty, block_of(outputs_of(out, "separable.LINE_NY"), kernel.taps()));
  Pass pass(out, in, "separable_line", tuned(out, "separable.LINE_LS"), border, {&kernel});
  pass.weights("w", kernel);
  pass.launch()
      .define("PART", 2)
      .define("AXIS", axis)
      .define("TX", tx)
      .define("TY", ty)
      .define("NY", ny)
      .define("STEP", step_of(out, ny))
      .arg("window", cl_int2{{kernel.taps(), kernel.before}});
  const std::int64_t length = axis == 1 ? shape.y : shape.z, others = axis == 1 ? shape.z : shape.y;
  pass.run(tiles(shape.x, tx) * tiles(length, ty) * static_cast<std::size_t>(others * shape.c));
}

/// Along x, and along y before where that has a radius, the rows of a tile in local memory between them.
void plane_pass(const Image& out, const Image& in, const LineKernel& kx, const LineKernel& ky, Border border) {
  const Shape& shape = out.shape();
  const int taps = std::max(kx.taps(), ky.taps()), rmax = class_of(taps);
  const bool wide = taps > most_together;  // the halo is wide: so are the tiles, of fewer rows
  const int tx = wide ? tuned(out, {"separable.WIDE_TX", 1024, 1024}) : tuned(out, "separable.TX");
  int ty = tuned(out, "separable.TY");
  Pass pass(out, in, "separable_xy", tuned(out, "separable.LS"), border, {&kx, &ky});
  const auto row_bytes = static_cast<std::size_t>(tx + 2 * rmax + pass.vector() * pass.row() + 24) * pass.pixel_bytes();
  const std::size_t local_bytes = out.is_tracing() ? 0 : out.context().device().local_memory;
  while (ty > 1 && static_cast<std::size_t>(ty) * row_bytes + 2048 > local_bytes) ty /= 2;
  int ny = std::min(ty, outputs_of(out, "separable.NY"));
  if (!ky.is_identity()) ny = block_of(ny, ky.taps());
  pass.weights("wx", kx);
  pass.weights("wy", ky);
  pass.launch()
      .define("TX", tx)
      .define("TY", ty)
      .define("NY", ny)
      .define("STEP", step_of(out, ny))
      .define("PART", 1)
      .define("COLUMNS", ky.is_identity() ? 0 : 1)
      .arg("window", cl_int4{{kx.taps(), kx.before, ky.taps(), ky.before}});
  pass.run(tiles(shape.x, tx) * tiles(shape.y, ty) * static_cast<std::size_t>(shape.z * shape.c));
}

}  // namespace

Image separable(const Image& image, const AxisKernels& kernels, Border border, DType dtype, const Reach& own) {
  const auto& [kx, ky, kz] = kernels;
  const bool plane = !kx.is_identity(), line_z = !kz.is_identity();
  const bool together = plane && std::max(kx.taps(), ky.taps()) <= most_together;
  const bool line_y = !ky.is_identity() && !together;
  if (!plane && !line_y && !line_z) return cast(image, dtype);
  const Image out = new_image(image, image.shape(), dtype, own);
  // The passes in SciPy's order, z first; all but the last into an image of their own.
  Image in = image;
  const auto target = [&](bool last) { return last ? out : new_image(image, image.shape(), dtype); };
  if (line_z) {
    const Image to = target(!line_y && !plane);
    line_pass(to, in, 2, kz, border);
    in = to;
  }
  if (line_y) {
    const Image to = target(!plane);
    line_pass(to, in, 1, ky, border);
    in = to;
  }
  if (plane) plane_pass(out, in, kx, together ? ky : LineKernel{}, border);
  return out;
}

}  // namespace clumen
