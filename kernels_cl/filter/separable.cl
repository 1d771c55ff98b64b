#include "common.clh"
#include "alone.clh"
// Separable filters: each axis is a weighted sum along its lines, a correlation. `separable_xy` filters the columns of
// a tile into local memory and the rows from there; `separable_line` filters along y or z alone, straight into the
// result. A window is (taps, how many of them lie before the pixel).
//
// No weight is ever padded with 0: 0 times infinity or NaN would carry it past the kernel's end.
#ifndef REAL
#define REAL float  // what is computed and stored: float or double
#define LS 128      // work-items of a group; 1 on a CPU
#define VEC 1       // neighbours along x that an item filters at once along y or z: 1, 4 or 16
#define NX 4        // vectors of a row that an item filters at once; a GPU's item (VEC 1) takes 4 pixels
#define NY 8        // outputs along y or z that an item computes at once: a power of two, at most taps + 1
#define STEP 8      // pixels along y or z that a GPU's item takes at once, at most NY
#define TX 128      // columns of a tile, a multiple of 16
#define TY 32       // rows of a tile, a multiple of NY
#define RMAX 24     // half of the most taps, rounded down
#define CONSTANT 1  // whether the border's mode is constant: pixels outside are `outside`
#define AXIS 1      // of separable_line: 1 is y, 2 is z
#define PART 0      // the kernel of the program: 1 separable_xy, 2 separable_line; 0 both
#define COLUMNS 1   // of separable_xy: 0 leaves y alone (one tap)
#define ARGUMENTS 1 // float weights come in arguments: 1 half of up to 127, 2 all of up to 63; 0 all in a buffer
#endif

// A kernel's weights. Half of symmetric ones begins at the centre.
#if ARGUMENTS
#define WEIGHTS(w) const float16 w##_0, const float16 w##_1, const float16 w##_2, const float16 w##_3
#define WEIGHT_SPACE local
#define WEIGHT_COUNT (2 * RMAX + 8)
#define WEIGHTS_TO_LOCAL(w, taps, given, table) \
  separable_expand(w##_0, w##_1, w##_2, w##_3, taps, given, table);
#else
#define WEIGHTS(w) global const REAL* restrict w
#define WEIGHT_SPACE global
#endif

// A function that stays a function keeps its caller's array in memory.
#define INLINE inline __attribute__((always_inline))
#define REAL4 JOIN(REAL, 4)
#if VEC == 1
#define VREAL REAL
#define SEPARABLE_READ(x, y, z, c) ((REAL)READ(src, x, y, z, c))
#define SEPARABLE_STORE(i, v) STORE(dst, i, v)
#define SEPARABLE_LOAD(p) (*(p))
#define SEPARABLE_KEEP(v, p) (*(p) = (v))
#else
#define VREAL JOIN(REAL, VEC)
#define SEPARABLE_READ(x, y, z, c) JOIN3(convert_, REAL, VEC)(JOIN(READ, VEC)(src, x, y, z, c))
#define SEPARABLE_STORE(i, v) JOIN(STORE, VEC)(dst, i, v)
#define SEPARABLE_LOAD(p) JOIN(vload, VEC)(0, p)
#define SEPARABLE_KEEP(v, p) JOIN(vstore, VEC)(v, 0, p)
#endif

// A line along y or z: `across` is the z of a line along y, the y of a line along z.
typedef struct {
  int x, across, c;
  REAL outside;
} SeparableLine;

#if ARGUMENTS
INLINE void separable_expand(float16 w0, float16 w1, float16 w2, float16 w3, int taps, local float* given,
                             local float* table) {
  const int l = get_local_id(0), centre = taps / 2;
  if (l == 0) {
    vstore16(w0, 0, given);
    vstore16(w1, 1, given);
    vstore16(w2, 2, given);
    vstore16(w3, 3, given);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  ROLLED for (int i = l; i < taps; i += LS)
    table[i] = given[ARGUMENTS == 2 ? i : i < centre ? centre - i : i - centre];
  barrier(CLK_LOCAL_MEM_FENCE);
}
#endif

// Which pixel stands for each position of a tile's lines, from the first tap of its first pixel on; -1 for the constant.
INLINE void separable_positions(int first, int2 window, int n, int mode, local int* positions) {
  ROLLED for (int i = get_local_id(0); i < TY + window.x - 1; i += LS)
    positions[i] = border_index(first - window.y + i, n, mode);
  barrier(CLK_LOCAL_MEM_FENCE);
}

// Pixel `at` of the line, a number that is the same for all items of a row: no branch, so that loads can overlap.
INLINE VREAL separable_at(SOURCE(src), SeparableLine line, int at, int axis) {
#if CONSTANT
  const int p = max(at, 0);
#else
  const int p = at;
#endif
  const VREAL v = SEPARABLE_READ(line.x, axis == 1 ? p : line.across, axis == 1 ? line.across : p, line.c);
#if CONSTANT
  return at < 0 ? (VREAL)(line.outside) : v;
#else
  return v;
#endif
}

// NY outputs of a line whose first one sees positions[0] first. Each pixel is loaded once and adds to all that see it.
INLINE void separable_sums(SOURCE(src), WEIGHT_SPACE const REAL* w, int taps, SeparableLine line,
                          local const int* positions, int axis, VREAL* sums) {
#define AT_LINE(i) separable_at(src_ARGS, line, positions[i], axis)
#if PART == 1 && !COLUMNS
  UNROLL for (int m = 0; m < NY; ++m) sums[m] = AT_LINE(m);
#else
  UNROLL for (int m = 0; m < NY; ++m) sums[m] = 0;
  UNROLL for (int j = 0; j < NY - 1; ++j) {  // what only the first outputs see
    const VREAL v = AT_LINE(j);
    UNROLL for (int m = 0; m < NY - 1; ++m) {
      if (m <= j) sums[m] = MULTIPLY_ADD((VREAL)(w[j - m]), v, sums[m]);
    }
  }
  int j = NY - 1;
#if VEC == 1 && STEP >= 4
  for (; j + STEP <= taps; j += STEP) {  // what all see, the weights in registers
    REAL k[NY + STEP];
    UNROLL for (int i = 0; i < NY + STEP; i += 4) {
      const REAL4 four = *(WEIGHT_SPACE const REAL4*)(w + (j - (NY - 1)) + i);
      k[i] = four.x, k[i + 1] = four.y, k[i + 2] = four.z, k[i + 3] = four.w;
    }
    UNROLL for (int i = 0; i < STEP; ++i) {
      const VREAL v = AT_LINE(j + i);
      UNROLL for (int m = 0; m < NY; ++m) sums[m] = MULTIPLY_ADD((VREAL)(k[NY - 1 + i - m]), v, sums[m]);
    }
  }
#endif
  for (; j < taps; ++j) {
    const VREAL v = AT_LINE(j);
    UNROLL for (int m = 0; m < NY; ++m) sums[m] = MULTIPLY_ADD((VREAL)(w[j - m]), v, sums[m]);
  }
  UNROLL for (int i = 1; i < NY; ++i) {  // what only the last outputs see
    const VREAL v = AT_LINE(taps - 1 + i);
    UNROLL for (int m = 1; m < NY; ++m) {
      if (m >= i) sums[m] = MULTIPLY_ADD((VREAL)(w[taps - 1 + i - m]), v, sums[m]);
    }
  }
#endif
#undef AT_LINE
}

#if VEC > 1
// One output of one column, where vectors do not fit.
INLINE REAL separable_one(SOURCE(src), WEIGHT_SPACE const REAL* w, int taps, SeparableLine line,
                         local const int* positions, int axis) {
  REAL sum = 0;
  for (int k = 0; k < taps; ++k) {
    const int at = positions[k], p = max(at, 0);
    const REAL v = (REAL)READ(src, line.x, axis == 1 ? p : line.across, axis == 1 ? line.across : p, line.c);
    sum += w[k] * (at < 0 ? line.outside : v);
  }
  return sum;
}
#endif

#if PART == 0 || PART == 1
#define BW ((TX + 2 * RMAX + VEC * NX + 8) / 16 * 16 + 16)

#if VEC == 1
// Columns into rows of local memory, those outside the image too: column 0 of a row is the first tap of pixel x0.
INLINE void separable_columns(SOURCE(src), WEIGHT_SPACE const REAL* w, int4 window, int4 size, int x0, int tx,
                             int mode, SeparableLine line, local const int* positions, local REAL* rows) {
  const int count = tx + window.x - 1;
  ROLLED for (int i = get_local_id(0); i < count * (TY / NY); i += LS) {
    const int part = i / count, column = i - part * count, x = border_index(x0 - window.y + column, size.x, mode);
    REAL sums[NY];
    line.x = max(x, 0);
    separable_sums(src_ARGS, w, window.z, line, positions + part * NY, 1, sums);
    UNROLL for (int m = 0; m < NY; ++m) rows[(part * NY + m) * BW + column] = x < 0 ? line.outside : sums[m];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}
#else
// The same for vectors: first what lies in the image; what lies outside it is then mostly a copy of that.
INLINE void separable_columns(SOURCE(src), WEIGHT_SPACE const REAL* w, int4 window, int4 size, int x0, int tx,
                             int mode, SeparableLine line, local const int* positions, local REAL* rows) {
  const int count = tx + window.x - 1, left = x0 - window.y;
  const int begin = max(left, 0) - left, end = min(left + count, size.x) - left;  // columns in the image
  const int narrow = end - begin < VEC;
  if (!narrow) {
    const int vectors = (end - begin + VEC - 1) / VEC;
    for (int i = get_local_id(0); i < vectors * (TY / NY); i += LS) {
      const int part = i / vectors, column = min(begin + (i - part * vectors) * VEC, end - VEC);
      VREAL sums[NY];
      line.x = left + column;
      separable_sums(src_ARGS, w, window.z, line, positions + part * NY, 1, sums);
      UNROLL for (int m = 0; m < NY; ++m) SEPARABLE_KEEP(sums[m], rows + (part * NY + m) * BW + column);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const int others = narrow ? count : count - (end - begin);
  for (int i = get_local_id(0); i < others; i += LS) {
    const int column = narrow || i < begin ? i : i + (end - begin), x = border_index(left + column, size.x, mode);
    const int from = x - left, known = !narrow && from >= begin && from < end;
    line.x = x;
    for (int m = 0; m < TY; ++m) {
      local REAL* row = rows + m * BW;
      row[column] = x < 0 ? line.outside : known ? row[from] : separable_one(src_ARGS, w, window.z, line, positions + m, 1);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}
#endif

#if VEC == 1
// Four pixels of a row, their sums sliding over aligned fours: no bank conflicts, 16 products for each load.
INLINE REAL4 separable_row4(local const REAL* row, WEIGHT_SPACE const REAL* w, int taps) {
  local const REAL4* in = (local const REAL4*)row;
  WEIGHT_SPACE const REAL4* w4 = (WEIGHT_SPACE const REAL4*)w;
  const int whole = taps / 4, rest = taps & 3;
  REAL4 sum = 0, a = in[0];
  for (int i = 0; i < whole; ++i) {
    const REAL4 b = in[i + 1], k = w4[i];
    sum = MULTIPLY_ADD((REAL4)(k.x), a, sum);
    sum = MULTIPLY_ADD((REAL4)(k.y), (REAL4)(a.yzw, b.x), sum);
    sum = MULTIPLY_ADD((REAL4)(k.z), (REAL4)(a.zw, b.xy), sum);
    sum = MULTIPLY_ADD((REAL4)(k.w), (REAL4)(a.w, b.xyz), sum);
    a = b;
  }
  if (rest > 0) sum = MULTIPLY_ADD((REAL4)(w[4 * whole]), a, sum);
  if (rest > 1) {
    const REAL4 b = in[whole + 1];
    sum = MULTIPLY_ADD((REAL4)(w[4 * whole + 1]), (REAL4)(a.yzw, b.x), sum);
    if (rest > 2) sum = MULTIPLY_ADD((REAL4)(w[4 * whole + 2]), (REAL4)(a.zw, b.xy), sum);
  }
  return sum;
}

INLINE void separable_rows(global dst_S* restrict dst, local const REAL* rows, WEIGHT_SPACE const REAL* w, int taps,
                           int4 size, int x0, int tx, int ty, long corner) {
  ROLLED for (int i = get_local_id(0); i < TX / 4 * ty; i += LS) {
    const int m = i / (TX / 4), x = i % (TX / 4) * 4;
    if (x >= tx) continue;
    const REAL4 sum = separable_row4(rows + m * BW + x, w, taps);
    const long at = corner + (long)m * size.x + x;
    if ((size.x & 3) == 0) {
      STORE4_ALIGNED(dst, at, sum);
    } else {
      STORE(dst, at, sum.x);
      if (x + 1 < tx) STORE(dst, at + 1, sum.y);
      if (x + 2 < tx) STORE(dst, at + 2, sum.z);
      if (x + 3 < tx) STORE(dst, at + 3, sum.w);
    }
  }
}
#else
INLINE void separable_rows(global dst_S* restrict dst, local const REAL* rows, WEIGHT_SPACE const REAL* w, int taps,
                           int4 size, int x0, int tx, int ty, long corner) {
  const int across = (tx + VEC * NX - 1) / (VEC * NX);
  for (int i = get_local_id(0); i < across * ty; i += LS) {
    const int m = i / across, x = (i - m * across) * VEC * NX;
    local const REAL* row = rows + m * BW + x;
    VREAL sums[NX];
    UNROLL for (int n = 0; n < NX; ++n) sums[n] = 0;
    for (int k = 0; k < taps; ++k) {
      const REAL weight = w[k];
      UNROLL for (int n = 0; n < NX; ++n) sums[n] += weight * SEPARABLE_LOAD(row + k + n * VEC);
    }
    const long at = corner + (long)m * size.x + x;
    UNROLL for (int n = 0; n < NX; ++n) {
      if (x + (n + 1) * VEC <= tx) {
        SEPARABLE_STORE(at + n * VEC, sums[n]);
      } else {
        REAL v[VEC];
        SEPARABLE_KEEP(sums[n], v);
        for (int e = 0; e < tx - x - n * VEC; ++e) STORE(dst, at + n * VEC + e, v[e]);
      }
    }
  }
}
#endif

// Tiles are counted along x, then y, then planes of channels. window: that of x, then that of y.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void separable_xy(SOURCE(src), global dst_S* restrict dst,
                                                                       WEIGHTS(wx), WEIGHTS(wy), const int4 window,
                                                                       const int4 size, const int mode,
                                                                       const REAL outside) {
  local REAL rows[TY * BW] __attribute__((aligned(64)));
  local int positions[TY + 2 * RMAX];
#if ARGUMENTS
  local float given[64] __attribute__((aligned(64)));
  local float table_x[WEIGHT_COUNT] __attribute__((aligned(64)));
  local float table_y[WEIGHT_COUNT] __attribute__((aligned(64)));
  WEIGHTS_TO_LOCAL(wx, window.x, given, table_x)
  WEIGHTS_TO_LOCAL(wy, window.z, given, table_y)
#else
#define table_x wx
#define table_y wy
#endif
  const uint across = (size.x + TX - 1) / TX, down = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / across / down;
  const int x0 = (int)(group % across) * TX, y0 = (int)(group / across % down) * TY;
  const int tx = min(TX, size.x - x0), ty = min(TY, size.y - y0);
  SeparableLine line;
  line.across = (int)(plane % (uint)size.z), line.c = (int)(plane / (uint)size.z);
  line.outside = outside;
  separable_positions(y0, window.zw, size.y, mode, positions);
  separable_columns(src_ARGS, table_y, window, size, x0, tx, mode, line, positions, rows);
  separable_rows(dst, rows, table_x, window.x, size, x0, tx, ty, INDEX(size, x0, y0, line.across, line.c));
}
#endif

#if PART == 0 || PART == 2
// Along AXIS alone. Tiles are counted along x, then AXIS, then the other axis of each channel.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void separable_line(SOURCE(src), global dst_S* restrict dst,
                                                                         WEIGHTS(w), const int2 window, const int4 size,
                                                                         const int mode, const REAL outside) {
#if ARGUMENTS
  local float given[64] __attribute__((aligned(64)));
  local float table[WEIGHT_COUNT] __attribute__((aligned(64)));
  WEIGHTS_TO_LOCAL(w, window.x, given, table)
#else
#define table w
#endif
  const uint length = AXIS == 1 ? size.y : size.z, others = AXIS == 1 ? size.z : size.y;
  const uint across = (size.x + TX - 1) / TX, down = (length + TY - 1) / TY, group = get_group_id(0);
  const uint other = group / across / down;
  const int x0 = (int)(group % across) * TX, first = (int)(group / across % down) * TY;
  local int positions[TY + 2 * RMAX];
  SeparableLine line;
  line.across = (int)(other % others), line.c = (int)(other / others);
  line.outside = outside;
  separable_positions(first, window, length, mode, positions);
  ROLLED for (int i = get_local_id(0); i < TX / VEC * (TY / NY); i += LS) {
    const int part = i / (TX / VEC) * NY, x = x0 + i % (TX / VEC) * VEC;
    const int ny = min(NY, (int)length - first - part);
    if (x >= size.x) continue;
    const long at = AXIS == 1 ? INDEX(size, x, first + part, line.across, line.c)
                              : INDEX(size, x, line.across, first + part, line.c);
    const long step = AXIS == 1 ? size.x : (long)size.x * size.y;
    line.x = x;
#if VEC > 1
    if (x + VEC > size.x) {
      for (int m = 0; m < ny; ++m) {
        for (line.x = x; line.x < size.x; ++line.x)
          STORE(dst, at + m * step + line.x - x,
                separable_one(src_ARGS, table, window.x, line, positions + part + m, AXIS));
      }
      continue;
    }
#endif
    VREAL sums[NY];
    separable_sums(src_ARGS, table, window.x, line, positions + part, AXIS, sums);
    UNROLL for (int m = 0; m < NY; ++m) {
      if (m < ny) SEPARABLE_STORE(at + m * step, sums[m]);
    }
  }
}
#endif
