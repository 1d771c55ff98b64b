#include "filter/erosion_pass.hpp"

namespace clumen {
namespace {

constexpr int largest_small = 3;  // radius of erosion_small and erosion_solid
constexpr int solid_rows = 2;     // of an item; four take too many registers

/// Four pixels of 8 bytes would take too many registers.
bool takes_fours(const Image& in) {
  if (in.is_tracing() || tuned(in, "erosion.VEC") > 1) return false;
  return in.shape().x % 4 == 0 && in.shape().x >= 8 && size_of(in.dtype()) < 8;
}

/// Whether all that a box sees beyond an end of the image lies before its other end.
bool wraps_once(const Shape& s, const Reach& r) { return r.x <= s.x - 4 && r.y <= s.y && r.z <= s.z; }

/// What the columns of a box run along.
struct Columns {
  int axis = 1;  // 1 is y, 2 is z
  int radius = 0;
  std::int64_t length = 0, others = 0;
};

Columns columns_of(const Shape& s, const Reach& r) {
  if (r.z > 0) return {2, static_cast<int>(r.z), s.z, s.y * s.c};
  return {1, static_cast<int>(r.y), s.y, s.z * s.c};
}

std::optional<Image> small_box(const Image& in, const Reach& r, const Picking& how) {
  const Image out = result_of(in, how, r);
  PickingPass pass(out, in, {"filter/erosion_small", "erosion_small", 0, tuned(out, "erosion.SMALL_LS")}, how);
  if (!pass.launch().is_dense("src")) return std::nullopt;
  const Columns columns = columns_of(in.shape(), r);
  const int across = tuned(out, "erosion.SMALL_X");
  const int rows = columns.axis == 1 ? tuned(out, "erosion.SMALL_NY") : tuned(out, "erosion.SMALL_NZ");
  pass.launch().define("ITEMS_X", across).define("NX", 2 * r.x + 1).define("N", 2 * columns.radius + 1);
  pass.launch().define("NZ", 1).define("NY", rows).define("AXIS", columns.axis).define("DEPTH", 1);
  pass.run(tiles(in.shape().x, 4 * across) * tiles(columns.length, pass.group() / across * rows) *
           static_cast<std::size_t>(columns.others));
  return out;
}

/// How a group's items stand: `fours` of them beside each other make results, `across` of them read.
struct WideTile {
  int fours = 1, across = 1;
};

/// The tile that leaves the fewest items idle and reads the fewest rows twice. Rows are read in long pieces.
WideTile wide_tile(std::int64_t fours, const Reach& r, int radius, int group, int ny) {
  WideTile best;
  double best_score = 0;
  const int beside = 2 * ((static_cast<int>(r.x) + 3) / 4), narrowest = r.x > 0 ? 8 : 32;
  for (std::int64_t n = 1; n <= fours; ++n) {
    const auto wide = static_cast<int>((fours + n - 1) / n);
    if (best_score > 0 && wide < narrowest) break;
    if (wide + beside > group) continue;
    const int rows = group / (wide + beside) * ny;
    const double used = static_cast<double>(fours * rows) / static_cast<double>(n * group * ny);
    const double score = used * rows / (rows + 2 * radius);
    if (score > best_score) best = {wide, wide + beside}, best_score = score;
  }
  return best;
}

std::optional<Image> wide_box(const Image& in, const Reach& r, const Picking& how) {
  if (r.x > 0 && r.x < 4) return std::nullopt;
  if (how.border.mode == Border::Mode::wrap && !wraps_once(in.shape(), r)) return std::nullopt;
  const Image out = result_of(in, how, r);
  const Columns columns = columns_of(in.shape(), r);
  const int group = tuned(out, "erosion.WIDE_LS");
  int ny = block_of(tuned(out, "erosion.WIDE_NY"), columns.radius);
  PickingPass pass(out, in, {"filter/erosion_wide", "erosion_wide", 0, group}, how);
  if (!pass.launch().is_dense("src")) return std::nullopt;
  const auto row_bytes = static_cast<std::size_t>(group) * 5 * pass.pixel_bytes();  // fours, and what is picked of each
  while (r.x > 0 && ny > 1 && static_cast<std::size_t>(ny) * row_bytes > pass.local_bytes()) ny /= 2;
  const std::int64_t fours = in.shape().x / 4;
  const WideTile tile = wide_tile(fours, r, columns.radius, group, ny);
  pass.launch().define("NY", ny).define("AXIS", columns.axis).define("ACROSS", r.x > 0 ? 1 : 0);
  pass.launch().arg("tile", cl_int4{{tile.fours, tile.across, static_cast<int>(r.x), columns.radius}});
  pass.run(tiles(fours, tile.fours) * tiles(columns.length, group / tile.across * ny) *
           static_cast<std::size_t>(columns.others));
  return out;
}

}  // namespace

std::optional<Image> pick_box_by_fours(const Image& in, const Reach& r, const Picking& how) {
  if (!takes_fours(in)) return std::nullopt;
  return std::max({r.x, r.y, r.z}) <= largest_small ? small_box(in, r, how) : wide_box(in, r, how);
}

std::optional<Image> pick_solid_by_fours(const Image& in, const Reach& r, const Picking& how) {
  if (!takes_fours(in) || std::max({r.x, r.y, r.z}) > largest_small || std::min({r.x, r.y, r.z}) < 1)
    return std::nullopt;
  if (how.border.mode == Border::Mode::wrap && !wraps_once(in.shape(), r)) return std::nullopt;
  const Shape& s = in.shape();
  const Image out = result_of(in, how, r);
  const int group = std::min(tuned(out, "erosion.SOLID_LS"), static_cast<int>(out.context().device().work_group));
  PickingPass pass(out, in, {"filter/erosion_small", "erosion_solid", 0, group}, how);
  if (!pass.launch().is_dense("src")) return std::nullopt;
  const int across = tuned(out, "erosion.SMALL_X"), depth = tuned(out, "erosion.SOLID_NZ");
  pass.launch().define("ITEMS_X", across).define("NX", 2 * r.x + 1).define("N", 2 * r.y + 1).define("NZ", 2 * r.z + 1);
  pass.launch().define("NY", solid_rows).define("AXIS", 1).define("DEPTH", depth);
  pass.run(tiles(s.x, 4 * across) * tiles(s.y, pass.group() / across * solid_rows) * tiles(s.z, depth) *
           static_cast<std::size_t>(s.c));
  return out;
}

}  // namespace clumen
