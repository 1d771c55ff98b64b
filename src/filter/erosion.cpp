#include "filter/erosion.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "filter/erosion_pass.hpp"

namespace clumen {
namespace {

constexpr int largest_direct_radius = 31;  // of a box in one pass; wider ones are made from it
constexpr int first_radius = 15;           // what those start with

PickingKernel kernel_of(const Image& out, std::string_view name, int part) {
  const int group = part == 4 ? tuned(out, "erosion.RUNS_LS") : tuned(out, "erosion.LS");
  return {"filter/erosion", name, part, group};
}

int class_of(int radius) { return radius <= 7 ? 7 : largest_direct_radius; }

Image box_xy(const Image& in, int rx, int ry, const Picking& how) {
  const Image out = result_of(in, how, Reach{rx, ry, 0, false});
  const Shape& s = out.shape();
  PickingPass pass(out, in, kernel_of(out, "erosion_box", 1), how);
  const int tx = tuned(out, "erosion.TX"), rmax = class_of(std::max(rx, ry));
  int ty = tuned(out, "erosion.TY");
  const auto row_bytes = static_cast<std::size_t>(tx + 2 * rmax + 64) * pass.pixel_bytes();
  while (ty > 1 && static_cast<std::size_t>(ty + 1) * row_bytes + 1024 > pass.local_bytes()) ty /= 2;
  const int wanted = tuned(out, "erosion.NY"), fixed = pass.vector() > 1 && ry <= 3 ? ry : 0;
  const int ny = std::min(ty, fixed > 0 ? wanted : block_of(wanted, ry));
  pass.launch().define("TX", tx).define("TY", ty).define("NY", ny).define("RMAX", rmax).define("RY", fixed);
  pass.launch().define("AXIS", 0).define("BX", 16).define("BY", 1).arg("rx", rx).arg("ry", ry);
  pass.run(tiles(s.x, tx) * tiles(s.y, ty) * static_cast<std::size_t>(s.z * s.c));
  return out;
}

Image box_z(const Image& in, int radius, const Picking& how) {
  const Image out = result_of(in, how, Reach{0, 0, radius, false});
  const Shape& s = out.shape();
  PickingPass pass(out, in, kernel_of(out, "erosion_line", 2), how);
  const int tx = tuned(out, "erosion.LINE_TX"), ty = tuned(out, "erosion.LINE_TY");
  const int ny = std::min(ty, block_of(tuned(out, "erosion.LINE_NY"), radius));
  pass.launch().define("TX", tx).define("TY", ty).define("NY", ny).define("RMAX", class_of(radius)).define("AXIS", 0);
  pass.launch().define("RY", 0).define("BX", 16).define("BY", 1).arg("radius", radius);
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
  PickingPass pass(out, in, kernel_of(out, "erosion_sparse", 3), beyond);
  const int tx = tuned(out, {"erosion.SPARSE_TX", 1024, 512});
  pass.launch().define("TX", tx).define("TY", 1).define("NY", 1).define("RMAX", 7).define("AXIS", axis);
  pass.launch()
      .define("RY", 0)
      .define("BX", 16)
      .define("BY", 1)
      .arg("first", -more)
      .arg("apart", 2 * narrow + 1)
      .arg("last", more);
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

/// A box along z, or along x and y.
Image by_lines(const Image& in, const Reach& r, const Picking& how) {
  if (const auto out = pick_box_by_fours(in, r, how)) return *out;
  const auto start = [](std::int64_t radius) {
    return static_cast<int>(radius <= largest_direct_radius ? radius : first_radius);
  };
  std::vector<Step> steps;
  if (r.z > 0) steps.emplace_back([&](const Image& i, const Picking& p) { return box_z(i, start(r.z), p); });
  else steps.emplace_back([&](const Image& i, const Picking& p) { return box_xy(i, start(r.x), start(r.y), p); });
  add_widening(steps, 2, r.z);
  add_widening(steps, 0, r.x);
  add_widening(steps, 1, r.y);
  Image image = in;
  const Picking alone{.operation = how.operation, .pick = how.pick, .border = how.border};
  for (const Step& step : steps) image = step(image, &step == &steps.back() ? how : alone);
  return image;
}

Image by_box(const Image& in, const Reach& r, const Picking& how) {
  if (const auto out = pick_solid_by_fours(in, r, how)) return *out;
  if (r.z == 0 || (r.x == 0 && r.y == 0)) return by_lines(in, r, how);
  const Picking alone{.operation = how.operation, .pick = how.pick, .border = how.border};
  return by_lines(by_lines(in, {0, 0, r.z, false}, alone), {r.x, r.y, 0, false}, how);
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

Image by_runs(const Image& in, const Footprint& footprint, const Picking& how) {
  const Image out = result_of(in, how, footprint.reach());
  if (out.is_tracing()) return out;
  const Shape& s = out.shape();
  PickingPass pass(out, in, kernel_of(out, "erosion_runs", 4), how);
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
  const Buffer table = table_buffer(out, runs.table);
  pass.launch().define("TX", tx).define("TY", ty).define("NY", 1).define("RMAX", 7).define("AXIS", 0);
  pass.launch().define("RY", 0).define("BX", bx).define("BY", by).buffer("table", table).arg("blocks", runs.blocks);
  pass.run(tiles(s.x, tx) * tiles(s.y, ty) * static_cast<std::size_t>(s.z * s.c));
  return out;
}

/// Any footprint but a box.
Image by_shape(const Image& in, const Footprint& footprint, const Picking& how) {
  if (const std::optional<Image> out = pick_by_rows(in, footprint, how)) return *out;
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
