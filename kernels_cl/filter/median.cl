#include "common.clh"
#include "alone.clh"
// The median of a small box: 3 x 3, 5 x 5, 7 x 7 or 3 x 3 x 3 pixels. What a box sees at one x is sorted once, into
// local memory, and the median of neighbouring such lists found by a network of comparisons.
#ifndef LS
#define LS 128    // work-items of a group; 1 on a CPU
#define TX 64     // columns of a tile
#define TY 8      // rows of a tile
#define ROWS 8    // of them that are done at once: 1 on a CPU, else all
#define BOX 3     // pixels along x and y
#define DEEP 0    // 1: and along z
#define KIND 1    // of pixels: 0 integers, 1 fractions of 32 bits, 2 of 64 bits
#define KEY uint  // integers of the pixels' order
#define OUTSIDE_T float  // what the constant outside the image comes in
#endif

#include "filter/median.clh"
#include "filter/median_networks.clh"

#define RADIUS (BOX / 2)
#define DEPTH (DEEP ? 3 : 1)
#define LENGTH (BOX * DEPTH)
#define SLOTS (ROWS + 2 * RADIUS)  // rows of keys
#define SPAN (TX + 2 * RADIUS)     // columns that a tile sees
#if LS == 1
#define LANES ((int)(64 / sizeof(KEY)))  // of the vectors that a CPU's loops are made of
#else
#define LANES 16
#endif
#define WIDTH ((SPAN + LANES - 1) / LANES * LANES)

// Pixel (x, y, z) of the image, or what stands for it; y or z below 0 is the constant.
INLINE KEY median_pixel(SOURCE(src), int x, int y, int z, int c, int width, int mode, KEY outside) {
  const int p = border_index(x, width, mode);
  const KEY key = median_key(READ(src, max(p, 0), max(y, 0), max(z, 0), c));
  return (p | y | z) < 0 ? outside : key;
}

// Rows `from` to `to` of the tile's keys, counted from the first that it sees, and from column x0 - RADIUS on.
INLINE void median_load(SOURCE(src), int from, int to, int x0, int y0, int z, int c, int count, int4 size, int mode,
                        KEY outside, local KEY* restrict keys) {
  const int left = x0 - RADIUS;
#if LS == 1
  const int begin = max(-left, 0), end = min(count, size.x - left);
  for (int i = from * DEPTH; i < to * DEPTH; ++i) {
    const int y = border_index(y0 - RADIUS + i / DEPTH, size.y, mode);
    const int zz = DEEP ? border_index(z - RADIUS + i % DEPTH, size.z, mode) : z;
    local KEY* restrict row = keys + i % (SLOTS * DEPTH) * WIDTH;
    const int first = (y | zz) < 0 ? count : begin, last = max(first, end);
    VECTORIZE for (int x = first; x < last; ++x) row[x] = median_key(READ(src, left + x, y, zz, c));
    for (int x = 0; x < first; ++x) row[x] = median_pixel(src_ARGS, left + x, y, zz, c, size.x, mode, outside);
    for (int x = last; x < count; ++x) row[x] = median_pixel(src_ARGS, left + x, y, zz, c, size.x, mode, outside);
  }
#else
  for (int i = get_local_id(0); i < (to - from) * DEPTH * SPAN; i += LS) {
    const int row = from * DEPTH + i / SPAN, x = i % SPAN;
    const int y = border_index(y0 - RADIUS + row / DEPTH, size.y, mode);
    const int zz = DEEP ? border_index(z - RADIUS + row % DEPTH, size.z, mode) : z;
    keys[row % (SLOTS * DEPTH) * WIDTH + x] =
        median_pixel(src_ARGS, left + x, y, zz, c, size.x, mode, outside);
  }
#endif
}

// What an output row sees at one column, sorted. The keys' rows lie in a ring; their order does not matter here.
INLINE void median_list(local const KEY* restrict keys, int row, local KEY* restrict list) {
  KEY v[LENGTH];
  UNROLL for (int j = 0; j < LENGTH; ++j)
    v[j] = keys[((ROWS == 1 ? 0 : row) + j / DEPTH) * DEPTH * WIDTH + j % DEPTH * WIDTH];
  SORT_COLUMN
  UNROLL for (int j = 0; j < LENGTH; ++j) list[j * WIDTH] = v[j];
}

INLINE KEY median_of_lists(local const KEY* restrict lists) {
  KEY v[BOX * LENGTH];
  UNROLL for (int q = 0; q < BOX; ++q) {
    UNROLL for (int j = 0; j < LENGTH; ++j) v[q * LENGTH + j] = lists[j * WIDTH + q];
  }
  SELECT_MIDDLE
  return v[MIDDLE];
}

// Tiles are counted along x, then y, then planes of channels. ROWS of a tile are done at once; with one, each row's keys
// replace the oldest ones.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void median_box(SOURCE(src), global dst_S* restrict dst,
                                                                      const int4 size, const int mode,
                                                                      const OUTSIDE_T out_of_image) {
  local KEY keys[SLOTS * DEPTH * WIDTH] __attribute__((aligned(64)));
  local KEY lists[ROWS * LENGTH * WIDTH] __attribute__((aligned(64)));
  const KEY outside = median_key((src_T)out_of_image);
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY;
  const int tx = min(TX, size.x - x0), ty = min(TY, size.y - y0), count = tx + 2 * RADIUS;
#if LS == 1
  for (int m = 0; m < ty; ++m) {
    median_load(src_ARGS, m == 0 ? 0 : m + 2 * RADIUS, m + 1 + 2 * RADIUS, x0, y0, z, c, count, size, mode, outside,
                keys);
    // whole vectors; what is left of one is done number by number, which takes as long as all the rest
    const int filled = (count + LANES - 1) / LANES * LANES, whole = tx / LANES * LANES;
    VECTORIZE_WIDE(KEY) for (int x = 0; x < filled; ++x) median_list(keys + x, 0, lists + x);
    const long at = INDEX(size, x0, y0 + m, z, c);
    ROLLED for (int last = 0; last < 1 + (whole < tx); ++last) {  // the last vector begins within the one before
      const int begin = last ? max(tx - LANES, 0) : 0, end = last ? tx : whole;
      VECTORIZE_WIDE(KEY) for (int x = begin; x < end; ++x)
        STORE(dst, at + x, median_value(median_of_lists(lists + x)));
    }
  }
#else
  median_load(src_ARGS, 0, ty + 2 * RADIUS, x0, y0, z, c, count, size, mode, outside, keys);
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = get_local_id(0); i < ty * SPAN; i += LS)
    median_list(keys + i % SPAN, i / SPAN, lists + i / SPAN * LENGTH * WIDTH + i % SPAN);
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = get_local_id(0); i < ty * TX; i += LS) {
    if (i % TX >= tx) continue;
    const KEY middle = median_of_lists(lists + i / TX * LENGTH * WIDTH + i % TX);
    STORE(dst, INDEX(size, x0 + i % TX, y0 + i / TX, z, c), median_value(middle));
  }
#endif
}
