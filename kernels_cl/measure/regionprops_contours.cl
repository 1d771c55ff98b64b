// What the borders of each label say: its perimeter, Crofton's and Euler's numbers as scikit-image counts them.
//
// Of each label in a window of 2 x 2 pixels (2 x 2 x 2 in space) only its own pixels count, as if it were alone in the
// image; windows also hang over the image's borders. What a window adds to Euler's number depends on its pattern of
// bits; windows that one label fills add nothing. Crofton's formula counts how often lines in four directions leave the
// label. A pixel's share of the perimeter depends on which of its neighbours are border pixels of the label, too. All are
// counts, of 64 bits: CONTOUR_COUNTS for each label.
#include "common.clh"
#include "alone.clh"
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

// The label at a place, 0 outside of the image.
inline uint regionprops_contours_at(SOURCE(labels), int x, int y, int z, uint count, int4 size) {
  const int in = x >= 0 && y >= 0 && z >= 0 && x < size.s0 && y < size.s1 && z < size.s2;
  return in ? regionprops_id(READ(labels, x, y, z, 0), count) : 0;
}
#define NEAR(dx, dy) regionprops_contours_at(labels_ARGS, x + (dx), y + (dy), z, count, size)

inline void regionprops_contours_add(volatile local uint* slots, volatile global uint* contours, uint id, int what,
                                     int n) {
  const int at = regionprops_slot(slots, id);
  if (at >= 0) {
    volatile local uint* slot = slots + at * SLOT_WORDS;
#if LS == 1
    if (slot[0] != id) {
      for (int i = 0; i < CONTOUR_COUNTS; ++i) {
        if (slot[0] && slot[1 + i])
          regionprops_table_add(contours + 2 * (CONTOUR_COUNTS * (long)(slot[0] - 1) + i), (ulong)(long)(int)slot[1 + i]);
        slot[1 + i] = 0;
      }
      slot[0] = id;
    }
#endif
    LOCAL_ADD(slot + 1 + what, n);
    return;
  }
  regionprops_table_add(contours + 2 * (CONTOUR_COUNTS * (long)(id - 1) + what), (ulong)(long)n);
}

#if !SPACE
// Whether the pixel, of label `id`, has a neighbour of another one beside, above or below it.
inline int regionprops_contours_border(SOURCE(labels), int x, int y, int z, uint id, uint count, int4 size) {
  return NEAR(0, 0) == id && (NEAR(-1, 0) != id || NEAR(1, 0) != id || NEAR(0, -1) != id || NEAR(0, 1) != id);
}
#define BORDER(dx, dy) regionprops_contours_border(labels_ARGS, x + (dx), y + (dy), z, id, count, size)
// Which of the first three counts a border pixel adds to; -1 for none.
inline int regionprops_contours_kind(SOURCE(labels), int x, int y, int z, uint id, uint count, int4 size) {
  int beside = 0, across = 0;
  ROLLED for (int k = 0; k < 9; ++k) {
    const int dx = k % 3 - 1, dy = k / 3 - 1, border = k != 4 && BORDER(dx, dy);
    if (dx && dy) across += border;
    else beside += border;
  }
  const int code = 1 + 2 * beside + 10 * across;
  if (code == 5 || code == 7 || code == 15 || code == 17 || code == 25 || code == 27) return 0;
  if (code == 21 || code == 33) return 1;
  return code == 13 || code == 23 ? 2 : -1;
}
inline void regionprops_contours_window(SOURCE(labels), volatile local uint* slots, volatile global uint* contours,
                                        int x, int y, int z, uint count, int4 size) {
  const uint id = NEAR(0, 0), above = NEAR(0, -1), left = NEAR(-1, 0), corner = NEAR(-1, -1);
  const uint right = NEAR(1, 0), below = NEAR(0, 1), across = NEAR(-1, 1);
  const int mixed = id != above || id != left || id != corner;
  if (!mixed && (!id || (id == right && id == below && id == across))) return;
  const int straight = (right != id) + (above != id), diagonal = (corner != id) + (across != id);
  const int edge = id && (straight || left != id || below != id);
  const int kind = edge ? regionprops_contours_kind(labels_ARGS, x, y, z, id, count, size) : -1;
  // what is added in each turn, so that the code for it is there once: Euler's number of each label in the window, ...
  ROLLED for (int k = mixed ? 0 : 4; k < (id ? 7 : 4); ++k) {
    const uint own = k == 1 ? above : k == 2 ? left : k == 3 ? corner : id;
    int what = EULER, n = 0;
    if (k == 4) n = straight, what = STRAIGHT;
    if (k == 5) n = diagonal, what = DIAGONAL;
    if (k == 6) n = kind >= 0, what = kind;
    if (k < 4 && own) {
      const int seen = (k > 0 && own == id) || (k > 1 && own == above) || (k > 2 && own == left);
      const uint pattern = (id == own) | (above == own) << 1 | (left == own) << 2 | (corner == own) << 3;
      n = seen ? 0 : regionprops_contours_euler(pattern);
    }
    if (n) regionprops_contours_add(slots, contours, own, what, n);
  }
}
#else
inline void regionprops_contours_window(SOURCE(labels), volatile local uint* slots, volatile global uint* contours,
                                        int x, int y, int z, uint count, int4 size) {
  uint a[8];  // bit k of the pattern
  int same = 1;
  UNROLL
  for (int k = 0; k < 8; ++k) {
    a[k] = regionprops_contours_at(labels_ARGS, x - (k >> 1 & 1), y - (k & 1), z - (k >> 2), count, size);
    same &= a[k] == a[0];
  }
  if (same) return;
  ROLLED for (int k = 0; k < 8; ++k) {
    uint id = 0;
    UNROLL
    for (int i = 0; i < 8; ++i) id = i == k ? a[i] : id;
    int seen = !id;
    uint pattern = 0;
    UNROLL
    for (int i = 0; i < 8; ++i) {
      seen |= i < k && a[i] == id;
      pattern |= (uint)(a[i] == id) << i;
    }
    const int euler = seen ? 0 : regionprops_contours_euler(pattern);
    if (euler) regionprops_contours_add(slots, contours, id, EULER, euler);
  }
}
#endif

// One window for each pixel, and one more along each axis.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_contours(SOURCE(labels),
                                                                                 volatile global uint* contours,
                                                                                 const uint count, const int4 size) {
  local uint memory[SLOTS * SLOT_WORDS];
  volatile local uint* slots = memory;
  const int lid = (int)get_local_id(0), z = (int)get_group_id(2);
  const int y0 = (int)get_group_id(1) * ROWS, y1 = min(y0 + ROWS, size.s1 + 1);
  for (int i = lid; i < SLOTS * SLOT_WORDS; i += LS) slots[i] = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
#if LS == 1
  for (int y = y0; y < y1; ++y)
    for (int x = 0; x <= size.s0; ++x)
      regionprops_contours_window(labels_ARGS, slots, contours, x, y, z, count, size);
#else
  const int x = (int)get_global_id(0);
  if (x <= size.s0)
    ROLLED for (int y = y0; y < y1; ++y)
      regionprops_contours_window(labels_ARGS, slots, contours, x, y, z, count, size);
#endif
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lid; i < SLOTS * CONTOUR_COUNTS; i += LS) {
    volatile local uint* slot = slots + i / CONTOUR_COUNTS * SLOT_WORDS;
    const uint n = slot[1 + i % CONTOUR_COUNTS];
    if (slot[0] && n)
      regionprops_table_add(contours + 2 * (CONTOUR_COUNTS * (long)(slot[0] - 1) + i % CONTOUR_COUNTS),
                            (ulong)(long)(int)n);
  }
}
