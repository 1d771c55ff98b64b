#include "filter/footprint_rows.hpp"

#include <algorithm>

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

}  // namespace clumen
