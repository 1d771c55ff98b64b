// How far apart two points of the border of each label's convex hull are at most: of the middles of the faces of all
// pixels in the hull.
//
// These are the pixels' centres moved by half a pixel along an axis. So of two pixels v apart, the farthest such points
// are v + e apart, e being one pixel along one axis, in v's direction. Only the ends of the hull's rows matter, and of
// these only such that lie outside of the line between any two others. Squares are f32: the root is right to 1e-7.
// Of hull and starts see regionprops_hull2.cl and regionprops_rows.cl; of the table regionprops_table.cl.
#include "common.clh"
#include "measure/regionprops_header.clh"
#ifndef LS
#define LS 1
#endif
#define NOTHING 0x7fffffff  // a row without pixels of the hull

// The end of a row on one side, outwards; NOTHING where there is none.
inline int regionprops_feret_end(global const int* hull, int y, int z, int high, int deep, int side) {
  if (y < 0 || z < 0 || y >= high || z >= deep) return NOTHING;
  const long at = 2 * ((long)z * high + y);
  const int first = hull[at], last = hull[at + 1];
  return first == NOTHING || last == NOTHING || first > -last ? NOTHING : side ? last : first;
}
// Whether row (y, z)'s end lies farther out than between those of the rows on both sides of it.
inline int regionprops_feret_beyond(global const int* hull, int end, int y, int z, int dy, int dz, int high, int deep,
                                    int side) {
  const int before = regionprops_feret_end(hull, y - dy, z - dz, high, deep, side),
            behind = regionprops_feret_end(hull, y + dy, z + dz, high, deep, side);
  return before == NOTHING || behind == NOTHING || 2 * (long)end < (long)before + behind;
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_feret(
    global uint* table, global const uint* restrict starts, global const int* restrict hull,
    global uint* restrict corners, const uint capacity, const ulong row_capacity, const int words, const int at,
    const float4 spacing) {
  local int found;
  local float largest[LS];
  if ((table[HEADER_ROWS] | (ulong)table[HEADER_ROWS + 1] << 32) > row_capacity || table[HEADER_POINTS]) return;
  const uint labels = min(table[HEADER_MAX_LABEL], capacity);
  const int lid = (int)get_local_id(0);
  const float4 unit = spacing * spacing;
  for (uint label = get_group_id(0); label < labels; label += get_num_groups(0)) {
    global uint* row = table + HEADER + (long)label * words;
    if (!(row[0] | row[1])) continue;
    const int high = (int)(row[12] - ~row[9]), deep = (int)(row[13] - ~row[10]);
    const long start = starts[label];
    global const int* its_hull = hull + 2 * start;
    global uint* corner = corners + 2 * start;
    if (lid == 0) found = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = lid; i < 2 * high * deep; i += LS) {
      const int y = i / 2 % high, z = i / 2 / high, side = i & 1;
      const int end = regionprops_feret_end(its_hull, y, z, high, deep, side);
      if (end == NOTHING) continue;
      int beyond = regionprops_feret_beyond(its_hull, end, y, z, 1, 0, high, deep, side);
      if (deep > 1)
        beyond = beyond && regionprops_feret_beyond(its_hull, end, y, z, 0, 1, high, deep, side) &&
                 regionprops_feret_beyond(its_hull, end, y, z, 1, 1, high, deep, side) &&
                 regionprops_feret_beyond(its_hull, end, y, z, 1, -1, high, deep, side);
      if (beyond) corner[atomic_inc(&found)] = (uint)i;
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    float most = 0;
    for (int i = lid; i < found; i += LS) {
      const int a = (int)corner[i], ay = a / 2 % high, az = a / 2 / high, ax = a & 1 ? -its_hull[a] : its_hull[a];
      ROLLED for (int k = 0; k <= i; ++k) {
        const int b = (int)corner[k];
        const float dx = (float)abs(ax - (b & 1 ? -its_hull[b] : its_hull[b])), dy = (float)abs(ay - b / 2 % high),
                    dz = (float)abs(az - b / 2 / high);
        const float more = max(max((2 * dx + 1) * unit.x, (2 * dy + 1) * unit.y), (2 * dz + 1) * unit.z);
        most = max(most, dx * dx * unit.x + dy * dy * unit.y + dz * dz * unit.z + more);
      }
    }
    largest[lid] = most;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lid == 0) {
      for (int i = 1; i < LS; ++i) most = max(most, largest[i]);
      row[at] = as_uint(most);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}
