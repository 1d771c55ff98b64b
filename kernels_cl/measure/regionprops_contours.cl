// What the borders of each label say: its perimeter, Crofton's and Euler's numbers as scikit-image counts them.
//
// Of each label in a window of 2 x 2 pixels (2 x 2 x 2 in space) only its own pixels count, as if it were alone in the
// image; windows also hang over the image's borders. What a window adds to Euler's number depends on its pattern of
// bits; windows that one label fills add nothing. Crofton's formula counts how often lines in four directions leave the
// label. A pixel's share of the perimeter depends on which of its neighbours are border pixels of the label, too. All are
// counts, of 64 bits: CONTOUR_COUNTS for each label, from word `at` of its row on.
//
// Few windows add anything, but there is one in nearly every row of 32: a tile first lists its own, so that no item waits
// for those of others.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
#include "measure/regionprops_id.clh"
#ifndef LS
#define LS 1
#endif
#ifndef SLOTS
#define SLOTS 64
#endif
#ifndef ROWS
#define ROWS 32
#endif
#ifndef SPACE
#define SPACE 0
#endif
#include "measure/regionprops_add.clh"
// 0..2 border pixels that count 1, sqrt(2) and (1 + sqrt(2)) / 2; 3 lines along x or y that leave the label, 4 diagonal
// ones; 5 four times (in space eight times) Euler's number.
#define CONTOUR_COUNTS 6
#define STRAIGHT 3
#define DIAGONAL 4
#define EULER 5
#define SLOT_WORDS (1 + CONTOUR_COUNTS)
#include "measure/regionprops_slot.clh"

// What a window's pattern adds to Euler's number of closed pixels: corners - edges + faces (- cubes), of which a window has
// a corner, halves of edges, quarters of faces (and eighths of cubes); four (eight) times that. Bit 0 of a place in the
// pattern is y, bit 1 x, bit 2 z.
inline int regionprops_contours_euler(uint p) {
#if SPACE
  const uint along_y = (p | p >> 1) & 0x55, along_x = (p | p >> 2) & 0x33, along_z = (p | p >> 4) & 0x0f;
  const uint xy = (along_y | along_y >> 2) & 0x11, xz = (along_z | along_z >> 2) & 0x03,
             yz = (along_z | along_z >> 1) & 0x05;
  return 8 - 4 * (int)(popcount(xy) + popcount(xz) + popcount(yz)) +
         2 * (int)(popcount(along_x) + popcount(along_y) + popcount(along_z)) - (int)popcount(p);
#else
  return 4 - 2 * (int)(popcount((p | p >> 1) & 5) + popcount((p | p >> 2) & 3)) + (int)popcount(p);
#endif
}

// The tile, and what its windows see of its neighbours.
#define WIDE 64
#define BEFORE (SPACE ? 1 : 2)
#define BEHIND (SPACE ? 0 : 2)
#define PLANES (SPACE ? 2 : 1)
#define ROW (WIDE + BEFORE + BEHIND)
#define PLANE (ROW * (ROWS + BEFORE + BEHIND))

// The label at a place, 0 outside of the image.
inline uint regionprops_contours_at(SOURCE(labels), int x, int y, int z, uint count, int4 size) {
  const int in = x >= 0 && y >= 0 && z >= 0 && x < size.s0 && y < size.s1 && z < size.s2;
  return in ? regionprops_id(READ(labels, x, y, z, 0), count) : 0;
}

// Where a label is counted; 0 where the tile has too many.
inline volatile local uint* regionprops_contours_slot(volatile local uint* slots, volatile global uint* contours,
                                                      uint id, int words) {
  const int at = regionprops_slot(slots, id);
  volatile local uint* slot = slots + max(at, 0) * SLOT_WORDS;
#if LS == 1
  if (slot[0] != id) {
    for (int i = 0; i < CONTOUR_COUNTS; ++i) {
      if (slot[0] && slot[1 + i])
        regionprops_table_add(contours + words * (long)(slot[0] - 1) + 2 * i, (ulong)(long)(int)slot[1 + i]);
      slot[1 + i] = 0;
    }
    slot[0] = id;
  }
#endif
  return at < 0 ? 0 : slot;
}
inline void regionprops_contours_add(volatile local uint* slot, volatile global uint* its, int what, int n) {
  if (!n) return;
  if (slot) LOCAL_ADD(slot + 1 + what, n);
  else regionprops_table_add(its + 2 * what, (ulong)(long)n);
}

#if !SPACE
// Whether the window whose last pixel is at `a` adds anything.
inline int regionprops_contours_counts(local const uint* a) {
  const uint id = a[0];
  if (id != a[-1] || id != a[-ROW] || id != a[-ROW - 1]) return 1;
  return id && (id != a[1] || id != a[ROW] || id != a[ROW - 1]);
}
// Bits of 5 x 5 pixels, row by row, around one: bit 12.
#define AROUND(dx, dy) (1u << (12 + (dx) + 5 * (dy)))
#define BESIDE (AROUND(-1, 0) | AROUND(1, 0) | AROUND(0, -1) | AROUND(0, 1))
#define ACROSS (AROUND(-1, -1) | AROUND(1, -1) | AROUND(-1, 1) | AROUND(1, 1))
// Which of the first three counts a pixel adds to; -1 for none. `own`: the pixels of its label.
inline int regionprops_contours_kind(uint own) {
  const uint border = own & ~(own << 1 & own >> 1 & own << 5 & own >> 5);
  if (!(border & AROUND(0, 0))) return -1;
  const int code = 1 + 2 * (int)popcount(border & BESIDE) + 10 * (int)popcount(border & ACROSS);
  if (code == 5 || code == 7 || code == 15 || code == 17 || code == 25 || code == 27) return 0;
  if (code == 21 || code == 33) return 1;
  return code == 13 || code == 23 ? 2 : -1;
}
inline void regionprops_contours_window(local const uint* a, volatile local uint* slots,
                                        volatile global uint* contours, int words) {
  const uint seen[4] = {a[0], a[-ROW], a[-1], a[-ROW - 1]};
  ROLLED for (int k = 0; k < 4; ++k) {
    uint id = seen[0], before = 0;
    UNROLL
    for (int i = 1; i < 4; ++i) {
      if (i > k) continue;
      before |= seen[i - 1] == seen[k];
    }
    UNROLL
    for (int i = 1; i < 4; ++i) id = i == k ? seen[i] : id;
    if (!id || before) continue;
    uint pattern = 0;
    UNROLL
    for (int i = 0; i < 4; ++i) pattern |= (uint)(seen[i] == id) << i;
    volatile local uint* slot = regionprops_contours_slot(slots, contours, id, words);
    volatile global uint* its = contours + words * (long)(id - 1);
    regionprops_contours_add(slot, its, EULER, regionprops_contours_euler(pattern));
    if (k > 0) continue;
    uint own = 0;
    ROLLED for (int y = -2; y <= 2; ++y)
      UNROLL
      for (int x = -2; x <= 2; ++x) own |= (uint)(a[y * ROW + x] == id) << (12 + x + 5 * y);
    regionprops_contours_add(slot, its, STRAIGHT, !(own & AROUND(1, 0)) + !(own & AROUND(0, -1)));
    regionprops_contours_add(slot, its, DIAGONAL, !(own & AROUND(-1, -1)) + !(own & AROUND(-1, 1)));
    const int kind = regionprops_contours_kind(own);
    regionprops_contours_add(slot, its, kind, kind >= 0);
  }
}
#else
// The pixel of bit k of the window's pattern.
#define CORNER(a, k) (a)[-((k) >> 1 & 1) - ((k) & 1) * ROW - ((k) >> 2) * PLANE]
inline int regionprops_contours_counts(local const uint* a) {
  int same = 1;
  UNROLL
  for (int k = 1; k < 8; ++k) same &= CORNER(a, k) == a[0];
  return !same;
}
inline void regionprops_contours_window(local const uint* a, volatile local uint* slots,
                                        volatile global uint* contours, int words) {
  ROLLED for (int k = 0; k < 8; ++k) {
    const uint id = CORNER(a, k);
    int seen = !id;
    uint pattern = 0;
    UNROLL
    for (int i = 0; i < 8; ++i) {
      seen |= i < k && CORNER(a, i) == id;
      pattern |= (uint)(CORNER(a, i) == id) << i;
    }
    const int euler = seen ? 0 : regionprops_contours_euler(pattern);
    if (euler)
      regionprops_contours_add(regionprops_contours_slot(slots, contours, id, words),
                               contours + words * (long)(id - 1), EULER, euler);
  }
}
#endif

// One window for each pixel, and one more along each axis.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_contours(SOURCE(labels),
                                                                                 volatile global uint* table,
                                                                                 const uint capacity, const int words,
                                                                                 const int at, const int4 size) {
  local uint pixels[PLANES * PLANE], memory[SLOTS * SLOT_WORDS], listed;
  local ushort list[WIDE * ROWS];
  volatile local uint* slots = memory;
  volatile global uint* contours = table + HEADER + at;
  const uint count = min(table[HEADER_MAX_LABEL], capacity);
  const int lid = (int)get_local_id(0), x0 = (int)get_group_id(0) * WIDE - BEFORE,
            y0 = (int)get_group_id(1) * ROWS - BEFORE, z = (int)get_group_id(2);
  for (int i = lid; i < SLOTS * SLOT_WORDS; i += LS) slots[i] = 0;
  if (lid == 0) listed = 0;
  for (int i = lid; i < PLANES * PLANE; i += LS)
    pixels[i] = regionprops_contours_at(labels_ARGS, x0 + i % PLANE % ROW, y0 + i % PLANE / ROW,
                                        z + i / PLANE - (PLANES - 1), count, size);
  barrier(CLK_LOCAL_MEM_FENCE);
  local const uint* first = pixels + (PLANES - 1) * PLANE + BEFORE * ROW + BEFORE;
  for (int i = lid; i < WIDE * ROWS; i += LS)
    if (regionprops_contours_counts(first + i / WIDE * ROW + i % WIDE)) {
#if LS == 1
      list[listed++] = (ushort)i;
#else
      list[atomic_inc(&listed)] = (ushort)i;
#endif
    }
  barrier(CLK_LOCAL_MEM_FENCE);
  const int n = (int)listed;
  for (int i = lid; i < n; i += LS)
    regionprops_contours_window(first + list[i] / WIDE * ROW + list[i] % WIDE, slots, contours, words);
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lid; i < SLOTS * CONTOUR_COUNTS; i += LS) {
    volatile local uint* slot = slots + i / CONTOUR_COUNTS * SLOT_WORDS;
    const uint n = slot[1 + i % CONTOUR_COUNTS];
    if (slot[0] && n)
      regionprops_table_add(contours + words * (long)(slot[0] - 1) + 2 * (i % CONTOUR_COUNTS), (ulong)(long)(int)n);
  }
}
