#include "common.clh"
#include "alone.clh"
// Means and sums under a box by running sums, which cost the same for every size. A group takes a strip: it slides down
// the columns (along y, or z with AXIS 2) with a sum for each, and with ACROSS sums TY rows at a time along x.
//
// Sums are exact for integers, and for fractions as long as 53 bits hold what lies between the largest and the smallest
// of them. A pixel that is NaN or infinite would stay in a running sum: a strip that had one is summed again directly.
#ifndef LS
#define LS 128    // work-items of a group; 1 on a CPU
#define VEC 1     // columns at once: 1, or 16 on a CPU that has f64
#define TX 128    // columns of a strip, a multiple of 16
#define TY 16     // rows at once
#define H 32      // rows of a strip, a multiple of TY
#define NMAX 33   // the largest window
#define AXIS 1    // what the columns run along: 1 is y, 2 is z
#define ACROSS 1  // whether rows are summed too
#define INTS 0    // sums are int and do not overflow, else acc_t
#define FLOATS 1  // pixels may be NaN or infinite
#define FINISH 1  // 0 the sum, 1 the mean, 2 the mean of f64 pixels, 3 the mean rounded to an integer, 4 the same where float does
#define OUTSIDE_T float  // what the constant outside the image comes in
#define SCALE_T float    // double where the device has it
#endif

#define BW (TX + (ACROSS ? NMAX : 1) + 47)  // slots of running sums: vectors of columns, then single ones
#if VEC == 1
#define ROW_STEP (BW | 1)  // items of a group work on different rows at once: no two of them in one bank
#else
#define ROW_STEP (BW / 16 * 16)
#endif

#include "filter/sums.clh"

typedef struct {
  int first, other, c;  // the strip's first row, and where it lies along the third axis
  int n;                // the window along the columns
  OUTSIDE_T outside;
} BoxStrip;

INLINE sum_t box_one(SOURCE(src), BoxStrip s, int x, int at) {
  const int p = max(at, 0), xx = max(x, 0);
  const src_T v = READ(src, xx, AXIS == 1 ? p : s.other, AXIS == 1 ? s.other : p, s.c);
  return (x | at) < 0 ? SUM_OF(s.outside) : SUM_OF(v);
}
#if VEC > 1
INLINE SUMV box_sixteen(SOURCE(src), BoxStrip s, int x, int at) {
  const int p = max(at, 0);
  const src_T16 v = READ16(src, x, AXIS == 1 ? p : s.other, AXIS == 1 ? s.other : p, s.c);
  return at < 0 ? (SUMV)(SUM_OF(s.outside)) : SUMV_OF(v);
}
#define ADDV(a, b) ((a) + (b))
#define LESSV(a, b) ((a) - (b))
#endif

// The column sums of rows t to t + TY of the strip: with `direct` each on its own, else from the running sum `acc`.
#define BOX_DOWN(T, ZERO, AT, ADD, LESS, LOAD, KEEP)                                \
  T a = ZERO;                                                                       \
  if (direct) {                                                                     \
    for (int m = 0; m < TY; ++m) {                                                  \
      a = ZERO;                                                                     \
      for (int k = 0; k < s.n; ++k) a = ADD(a, AT(positions[t + m + k]));           \
      KEEP(m, a);                                                                   \
    }                                                                               \
  } else {                                                                          \
    if (t > 0) {                                                                    \
      a = LOAD;                                                                     \
    } else {                                                                        \
      for (int k = 0; k < s.n - 1; ++k) a = ADD(a, AT(positions[k]));               \
    }                                                                               \
    ROLLED for (int m = 0; m < TY; ++m) {                                           \
      a = ADD(a, AT(positions[t + m + s.n - 1]));                                   \
      KEEP(m, a);                                                                   \
      a = LESS(a, AT(positions[t + m]));                                            \
    }                                                                               \
  }

INLINE void box_column(SOURCE(src), BoxStrip s, int x, int t, int direct, local const int* positions,
                       local sum_t* acc, local sum_t* row) {
#define AT_ONE(at) box_one(src_ARGS, s, x, at)
#define KEEP_ONE(m, a) row[(m) * ROW_STEP] = a
  BOX_DOWN(sum_t, (sum_t)(0), AT_ONE, SUM_ADD, SUM_LESS, *acc, KEEP_ONE)
  *acc = a;
}
#if VEC > 1
INLINE void box_columns16(SOURCE(src), BoxStrip s, int x, int t, int direct, local const int* positions,
                          local sum_t* acc, local sum_t* row) {
#define AT_SIXTEEN(at) box_sixteen(src_ARGS, s, x, at)
#define KEEP_SIXTEEN(m, a) vstore16(a, 0, row + (m) * ROW_STEP)
  BOX_DOWN(SUMV, (SUMV)(0), AT_SIXTEEN, ADDV, LESSV, vload16(0, acc), KEEP_SIXTEEN)
  vstore16(a, 0, acc);
}
#endif

// Columns left, left + 1, ... into rows; returns how many running sums there are.
INLINE int box_columns(SOURCE(src), BoxStrip s, int left, int count, int width, int mode, int t, int direct,
                       local const int* positions, local sum_t* acc, local sum_t* rows) {
#if VEC == 1
  ROLLED for (int i = get_local_id(0); i < count; i += LS)
    box_column(src_ARGS, s, border_index(left + i, width, mode), t, direct, positions, acc + i, rows + i);
  return count;
#else
  const int begin = max(left, 0) - left, end = min(left + count, width) - left;  // columns in the image
  const int vectors = end - begin < VEC ? 0 : (end - begin + VEC - 1) / VEC;
  for (int i = 0; i < vectors; ++i) {
    const int column = min(begin + i * VEC, end - VEC);
    box_columns16(src_ARGS, s, left + column, t, direct, positions, acc + i * VEC, rows + column);
  }
  int slots = vectors * VEC;
  for (int i = 0; i < count; ++i) {
    if (vectors > 0 && i == begin) i = end;
    if (i >= count) break;
    const int x = border_index(left + i, width, mode), from = x - left;
    if (vectors > 0 && x >= 0 && from >= begin && from < end) {
      for (int m = 0; m < TY; ++m) rows[m * ROW_STEP + i] = rows[m * ROW_STEP + from];
    } else {
      box_column(src_ARGS, s, x, t, direct, positions, acc + slots, rows + i);
      ++slots;
    }
  }
  return slots;
#endif
}

// The result of TY rows of column sums, of which `ty` lie in the image.
INLINE void box_rows(global dst_S* restrict dst, local sum_t* rows, int nx, int direct, int tx, int ty, long corner,
                     long step, int pixels, SCALE_T scale) {
#if VEC == 1
#define PER (TX * TY / LS)
#if ACROSS
  // An item slides along PER pixels of a row; what it finds replaces the row when all are done.
  const int l = get_local_id(0), row = l % TY, begin = l / TY * PER;
  sum_t found[PER];
  if (row < ty && begin < tx) {
    local const sum_t* in = rows + row * ROW_STEP + begin;
    if (direct) {
      UNROLL for (int i = 0; i < PER; ++i) {
        found[i] = in[i];
        if (begin + i < tx) {
          for (int k = 1; k < nx; ++k) found[i] = SUM_ADD(found[i], in[i + k]);
        }
      }
    } else {
      sum_t a = (sum_t)(0);
      for (int k = 0; k < nx - 1; ++k) a = SUM_ADD(a, in[k]);
      UNROLL for (int i = 0; i < PER; ++i) {
        a = SUM_ADD(a, in[i + nx - 1]);
        found[i] = a;
        a = SUM_LESS(a, in[i]);
      }
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (row < ty && begin < tx) {
    UNROLL for (int i = 0; i < PER; ++i) rows[row * ROW_STEP + begin + i] = found[i];
  }
#endif
  barrier(CLK_LOCAL_MEM_FENCE);
  ROLLED for (int i = get_local_id(0); i < TX * ty; i += LS) {
    const int m = i / TX, x = i % TX;
    if (x < tx) STORE(dst, corner + m * step + x, SUMS_RESULT(rows[m * ROW_STEP + x]));
  }
  barrier(CLK_LOCAL_MEM_FENCE);
#else
  for (int m = 0; m < ty; ++m) {
    local sum_t* row = rows + m * ROW_STEP;
    const long at = corner + m * step;
#if ACROSS
    if (direct) {
      for (int x = 0; x < tx; ++x) {
        sum_t a = row[x];
        for (int k = 1; k < nx; ++k) a += row[x + k];
        STORE(dst, at + x, SUMS_RESULT(a));
      }
      continue;
    }
    sums_scan(row, tx + nx - 1);
#define WINDOW(x) (vload16(0, row + (x) + nx - 1) - vload16(0, row + (x)-1))
#else
#define WINDOW(x) vload16(0, row + (x))
#endif
    for (int x = 0; x < tx; x += 16) {
      const JOIN(dst_T, 16) result = JOIN3(convert_, dst_T, 16)(SUMS_RESULT16(WINDOW(x)));
      if (x + 16 <= tx) {
        STORE16(dst, at + x, result);
      } else {
        dst_T last[16];
        vstore16(result, 0, last);
        for (int i = 0; x + i < tx; ++i) STORE(dst, at + x + i, last[i]);
      }
    }
  }
#endif
}

// Strips are counted along x, then along the columns, then the third axis of each channel.
// window: (along x, what of it lies before a pixel, along the columns, what of it lies before a pixel)
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void box_sums(SOURCE(src), global dst_S* restrict dst,
                                                                     const int4 window, const int4 size,
                                                                     const int mode, const OUTSIDE_T outside,
                                                                     const int pixels, const SCALE_T scale) {
  local sum_t acc[BW] __attribute__((aligned(64)));
  local sum_t padded[PAD + TY * ROW_STEP + 32] __attribute__((aligned(64)));
  local int positions[H + NMAX];
#if FLOATS
  local int poisoned;  // whether a pixel is not finite
#endif
  local sum_t* rows = padded + PAD;
  const int length = AXIS == 1 ? size.y : size.z, others = AXIS == 1 ? size.z : size.y, l = get_local_id(0);
  const uint wide = (size.x + TX - 1) / TX, high = (length + H - 1) / H, group = get_group_id(0);
  const uint other = group / wide / high;
  const int x0 = (int)(group % wide) * TX, tx = min(TX, size.x - x0);
  BoxStrip s;
  s.first = (int)(group / wide % high) * H, s.n = window.z;
  s.other = (int)(other % (uint)others), s.c = (int)(other / (uint)others), s.outside = outside;
  ROLLED for (int i = l; i < H + s.n - 1; i += LS) positions[i] = border_index(s.first - window.w + i, length, mode);
#if FLOATS
  if (l == 0) poisoned = 0;
#endif
  barrier(CLK_LOCAL_MEM_FENCE);
  const int h = min(H, length - s.first);
  const long corner = AXIS == 1 ? INDEX(size, x0, s.first, s.other, s.c) : INDEX(size, x0, s.other, s.first, s.c);
  const long step = AXIS == 1 ? size.x : (long)size.x * size.y;
#if FLOATS
  int slots = 0;
#endif
  for (int direct = 0; direct <= FLOATS; ++direct) {
    for (int t = 0; t < h; t += TY) {
#if VEC > 1
      for (int m = 0; m < TY; ++m) vstore16((SUMV)(0), 0, rows + m * ROW_STEP - PAD);
#endif
#if FLOATS
      slots =
#endif
          box_columns(src_ARGS, s, x0 - window.y, tx + window.x - 1, size.x, mode, t, direct, positions, acc, rows);
      barrier(CLK_LOCAL_MEM_FENCE);
      box_rows(dst, rows, window.x, direct, tx, min(TY, h - t), corner + t * step, step, pixels, scale);
    }
#if FLOATS
    if (direct) break;
    ROLLED for (int i = l; i < slots; i += LS) {
      if (!isfinite(acc_value(acc[i]))) poisoned = 1;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!poisoned) break;
#endif
  }
}
