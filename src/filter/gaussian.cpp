#include <algorithm>
#include <cfloat>
#include <cmath>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

constexpr double largest_sigma = 256;
constexpr int largest_radius = 2048;
constexpr int largest_in_arguments = 63;  // half of the weights in four float16

/// One axis to filter.
struct Kernel {
  int radius = 0;
  std::vector<double> weights = {1};
};

int radius_of(double sigma, double truncate) { return static_cast<int>(truncate * sigma + 0.5); }

Kernel kernel_of(double sigma, double truncate) {
  Kernel kernel;
  kernel.radius = radius_of(sigma, truncate);
  kernel.weights.resize(static_cast<std::size_t>(2 * kernel.radius + 1));
  double sum = 0;
  for (int x = -kernel.radius; x <= kernel.radius; ++x)
    sum += kernel.weights[static_cast<std::size_t>(x + kernel.radius)] = std::exp(-0.5 / (sigma * sigma) * x * x);
  for (double& w : kernel.weights) w /= sum;
  return kernel;
}

/// A weight that float cannot hold stays above 0: 0 times infinity would be NaN.
float as_float(double weight) { return static_cast<float>(weight > 0 ? std::max<double>(weight, FLT_MIN) : 0); }

/// Few programs serve all radii: they are compiled for the largest one of a class.
int class_of(int radius) {
  for (const int largest : {8, 24, largest_in_arguments, 256})
    if (radius <= largest) return largest;
  return largest_radius;
}

/// How many outputs along a line one item computes: its first and last taps must not meet.
int block_of(int wanted, int radius) {
  while (wanted > 2 * radius + 2) wanted /= 2;
  return wanted;
}

/// How many pixels along a line a GPU's item takes at once.
int step_of(const Image& out, int block) { return std::min(block, tuned(out, {"gaussian.STEP", 8, 16})); }

/// The launch of one pass, with what the passes have in common.
class Pass {
 public:
  Pass(const Image& out, const Image& in, std::string_view kernel, Border border, int radius)
      : out_(out), launch_(out, "filter/gaussian", kernel), f64_(out.dtype() == DType::f64) {
    in_arguments_ = !f64_ && radius <= largest_in_arguments;
    group_ = tuned(out, {"gaussian.LS", 1, 128});
    vector_ = tuned(out, {"gaussian.VEC", 16, 1});
    row_ = tuned(out, {"gaussian.NX", 4, 1});
    launch_.source("src", in, Fuse::cheap)
        .output("dst", out)
        .define("REAL", f64_ ? "double" : "float")
        .define("LS", group_)
        .define("VEC", vector_)
        .define("NX", row_)
        .define("RMAX", class_of(radius))
        .define("ARGUMENTS", in_arguments_ ? 1 : 0)
        .arg("size", size_of_image(out.shape()))
        .arg("mode", static_cast<int>(border.mode));
    if (f64_) launch_.arg("outside", border.value);
    else launch_.arg("outside", static_cast<float>(border.value));
  }

  void weights(const std::string& name, const Kernel& kernel) {
    if (out_.is_tracing()) return;
    if (in_arguments_) in_arguments(name, kernel);
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
  void in_arguments(const std::string& name, const Kernel& kernel) {
    for (int part = 0; part < 4; ++part) {
      cl_float16 half{};
      for (int i = 0; i < 16; ++i)
        if (const int at = part * 16 + i; at <= kernel.radius)
          half.s[i] = as_float(kernel.weights[static_cast<std::size_t>(kernel.radius + at)]);
      launch_.arg(fmt::format("{}_{}", name, part), half);
    }
  }

  template <class T>
  void in_buffer(const std::string& name, std::vector<T> values) {
    values.resize(values.size() + 16);  // kernels load whole vectors of weights, and use those that there are
    ContextState& context = *out_.state().context;
    const Buffer buffer(context, values.size() * sizeof(T));
    write_buffer(context, buffer, values.data(), values.size() * sizeof(T));
    launch_.buffer(name, buffer);
  }

  const Image& out_;
  Launch launch_;
  bool f64_, in_arguments_ = false;
  int group_ = 0, vector_ = 0, row_ = 0;
};

std::size_t tiles(std::int64_t pixels, int tile) {
  return ceil_div(static_cast<std::size_t>(pixels), static_cast<std::size_t>(tile));
}

/// Along y (axis 1) or z (axis 2) alone.
void line_pass(const Image& out, const Image& in, int axis, const Kernel& kernel, Border border) {
  const Shape& shape = out.shape();
  const int tx = tuned(out, {"gaussian.LINE_TX", 1024, 64}), ty = tuned(out, {"gaussian.LINE_TY", 8, 32});
  const int ny = std::min(ty, block_of(tuned(out, {"gaussian.LINE_NY", 8, 16}), kernel.radius));
  Pass pass(out, in, "gaussian_line", border, kernel.radius);
  pass.weights("w", kernel);
  pass.launch()
      .define("PART", 2)
      .define("AXIS", axis)
      .define("TX", tx)
      .define("TY", ty)
      .define("NY", ny)
      .define("STEP", step_of(out, ny))
      .arg("radius", kernel.radius);
  const std::int64_t length = axis == 1 ? shape.y : shape.z, others = axis == 1 ? shape.z : shape.y;
  pass.run(tiles(shape.x, tx) * tiles(length, ty) * static_cast<std::size_t>(others * shape.c));
}

/// Along x, and along y before where that has a radius, the rows of a tile in local memory between them.
void plane_pass(const Image& out, const Image& in, const Kernel& kx, const Kernel& ky, Border border) {
  const Shape& shape = out.shape();
  const int radius = std::max(kx.radius, ky.radius), rmax = class_of(radius);
  const bool wide = radius > largest_in_arguments;  // the halo is wide: so are the tiles, of fewer rows
  const int tx = wide ? tuned(out, {"gaussian.WIDE_TX", 1024, 1024}) : tuned(out, {"gaussian.TX", 1024, 128});
  int ty = tuned(out, {"gaussian.TY", 8, 32});
  Pass pass(out, in, "gaussian_xy", border, radius);
  const auto row_bytes = static_cast<std::size_t>(tx + 2 * rmax + pass.vector() * pass.row() + 24) * pass.pixel_bytes();
  const std::size_t local_bytes = out.is_tracing() ? 0 : out.context().device().local_memory;
  while (ty > 1 && static_cast<std::size_t>(ty) * row_bytes + 2048 > local_bytes) ty /= 2;
  int ny = std::min(ty, tuned(out, {"gaussian.NY", 8, 16}));
  if (ky.radius > 0) ny = block_of(ny, ky.radius);
  pass.weights("wx", kx);
  pass.weights("wy", ky);
  pass.launch()
      .define("TX", tx)
      .define("TY", ty)
      .define("NY", ny)
      .define("STEP", step_of(out, ny))
      .define("PART", 1)
      .define("COLUMNS", ky.radius > 0 ? 1 : 0)
      .arg("rx", kx.radius)
      .arg("ry", ky.radius);
  pass.run(tiles(shape.x, tx) * tiles(shape.y, ty) * static_cast<std::size_t>(shape.z * shape.c));
}

void check(const Image& image, const Sigma& sigma, double truncate) {
  require_image("gaussian", "image", image);
  for (const auto& [name, s] : {std::pair{"sigma.x", sigma.x}, {"sigma.y", sigma.y}, {"sigma.z", sigma.z}})
    require(s >= 0 && s <= largest_sigma, "gaussian", name, s, "0 to 256");
  const double widest = std::max({sigma.x, sigma.y, sigma.z});
  require(truncate > 0 && truncate * widest + 0.5 < largest_radius + 1, "gaussian", "truncate", truncate,
          fmt::format("above 0, truncate·sigma at most {}", largest_radius));
}

}  // namespace

Image gaussian(const Image& image, Sigma sigma, Border mode, double truncate) {
  check(image, sigma, truncate);
  const Shape& shape = image.shape();
  const DType dtype = image.dtype() == DType::f64 ? DType::f64 : DType::f32;
  // An axis of one pixel that continues as itself stays as it is.
  const auto kernel = [&](int axis, double s) {
    const std::int64_t extent = shape.xyz()[static_cast<std::size_t>(axis)];
    const bool stays = axis >= shape.ndim || (extent == 1 && mode.mode != Border::Mode::constant);
    return stays || s == 0 ? Kernel{} : kernel_of(s, truncate);
  };
  const Kernel kx = kernel(0, sigma.x), ky = kernel(1, sigma.y), kz = kernel(2, sigma.z);
  const auto reach_of = [&](int axis, double s) { return axis < shape.ndim ? radius_of(s, truncate) : 0; };
  const Reach reach{reach_of(0, sigma.x), reach_of(1, sigma.y), reach_of(2, sigma.z), false};
  if (kx.radius == 0 && ky.radius == 0 && kz.radius == 0) return cast(image, dtype);

  const bool together = kx.radius > 0 && std::max(kx.radius, ky.radius) <= largest_in_arguments;
  const bool plane = kx.radius > 0, line_y = ky.radius > 0 && !together, line_z = kz.radius > 0;
  const Image out = new_image(image, shape, dtype, reach);
  // The passes in SciPy's order, z first; all but the last into an image of their own.
  Image in = image;
  const auto target = [&](bool last) { return last ? out : new_image(image, shape, dtype); };
  if (line_z) {
    const Image to = target(!line_y && !plane);
    line_pass(to, in, 2, kz, mode);
    in = to;
  }
  if (line_y) {
    const Image to = target(!plane);
    line_pass(to, in, 1, ky, mode);
    in = to;
  }
  if (plane) plane_pass(out, in, kx, together ? ky : Kernel{}, mode);
  return out;
}

}  // namespace clumen
