// Where the rows of each label's bounding box lie in the list of all rows: a running sum of their numbers.
// Of the table see regionprops_table.cl, of rows regionprops_rows.cl.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
#ifndef LS
#define LS 1
#endif
// Rows of a label's bounding box that one work-group of the hull in space takes; 0 in the plane.
#ifndef BLOCK
#define BLOCK 0
#endif

inline ulong regionprops_places_of(global const uint* row) {
  if (!(row[0] | row[1])) return 0;
  return (ulong)(row[12] - ~row[9]) * (row[13] - ~row[10]);
}
inline ulong regionprops_places_tasks(ulong rows) {
#if BLOCK
  return 2 * ((rows + BLOCK - 1) / BLOCK);  // left and right
#else
  return 0;
#endif
}

// One group: the labels' places in `rows`, and in the list of tasks.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_places(global uint* restrict table,
                                                                               global uint* restrict starts,
                                                                               global uint* restrict tasks,
                                                                               global uint* restrict lengths,
                                                                               const uint capacity, const int words) {
  local ulong all_rows[LS], all_tasks[LS];
  const uint lid = get_local_id(0), labels = min(table[HEADER_MAX_LABEL], capacity), part = (labels + LS - 1) / LS;
  const uint first = min(lid * part, labels), last = min(first + part, labels);
  ulong n = 0, t = 0;
  ROLLED for (uint i = first; i < last; ++i) {
    const ulong rows = regionprops_places_of(table + HEADER + (long)i * words);
    n += rows;
    t += regionprops_places_tasks(rows);
  }
  all_rows[lid] = n;
  all_tasks[lid] = t;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (lid == 0) {
    ulong rows_before = 0, tasks_before = 0;
    for (int i = 0; i < LS; ++i) {
      const ulong rows = all_rows[i], its_tasks = BLOCK ? all_tasks[i] : 0;
      all_rows[i] = rows_before;
      if (BLOCK) all_tasks[i] = tasks_before;
      rows_before += rows;
      tasks_before += its_tasks;
    }
    table[HEADER_ROWS] = (uint)rows_before;
    table[HEADER_ROWS + 1] = (uint)(rows_before >> 32);
    table[HEADER_TASKS] = (uint)min(tasks_before, (ulong)0xffffffff);
    table[HEADER_POINTS] = 0;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  n = all_rows[lid];
  t = BLOCK ? all_tasks[lid] : 0;
  ROLLED for (uint i = first; i < last; ++i) {
    const ulong rows = regionprops_places_of(table + HEADER + (long)i * words);
    starts[i] = (uint)n;
#if BLOCK
    tasks[i] = (uint)t;
    for (int k = 0; k < 4; ++k) lengths[4 * i + k] = 0;
#endif
    n += rows;
    t += regionprops_places_tasks(rows);
  }
}
