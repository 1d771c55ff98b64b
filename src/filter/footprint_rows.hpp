#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "clumen/footprint.hpp"

namespace clumen {

/// A row of a footprint, one run around its centre.
struct Row {
  int y = 0, z = 0, half = 0;
};

/// The rows of the footprint; nothing where one of them is anything else.
std::vector<Row> rows_of(const Footprint& f);

/// Planes of a footprint with the same rows.
struct Disk {
  std::map<int, int> halves;  ///< by y
  std::vector<std::int32_t> planes;
  int pixels = 0;
};

/// From the smallest on; nothing where one does not take in the one before.
std::vector<Disk> disks_of(const std::vector<Row>& rows);

/// For each disk as a CPU's kernels read it: how many of its rows those before it do not have, and where their runs lie
/// relative to the centre's; in how many planes it is, and which, counted from the last. place_of: where the runs of a
/// length lie, by how far they reach; row_step: from row to row.
std::vector<std::int32_t> disk_table(const std::vector<Disk>& disks, const std::map<int, int>& place_of, int row_step,
                                     const Reach& r);

/// Numbers of local memory, of few sizes, since each is a program of its own.
std::size_t room_for(int numbers);

/// Planes of a group: all, unless there would be few groups and each has many more planes than the footprint.
std::int64_t planes_of_group(const Shape& s, const Reach& r, std::size_t groups);

}  // namespace clumen
