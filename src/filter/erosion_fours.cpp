#include "filter/erosion_pass.hpp"

namespace clumen {
namespace {

constexpr int largest_small = 3;   // radius of erosion_small and erosion_solid
constexpr int solid_rows = 2;      // of an item; four take too many registers
constexpr int largest_wide = 255;  // radius of erosion_wide

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
  double loads = 0;  ///< of an output
};

/// The tile that takes the fewest loads for an output. Rows are read in long pieces.
WideTile wide_tile(std::int64_t fours, std::int64_t length, std::int64_t rx, int radius, int group, int ny) {
  WideTile best;
  const int beside = 2 * ((static_cast<int>(rx) + 3) / 4), blocks = (2 * radius + 1) / ny;
  for (std::int64_t n = 1; n <= fours; ++n) {
    const auto wide = static_cast<int>((fours + n - 1) / n), across = wide + beside;
    if (best.loads > 0 && wide < 8) break;
    if (across > group) continue;
    const int parts = group / across, rows = std::max(blocks - 1, 0);
    const auto high = static_cast<double>(tiles(length, parts * ny));
    const double own = radius == 0 ? 1 : 2 + static_cast<double>((2 * radius + 1) % ny) / ny;
    const double used = static_cast<double>(fours * length) / (static_cast<double>(n) * high * group * ny);
    const double loads = (own + static_cast<double>(std::min<std::int64_t>(rows * ny, length)) / (parts * ny)) *
                         (parts * across) / group / used;
    if (best.loads == 0 || loads < best.loads) best = {wide, across, loads};
  }
  return best;
}

/// How many fours of local memory erosion_wide wants, of few sizes, since each is a program of its own.
int wide_room(const WideTile& tile, int radius, int group, int ny, bool across) {
  const int seen = (group / tile.across + (2 * radius + 1) / ny) * tile.across;
  int room = across ? group * ny : group;
  while (room < seen) room *= 2;
  return room;
}

std::optional<Image> wide_pass(const Image& in, const Reach& r, const Picking& how) {
  const Image out = result_of(in, how, r);
  const Columns columns = columns_of(in.shape(), r);
  const int group = tuned(out, "erosion.WIDE_LS");
  const bool across = r.x > 0;
  int ny = block_of(tuned(out, "erosion.WIDE_NY"), columns.radius);
  PickingPass pass(out, in, {"filter/erosion_wide", "erosion_wide", 0, group}, how);
  if (!pass.launch().is_dense("src")) return std::nullopt;
  const std::int64_t fours = in.shape().x / 4;
  WideTile tile;
  int room = 0;
  const auto fits = [&] {
    tile = wide_tile(fours, columns.length, r.x, columns.radius, group, ny);
    room = wide_room(tile, columns.radius, group, ny, across);
    return static_cast<std::size_t>(4 * room + (across ? group * ny + 4 : 0)) * pass.pixel_bytes() <=
           pass.local_bytes();
  };
  while (!fits()) {
    if (ny == 1) return std::nullopt;
    ny /= 2;
  }
  if (tile.loads == 0) return std::nullopt;
  pass.launch().define("NY", ny).define("AXIS", columns.axis).define("ACROSS", across ? 1 : 0).define("ROOM", room);
  pass.launch().arg("tile", cl_int4{{tile.fours, tile.across, static_cast<int>(r.x), columns.radius}});
  pass.run(tiles(fours, tile.fours) * tiles(columns.length, group / tile.across * ny) *
           static_cast<std::size_t>(columns.others));
  return out;
}

/// Whether one pass over columns and rows takes longer than two: its tiles are low, so that they read much twice.
bool apart(const Image& in, const Reach& r) {
  constexpr double more_passes = 3;  // a launch, and what lies between, written and read
  if (r.x == 0 || std::max({r.x, r.y, r.z}) < 16) return false;
  const Columns columns = columns_of(in.shape(), r);
  const int group = tuned(in, "erosion.WIDE_LS"), ny = block_of(tuned(in, "erosion.WIDE_NY"), columns.radius);
  const auto loads = [&](std::int64_t rx, int radius) {
    return wide_tile(in.shape().x / 4, columns.length, rx, radius, group, ny).loads;
  };
  const double together = loads(r.x, columns.radius);
  return together == 0 || together > loads(0, columns.radius) + loads(r.x, 0) + more_passes;
}

std::optional<Image> wide_box(const Image& in, const Reach& r, const Picking& how) {
  if ((r.x > 0 && r.x < 4) || std::max({r.x, r.y, r.z}) > largest_wide) return std::nullopt;
  if (how.border.mode == Border::Mode::wrap && !wraps_once(in.shape(), r)) return std::nullopt;
  if (!apart(in, r)) return wide_pass(in, r, how);
  const Picking alone{.operation = how.operation, .pick = how.pick, .border = how.border};
  const auto columns = wide_pass(in, {0, r.y, r.z, false}, alone);
  return columns ? wide_pass(*columns, {r.x, 0, 0, false}, how) : std::nullopt;
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
