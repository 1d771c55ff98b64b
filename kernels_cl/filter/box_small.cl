#include "common.clh"
#include "alone.clh"
// Means and sums under a small box, on GPUs: along x (NX pixels) and along y or z (N of them). An item walks down four
// columns; nothing is subtracted, so that NaN and infinities reach as far as the box.
#ifndef LS
#define LS 128    // work-items of a group
#define ITEMS_X 32  // of them beside each other
#define NX 7      // pixels of the window along x, 1 to 7
#define N 7       // along the columns
#define NY 8      // rows of an item, a multiple of 4
#define AXIS 1    // what the columns run along: 1 is y, 2 is z
#define INTS 0    // as in box.cl
#define FLOATS 1
#define FINISH 1
#define OUTSIDE_T float
#define SCALE_T float
#endif
#define VEC 1  // for sums.clh
#include "filter/fours.clh"
#include "filter/sums.clh"

// The sums along x of four columns.
INLINE void box_across(Twelve t, sum_t* out) {
#if NX == 1
  out[0] = SUM_OF(t.here.s0), out[1] = SUM_OF(t.here.s1), out[2] = SUM_OF(t.here.s2), out[3] = SUM_OF(t.here.s3);
#else
  const sum_t pixels[12] = {SUM_OF(t.before.s0), SUM_OF(t.before.s1), SUM_OF(t.before.s2), SUM_OF(t.before.s3),
                            SUM_OF(t.here.s0),   SUM_OF(t.here.s1),   SUM_OF(t.here.s2),   SUM_OF(t.here.s3),
                            SUM_OF(t.after.s0),  SUM_OF(t.after.s1),  SUM_OF(t.after.s2),  SUM_OF(t.after.s3)};
  UNROLL for (int k = 0; k < 4; k += SHARING(NX, 4))
    WINDOWS(SUM_ADD, sum_t, NX, SHARING(NX, 4), pixels + 4 - NX / 2 + k, out + k)
#endif
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void box_small(SOURCE(src), global dst_S* restrict dst,
                                                                      const int4 size, const int mode,
                                                                      const OUTSIDE_T outside, const int pixels,
                                                                      const SCALE_T scale) {
  const FoursPlace place = fours_place(size, mode, AXIS, LS, ITEMS_X, NY);
  if (place.x >= size.x || place.first >= place.length) return;
  const src_T beyond_image = (src_T)outside;
  sum_t none = SUM_OF(beyond_image);  // of a row outside the image
  UNROLL for (int k = 1; k < NX; ++k) none = SUM_ADD(none, SUM_OF(beyond_image));
  sum_t rows[4][N - 1 + FOURS_ROWS];
  ROLLED for (int j = -FOURS_EARLY; j < NY; j += FOURS_ROWS) {
    Twelve v[FOURS_ROWS];
    const int beyond = fours_read(src_ARGS, place, place.first - N / 2 + N - 1 + j, v);
    UNROLL for (int m = 0; m < FOURS_ROWS; ++m) {
      sum_t row[4];
      box_across(NX > 1 ? fours_ends(v[m], place.beside, beyond_image) : v[m], row);
      UNROLL for (int k = 0; k < 4; ++k) rows[k][N - 1 + m] = beyond & 1 << m ? none : row[k];
    }
    if (j >= 0) {
      sum_t out[4][FOURS_ROWS];
      UNROLL for (int k = 0; k < 4; ++k) WINDOWS(SUM_ADD, sum_t, N, FOURS_ROWS, rows[k], out[k])
      UNROLL for (int m = 0; m < FOURS_ROWS; ++m) {
        const int at = place.first + j + m;
        if (at < place.length)
          STORE4_ALIGNED(dst, (place.base + at * place.step) * 4,
                         ((JOIN(dst_T, 4))(SUMS_RESULT(out[0][m]), SUMS_RESULT(out[1][m]), SUMS_RESULT(out[2][m]),
                                           SUMS_RESULT(out[3][m]))));
      }
    }
    UNROLL for (int k = 0; k < 4; ++k) {
      UNROLL for (int m = 0; m < N - 1; ++m) rows[k][m] = rows[k][m + FOURS_ROWS];
    }
  }
}
