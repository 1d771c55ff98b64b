#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE, under a small box, on GPUs: along x (NX pixels) and along y or z (N of them).
// An item walks down four columns.
#ifndef LS
#define LS 128    // work-items of a group
#define ITEMS_X 32  // of them beside each other
#define NX 7      // pixels of the window along x, 1 to 7
#define N 7       // along the columns
#define NZ 1      // along z after both, up to 7, or 1
#define DEPTH 32  // planes of an item, where NZ is more
#define NY 8      // rows of an item, a multiple of 4
#define AXIS 1    // what the columns run along: 1 is y, 2 is z
#define DILATE 0  // as in erosion.cl
#define FLOATS 32
#define OUTSIDE_T float
#define FINISH 0
#define VEC 1
#endif
#include "filter/erosion.clh"
#include "filter/fours.clh"
#include "filter/erosion_fours.clh"

// A window of 7 that sees beyond an end of the image sees the last four pixels, which may stand there too.
#define ENDS_DIFFER (NX > 1 && NX < 7)

// What is picked along x for four columns.
INLINE FOUR erosion_across(Twelve t) {
#if NX == 1
  return t.here;
#else
  const src_T v[12] = {t.before.s0, t.before.s1, t.before.s2, t.before.s3, t.here.s0,  t.here.s1,
                       t.here.s2,   t.here.s3,   t.after.s0,  t.after.s1,  t.after.s2, t.after.s3};
  src_T out[4];
  UNROLL for (int k = 0; k < 4; k += SHARING(NX, 4))
    WINDOWS(PICK, src_T, NX, SHARING(NX, 4), v + 4 - NX / 2 + k, out + k)
  return (FOUR)(out[0], out[1], out[2], out[3]);
#endif
}

#if NZ == 1
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_small(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                         const int4 size, const int mode,
                                                                         const OUTSIDE_T out_of_image) {
  const int inner = mode == BORDER_WRAP ? mode : BORDER_NEAREST;
  const FoursPlace place = fours_place(size, inner, AXIS, LS, ITEMS_X, NY);
  if (place.x >= size.x || place.first >= place.length) return;
  const src_T outside = (src_T)out_of_image;
  FOUR rows[N - 1 + FOURS_ROWS];
  ROLLED for (int j = -FOURS_EARLY; j < NY; j += FOURS_ROWS) {
    Twelve v[FOURS_ROWS];
    fours_read(src_ARGS, place, place.first - N / 2 + N - 1 + j, v);
    UNROLL for (int m = 0; m < FOURS_ROWS; ++m)
      rows[N - 1 + m] = erosion_across(ENDS_DIFFER ? fours_ends(v[m], place.beside, outside) : v[m]);
    if (j >= 0) {
      FOUR out[FOURS_ROWS];
      WINDOWS(PICK, FOUR, N, FOURS_ROWS, rows, out)
      UNROLL for (int m = 0; m < FOURS_ROWS; ++m) {
        const int at = place.first + j + m;
        if (at >= place.length) continue;
        if (mode == BORDER_CONSTANT)
          out[m] = with_outside(out[m], outside, place.x, size.x, NX / 2, at < N / 2 || at + N / 2 >= place.length);
        const long i = place.base + at * place.step;
        four_write(dst, i, out[m],
                   FOUR_OTHER(i, place.x, AXIS == 1 ? at : place.other, AXIS == 1 ? place.other : at, place.c));
      }
    }
    UNROLL for (int m = 0; m < N - 1; ++m) rows[m] = rows[m + FOURS_ROWS];
  }
}
#else
#define LONGEST (NZ > 3 ? 4 : 2)  // run of planes of which two make the window
// All three axes at once. An item walks along z with its columns in NY rows, and keeps what runs of planes had.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_solid(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                         const int4 size, const int mode,
                                                                         const OUTSIDE_T out_of_image) {
  const int high = LS / ITEMS_X * NY, l = get_local_id(0), fours = size.x >> 2;
  const uint wide = (fours + ITEMS_X - 1) / ITEMS_X, tall = (size.y + high - 1) / high;
  const uint deep = (size.z + DEPTH - 1) / DEPTH, group = get_group_id(0), c = group / wide / tall / deep;
  const int x = ((int)(group % wide) * ITEMS_X + l % ITEMS_X) * 4;
  const int y = (int)(group / wide % tall) * high + l / ITEMS_X * NY, z = (int)(group / wide / tall % deep) * DEPTH;
  if (x >= size.x || y >= size.y) return;
  const int wraps = mode == BORDER_WRAP;
  const FoursBeside beside = fours_beside(x, size.x, wraps ? mode : BORDER_NEAREST);
  const src_T outside = (src_T)out_of_image;
  int rows[NY + N - 1];
  UNROLL for (int j = 0; j < NY + N - 1; ++j)
    rows[j] = border_inside(y - N / 2 + j, size.y, wraps ? size.y : 0) * fours + (x >> 2);
  FOUR last[NY], twos[2][NY], found[NZ - LONGEST][NY];
  UNROLL for (int k = 0; k < NY; ++k) {
    last[k] = twos[0][k] = twos[1][k] = 0;
    UNROLL for (int i = 0; i < NZ - LONGEST; ++i) found[i][k] = 0;
  }
  ROLLED for (int j = 1 - NZ; j < DEPTH; ++j) {
    if (z + j >= size.z) break;
    const long plane = INDEX(size, 0, 0, border_inside(z + NZ / 2 + j, size.z, wraps ? size.z : 0), c) >> 2;
    Twelve v[NY];
#define SIDE(apart, part)                                                                            \
  {                                                                                                  \
    FOUR column[NY + N - 1], out[NY];                                                                \
    UNROLL for (int k = 0; k < NY + N - 1; ++k) column[k] = AT4(src, plane + rows[k] + (apart));     \
    UNROLL for (int k = 0; k < NY; k += SHARING(N, NY))                                              \
      WINDOWS(PICK, FOUR, N, SHARING(N, NY), column + k, out + k)                                    \
    UNROLL for (int k = 0; k < NY; ++k) v[k].part = out[k];                                          \
  }
    SIDE(beside.left, before)
    SIDE(0, here)
    SIDE(beside.right, after)
    UNROLL for (int k = 0; k < NY; ++k) {
      const FOUR now = erosion_across(ENDS_DIFFER ? fours_ends(v[k], beside, outside) : v[k]), two = PICK(last[k], now);
      last[k] = now;
#if LONGEST == 4
      const FOUR run = PICK(twos[0][k], two);
      twos[0][k] = twos[1][k], twos[1][k] = two;
#else
      const FOUR run = two;
#endif
      FOUR all = PICK(found[0][k], run);
      UNROLL for (int i = 0; i < NZ - LONGEST - 1; ++i) found[i][k] = found[i + 1][k];
      found[NZ - LONGEST - 1][k] = run;
      if (j < 0 || y + k >= size.y) continue;
      if (mode == BORDER_CONSTANT)
        all = with_outside(all, outside, x, size.x, NX / 2,
                           y + k < N / 2 || y + k + N / 2 >= size.y || z + j < NZ / 2 || z + j + NZ / 2 >= size.z);
      const long i = INDEX(size, x, y + k, z + j, c) >> 2;
      four_write(dst, i, all, FOUR_OTHER(i, x, y + k, z + j, c));
    }
  }
}
#endif
