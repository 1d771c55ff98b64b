#include "filter/erosion.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "core/launch.hpp"
#include "filter/outside.hpp"

namespace clumen {
namespace {

constexpr int largest_direct_radius = 31;  // of a box in one pass; wider ones are made from it
constexpr int largest_rows_radius = 255;   // of a footprint that is done row by row
constexpr int first_radius = 15;           // what those start with

/// The launch of one pass, with what the passes have in common.
class Pass {
 public:
  Pass(const Image& out, const Image& in, std::string_view kernel, int part, const Picking& how)
      : out_(out), launch_(out, "filter/erosion", kernel) {
    group_ = part == 4 ? tuned(out, "erosion.RUNS_LS") : tuned(out, "erosion.LS");
    vector_ = tuned(out, {"erosion.VEC", 16, 1});
    launch_.source("src", in, Fuse::cheap)
        .output("dst", out)
        .define("PART", part)
        .define("LS", group_)
        .define("VEC", vector_)
        .define("DILATE", how.pick == Pick::largest ? 1 : 0)
        .define("FLOATS", is_float(out.dtype()) ? 1 : 0)
        .arg("size", size_of_image(out.shape()))
        .define("FINISH", static_cast<int>(how.finish))
        .arg("mode", static_cast<int>(how.border.mode));
    if (how.finish != Finish::keep) launch_.source("other", how.original, Fuse::cheap);
    bind_outside(launch_, out.dtype(), how.border.value);
  }

  Launch& launch() { return launch_; }
  int group() const { return group_; }
  int vector() const { return vector_; }
  std::size_t pixel_bytes() const {
    return std::max<std::size_t>(size_of(out_.dtype()), is_float(out_.dtype()) ? 4 : 1);
  }
  std::size_t local_bytes() const { return out_.is_tracing() ? 0 : out_.context().device().local_memory; }
  void run(std::size_t groups) {
    const auto items = static_cast<std::size_t>(group_);
    launch_.run({groups * items, 1, 1}, {items, 1, 1});
  }

 private:
  const Image& out_;
  Launch launch_;
  int group_ = 0, vector_ = 0;
};

std::size_t tiles(std::int64_t pixels, int tile) {
  return ceil_div(static_cast<std::size_t>(pixels), static_cast<std::size_t>(tile));
}

Image result_of(const Image& in, const Picking& how, const Reach& reach) {
  if (how.finish == Finish::keep) return new_image(in, in.shape(), in.dtype(), reach);
  return new_image(in, in.shape(), in.dtype(), reach, {&how.original});
}

/// How many outputs share what all of them see.
int block_of(int wanted, int radius) {
  while (radius > 0 && wanted > 2 * radius + 1) wanted /= 2;
  return wanted;
}

int class_of(int radius) { return radius <= 7 ? 7 : largest_direct_radius; }

Image box_xy(const Image& in, int rx, int ry, const Picking& how) {
  const Image out = result_of(in, how, Reach{rx, ry, 0, false});
  const Shape& s = out.shape();
  Pass pass(out, in, "erosion_box", 1, how);
  const int tx = tuned(out, "erosion.TX"), rmax = class_of(std::max(rx, ry));
  int ty = tuned(out, "erosion.TY");
  const auto row_bytes = static_cast<std::size_t>(tx + 2 * rmax + 64) * pass.pixel_bytes();
  while (ty > 1 && static_cast<std::size_t>(ty) * row_bytes + 1024 > pass.local_bytes()) ty /= 2;
  const int ny = std::min(ty, block_of(tuned(out, "erosion.NY"), ry));
  pass.launch().define("TX", tx).define("TY", ty).define("NY", ny).define("RMAX", rmax).define("AXIS", 0);
  pass.launch().define("BX", 16).define("BY", 1).arg("rx", rx).arg("ry", ry);
  pass.run(tiles(s.x, tx) * tiles(s.y, ty) * static_cast<std::size_t>(s.z * s.c));
  return out;
}

Image box_z(const Image& in, int radius, const Picking& how) {
  const Image out = result_of(in, how, Reach{0, 0, radius, false});
  const Shape& s = out.shape();
  Pass pass(out, in, "erosion_line", 2, how);
  const int tx = tuned(out, "erosion.LINE_TX"), ty = tuned(out, "erosion.LINE_TY");
  const int ny = std::min(ty, block_of(tuned(out, "erosion.LINE_NY"), radius));
  pass.launch().define("TX", tx).define("TY", ty).define("NY", ny).define("RMAX", class_of(radius)).define("AXIS", 0);
  pass.launch().define("BX", 16).define("BY", 1).arg("radius", radius);
  pass.run(tiles(s.x, tx) * tiles(s.z, ty) * static_cast<std::size_t>(s.y * s.c));
  return out;
}

/// A box of `radius` along `axis`, of an image that already has one of `narrow`: pixels not farther apart than that is
/// long. Outside the image, the narrow box of the nearest pixel has seen the constant already.
Image widened(const Image& in, int axis, int narrow, int radius, const Picking& how) {
  const int more = radius - narrow;
  const Image out = result_of(in, how, Reach{axis == 0 ? more : 0, axis == 1 ? more : 0, axis == 2 ? more : 0, false});
  const Shape& s = out.shape();
  Picking beyond = how;
  if (how.border.mode == Border::Mode::constant) beyond.border = Border::nearest;
  Pass pass(out, in, "erosion_sparse", 3, beyond);
  const int tx = tuned(out, {"erosion.SPARSE_TX", 1024, 512});
  pass.launch().define("TX", tx).define("TY", 1).define("NY", 1).define("RMAX", 7).define("AXIS", axis);
  pass.launch().define("BX", 16).define("BY", 1).arg("first", -more).arg("apart", 2 * narrow + 1).arg("last", more);
  pass.run(tiles(s.x, tx) * static_cast<std::size_t>(s.y * s.z * s.c));
  return out;
}

using Step = std::function<Image(const Image&, const Picking&)>;

/// The cost grows with the logarithm of the radius.
void add_widening(std::vector<Step>& steps, int axis, std::int64_t radius) {
  if (radius <= largest_direct_radius) return;
  for (std::int64_t now = first_radius; now < radius;) {
    const std::int64_t next = std::min(radius, now + 4 * (2 * now + 1));
    steps.emplace_back([=](const Image& in, const Picking& how) {
      return widened(in, axis, static_cast<int>(now), static_cast<int>(next), how);
    });
    now = next;
  }
}

Image by_box(const Image& in, const Reach& r, const Picking& how) {
  const auto start = [](std::int64_t radius) {
    return static_cast<int>(radius <= largest_direct_radius ? radius : first_radius);
  };
  std::vector<Step> steps;
  if (r.z > 0) steps.emplace_back([&](const Image& i, const Picking& p) { return box_z(i, start(r.z), p); });
  add_widening(steps, 2, r.z);
  if (r.x > 0 || r.y > 0)
    steps.emplace_back([&](const Image& i, const Picking& p) { return box_xy(i, start(r.x), start(r.y), p); });
  add_widening(steps, 0, r.x);
  add_widening(steps, 1, r.y);
  Image image = in;
  const Picking alone{.operation = how.operation, .pick = how.pick, .border = how.border};
  for (const Step& step : steps) image = step(image, &step == &steps.back() ? how : alone);
  return image;
}

/// The footprint as the kernel reads it: blocks of at most `width` by `height` pixels of one plane, each with its
/// position and the runs of 2^level pixels that make it.
struct Runs {
  std::vector<std::int32_t> table;
  int blocks = 0;
};

/// The runs of one block, by level. A run of any length is two of the next smaller power of two.
std::vector<std::vector<std::int32_t>> runs_of(const Footprint& f, std::int64_t x0, std::int64_t y0, std::int64_t z,
                                               int width, int height) {
  std::vector<std::vector<std::int32_t>> levels;
  const auto add = [&](int level, int row, int column) {
    if (static_cast<int>(levels.size()) <= level) levels.resize(static_cast<std::size_t>(level) + 1);
    levels[static_cast<std::size_t>(level)].push_back(row * 65536 + column);
  };
  for (int row = 0; row < height; ++row)
    for (int column = 0; column < width;) {
      int end = column;
      while (end < width && f.at(x0 + end, y0 + row, z)) ++end;
      if (const int length = end - column; length > 0) {
        const int level = std::bit_width(static_cast<unsigned>(length)) - 1, run = 1 << level;
        add(level, row, column);
        if (length > run) add(level, row, end - run);
      }
      column = end + 1;
    }
  return levels;
}

Runs runs_of(const Footprint& f, int width, int height) {
  Runs runs;
  const Shape& s = f.shape();
  const Reach r = f.reach();
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; y += height)
      for (std::int64_t x = 0; x < s.x; x += width) {
        const int w = static_cast<int>(std::min<std::int64_t>(width, s.x - x));
        const int h = static_cast<int>(std::min<std::int64_t>(height, s.y - y));
        const auto levels = runs_of(f, x, y, z, w, h);
        if (levels.empty()) continue;
        ++runs.blocks;
        for (const std::int64_t v : {x - r.x, y - r.y, z - r.z, static_cast<std::int64_t>(levels.size())})
          runs.table.push_back(static_cast<std::int32_t>(v));
        for (const auto& level : levels) {
          runs.table.push_back(static_cast<std::int32_t>(level.size()));
          runs.table.insert(runs.table.end(), level.begin(), level.end());
        }
      }
  return runs;
}

/// Small tables are written in the queue, large ones pushed.
Buffer buffer_of(const Image& image, const std::vector<std::int32_t>& table) {
  ContextState& context = *image.state().context;
  const std::size_t bytes = table.size() * sizeof table[0];
  if (bytes > 65536)
    return stored(image.context().push(table, Shape(static_cast<std::int64_t>(table.size()), 1))).buffer;
  const Buffer buffer(context, bytes);
  write_buffer(context, buffer, table.data(), bytes);
  return buffer;
}

Image by_runs(const Image& in, const Footprint& footprint, const Picking& how) {
  const Image out = result_of(in, how, footprint.reach());
  if (out.is_tracing()) return out;
  const Shape& s = out.shape();
  Pass pass(out, in, "erosion_runs", 4, how);
  const int bx = footprint.shape().x <= 16 ? 16 : 64, by = 16;
  const int tx = tuned(out, "erosion.RUNS_TX");
  int ty = tuned(out, "erosion.RUNS_TY");
  const auto bytes = [&] {
    return 2 *
           (static_cast<std::size_t>(ty + by - 1) * static_cast<std::size_t>(tx + bx) +
            static_cast<std::size_t>(2 * bx + 64)) *
           pass.pixel_bytes();
  };
  while (ty * tx > pass.group() * pass.vector() && bytes() > pass.local_bytes()) ty /= 2;
  const Runs runs = runs_of(footprint, bx, by);
  const Buffer table = buffer_of(out, runs.table);
  pass.launch().define("TX", tx).define("TY", ty).define("NY", 1).define("RMAX", 7).define("AXIS", 0);
  pass.launch().define("BX", bx).define("BY", by).buffer("table", table).arg("blocks", runs.blocks);
  pass.run(tiles(s.x, tx) * tiles(s.y, ty) * static_cast<std::size_t>(s.z * s.c));
  return out;
}

/// The footprint as erosion_rows reads it, or nothing where a row is not one run around the centre.
struct Rows {
  std::vector<std::int32_t> table;
  int levels = 0;
};

Rows rows_of(const Footprint& f) {
  const Shape& s = f.shape();
  const Reach r = f.reach();
  std::map<std::int64_t, std::vector<std::int32_t>, std::greater<>> rows;  // by half width
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y) {
      std::int64_t half = -1, pixels = 0;
      while (half < r.x && f.at(r.x + half + 1, y, z) && f.at(r.x - half - 1, y, z)) ++half;
      for (std::int64_t x = 0; x < s.x; ++x) pixels += f.at(x, y, z);
      if (pixels != 2 * half + 1 && pixels > 0) return {};
      if (pixels > 0)
        rows[half].insert(rows[half].end(), {static_cast<std::int32_t>(y - r.y), static_cast<std::int32_t>(z - r.z)});
    }
  Rows result{{}, static_cast<int>(rows.size())};
  for (const auto& [half, places] : rows) {
    result.table.push_back(static_cast<std::int32_t>(places.size() / 2));
    result.table.push_back(static_cast<std::int32_t>(half));
    result.table.insert(result.table.end(), places.begin(), places.end());
  }
  return result;
}

Image by_rows(const Image& in, const Footprint& footprint, const Rows& rows, const Picking& how) {
  const Image out = result_of(in, how, footprint.reach());
  const Shape& s = out.shape();
  const Reach r = footprint.reach();
  Pass pass(out, in, "erosion_rows", 5, how);
  const int tx = tuned(out, "erosion.ROWS_TX"), ty = tuned(out, "erosion.ROWS_TY");
  const int rmax = std::max(r.x, r.y) <= largest_direct_radius ? largest_direct_radius : largest_rows_radius;
  const Buffer table = buffer_of(out, rows.table);
  pass.launch().define("TX", tx).define("TY", ty).define("NY", 1).define("RMAX", rmax).define("AXIS", 0);
  pass.launch().define("BX", 16).define("BY", 1).buffer("table", table).arg("levels", rows.levels);
  pass.launch().arg("ry", static_cast<int>(r.y));
  pass.run(tiles(s.x, tx) * tiles(s.y, ty) * static_cast<std::size_t>(s.z * s.c));
  return out;
}

/// Any footprint but a box.
Image by_shape(const Image& in, const Footprint& footprint, const Picking& how) {
  const Reach r = footprint.reach();
  if (!in.is_tracing() && tuned(in, {"erosion.VEC", 16, 1}) > 1 && std::max(r.x, r.y) <= largest_rows_radius)
    if (const Rows rows = rows_of(footprint); rows.levels > 0) return by_rows(in, footprint, rows, how);
  return by_runs(in, footprint, how);
}

/// A footprint of one pixel finds the image itself.
Image found_itself(const Image& image, const Picking& how) {
  switch (how.finish) {
    case Finish::keep:
      return image;
    case Finish::original_minus:
      return how.original - image;
    case Finish::minus_original:
      return image - how.original;
    default:
      return how.original != image;
  }
}

}  // namespace

Image pick_under(const Image& image, const Footprint& footprint, const Picking& how) {
  require_image(how.operation, "image", image);
  require(footprint.shape().z == 1 || image.shape().ndim > 2, how.operation, "footprint", to_string(footprint.shape()),
          "an extent of 1 along z for an image of two axes");
  if (footprint.shape().pixels() == 1) return found_itself(image, how);
  return footprint.is_box() ? by_box(image, footprint.reach(), how) : by_shape(image, footprint, how);
}

Image pick_under(std::string_view operation, const Image& image, const Footprint& footprint, Pick pick, Border border) {
  return pick_under(image, footprint, {.operation = operation, .pick = pick, .border = border});
}

}  // namespace clumen
