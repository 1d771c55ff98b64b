#include "common.clh"
#include "alone.clh"
// Edge filters: differences of near neighbours. A CPU's item goes down NY rows with what the rows before gave in
// registers, so that a row is loaded once for all that see it. Where a pixel sees few others, it goes along rows instead
// and loads them again: rows that are 2^n bytes apart push each other out of its first cache. What a GPU does is in
// edges_gpu.clh.
//
// OPERATOR 0  differences along one axis, smoothed along the others, or their magnitude (Sobel, Scharr, Prewitt, Farid)
//          1  2 * axes * pixel - neighbours (Laplace)
//          2  differences along the diagonals of 2 by 2 pixels (Roberts)
//          3  half the difference of two neighbours along one axis, one-sided at the ends (gradient)
#ifndef REAL
#define REAL float  // what is computed: float or double
#define LS 128      // work-items of a group; 1 on a CPU
#define VEC 1       // neighbours along x that an item handles at once: 1, or 16 with LS 1
#define TX 128      // columns of a tile
#define NY 4        // rows of an item
#define COLS 1      // columns of a GPU's item: 4 where the source is dense and its rows are whole vectors of 4
#define NZ 32       // planes that it goes through
#define TAPS 3      // rows that a pixel sees: 3 or 5; 2 for Roberts
#define BEFORE 1    // how many of them lie before it
#define NDIM 2
#define AXES 3      // which differences to take: 1 x, 2 y, 4 z, and the magnitude of several; Roberts: 1 and 2 diagonals
#define OPERATOR 0
#endif

#if LS == 1 && TAPS < 5
#define BY_ROWS 1
#else
#define BY_ROWS 0
#endif
#define INLINE inline __attribute__((always_inline))
#define NEAR_T REAL
#define NEAR_OF(v) ((REAL)(v))
#include "filter/near.clh"
#define VREAL NEAR_V

typedef struct {
  int x, c;
  REAL outside;
} EdgePlace;

// Smoothing at 0, ±1 and ±2; differences at ±1 and ±2.
typedef struct {
  REAL s0, s1, s2, d1, d2;
} EdgeWeights;

// What a row gives to the rows that see it: two or three numbers of each of its pixels.
typedef struct {
  VREAL a, b, d;
} EdgeRow;

#if OPERATOR == 0
#define REACH (TAPS / 2)
// The smoothed sum, and the difference, of what lies at 0, ±1 and ±2.
INLINE VREAL edges_smooth(const VREAL* v, EdgeWeights w) {
  VREAL sum = w.s0 * v[REACH] + w.s1 * (v[REACH - 1] + v[REACH + 1]);
#if TAPS == 5
  sum += w.s2 * (v[0] + v[4]);
#endif
  return sum;
}
INLINE VREAL edges_difference(const VREAL* v, EdgeWeights w) {
#if TAPS == 5
  return w.d1 * (v[3] - v[1]) + w.d2 * (v[4] - v[0]);
#else
  return v[2] - v[0];
#endif
}
#endif

#if OPERATOR == 3
// One over the distance of a pixel's two neighbours: those of pixel 0 and of the last one are beside each other.
INLINE VREAL edges_half(int i, int n, int along_x, int inside) {
  if (along_x && inside) return (VREAL)((REAL)0.5);
#if VEC == 1
  return i == 0 || i == n - 1 ? 1 : (REAL)0.5;
#else
  REAL v[VEC];
  for (int k = 0; k < VEC; ++k) v[k] = (along_x ? i + k == 0 || i + k == n - 1 : i == 0 || i == n - 1) ? 1 : 0.5f;
  return JOIN(vload, VEC)(0, v);
#endif
}
#endif

#if VEC == 16
// The pixels at e.x + dx. One column beside the image, which begins and ends each row, is added to those that are there:
// near_pixels would look for each of them.
INLINE VREAL edges_near(SOURCE(src), EdgePlace e, int dx, int y, int z, int width, int mode) {
  const int x = e.x + dx, in_y = max(y, 0), in_z = max(z, 0);
  if (abs(dx) != 1 || width < VEC || (x >= 0 && x + VEC <= width))
    return near_pixels(src_ARGS, x, y, z, e.c, width, mode, e.outside);
  const int p = border_index(dx < 0 ? -1 : width, width, mode);
  const REAL one = p < 0 ? e.outside : (REAL)READ(src, max(p, 0), in_y, in_z, e.c);
  const VREAL v = JOIN3(convert_, REAL, VEC)(JOIN(READ, VEC)(src, e.x, in_y, in_z, e.c));
  const VREAL there = dx < 0 ? (VREAL)(one, v.s01234567, v.s89ab, v.scd, v.se)
                             : (VREAL)(v.s12345678, v.s9abc, v.sde, v.sf, one);
  return (y | z) < 0 ? (VREAL)(e.outside) : there;
}
#endif
// inside: whether all pixels that it reads are the image's.
INLINE EdgeRow edges_row(SOURCE(src), EdgePlace e, int y, int z, int4 size, int mode, EdgeWeights w, int inside) {
#if VEC == 1
#define EDGE_AT(dx, z) near_pixels(src_ARGS, e.x + (dx), y, z, e.c, size.x, mode, e.outside)
#else
#define EDGE_AT(dx, z)                                                                    \
  (inside ? JOIN3(convert_, REAL, VEC)(JOIN(READ, VEC)(src, e.x + (dx), y, z, e.c)) \
          : edges_near(src_ARGS, e, dx, y, z, size.x, mode))
#endif
#define PLANE(dz) border_index(z + (dz), size.z, mode)
  EdgeRow row;
  row.a = 0, row.b = 0, row.d = 0;
#if OPERATOR == 0
  VREAL across[TAPS];
#if NDIM == 3
  VREAL beyond[TAPS];  // differences along z
  UNROLL for (int i = 0; i < TAPS; ++i) across[i] = beyond[i] = 0;
  ROLLED for (int k = 0; k < TAPS; ++k) {  // each pixel is loaded in one place: programs stay small
    const int zz = PLANE(k - REACH), far = abs(k - REACH);
    const REAL s = far == 0 ? w.s0 : far == 1 ? w.s1 : w.s2, d = far == 0 ? 0 : far == 1 ? w.d1 : w.d2;
    UNROLL for (int i = 0; i < TAPS; ++i) {
      const VREAL v = EDGE_AT(i - REACH, zz);
      across[i] += s * v;
      if (k > REACH) beyond[i] += d * v;
      if (k < REACH) beyond[i] -= d * v;
    }
  }
#if AXES & 4
  row.d = edges_smooth(beyond, w);
#endif
#else
  UNROLL for (int i = 0; i < TAPS; ++i) across[i] = EDGE_AT(i - REACH, z);
#endif
#if AXES & 1
  row.a = edges_difference(across, w);
#endif
#if AXES & 2
  row.b = edges_smooth(across, w);
#endif
#elif OPERATOR == 1
  row.b = EDGE_AT(0, z);
  row.a = (VREAL)(2 * NDIM) * row.b - EDGE_AT(-1, z) - EDGE_AT(1, z);
#if NDIM == 3
  row.a -= EDGE_AT(0, PLANE(-1)) + EDGE_AT(0, PLANE(1));
#endif
#elif OPERATOR == 2
  row.a = EDGE_AT(0, z), row.b = EDGE_AT(1, z);
#elif AXES == 1
  row.a = (EDGE_AT(1, z) - EDGE_AT(-1, z)) * edges_half(e.x, size.x, 1, inside);
#elif AXES == 4
  row.a = (EDGE_AT(0, PLANE(1)) - EDGE_AT(0, PLANE(-1))) * edges_half(z, size.z, 0, 0);
#else
  row.a = EDGE_AT(0, z);
#endif
  return row;
}

// A pixel's result from the rows that it sees.
INLINE VREAL edges_result(const EdgeRow* rows, int y, int height, EdgeWeights w, REAL scale) {
#if OPERATOR == 0
  VREAL part[TAPS], sum = 0;
#if AXES == 1 || AXES == 2 || AXES == 4
#define ADD(v) sum = v
#define FINAL(v) ((v) * scale)
#else
#define ADD(v) part[0] = v, sum += part[0] * part[0]
#define FINAL(v) (sqrt(v) * scale)
#endif
#if AXES & 1
  UNROLL for (int i = 0; i < TAPS; ++i) part[i] = rows[i].a;
  ADD(edges_smooth(part, w));
#endif
#if AXES & 2
  UNROLL for (int i = 0; i < TAPS; ++i) part[i] = rows[i].b;
  ADD(edges_difference(part, w));
#endif
#if AXES & 4
  UNROLL for (int i = 0; i < TAPS; ++i) part[i] = rows[i].d;
  ADD(edges_smooth(part, w));
#endif
  return FINAL(sum);
#elif OPERATOR == 1
  return rows[1].a - rows[0].b - rows[2].b;
#elif OPERATOR == 2
  const VREAL falling = rows[1].b - rows[0].a, rising = rows[1].a - rows[0].b;
  return AXES == 1 ? falling : AXES == 2 ? rising : sqrt(falling * falling + rising * rising) * scale;
#elif AXES == 2
  return (rows[2].a - rows[0].a) * edges_half(y, height, 0, 0);
#else
  return rows[BEFORE].a;
#endif
}

INLINE void edges_store(global dst_S* restrict dst, long at, VREAL v, int count) {
#if VEC == 1
  STORE(dst, at, v);
#else
  if (count == VEC) {
    JOIN(STORE, VEC)(dst, at, v);
  } else {
    REAL part[VEC];
    JOIN(vstore, VEC)(v, 0, part);
    for (int k = 0; k < count; ++k) STORE(dst, at + k, part[k]);
  }
#endif
}

#if BY_ROWS
// A row of a tile, from x0 to x1.
INLINE void edges_along(SOURCE(src), global dst_S* restrict dst, EdgePlace e, int x0, int x1, int y, int z, int4 size,
                        int mode, EdgeWeights w, REAL scale) {
  const long at = INDEX(size, 0, y, z, e.c);
  int ys[TAPS];
  UNROLL for (int k = 0; k < TAPS; ++k) ys[k] = border_index(y - BEFORE + k, size.y, mode);
#define EDGES_AT(inside)                                                                                          \
  {                                                                                                               \
    EdgeRow rows[TAPS];                                                                                           \
    UNROLL for (int k = 0; k < TAPS; ++k) rows[k] = edges_row(src_ARGS, e, ys[k], z, size, mode, w, inside);      \
    edges_store(dst, at + e.x, edges_result(rows, y, size.y, w, scale), inside ? VEC : min(VEC, size.x)); \
  }
  // whether all rows are the image's
  int known = NDIM == 2 || (border_index(z - 1, size.z, mode) | border_index(z + 1, size.z, mode)) >= 0;
  UNROLL for (int k = 0; k < TAPS; ++k) known &= ys[k] >= 0;
  const int end = known ? min(x1, size.x - VEC) : 0;
  int x = x0;
  ROLLED while (x < x1) {
    for (; x > 0 && x < end; x += VEC) {
      e.x = x;
      EDGES_AT(1)
    }
    if (x >= x1) break;
    e.x = max(0, min(x, size.x - VEC));
    EDGES_AT(0)
    x += VEC;
  }
}
#endif

#if LS > 1
#include "filter/edges_gpu.clh"
#define LANES (TX / COLS)
#define GROUP_NY (LS / LANES * NY)
#define GROUP_NZ (NDIM == 3 ? NZ : 1)
#else
#define GROUP_NY NY
#define GROUP_NZ 1
#endif

// Tiles are counted along x, then y, then z, then channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void edges(SOURCE(src), global dst_S* restrict dst,
                                                                 const REAL s0, const REAL s1, const REAL s2,
                                                                 const REAL d1, const REAL d2, const REAL scale,
                                                                 const int4 size, const int mode,
                                                                 const REAL outside) {
  const EdgeWeights w = {s0, s1, s2, d1, d2};
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + GROUP_NY - 1) / GROUP_NY;
  const uint deep = (size.z + GROUP_NZ - 1) / GROUP_NZ, group = get_group_id(0), block = group / wide / high;
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * GROUP_NY;
  const int z = (int)(block % deep) * GROUP_NZ, c = (int)(block / deep);
#if LS > 1
  const uint l = get_local_id(0);
  EdgeBlock e = {size, x0 + (int)(l % LANES) * COLS, y0 + (int)(l / LANES) * NY, c, mode, {0}, {0}, 0};
  if (e.x >= size.x || e.y >= size.y) return;
  edges_look_around(&e);
  edges_block(src_ARGS, dst, &e, z, min(z + GROUP_NZ, size.z), w, scale, outside);
#else
  EdgePlace e;
  e.c = c, e.outside = outside;
  const int ny = min(NY, size.y - y0);
#if BY_ROWS
  ROLLED for (int m = 0; m < ny; ++m)
    edges_along(src_ARGS, dst, e, x0, min(x0 + TX, size.x), y0 + m, z, size, mode, w, scale);
#else
  for (int i = x0 + (int)get_local_id(0) * VEC; i < min(x0 + TX, size.x); i += LS * VEC) {
    e.x = size.x >= VEC ? min(i, size.x - VEC) : 0;
    EdgeRow rows[TAPS];
    long at = INDEX(size, e.x, y0, z, e.c);
    ROLLED for (int m = 1 - TAPS; m < ny; ++m) {
      UNROLL for (int k = 0; k < TAPS - 1; ++k) rows[k] = rows[k + 1];
      const int y = border_index(y0 + m - BEFORE + TAPS - 1, size.y, mode);
      rows[TAPS - 1] = edges_row(src_ARGS, e, y, z, size, mode, w, 0);
      if (m < 0) continue;
      edges_store(dst, at, edges_result(rows, y0 + m, size.y, w, scale), min(VEC, size.x));
      at += size.x;
    }
  }
#endif
#endif
}
