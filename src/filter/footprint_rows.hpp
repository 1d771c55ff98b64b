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

}  // namespace clumen
