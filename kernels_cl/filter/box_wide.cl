#include "common.clh"
#include "alone.clh"
// Means and sums under a box of any size along one axis, on GPUs, of images whose rows are dense and of whole fours.
// Nothing is subtracted, so that NaN and infinities reach as far as the box and large pixels leave nothing behind: what
// lies inside a window is sums of whole blocks, each made once for a tile, and its two ends are added to those.
//
// box_wide_columns  along y or z: an item has four columns and NY rows, which are a block
// box_wide_rows     along x: an item has four columns, which are a block, in NY rows
#ifndef LS
#define LS 256    // work-items of a group
#define NY 8      // rows of an item; the window has more than NY along y or z, and at least 9 along x
#define AXIS 1    // 0 is x
#define ROOM (2 * LS)  // blocks of four columns in local memory (columns)
#define INTS 0    // as in box.cl
#define FLOATS 1
#define FINISH 1
#define OUTSIDE_T float
#define SCALE_T float
#endif
#define VEC 1  // for sums.clh
#include "filter/fours.clh"
#include "filter/sums.clh"

#define EACH_COLUMN UNROLL for (int k = 0; k < 4; ++k)
#define RESULTS(a) ((JOIN(dst_T, 4))(SUMS_RESULT((a)[0]), SUMS_RESULT((a)[1]), SUMS_RESULT((a)[2]), SUMS_RESULT((a)[3])))

INLINE void box_four(FOUR v, sum_t* sums) {
  sums[0] = SUM_OF(v.s0), sums[1] = SUM_OF(v.s1), sums[2] = SUM_OF(v.s2), sums[3] = SUM_OF(v.s3);
}

#if AXIS > 0
// A row of the item's columns. whole, a constant at each call: it lies in the image.
INLINE void box_line(SOURCE(src), FoursPlace place, int at, int whole, src_T outside, sum_t* sums) {
  const int p = whole ? at : border_index(at, place.length, place.beside.mode);
  const FOUR v = AT4(src, place.base + max(p, 0) * place.step);
  box_four(p < 0 ? (FOUR)(outside) : v, sums);
}

// NY rows from the item's first one on are sums of what the window has of them and of those after the whole blocks.
// window: (pixels, what of it lies before a pixel, whole blocks, what is left); block: of the item's own rows.
INLINE void box_column(SOURCE(src), FoursPlace place, int4 window, int whole, src_T outside, sum_t out[NY][4],
                       sum_t* block) {
  const int top = place.first - window.y, after = top + NY * window.z;
  sum_t line[4], edge[4];
  UNROLL for (int m = NY - 1; m >= 0; --m) {
    box_line(src_ARGS, place, top + m, whole, outside, out[m]);
    if (m < NY - 1) EACH_COLUMN out[m][k] = SUM_ADD(out[m][k], out[min(m + 1, NY - 1)][k]);
  }
  EACH_COLUMN block[k] = out[0][k];
  box_line(src_ARGS, place, after, whole, outside, edge);
  UNROLL for (int j = 1; j < NY; ++j)
    if (j < window.w) {
      box_line(src_ARGS, place, after + j, whole, outside, line);
      EACH_COLUMN edge[k] = SUM_ADD(edge[k], line[k]);
    }
  UNROLL for (int m = 0; m < NY; ++m) {
    if (m > 0) {
      box_line(src_ARGS, place, after + window.w - 1 + m, whole, outside, line);
      EACH_COLUMN edge[k] = SUM_ADD(edge[k], line[k]);
    }
    EACH_COLUMN out[m][k] = SUM_ADD(out[m][k], edge[k]);
  }
}

// Tiles are counted along x, then along the columns, then the third axis of each channel.
// tile: (items beside each other, pixels of the window, what of it lies before a pixel)
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void box_wide_columns(
    SOURCE(src), global dst_S* restrict dst, const int4 tile, const int4 size, const int mode, const OUTSIDE_T outside,
    const int pixels, const SCALE_T scale) {
  local sum_t room[4][ROOM];
  const FoursPlace place = fours_place(size, mode, AXIS, LS, tile.x, NY);
  const int parts = LS / tile.x, part = get_local_id(0) / tile.x, column = get_local_id(0) % tile.x;
  const int blocks = (tile.y - 1) / NY, top = place.first - tile.z;
  const int4 window = {tile.y, tile.z, blocks, tile.y - blocks * NY};
  const src_T beyond = (src_T)outside;
  sum_t out[NY][4], block[4];
  if (place.x < size.x) {
    if (top >= 0 && top + NY + tile.y <= place.length)
      box_column(src_ARGS, place, window, 1, beyond, out, block);
    else
      box_column(src_ARGS, place, window, 0, beyond, out, block);
    EACH_COLUMN room[k][part * tile.x + column] = block[k];
    for (int i = part; i < blocks - 1; i += parts) {  // blocks that no item of the tile has as its own
      const int first = top + (parts + i - part) * NY;
      box_line(src_ARGS, place, first, 0, beyond, block);
      UNROLL for (int m = 1; m < NY; ++m) {
        sum_t line[4];
        box_line(src_ARGS, place, first + m, 0, beyond, line);
        EACH_COLUMN block[k] = SUM_ADD(block[k], line[k]);
      }
      EACH_COLUMN room[k][(parts + i) * tile.x + column] = block[k];
    }
  }
  if (blocks > 1) {
    barrier(CLK_LOCAL_MEM_FENCE);
    EACH_COLUMN block[k] = room[k][(part + 1) * tile.x + column];
    for (int i = 2; i < blocks; ++i)
      EACH_COLUMN block[k] = SUM_ADD(block[k], room[k][(part + i) * tile.x + column]);
    UNROLL for (int m = 0; m < NY; ++m) EACH_COLUMN out[m][k] = SUM_ADD(out[m][k], block[k]);
  }
  if (place.x >= size.x) return;
  UNROLL for (int m = 0; m < NY; ++m)
    if (place.first + m < place.length)
      STORE4_ALIGNED(dst, (place.base + (place.first + m) * place.step) * 4, RESULTS(out[m]));
}
#else
// Four columns of a row outside the image.
INLINE FOUR box_beyond(SOURCE(src), long row, int x, int width, int mode, src_T outside) {
  src_T v[4];
  EACH_COLUMN {
    const int p = border_index(x + k, width, mode);
    v[k] = p < 0 ? outside : AT(src, row + max(p, 0));
  }
  return (FOUR)(v[0], v[1], v[2], v[3]);
}

// The sums of the last 1, 2, ... pixels before a block, or with `step` 1 of the first ones after it, as many as its four
// columns want: 4 - k + more, or k + 1 + more.
INLINE void box_end(local const FOUR* nearest, int apart, int more, int step, sum_t* sums) {
  sum_t near[4], far[4], all[7];
  box_four(nearest[0], near);
  box_four(more > 0 ? nearest[apart] : (FOUR)(0), far);
  all[0] = step > 0 ? near[0] : near[3];
  UNROLL for (int i = 1; i < 4; ++i) all[i] = SUM_ADD(all[i - 1], step > 0 ? near[i] : near[3 - i]);
  UNROLL for (int i = 4; i < 7; ++i) all[i] = SUM_ADD(all[i - 1], step > 0 ? far[i - 4] : far[7 - i]);
#define WANTED(i) (more == 0 ? all[i] : more == 1 ? all[(i) + 1] : more == 2 ? all[(i) + 2] : all[(i) + 3])
  EACH_COLUMN sums[k] = step > 0 ? WANTED(k) : WANTED(3 - k);
#undef WANTED
}

// Tiles are counted along x, then along all rows.
// tile: (fours of the result beside each other, items that read them, pixels of the window, what of it lies before a
// pixel)
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void box_wide_rows(
    SOURCE(src), global dst_S* restrict dst, const int4 tile, const int4 size, const int mode, const OUTSIDE_T outside,
    const int pixels, const SCALE_T scale) {
  local FOUR rows[LS * NY];
  local sum_t wholes[LS * NY + 3], quads[LS * NY];  // of the fours, and of each with the three after it
  const int l = get_local_id(0), parts = LS / tile.y, part = l / tile.y, column = l - part * tile.y;
  const int fours = size.x >> 2, before = tile.w >> 2, after = (tile.z - 1 - tile.w) >> 2;
  const int more_before = tile.w & 3, more_after = (tile.z - 1 - tile.w) & 3;
  const uint wide = (fours + tile.x - 1) / tile.x, group = get_group_id(0);
  const int in = column - ((tile.w + 3) >> 2), at = (int)(group % wide) * tile.x + in;
  const long all = (long)size.y * size.z * size.w, first = ((long)(group / wide) * parts + part) * NY;
  const int mine = part * NY * tile.y + column, beyond = at < 0 || at >= fours;
  if (part < parts) {
    UNROLL for (int m = 0; m < NY; ++m) {
      const long row = min(first + m, all - 1);
      FOUR v = AT4(src, row * fours + clamp(at, 0, fours - 1));
      if (beyond) v = box_beyond(src_ARGS, row * size.x, at * 4, size.x, mode, (src_T)outside);
      rows[mine + m * tile.y] = v;
      wholes[mine + m * tile.y] = SUM_ADD(SUM_ADD(SUM_OF(v.s0), SUM_OF(v.s1)), SUM_ADD(SUM_OF(v.s2), SUM_OF(v.s3)));
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const int long_row = before + after > 8;
  if (long_row) {
    if (part < parts) {
      UNROLL for (int m = 0; m < NY; ++m) {
        local const sum_t* whole = wholes + mine + m * tile.y;
        quads[mine + m * tile.y] = SUM_ADD(SUM_ADD(whole[0], whole[1]), SUM_ADD(whole[2], whole[3]));
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (part >= parts || in < 0 || in >= tile.x || at >= fours) return;
  UNROLL for (int m = 0; m < NY; ++m) {
    if (first + m >= all) return;
    const int here = mine + m * tile.y;
    sum_t left[4], right[4], shared;
    box_end(rows + here - before, -1, more_before, -1, left);
    box_end(rows + here + after, 1, more_after, 1, right);
    int k = 2 - before;
    shared = wholes[here + 1 - before];
    if (long_row)
      for (; k + 4 <= after; k += 4) shared = SUM_ADD(shared, quads[here + k]);
    for (; k < after; ++k) shared = SUM_ADD(shared, wholes[here + k]);
    EACH_COLUMN left[k] = SUM_ADD(SUM_ADD(left[k], right[k]), shared);
    STORE4_ALIGNED(dst, ((first + m) * fours + at) * 4, RESULTS(left));
  }
}
#endif
