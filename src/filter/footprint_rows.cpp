#include "filter/footprint_rows.hpp"

#include <algorithm>
#include <bit>

#include "core/launch.hpp"

namespace clumen {

std::vector<Row> rows_of(const Footprint& f) {
  const Shape& s = f.shape();
  const Reach r = f.reach();
  std::vector<Row> rows;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y) {
      std::int64_t half = -1, pixels = 0;
      while (half < r.x && f.at(r.x + half + 1, y, z) && f.at(r.x - half - 1, y, z)) ++half;
      for (std::int64_t x = 0; x < s.x; ++x) pixels += f.at(x, y, z);
      if (pixels == 0) continue;
      if (pixels != 2 * half + 1) return {};
      rows.push_back({static_cast<int>(y - r.y), static_cast<int>(z - r.z), static_cast<int>(half)});
    }
  return rows;
}

std::vector<Disk> disks_of(const std::vector<Row>& rows) {
  std::map<int, std::map<int, int>> by_plane;
  for (const Row& row : rows) by_plane[row.z][row.y] = row.half;
  std::vector<Disk> disks;
  for (const auto& [z, halves] : by_plane) {
    const auto same = [&h = halves](const Disk& d) { return d.halves == h; };
    auto disk = std::find_if(disks.begin(), disks.end(), same);
    if (disk == disks.end()) disk = disks.insert(disk, Disk{halves, {}, 0});
    disk->planes.push_back(z);
  }
  for (Disk& disk : disks)
    for (const auto& [y, half] : disk.halves) disk.pixels += 2 * half + 1;
  std::sort(disks.begin(), disks.end(), [](const Disk& a, const Disk& b) { return a.pixels < b.pixels; });
  for (std::size_t i = 1; i < disks.size(); ++i)
    for (const auto& [y, half] : disks[i - 1].halves) {
      const auto around = disks[i].halves.find(y);
      if (around == disks[i].halves.end() || around->second < half) return {};
    }
  return disks;
}

std::vector<std::int32_t> disk_table(const std::vector<Disk>& disks, const std::map<int, int>& place_of, int row_step,
                                     const Reach& r) {
  std::vector<std::int32_t> table;
  std::map<int, int> inside;
  for (const Disk& disk : disks) {
    std::vector<std::int32_t> more;
    for (const auto& [y, half] : disk.halves)
      if (const auto before = inside.find(y); before == inside.end() || before->second != half)
        more.push_back(y * row_step + place_of.at(half));
    table.push_back(static_cast<std::int32_t>(more.size()));
    table.insert(table.end(), more.begin(), more.end());
    table.push_back(static_cast<std::int32_t>(disk.planes.size()));
    for (const int z : disk.planes) table.push_back(static_cast<std::int32_t>(r.z) - z);
    inside = disk.halves;
  }
  return table;
}

std::int64_t planes_of_group(const Shape& s, const Reach& r, std::size_t groups) {
  constexpr std::size_t wanted = 32;
  const auto parts = static_cast<std::int64_t>(std::min<std::size_t>(ceil_div(wanted, groups), 64));
  return std::max((s.z + parts - 1) / parts, std::min(s.z, 4 * r.z));
}

std::size_t room_for(int numbers) {
  const auto least = static_cast<std::size_t>(std::max(numbers, 1 << 14)), power = std::bit_floor(least);
  return least <= power ? power : least <= power / 2 * 3 ? power / 2 * 3 : power * 2;
}

}  // namespace clumen
