#include "filter/box.hpp"

#include <algorithm>
#include <cmath>

#include "core/check.hpp"
#include "filter/sums.hpp"

namespace clumen {
namespace {

std::size_t tiles(std::int64_t pixels, int tile) {
  return ceil_div(static_cast<std::size_t>(pixels), static_cast<std::size_t>(tile));
}

/// The programs are compiled for the largest window of a class.
int class_of(int n) { return n <= 33 ? 33 : n <= 257 ? 257 : largest_box; }

/// What the passes of one box have in common.
struct Box {
  Border border;
  bool ints = false;      ///< sums fit an int
  bool integers = false;  ///< pixels are whole numbers
};

constexpr int largest_small = 7;  // window of box_small

constexpr int smallest_wide = 9;  // window of box_wide

/// Pixels of a window along x, and along `axis`: 1 is y, 2 is z.
struct Window {
  int nx, n, axis;
};

bool are_fours(const Image& image) { return !on_cpu(image) && image.shape().x % 4 == 0 && image.shape().x >= 8; }

/// What the kernels want besides.
void bind_box(Launch& launch, const Image& out, const Image& in, const Box& box, Finish finish, int pixels) {
  launch.output("dst", out)
      .define("INTS", box.ints ? 1 : 0)
      .define("FLOATS", box.integers ? 0 : 1)
      .define("FINISH", static_cast<int>(finish))
      .arg("size", size_of_image(in.shape()))
      .arg("mode", static_cast<int>(box.border.mode));
  bind_outside(launch, in, box.border.value, box.ints, box.integers);
  bind_scale(launch, out, pixels);
}

/// As box_pass, of small windows on a GPU; whether it can do it. Four pixels of 8 bytes would take too many registers.
bool run_small(const Image& out, const Image& in, const Box& box, const Window& window, Finish finish, int pixels) {
  const Shape& s = in.shape();
  const auto& [nx, n, axis] = window;
  if (!are_fours(in) || std::max(nx, n) > largest_small) return false;
  if (std::max(size_of(in.dtype()), size_of(out.dtype())) == 8) return false;
  Launch launch(out, "filter/box_small", "box_small");
  launch.source("src", in, Fuse::cheap);
  if (!launch.is_dense("src")) return false;
  const int group = tuned(out, "box.SMALL_LS"), across = tuned(out, "box.SMALL_X");
  const int ny = axis == 1 ? tuned(out, "box.SMALL_NY") : tuned(out, "box.SMALL_NZ");
  bind_box(launch, out, in, box, finish, pixels);
  launch.define("LS", group).define("ITEMS_X", across).define("NX", nx).define("N", n).define("NY", ny);
  launch.define("AXIS", axis);
  const auto items = static_cast<std::size_t>(group);
  const std::int64_t length = axis == 1 ? s.y : s.z, others = axis == 1 ? s.z : s.y;
  const std::size_t groups = tiles(s.x, 4 * across) * tiles(length, group / across * ny);
  launch.run({groups * static_cast<std::size_t>(others * s.c) * items, 1, 1}, {items, 1, 1});
  return true;
}

bool takes_wide(const Image& image) { return are_fours(image) && has_f64(image); }

/// Fours of a row that a group of box_wide_rows makes, so that few items are idle; 0 where what they see is too long.
int row_tile(std::int64_t fours, int beside, int group) {
  int best = 0;
  double most = 0;
  for (std::int64_t n = 1; n <= fours; ++n) {
    const auto wide = static_cast<int>((fours + n - 1) / n);
    if (wide + beside > group) continue;
    const std::int64_t rows = group / (wide + beside);  // that are made at once
    const double used = static_cast<double>(rows * fours) / static_cast<double>(n);
    if (used > most) best = wide, most = used;
  }
  return best;
}

/// Items of box_wide_columns beside each other, so that few rows are read twice.
int column_tile(std::int64_t fours, std::int64_t length, int n, int group, int ny) {
  int best = 8;
  double least = 0;
  for (int across = 8; across <= 32; across *= 2) {
    const int high = group / across * ny;
    const auto down = static_cast<double>(tiles(length, high)), wide = static_cast<double>(tiles(fours, across));
    const double read = down * wide * across * (2.5 * high + static_cast<double>(std::min<std::int64_t>(n, length)));
    if (least == 0 || read < least) best = across, least = read;
  }
  return best;
}

/// As box_pass, of a large window along one axis on a GPU that has f64; whether it can do it.
bool run_wide(const Image& out, const Image& in, const Box& box, const Window& window, Finish finish, int pixels) {
  const Shape& s = in.shape();
  const int axis = window.nx > 1 ? 0 : window.axis, n = axis == 0 ? window.nx : window.n;
  if (!takes_wide(in) || std::min(window.nx, window.n) > 1 || n < smallest_wide) return false;
  if (std::max(size_of(in.dtype()), size_of(out.dtype())) == 8) return false;
  Launch launch(out, "filter/box_wide", axis == 0 ? "box_wide_rows" : "box_wide_columns");
  launch.source("src", in, Fuse::cheap);
  if (!launch.is_dense("src")) return false;
  const int group = tuned(out, "box.WIDE_LS"), ny = axis == 0 ? tuned(out, "box.WIDE_NX") : tuned(out, "box.WIDE_NY");
  const std::int64_t length = axis == 1 ? s.y : s.z, others = (axis == 1 ? s.z : s.y) * s.c, fours = s.x / 4;
  bind_box(launch, out, in, box, finish, pixels);
  std::size_t groups = 0;
  if (axis == 0) {
    const int beside = (n / 2 + 3) / 4 + (n - 1 - n / 2 + 3) / 4, tile = row_tile(fours, beside, group);
    if (tile == 0) return false;
    launch.define("ROOM", 1).arg("tile", cl_int4{{tile, tile + beside, n, n / 2}});
    groups = tiles(fours, tile) * tiles(s.y * s.z * s.c, group / (tile + beside) * ny);
  } else {
    const int across = column_tile(fours, length, n, group, ny), blocks = group + (n - 1) / ny * across;
    int room = group;
    while (room < blocks) room *= 2;
    if (static_cast<std::size_t>(room) * (box.ints ? 16 : 32) > out.context().device().local_memory) return false;
    launch.define("ROOM", room).arg("tile", cl_int4{{across, n, n / 2, 0}});
    groups = tiles(fours, across) * tiles(length, group / across * ny) * static_cast<std::size_t>(others);
  }
  launch.define("LS", group).define("NY", ny).define("AXIS", axis);
  const auto items = static_cast<std::size_t>(group);
  launch.run({groups * items, 1, 1}, {items, 1, 1});
  return true;
}

/// Sums along x (size nx) and along `axis` (size n): 1 is y, 2 is z. `pixels` of the image stand behind each sum.
Image box_pass(const Image& in, const Box& box, int nx, int n, int axis, Finish finish, int pixels, DType dtype) {
  const Shape& s = in.shape();
  const Reach reach{nx / 2, axis == 1 ? n / 2 : 0, axis == 2 ? n / 2 : 0, false};
  const Image out = new_image(in, s, dtype, reach);
  if (out.is_tracing()) return out;
  if (run_small(out, in, box, {nx, n, axis}, finish, pixels) || run_wide(out, in, box, {nx, n, axis}, finish, pixels))
    return out;
  const bool vectors = on_cpu(out) && has_f64(out), across = nx > 1;
  const int nmax = class_of(std::max(nx, n));
  const bool wide = across && nmax > 33;  // a GPU's strips are wider then, of fewer rows
  const int group = vectors ? 1 : tuned(out, "box.LS");
  const int tx = vectors ? tuned(out, "box.VEC_TX") : wide ? 256 : tuned(out, "box.TX");
  // A GPU's item keeps TX * TY / LS sums in registers; those in f64 take two each.
  int ty = vectors ? tuned(out, "box.VEC_TY") : tuned(out, "box.TY") / (box.ints ? 1 : 2) / (wide ? 2 : 1);
  const std::size_t local = out.context().device().local_memory;
  const auto row_bytes = static_cast<std::size_t>(tx + (across ? nmax : 1) + 48) * (box.ints ? 4 : 8);
  while (ty > 1 && static_cast<std::size_t>(ty + 1) * row_bytes + 4 * static_cast<std::size_t>(nmax) + 2048 > local)
    ty /= 2;
  // A strip's first sums cost n rows: where the columns are summed alone or a CPU does them, strips are long.
  const int h = n == 1 ? ty : vectors ? tuned(out, "box.H") : std::max(ty, across ? 32 : 64);
  const std::int64_t length = axis == 1 ? s.y : s.z, others = axis == 1 ? s.z : s.y;
  Launch launch(out, "filter/box", "box_sums");
  launch.source("src", in, Fuse::cheap)
      .define("LS", group)
      .define("VEC", vectors ? 16 : 1)
      .define("TX", tx)
      .define("TY", ty)
      .define("H", h)
      .define("NMAX", nmax)
      .define("AXIS", axis)
      .define("ACROSS", across ? 1 : 0)
      .arg("window", cl_int4{{nx, nx / 2, n, n / 2}});
  bind_box(launch, out, in, box, finish, pixels);
  const auto items = static_cast<std::size_t>(group);
  launch.run({tiles(s.x, tx) * tiles(length, h) * static_cast<std::size_t>(others * s.c) * items, 1, 1}, {items, 1, 1});
  return out;
}

struct Pass {
  int nx, n, axis;
};

/// Small windows along x and y are summed together; of large ones a GPU takes each axis by itself.
std::vector<Pass> passes_of(const Image& image, const BoxSize& size) {
  const auto [nx, ny, nz] = size;
  std::vector<Pass> passes;
  if (nz > 1) passes.push_back({1, nz, 2});
  const int most = takes_wide(image) ? largest_small : 33;
  const bool together = std::max(nx, ny) <= most || nx == 1 || ny == 1 || (on_cpu(image) && has_f64(image));
  if (!together) passes.push_back({1, ny, 1});
  if (nx > 1 || ny > 1) passes.push_back({nx, together ? ny : 1, 1});
  return passes;
}

Image summed(const Image& image, const BoxSize& size, Border border, Finish finish, DType dtype) {
  const std::vector<Pass> passes = passes_of(image, size);
  const bool rounded = finish != Finish::mean && finish != Finish::exact_mean;  // sums in between, else means
  Box box{border, sums_fit_int(image.dtype(), pixels_of(size)), !is_float(image.dtype())};
  if (finish == Finish::rounded_mean && float_rounds(image.dtype(), pixels_of(size)))
    finish = Finish::float_rounded_mean;
  const DType between = box.ints ? DType::i32 : rounded || dtype == DType::f64 ? DType::f64 : DType::f32;
  const bool sums = rounded || box.ints;
  Image in = image;
  int pixels = 1;
  for (std::size_t i = 0; i < passes.size(); ++i) {
    const auto& [nx, n, axis] = passes[i];
    const bool last = i + 1 == passes.size();
    if (sums) pixels *= nx * n;
    else pixels = nx * n;
    if (!last) {
      in = box_pass(in, box, nx, n, axis, sums ? Finish::sum : finish, pixels, between);
      if (sums)
        box.border.value = (box.integers && i == 0 ? static_cast<double>(integer_outside(border.value, image.dtype()))
                                                   : box.border.value) *
                           nx * n;
    } else {
      in = box_pass(in, box, nx, n, axis, finish, pixels, dtype);
    }
  }
  return in;
}

}  // namespace

std::int64_t pixels_of(const BoxSize& size) { return std::int64_t{size[0]} * size[1] * size[2]; }

std::size_t passes_under(const Image& image, const BoxSize& size) { return passes_of(image, size).size(); }

Reach reach_of(const BoxSize& size) { return {size[0] / 2, size[1] / 2, size[2] / 2, false}; }

BoxSize box_size(std::string_view operation, const Image& image, const Counts& size) {
  const auto along = [&](int axis, std::string_view name, std::int64_t n) {
    if (axis >= image.shape().ndim) return 1;
    require(n >= 1 && n <= largest_box, operation, name, n, fmt::format("1 to {}", largest_box));
    return static_cast<int>(n);
  };
  return {along(0, "size.x", size.x), along(1, "size.y", size.y), along(2, "size.z", size.z)};
}

Image box_mean(const Image& image, const BoxSize& size, Border border, DType dtype) {
  const Finish finish = mean_as(dtype);
  return summed(image, size, border, finish, dtype);
}

Image box_sum(const Image& image, const BoxSize& size, Border border) {
  return summed(image, size, border, Finish::sum, DType::f64);
}

}  // namespace clumen
