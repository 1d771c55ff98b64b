#include <fmt/format.h>

#include <cmath>

#include "filter/erosion_pass.hpp"
#include "filter/footprint_rows.hpp"

namespace clumen {
namespace {

constexpr int largest_flat_radius = 31;  // what an item sees of a row is in registers

/// Bytes of registers in which an item holds what it has of its outputs.
int held(int pixels, int radius, int pixel_bytes) { return pixels * (2 * radius + 1) * std::max(pixel_bytes, 4); }

/// How far the rows reach, from the centre's on; nothing where they do not grow from the outermost to the centre's, or
/// are not alike above and below.
std::vector<int> halves_of(const std::vector<Row>& rows) {
  std::vector<int> above, below;
  for (const Row& row : rows) {
    std::vector<int>& halves = row.y < 0 ? above : below;
    if (std::abs(row.y) != static_cast<int>(row.y < 0 ? rows.size() / 2 - above.size() : below.size())) return {};
    halves.push_back(row.half);
  }
  std::reverse(above.begin(), above.end());
  if (rows.empty() || !std::equal(above.begin(), above.end(), below.begin() + 1, below.end())) return {};
  return std::is_sorted(below.rbegin(), below.rend()) ? below : std::vector<int>{};
}

std::optional<Image> flat(const Image& in, const Reach& r, const std::vector<Row>& rows, const Picking& how) {
  const std::vector<int> halves = halves_of(rows);
  if (halves.empty()) return std::nullopt;
  const Image out = result_of(in, how, r);
  const Shape& s = out.shape();
  const int group = tuned(out, "erosion.GROWTH_LS"), ry = static_cast<int>(halves.size()) - 1;
  const int most = tuned(out, "erosion.GROWTH_HELD"), pixel_bytes = static_cast<int>(pixel_bytes_of(out));
  int ty = tuned(out, "erosion.GROWTH_ROWS"), nx = tuned(out, "erosion.GROWTH_NX");
  while (ty < 3 * ry) ty *= 2;  // most rows that a tile loads are its own
  while (nx > 1 && held(nx, ry, pixel_bytes) > most) nx /= 2;
  if (held(nx, ry, pixel_bytes) > most) return std::nullopt;
  PickingPass pass(out, in, {"filter/erosion_disk", "erosion_disk", 0, group}, how);
  pass.launch().define("NX", nx).define("TY", ty).define("LINES", 8).define("RX", halves[0]).define("RY", ry);
  pass.launch().define("REACHES", fmt::format("{{{}}}", fmt::join(halves, ",")));
  pass.run(tiles(s.x, group * nx) * tiles(s.y, ty) * static_cast<std::size_t>(s.z * s.c));
  return out;
}

/// By the distance of planes from the centre; nothing where they are not alike on both sides and grow to the centre.
std::vector<Disk> by_distance(const std::vector<Row>& rows, std::int64_t radius) {
  std::vector<Disk> result(static_cast<std::size_t>(radius) + 1);
  std::size_t planes = 0;
  for (const Disk& disk : disks_of(rows))
    for (const int z : disk.planes) {
      Disk& there = result[static_cast<std::size_t>(std::abs(z))];
      if (z != 0 && !there.planes.empty() && there.pixels != disk.pixels) return {};
      there.halves = disk.halves;
      there.pixels = disk.pixels;
      there.planes.push_back(z);
      ++planes;
    }
  const auto larger = [](const Disk& a, const Disk& b) { return a.pixels > b.pixels; };
  if (planes != 2 * result.size() - 1 || !std::is_sorted(result.begin(), result.end(), larger)) return {};
  return result;
}

/// As erosion_ball wants them.
std::string steps_of(const std::vector<Disk>& disks) {
  std::string steps;
  std::map<int, int> inside;
  for (std::size_t d = disks.size(); d-- > 0; inside = disks[d].halves) {
    for (const auto& [y, half] : disks[d].halves)
      if (const auto before = inside.find(y); before == inside.end() || before->second != half)
        steps += fmt::format("ROW({},{})", half, y);
    steps += fmt::format("PLANE({})", d);
  }
  return steps;
}

/// Of a group that puts balls together: its items, `wide` of them beside each other, each with `rows` pixels below each
/// other, and the rows that it loads at once.
struct BallTile {
  int items = 0, wide = 0, rows = 0, lines = 0;
  int high() const { return items / wide * rows; }
};

/// Pixels of local memory, as in erosion_ball.
int room_of(const BallTile& tile, const Reach& r) {
  const int rx = static_cast<int>(r.x), seen = tile.high() + 2 * static_cast<int>(r.y);
  int span = tile.wide + (rx + 3) / 4 * 8;
  if (tile.wide < 32) span = ((span + tile.wide - 1) / tile.wide | 1) * tile.wide;
  return tile.lines * span + (rx + 1) * seen * tile.wide;
}

/// About how many steps each pixel of a plane takes. `count` of them put its disks together.
double steps_of(const BallTile& tile, const Reach& r, int count) {
  const double high = tile.high(), seen = high + 2.0 * static_cast<double>(r.y);
  const double run = 5.0 * static_cast<double>(r.x) + 6, loads = 4.0 * static_cast<double>(tile.wide + 2 * r.x + 4);
  return 2 * count + seen / high * (run + loads / tile.wide) + (80 + 80 * std::ceil(seen / tile.lines)) / tile.rows;
}

/// The tile that takes the fewest steps.
BallTile ball_tile(const Reach& r, int count, const Image& out) {
  constexpr double bytes_of_item = 200;  // more leave a part of the device without items
  const Device& device = out.context().device();
  const int most = std::min(tuned(out, "erosion.BALL_LS"), static_cast<int>(device.work_group));
  const auto pixel_bytes = static_cast<int>(pixel_bytes_of(out));
  BallTile best;
  double least = 0;
  for (int items = 64; items <= most; items += 64)
    for (int wide = 4; wide <= 32; wide *= 2)
      for (int rows = 1; rows <= 2; ++rows)
        for (const bool parts : {false, true}) {
          BallTile tile{items, wide, rows, 0};
          tile.lines = parts ? tile.high() : tile.high() + 2 * static_cast<int>(r.y);
          const int bytes = room_of(tile, r) * pixel_bytes + 4 * (tile.high() + 2 * static_cast<int>(r.y) + tile.lines);
          if (static_cast<std::size_t>(bytes + 64) > device.local_memory) continue;
          if (held(rows, static_cast<int>(r.z), pixel_bytes) > tuned(out, "erosion.BALL_HELD")) continue;
          const double steps = steps_of(tile, r, count) * std::max(1.0, bytes / (items * bytes_of_item));
          if (best.items == 0 || steps < least) best = tile, least = steps;
        }
  return best;
}

std::optional<Image> solid(const Image& in, const Reach& r, const std::vector<Disk>& disks, const Picking& how) {
  const Image out = result_of(in, how, r);
  const Shape& s = out.shape();
  const Device& device = out.context().device();
  const std::string steps = steps_of(disks);
  const BallTile tile = ball_tile(r, static_cast<int>(std::count(steps.begin(), steps.end(), '(')), out);
  if (tile.items == 0) return std::nullopt;
  PickingPass pass(out, in, {"filter/erosion_ball", "erosion_ball", 0, tile.items}, how);
  const std::size_t columns = tiles(s.x, tile.wide) * tiles(s.y, tile.high()) * static_cast<std::size_t>(s.c);
  const auto wanted = static_cast<std::size_t>(device.compute_units * tuned(out, "erosion.BALL_ITEMS"));
  std::int64_t planes = s.z;  // of a tile: fewer where the device has not enough to do and others' planes cost little
  const auto items = static_cast<std::size_t>(tile.items);
  while (planes >= 8 * r.z && planes >= 16 && columns * tiles(s.z, static_cast<int>(planes)) * items < wanted)
    planes = (planes + 1) / 2;
  pass.launch().define("TX", tile.wide).define("ROWS", tile.rows).define("LINES", tile.lines);
  pass.launch().define("RX", r.x).define("RY", r.y).define("RZ", r.z).define("STEPS", steps);
  pass.launch().arg("planes", static_cast<int>(planes));
  pass.run(columns * tiles(s.z, static_cast<int>(planes)));
  return out;
}

}  // namespace

std::optional<Image> pick_by_growth(const Image& in, const Footprint& footprint, const Picking& how) {
  const Reach r = footprint.reach();
  const bool is_flat = footprint.shape().z == 1;
  const auto radius = static_cast<int>(r.z), pixel_bytes = static_cast<int>(pixel_bytes_of(in));
  if (is_flat && std::max(r.x, r.y) > largest_flat_radius) return std::nullopt;
  if (held(1, radius, pixel_bytes) > tuned(in, "erosion.BALL_HELD")) return std::nullopt;
  const std::vector<Row> rows = rows_of(footprint);
  if (is_flat) return flat(in, r, rows, how);
  const std::vector<Disk> disks = by_distance(rows, r.z);
  return disks.empty() ? std::nullopt : solid(in, r, disks, how);
}

}  // namespace clumen
