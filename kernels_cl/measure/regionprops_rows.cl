// Where each label begins and ends in each of its rows: all that its convex hull depends on.
//
// Every label has as many rows in `rows` as its bounding box, y fastest, from starts[label - 1] on; a row is
// (~first x, last x plus 1), (0, 0) without pixels. Of the table see regionprops_table.cl.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
#include "measure/regionprops_id.clh"
#ifndef LS
#define LS 1
#endif
#ifndef ROWS
#define ROWS 16
#endif

inline void regionprops_rows_max(volatile global uint* at, uint v) {
  if (*at < v) atomic_max(at, v);
}
inline long regionprops_rows_at(global const uint* table, global const uint* starts, uint label, int words, int y,
                                int z) {
  global const uint* row = table + HEADER + (long)(label - 1) * words;
  const uint y0 = ~row[9], z0 = ~row[10], high = row[12] - y0;
  return 2 * ((long)starts[label - 1] + (long)(z - z0) * high + (y - y0));
}
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_rows(
    SOURCE(labels), global const uint* restrict table, global const uint* restrict starts, volatile global uint* rows,
    const uint capacity, const ulong row_capacity, const int words, const int4 size) {
  const uint labels = min(table[HEADER_MAX_LABEL], capacity);
  if ((table[HEADER_ROWS] | (ulong)table[HEADER_ROWS + 1] << 32) > row_capacity) return;
  const int y0 = (int)get_group_id(1) * ROWS, y1 = min(y0 + ROWS, size.s1), z = (int)get_group_id(2);
#if LS == 1
  for (int y = y0; y < y1; ++y)
    for (int x = 0; x < size.s0;) {
      const labels_T label = READ(labels, x, y, z, 0);
      int end = x + 1;
      while (end + 16 <= size.s0) {
        const labels_T16 other = READ16(labels, end, y, z, 0) ^ (labels_T16)(label);
        const labels_T4 four = other.s0123 | other.s4567 | other.s89ab | other.scdef;
        if ((four.s0 | four.s1 | four.s2 | four.s3) != 0) break;
        end += 16;
      }
      while (end < size.s0 && READ(labels, end, y, z, 0) == label) ++end;
      const uint id = regionprops_id(label, labels);
      if (id) {
        const long at = regionprops_rows_at(table, starts, id, words, y, z);
        regionprops_rows_max(rows + at, ~(uint)x);
        regionprops_rows_max(rows + at + 1, (uint)end);
      }
      x = end;
    }
#else
  const int x = (int)get_global_id(0);
  if (x >= size.s0) return;
  for (int y = y0; y < y1; ++y) {
    const uint id = regionprops_id(READ(labels, x, y, z, 0), labels);
    if (!id) continue;
    const int starts_here = x == 0 || regionprops_id(READ(labels, x - 1, y, z, 0), labels) != id;
    const int ends_here = x + 1 == size.s0 || regionprops_id(READ(labels, x + 1, y, z, 0), labels) != id;
    if (starts_here || ends_here) {
      const long at = regionprops_rows_at(table, starts, id, words, y, z);
      if (starts_here) regionprops_rows_max(rows + at, ~(uint)x);
      if (ends_here) regionprops_rows_max(rows + at + 1, (uint)x + 1);
    }
  }
#endif
}
