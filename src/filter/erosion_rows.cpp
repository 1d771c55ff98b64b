#include <array>
#include <map>

#include "filter/erosion_pass.hpp"
#include "filter/footprint_rows.hpp"

namespace clumen {
namespace {

constexpr int largest_radius = 255;      // along x
constexpr int largest_near_radius = 31;  // for which tiles are wide
constexpr int chunk = 64;                // columns of a tile that a kernel has in registers
constexpr int solid_chunk = 16;          // fewer, so that their runs of many lengths stay in the nearest cache

using Table = std::vector<std::int32_t>;

cl_int4 radius_of(const Reach& r) { return {{static_cast<int>(r.x), static_cast<int>(r.y), static_cast<int>(r.z), 0}}; }

using RowsByHalf = std::map<int, std::vector<Row>>;

RowsByHalf by_half(const std::vector<Row>& rows) {
  RowsByHalf result;
  for (const Row& row : rows) result[row.half].push_back(row);
  return result;
}

std::optional<Image> flat(const Image& in, const Footprint& footprint, const Picking& how) {
  const RowTable rows = row_table(footprint);
  if (rows.lengths == 0) return std::nullopt;
  const Reach r = footprint.reach();
  const Image out = result_of(in, how, r);
  const Shape& s = out.shape();
  PickingPass pass(out, in, {"filter/erosion_rows", "erosion_rows", 1}, how);
  const bool near = r.x <= largest_near_radius && r.y <= largest_near_radius;
  const int tx = near ? tuned(out, "erosion.ROWS_TX") : chunk;
  int ty = near ? tuned(out, "erosion.ROWS_TY") : 1024;
  const int rmax = near ? largest_near_radius : largest_radius;
  const auto bytes = [&] {
    return static_cast<std::size_t>(ty * tx + 3 * (tx + 2 * rmax + 34)) * pass.pixel_bytes() +
           static_cast<std::size_t>(8 * rmax + 64);
  };
  while (ty > 16 && bytes() > pass.local_bytes()) ty /= 2;
  if (bytes() > pass.local_bytes()) return std::nullopt;
  int high = ty;  // of a tile: less in small images, where each part of the device shall have some
  const auto groups = [&] { return tiles(s.x, tx) * tiles(s.y, high) * static_cast<std::size_t>(s.z * s.c); };
  const auto wanted = static_cast<std::size_t>(4 * out.context().device().compute_units);
  while (high > 128 && groups() < wanted) high /= 2;
  const Buffer table = table_buffer(out, rows.numbers);
  pass.launch().define("TX", tx).define("TY", ty).define("RMAX", rmax).define("CHUNK", chunk);
  pass.launch().buffer("table", table).arg("lengths", rows.lengths).arg("rows", high).arg("radius", radius_of(r));
  pass.run(groups());
  return out;
}

/// Of a solid footprint, as erosion_planes reads it.
Table solid_table(const std::vector<Disk>& disks, const RowsByHalf& lengths, const Reach& r) {
  Table table;
  std::map<int, int> place_of;  // of a run, by its half
  for (const auto& [half, rows] : lengths) {
    place_of[half] = static_cast<int>(table.size()) * solid_chunk;
    table.push_back(half);
  }
  const Table steps = disk_table(disks, place_of, static_cast<int>(lengths.size()) * solid_chunk, r);
  table.insert(table.end(), steps.begin(), steps.end());
  return table;
}

std::optional<Image> solid(const Image& in, const Reach& r, const std::vector<Disk>& disks, const RowsByHalf& lengths,
                           const Picking& how) {
  const Image out = result_of(in, how, r);
  const Shape& s = out.shape();
  PickingPass pass(out, in, {"filter/erosion_rows", "erosion_planes", 2}, how);
  const int tx = tuned(out, {"erosion.PLANES_TX", 16, 16}), count = static_cast<int>(lengths.size());
  const int rmax = r.x <= largest_near_radius ? largest_near_radius : largest_radius;
  const int columns = (tx + 2 * static_cast<int>(r.x) + 31) / 16 * 16;
  int rows = tuned(out, {"erosion.PLANES_TY", 128, 128});
  const auto room = [&] {
    const int all_rows = rows + 2 * static_cast<int>(r.y), planes = 2 * static_cast<int>(r.z) + 1;
    return room_for(rows * planes * tx + all_rows * (count * solid_chunk + columns) + 64);
  };
  const auto bytes = [&] { return room() * pass.pixel_bytes() + static_cast<std::size_t>(8 * rmax + 64); };
  while (rows > 8 && bytes() > pass.local_bytes()) rows /= 2;
  if (bytes() > pass.local_bytes()) return std::nullopt;
  const std::size_t groups = tiles(s.x, tx) * tiles(s.y, rows) * static_cast<std::size_t>(s.c);
  const auto planes = static_cast<int>(planes_of_group(s, r, groups));
  const Buffer table = table_buffer(out, solid_table(disks, lengths, r));
  pass.launch().define("TX", tx).define("TY", 1).define("RMAX", rmax).define("CHUNK", solid_chunk);
  pass.launch().define("ROOM", static_cast<std::int64_t>(room())).buffer("table", table).arg("radius", radius_of(r));
  pass.launch().arg("counts", cl_int4{{count, static_cast<int>(disks.size()), rows, planes}});
  pass.run(groups * tiles(s.z, planes));
  return out;
}

}  // namespace

RowTable row_table(const Footprint& footprint) {
  RowTable table;
  for (const auto& [half, rows] : by_half(rows_of(footprint))) {
    Table groups;
    for (const Row& row : rows) {
      if (groups.empty() || groups.back() != row.y) groups.insert(groups.end(), {row.y, row.y});
      groups.back() = row.y + 1;
    }
    table.numbers.insert(table.numbers.end(), {half, static_cast<std::int32_t>(groups.size() / 2)});
    table.numbers.insert(table.numbers.end(), groups.begin(), groups.end());
    ++table.lengths;
  }
  return table;
}

std::optional<Image> pick_by_rows(const Image& in, const Footprint& footprint, const Picking& how) {
  const Reach r = footprint.reach();
  if (in.is_tracing()) return std::nullopt;
  if (tuned(in, "erosion.VEC") == 1) return pick_by_growth(in, footprint, how);
  if (std::max(r.x, r.y) > largest_radius) return std::nullopt;
  if (footprint.shape().z == 1) return flat(in, footprint, how);
  const std::vector<Row> rows = rows_of(footprint);
  const std::vector<Disk> disks = disks_of(rows);
  if (disks.empty()) return std::nullopt;
  return solid(in, r, disks, by_half(rows), how);
}

}  // namespace clumen
