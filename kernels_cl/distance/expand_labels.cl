// Labels grown by a few pixels on a GPU: what is nearest is found in the bits of the pixels that have a label. In each
// row the nearest one is a matter of counting zeros to both sides. A group takes, for the pixels of its tile and of the
// rows above and below, the nearest of all planes, and then for each pixel the nearest of those.
//
// What is nearest is one number: its squared distance, and below that where it is, z before y before x. So of labels
// that are as near the smallest number is the first in raster order.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 256
#endif
// Rows of a tile.
#ifndef TY
#define TY 64
#endif
#define TX 32
// How far labels may be away along each axis.
#define WIDEST 12
#define SLOTS (LS / TX)

#define KEY_NONE (1 << 30)
// To a number, when what it stands for lies d more steps away along the axis whose digits begin at a bit.
#define KEY_STEP(d, bit) ((d) * (d) * (1 << 15) + (d) * (1 << (bit)))
#define KEY_HERE (WIDEST << 10 | WIDEST << 5 | WIDEST)
#define KEY_X(key) (((key)&31) - WIDEST)
#define KEY_Y(key) (((key) >> 5 & 31) - WIDEST)
#define KEY_Z(key) (((key) >> 10 & 31) - WIDEST)

// The nearest label of a row: of `near`, bit `reach` is that of the pixel itself.
inline int expand_row(uint near, int reach) {
  if (!near) return KEY_NONE;
  const uint upto = near << (31 - reach), from = near >> reach;
  const int left = upto ? (int)clz(upto) : 32, right = from ? 31 - (int)clz(from & -from) : 32;
  const int d = left <= right ? -left : right;
  return KEY_HERE + KEY_STEP(d, 0);
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void expand_labels(
    global dst_S* restrict dst, SOURCE(labels), global const uint* restrict sites, const int4 size, const int row_words,
    const int reach, const int limit) {
  local int nearest[(TY + 2 * WIDEST) * TX];
  const int bit = get_local_id(0) % TX, slot = get_local_id(0) / TX;
  const int word = get_group_id(0), first = get_group_id(1) * TY, z = get_group_id(2);
  const int rows = min(TY, size.y - first) + 2 * reach, shift = (bit - reach) & 31, behind = bit >= reach;
  const uint window = ~0u >> (31 - 2 * reach);
  for (int row = slot; row < rows; row += SLOTS) {
    const int y = first + row - reach;
    int best = KEY_NONE;
    if (y >= 0 && y < size.y)
      for (int p = max(z - reach, 0); p <= min(z + reach, size.z - 1); ++p) {
        global const uint* words = sites + ((long)p * size.y + y) * row_words + word;
        const uint here = words[0], before = word > 0 ? words[-1] : 0, after = word + 1 < row_words ? words[1] : 0;
        const ulong both = behind ? (ulong)after << 32 | here : (ulong)here << 32 | before;
        best = min(best, expand_row((uint)(both >> shift) & window, reach) + KEY_STEP(p - z, 10));
      }
    nearest[row * TX + bit] = best;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const int x = word * TX + bit;
  if (x >= size.x) return;
  for (int row = slot; row < rows - 2 * reach; row += SLOTS) {
    int best = KEY_NONE;
    for (int dy = -reach; dy <= reach; ++dy)
      best = min(best, nearest[(row + reach + dy) * TX + bit] + KEY_STEP(dy, 5));
    const int y = first + row;
    dst_S label = 0;
    if (best >> 15 <= limit) label = READ(labels, x + KEY_X(best), y + KEY_Y(best), z + KEY_Z(best), 0);
    dst[INDEX(size, x, y, z, 0)] = label;
  }
}
