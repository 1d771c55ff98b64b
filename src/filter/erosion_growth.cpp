#include <fmt/format.h>

#include "filter/erosion_pass.hpp"
#include "filter/footprint_rows.hpp"

namespace clumen {
namespace {

constexpr int largest_radius = 31;

/// Bytes of registers in which an item holds what it has of its outputs.
constexpr int most_held = 272;

int held(int pixels, int radius, std::size_t bytes) {
  return pixels * (2 * radius + 1) * static_cast<int>(std::max<std::size_t>(bytes, 4));
}

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
  int ty = tuned(out, "erosion.GROWTH_ROWS");
  while (ty < 3 * ry) ty *= 2;  // most rows that a tile loads are its own
  PickingPass pass(out, in, {"filter/erosion_growth", "erosion_disk", 1, group}, how);
  int nx = tuned(out, "erosion.GROWTH_NX");
  while (nx > 1 && held(nx, ry, pass.pixel_bytes()) > most_held) nx /= 2;
  if (held(nx, ry, pass.pixel_bytes()) > most_held) return std::nullopt;
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

/// As erosion_ball reads it. row: how far the runs of one lie from those of the next, length: of one length from the
/// next.
std::vector<std::int32_t> ball_table(const std::vector<Disk>& disks, int radius, int row, int length) {
  std::vector<std::int32_t> table(static_cast<std::size_t>(radius) + 1 - disks.size(), 0);
  std::map<int, int> inside;
  for (std::size_t d = disks.size(); d-- > 0;) {
    const std::size_t count = table.size();
    table.push_back(0);
    for (const auto& [y, half] : disks[d].halves)
      if (const auto before = inside.find(y); before == inside.end() || before->second != half)
        table.push_back(half * length + y * row);
    table[count] = static_cast<std::int32_t>(table.size() - count - 1);
    inside = disks[d].halves;
  }
  return table;
}

std::optional<Image> solid(const Image& in, const Reach& r, const std::vector<Disk>& disks, const Picking& how) {
  constexpr int group = 128, wide = 32;
  const Image out = result_of(in, how, r);
  const Shape& s = out.shape();
  PickingPass pass(out, in, {"filter/erosion_growth", "erosion_ball", 2, group}, how);
  const int radius = static_cast<int>(std::max({r.x, r.y, r.z}));
  int ty = tuned(out, "erosion.BALL_TY");
  const auto high = [&] { return ty + 2 * radius; };
  const auto bytes = [&] {
    const int pixels = high() * ((radius + 1) * wide + wide + 2 * radius);
    return static_cast<std::size_t>(pixels) * pass.pixel_bytes() + 4 * static_cast<std::size_t>(high());
  };
  const auto fits = [&] {
    return bytes() <= pass.local_bytes() && held(ty / (group / wide), radius, pass.pixel_bytes()) <= most_held;
  };
  if (!fits()) ty = 8;
  if (!fits()) return std::nullopt;
  int planes = tuned(out, "erosion.BALL_PLANES");
  while (planes > 16 && planes > 16 * r.z) planes /= 2;  // more groups where others' planes cost little
  const Buffer table = table_buffer(out, ball_table(disks, radius, wide, high() * wide));
  pass.launch().define("RMAX", radius).define("TY", ty).buffer("table", table);
  pass.launch().arg("radius", static_cast<int>(r.z)).arg("planes", planes);
  pass.run(tiles(s.x, wide) * tiles(s.y, ty) * tiles(s.z, planes) * static_cast<std::size_t>(s.c));
  return out;
}

}  // namespace

std::optional<Image> pick_by_growth(const Image& in, const Footprint& footprint, const Picking& how) {
  const Reach r = footprint.reach();
  if (std::max({r.x, r.y, r.z}) > largest_radius) return std::nullopt;
  const std::vector<Row> rows = rows_of(footprint);
  if (footprint.shape().z == 1) return flat(in, r, rows, how);
  const std::vector<Disk> disks = by_distance(rows, r.z);
  return disks.empty() ? std::nullopt : solid(in, r, disks, how);
}

}  // namespace clumen
