// Pixels of the convex hull of each label in the plane, as scikit-image counts them: the hull is of the pixels'
// centres moved by half a pixel along each axis, and pixels on its border are inside.
//
// That is the hull of the centres, widened by the diamond of radius 1/2. So a row's left border is the lowest of
// L(y) - 1/2, (L(y) + L(y - 1)) / 2 and (L(y) + L(y + 1)) / 2, where L is the left border of the hull of centres: L is
// straight between rows, so nothing between them can be lower. The right border is the left one of the mirror image.
// All of it is exact, in 64-bit integers. Of rows and starts see regionprops_rows.cl.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
// One group per label: half of its items do the left border, the others the right one. On a CPU one item does both.
#ifndef LS
#define LS 1
#endif
#define LANES (LS > 1 ? LS / 2 : 1)
// Whether `hull` is to hold where the hull begins in each row, and minus where it ends.
#ifndef HULL_ROWS
#define HULL_ROWS 0
#endif
#if HULL_ROWS
#define HULL_PARAMS , global int* restrict hull
#define KEEP_HULL(y, x) hull[2 * (start + (y)) + side] = (int)(x)
#else
#define HULL_PARAMS
#define KEEP_HULL(y, x)
#endif
// Rows that are worth an item of their own in the first step.
#ifndef PART
#define PART 16
#endif

// The left border of row y of one side: (1, x) or (0, 0) without pixels.
inline int2 regionprops_hull2_row(global const uint* rows, int y, int side) {
  const uint first = rows[2 * y], last = rows[2 * y + 1];
  if (!last) return (int2)(0, 0);
  return (int2)(1, side ? -(int)(last - 1) : (int)~first);
}

// A convex chain on a stack, its top two points in registers.
typedef struct {
  int n;
  int2 top, below;
} regionprops_chain;
inline regionprops_chain regionprops_hull2_push(regionprops_chain c, global int2* stack, int2 p) {
  ROLLED while (c.n > 1 &&
                (long)(c.top.y - c.below.y) * (p.x - c.top.x) >= (long)(p.y - c.top.y) * (c.top.x - c.below.x)) {
    --c.n;
    c.top = c.below;
    if (c.n > 1) c.below = stack[c.n - 2];
  }
  stack[c.n++] = p;
  c.below = c.top;
  c.top = p;
  return c;
}

inline long regionprops_hull2_ceil(long a, long b) { return (a >= 0 ? a + b - 1 : a) / b; }

// The first pixel in row y of the widened border, as far as the edge from a to b, which touches the row, knows it.
inline long regionprops_hull2_edge(int2 a, int2 b, int y) {
  const long high = b.x - a.x, wide = b.y - a.y, at = a.y * high + wide * (y - a.x);
  long widened = high;
  if (y > a.x) widened = max(widened, wide);
  if (y < b.x) widened = max(widened, -wide);
  return regionprops_hull2_ceil(2 * at - widened, 2 * high);
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_hull2(
    volatile global uint* table, global const uint* restrict starts, global const uint* restrict rows,
    global int2* stacks HULL_PARAMS, const uint capacity, const ulong row_capacity, const int words) {
  local int lengths[LS];
  local long sums[LS];
  const ulong used = table[HEADER_ROWS] | (ulong)table[HEADER_ROWS + 1] << 32;
  if (used > row_capacity) return;
  const uint labels = min(table[HEADER_MAX_LABEL], capacity);
  const int lid = (int)get_local_id(0), lane = lid % LANES;
  for (uint label = get_group_id(0); label < labels; label += get_num_groups(0)) {
    volatile global uint* row = table + HEADER + (long)label * words;
    if (!(row[0] | row[1])) continue;
    const int high = (int)(row[12] - ~row[9]);
    const long start = starts[label];
    global const uint* its_rows = rows + 2 * start;
    const int part = max(PART, (high + LANES - 1) / LANES);
    long sum = 0;
#if LS == 1
    for (int side = 0; side < 2; ++side) {
#else
    const int side = lid / LANES;
    {
#endif
      global int2* stack = stacks + side * (long)used + start;
      // each item makes the chain of some rows, ...
      regionprops_chain c = {0, (int2)(0, 0), (int2)(0, 0)};
      const int first = lane * (LANES > 1 ? part : high), last = LANES > 1 ? min(first + part, high) : high;
      ROLLED for (int y = first; y < last; ++y) {
        const int2 x = regionprops_hull2_row(its_rows, y, side);
        if (x.x) c = regionprops_hull2_push(c, stack + first, (int2)(y, x.y));
      }
      lengths[lid] = c.n;
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
#if LS > 1
      // ... one of them puts the chains together, ...
      if (lane == 0) {
        ROLLED for (int k = 1; k * part < high; ++k)
          ROLLED for (int i = 0; i < lengths[lid + k]; ++i) c = regionprops_hull2_push(c, stack, stack[k * part + i]);
        lengths[lid] = c.n;
      }
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
#endif
      // ... and each counts some rows.
      const int n = lengths[side * (LS > 1 ? LANES : 0)], each = (high + LANES - 1) / LANES;
      const int from = lane * each, to = min(from + each, high);
      int e = 0, beyond = n - 1;  // the edge that has row `from`, by halves
      while (beyond - e > 1) {
        const int middle = (e + beyond) / 2;
        if (stack[middle].x <= from) e = middle;
        else beyond = middle;
      }
      int2 before = stack[max(e - 1, 0)], a = stack[e], b = stack[min(e + 1, n - 1)];
      ROLLED for (int y = from; y < to; ++y) {
        if (n == 1) {
          sum -= a.y;
          KEEP_HULL(y, a.y);
          continue;
        }
        if (y == b.x && e + 2 < n) {
          before = a;
          a = b;
          ++e;
          b = stack[e + 1];
        }
        long x = regionprops_hull2_edge(a, b, y);
        if (y == a.x && e > 0) x = min(x, regionprops_hull2_edge(before, a, y));
        sum -= x;
        KEEP_HULL(y, x);
      }
    }
    sums[lid] = sum;
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    if (lid == 0) {
      long all = high;
      for (int i = 0; i < LS; ++i) all += sums[i];
      row[14] = (uint)all;
      row[15] = (uint)((ulong)all >> 32);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}
