#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE, under a box of any radius, on GPUs, of images whose rows are dense and of
// whole fours. An item has four columns along y or z, and NY rows of the result; with ACROSS the group's items then go
// along the rows of what they have found.
//
// The rows that a tile sees are blocks of NY. What an output sees of them is the end of the item's own block, whole
// blocks, of which each is picked from once for the tile, and the beginning of what comes after them.
#ifndef LS
#define LS 256    // work-items of a group
#define NY 8      // rows of an item: a power of two, at most 2 * radius + 1 along the columns
#define AXIS 1    // what the columns run along: 1 is y, 2 is z
#define ACROSS 1  // whether the box has a radius along x too, of at least 4
#define ROOM (LS * NY)  // fours of local memory: the blocks of a tile, and with ACROSS its rows
#define DILATE 0  // as in erosion.cl
#define FLOATS 32
#define OUTSIDE_T float
#define FINISH 0
#define VEC 1
#endif
#include "filter/erosion.clh"
#include "filter/erosion_fours.clh"

typedef struct {
  int x, first, length;  // the item's first column and row, and how many rows the image has
  int around;            // as border_inside wants it
  int y, z, c;           // where row 0 lies
  int step;              // from row to row, in fours
  long base;             // of row 0
} WidePlace;

#define ROW(j) (whole ? top + (j) : border_inside(top + (j), place.length, place.around))
#define LINE(j) AT4(src, place.base + (long)place.step * ROW(j))

// What is picked from the item's outputs but for whole blocks between; returns the item's own block. blocks, rest: how
// many whole blocks the radius is, and what is left. whole, a constant at each call: all rows lie in the image.
INLINE FOUR wide_column(SOURCE(src), WidePlace place, int radius, int blocks, int rest, int whole, FOUR* out) {
  const int top = place.first - radius;
  UNROLL for (int m = NY - 1; m >= 0; --m) {
    out[m] = LINE(m);
    if (m < NY - 1 && radius > 0) out[m] = PICK(out[m], out[min(m + 1, NY - 1)]);
  }
  const FOUR block = out[0];
  if (radius == 0) return block;
  FOUR edge = LINE(NY * blocks);
  UNROLL for (int j = 1; j < NY; ++j)
    if (j < rest) edge = PICK(edge, LINE(NY * blocks + j));
  out[0] = PICK(out[0], edge);
  UNROLL for (int m = 1; m < NY; ++m) {
    edge = PICK(edge, LINE(NY * blocks + rest - 1 + m));
    out[m] = PICK(out[m], edge);
  }
  return block;
}

// A block of rows that no item of the tile has as its own.
INLINE FOUR wide_block(SOURCE(src), WidePlace place, int top) {
  const int whole = 0;
  FOUR block = LINE(0);
  UNROLL for (int m = 1; m < NY; ++m) block = PICK(block, LINE(m));
  return block;
}
#undef LINE
#undef ROW

#if ACROSS
#define LONG_ROW 24  // radius along x from which four fours are picked from together
INLINE src_T picked_of(FOUR v) { return PICK(PICK(v.s0, v.s1), PICK(v.s2, v.s3)); }

// Four neighbours, of which `row` points to the pixels and `whole` to what is picked of the four, and of the next
// `length` - 1: what all of them see are whole fours, what lies at the window's ends is shifted by what the radius is
// more than whole fours.
INLINE FOUR wide_row(local const FOUR* row, local const src_T* whole, int length, int radius) {
  const int fours = radius >> 2, more = radius & 3;
  src_T shared = whole[fours - length];
  for (int k = 1 - fours; k < fours - length; k += length) shared = PICK(shared, whole[k]);
  FOUR first = row[-fours], last = row[fours];
  first.s2 = PICK(first.s2, first.s3), first.s1 = PICK(first.s1, first.s2), first.s0 = PICK(first.s0, first.s1);
  last.s1 = PICK(last.s0, last.s1), last.s2 = PICK(last.s1, last.s2), last.s3 = PICK(last.s2, last.s3);
  if (more > 0) {
    FOUR before = row[-fours - 1], after = row[fours + 1];
    before.s3 = PICK(first.s0, before.s3), after.s0 = PICK(last.s3, after.s0);
    before.s2 = PICK(before.s2, before.s3), before.s1 = PICK(before.s1, before.s2);
    after.s1 = PICK(after.s0, after.s1), after.s2 = PICK(after.s1, after.s2);
    if (more == 1) first = (FOUR)(before.s3, first.s012), last = (FOUR)(last.s123, after.s0);
    else if (more == 2) first = (FOUR)(before.s23, first.s01), last = (FOUR)(last.s23, after.s01);
    else first = (FOUR)(before.s123, first.s0), last = (FOUR)(last.s3, after.s012);
  }
  return PICK(PICK(first, last), (FOUR)(shared));
}
#endif

// Tiles are counted along x, then along the columns, then the third axis of each channel. tile: (its fours along x, the
// items beside each other that read them, radius along x, radius along the columns)
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_wide(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        const int4 tile, const int4 size,
                                                                        const int mode, const OUTSIDE_T out_of_image) {
  const int l = get_local_id(0), part = l / tile.y, column = l - part * tile.y, parts = LS / tile.y;
  const int lines = AXIS == 1 ? size.z : size.y, length = AXIS == 1 ? size.y : size.z, fours = size.x >> 2;
  const uint wide = (fours + tile.x - 1) / tile.x, high = (length + parts * NY - 1) / (parts * NY);
  const uint group = get_group_id(0), other = group / wide / high;
  const int before = (tile.z + 3) >> 2, at = (int)(group % wide) * tile.x + column - before;
  const int in = border_inside(at, fours, mode == BORDER_WRAP ? fours : 0);
  WidePlace place;
  place.x = at * 4, place.first = ((int)(group / wide % high) * parts + part) * NY, place.length = length;
  place.around = mode == BORDER_WRAP ? length : 0, place.c = (int)(other / (uint)lines);
  place.y = AXIS == 1 ? 0 : (int)(other % (uint)lines), place.z = AXIS == 1 ? (int)(other % (uint)lines) : 0;
  place.step = AXIS == 1 ? fours : fours * size.y;
  place.base = INDEX(size, in * 4, place.y, place.z, place.c) >> 2;
  const int blocks = (2 * tile.w + 1) / NY, rest = (2 * tile.w + 1) % NY;
  const int seen = part < parts && place.x < size.x + tile.z, there = seen && place.first < length;
  local FOUR room[ROOM];
  FOUR out[NY], block;
  if (seen) {
    const int top = place.first - tile.w, next = top + parts * NY;
    if (top >= 0 && place.first + NY + tile.w <= length)
      block = wide_column(src_ARGS, place, tile.w, blocks, rest, 1, out);
    else
      block = wide_column(src_ARGS, place, tile.w, blocks, rest, 0, out);
    if (blocks > 1 && tile.w > 0) {
      room[part * tile.y + column] = block;
      for (int i = part; i < blocks - 1; i += parts)
        room[(parts + i) * tile.y + column] = wide_block(src_ARGS, place, next + (i - part) * NY);
    }
  }
  if (blocks > 1 && tile.w > 0) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (there) {
      block = room[(part + 1) * tile.y + column];
      for (int i = 2; i < blocks; ++i) block = PICK(block, room[(part + i) * tile.y + column]);
      UNROLL for (int m = 0; m < NY; ++m) out[m] = PICK(out[m], block);
    }
  }
#if ACROSS
  local src_T wholes[LS * NY + 3];
  const int mine = part * NY * tile.y + column, length_of_four = tile.z >= LONG_ROW ? 4 : 1;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (seen) {
    UNROLL for (int m = 0; m < NY; ++m) {
      if (mode != BORDER_WRAP && at < 0) out[m] = (FOUR)(out[m].s0);
      if (mode != BORDER_WRAP && at >= fours) out[m] = (FOUR)(out[m].s3);
      room[mine + m * tile.y] = out[m];
      wholes[mine + m * tile.y] = picked_of(out[m]);
    }
  }
  if (length_of_four > 1) {
    src_T longer[NY];
    barrier(CLK_LOCAL_MEM_FENCE);
    UNROLL for (int m = 0; m < NY; ++m) {
      local const src_T* whole = wholes + min(mine + m * tile.y, LS * NY - 1);
      longer[m] = PICK(PICK(whole[0], whole[1]), PICK(whole[2], whole[3]));
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (seen) {
      UNROLL for (int m = 0; m < NY; ++m) wholes[mine + m * tile.y] = longer[m];
    }
  }
#endif
  const int results = there && column >= before && column < before + tile.x && at < fours;
  FOUR others[NY];  // on their way while the group waits
  UNROLL for (int m = 0; m < NY; ++m) {
    others[m] = 0;
    const int row = place.first + m;
    if (results && row < length)
      others[m] = FOUR_OTHER(place.base + (long)place.step * row, place.x, AXIS == 1 ? row : place.y,
                             AXIS == 1 ? place.z : row, place.c);
  }
#if ACROSS
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
  if (results) {
    UNROLL for (int m = 0; m < NY; ++m) {
      const int row = place.first + m;
      if (row >= length) break;
#if ACROSS
      out[m] = wide_row(room + mine + m * tile.y, wholes + mine + m * tile.y, length_of_four, tile.z);
#endif
      if (mode == BORDER_CONSTANT)
        out[m] = with_outside(out[m], (src_T)out_of_image, place.x, size.x, tile.z,
                              row < tile.w || row + tile.w >= length);
      four_write(dst, place.base + (long)place.step * row, out[m], others[m]);
    }
  }
}
