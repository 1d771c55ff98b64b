#include "common.clh"
#include "alone.clh"
// Each pixel of the result stands at a position in the source, and is what interpolation gives there. The source goes
// on without end as the border mode says.
//
// Positions of an affine map are integers of 64 bits with 36 after the point: exact sums, the same on every device, in
// which a float would have lost the fraction at a few thousand pixels.
#ifndef REAL
#define REAL float       // what is computed: float or double
#define LS 256           // work-items of a group; 1 on a CPU
#define PER 4            // rows of 8 pixels apart that a GPU's item computes
#define ORDER 1          // 0 nearest, 1 linear, 3 cubic
#define SPLINE 0         // order 3: 1 reads coefficients of B-splines, 0 pixels (Catmull-Rom)
#define NDIM 2           // axes along which positions move; 2 leaves z alone
#define STRAIGHT 0       // 1: along x only the position's x changes
#define POSITIONS 0      // 0 affine, 1 affine with a table of steps along x for each z, 2 given by an image, 3 given as vectors
#define OUTSIDE_T float  // how the constant outside comes; order 0: the bits of an integer, or float or double
#endif

#define INLINE inline __attribute__((always_inline))
#if ORDER == 3
#define TAPS 4
#define FIRST (-1)
#else
#define TAPS 2
#define FIRST 0
#endif
#if ORDER == 0
#define WARP_T src_T
#else
#define WARP_T REAL
#endif
#if POSITIONS < 2
#define WARP_OTHER
#define WARP_ARGS
#else
#define WARP_OTHER SOURCE(other),
#define WARP_ARGS other_ARGS,
#endif

typedef struct {
  int x, y, z, c;  // the pixel before the position (order 0: the nearest one)
  REAL fx, fy, fz; // how far behind it the position is, 0 to 1
} WarpPosition;

typedef struct {
  int4 size;  // of the source
  int mode;
  WARP_T outside;
} WarpSource;

// The weight of a pixel that is `d` pixels away.
INLINE REAL warp_weight(REAL d) {
  d = fabs(d);
#if ORDER == 3 && SPLINE
  const REAL e = 2 - d;
  return d < 1 ? (REAL)2 / 3 - d * d + d * d * d / 2 : e * e * e / 6;
#elif ORDER == 3
  return d < 1 ? (3 * d - 5) * d * d / 2 + 1 : ((5 - d) * d - 8) * d / 2 + 2;
#else
  return 1 - d;
#endif
}

// Pixel i of the neighbours along an axis. Linear: a neighbour of weight 0 is not looked at, it may be infinite.
INLINE int warp_tap(int before, int i, REAL fraction) {
#if ORDER == 1
  return before + (fraction > 0 ? i : 0);
#else
  return before + FIRST + i;
#endif
}

#if ORDER == 0
INLINE WARP_T warp_inside(SOURCE(src), WarpPosition p) { return READ(src, p.x, p.y, p.z, p.c); }
INLINE WARP_T warp_near_border(SOURCE(src), WarpSource s, WarpPosition p) {
  const int x = border_index(p.x, s.size.s0, s.mode), y = border_index(p.y, s.size.s1, s.mode);
  const int z = NDIM == 3 ? border_index(p.z, s.size.s2, s.mode) : p.z;
  return min(x, min(y, z)) < 0 ? s.outside : READ(src, max(x, 0), max(y, 0), max(z, 0), p.c);
}
#else
#if ORDER == 1
// Two neighbours along x. A CPU gathers both at once: gathering is what takes it the time.
#if LS == 1 && defined(CLUMEN_CPU) && SOURCE_PAIRS(src)
#define WARP_PAIRS
INLINE REAL warp_pair(SOURCE(src), WarpPosition p, int next, int y, int z) {
  const src_PAIR_T both = PAIR(src, p.x, y, z, p.c);
  const REAL first = (REAL)src_FIRST(both), second = (REAL)src_SECOND(both);
  return (1 - p.fx) * first + p.fx * (p.fx > 0 ? second : first);
}
#else
INLINE REAL warp_pair(SOURCE(src), WarpPosition p, int next, int y, int z) {
  return (1 - p.fx) * (REAL)READ(src, p.x, y, z, p.c) + p.fx * (REAL)READ(src, next, y, z, p.c);
}
#endif
INLINE REAL warp_inside(SOURCE(src), WarpPosition p) {
  const int x = warp_tap(p.x, 1, p.fx), y = warp_tap(p.y, 1, p.fy);
  const REAL front = (1 - p.fy) * warp_pair(src_ARGS, p, x, p.y, p.z) + p.fy * warp_pair(src_ARGS, p, x, y, p.z);
#if NDIM == 3
  const int z = warp_tap(p.z, 1, p.fz);
  const REAL back = (1 - p.fy) * warp_pair(src_ARGS, p, x, p.y, z) + p.fy * warp_pair(src_ARGS, p, x, y, z);
  return (1 - p.fz) * front + p.fz * back;
#else
  return front;
#endif
}
#else
// The weights of the four neighbours, those of warp_weight without its branches.
INLINE void warp_weights(REAL t, REAL* w) {
  const REAL u = 1 - t;
#if SPLINE
  w[0] = u * u * u / 6;
  w[1] = (REAL)2 / 3 - t * t + t * t * t / 2;
  w[2] = (REAL)2 / 3 - u * u + u * u * u / 2;
  w[3] = t * t * t / 6;
#else
  w[0] = -t * u * u / 2;
  w[1] = (3 * t - 5) * t * t / 2 + 1;
  w[2] = (3 * u - 5) * u * u / 2 + 1;
  w[3] = -u * t * t / 2;
#endif
}
INLINE REAL warp_inside(SOURCE(src), WarpPosition p) {
  REAL wx[TAPS], wy[TAPS], sum = 0;
  warp_weights(p.fx, wx);
  warp_weights(p.fy, wy);
#if NDIM == 3
  ROLLED for (int k = 0; k < TAPS; ++k) {
    const int z = warp_tap(p.z, k, p.fz);
    const REAL wz = warp_weight(p.fz - FIRST - k);
#else
  {
    const int z = p.z;
    const REAL wz = 1;
#endif
    UNROLL for (int j = 0; j < TAPS; ++j) {
      const int y = warp_tap(p.y, j, p.fy);
      REAL row = 0;
      UNROLL for (int i = 0; i < TAPS; ++i) row += wx[i] * (REAL)READ(src, warp_tap(p.x, i, p.fx), y, z, p.c);
      sum += wy[j] * wz * row;
    }
  }
  return sum;
}
#endif
INLINE REAL warp_near_border(SOURCE(src), WarpSource s, WarpPosition p) {
  REAL sum = 0;
  ROLLED for (int k = 0; k < (NDIM == 3 ? TAPS : 1); ++k) {
    const int z = NDIM == 3 ? border_index(warp_tap(p.z, k, p.fz), s.size.s2, s.mode) : p.z;
    const REAL wz = NDIM == 3 ? warp_weight(p.fz - FIRST - k) : 1;
    ROLLED for (int j = 0; j < TAPS; ++j) {
      const int y = border_index(warp_tap(p.y, j, p.fy), s.size.s1, s.mode);
      REAL row = 0;
      ROLLED for (int i = 0; i < TAPS; ++i) {
        const int x = border_index(warp_tap(p.x, i, p.fx), s.size.s0, s.mode);
        const REAL v = min(x, min(y, z)) < 0 ? s.outside : (REAL)READ(src, max(x, 0), max(y, 0), max(z, 0), p.c);
        row += warp_weight(p.fx - FIRST - i) * v;
      }
      sum += warp_weight(p.fy - FIRST - j) * wz * row;
    }
  }
  return sum;
}
#endif

// Whether no neighbour of the position is outside.
INLINE bool warp_is_inside(WarpPosition p, int4 size) {
  const int last = ORDER == 0 ? 0 : TAPS + FIRST - 1;
  const bool x = p.x + FIRST >= 0 && p.x + last < size.s0, y = p.y + FIRST >= 0 && p.y + last < size.s1;
#if NDIM == 3
  return x && y && p.z + FIRST >= 0 && p.z + last < size.s2;
#else
  return x && y;
#endif
}

// Whether all of them are.
INLINE bool warp_is_outside(WarpPosition p, int4 size) {
  const int last = ORDER == 0 ? 0 : TAPS + FIRST - 1;
  const bool x = p.x + last < 0 || p.x + FIRST >= size.s0, y = p.y + last < 0 || p.y + FIRST >= size.s1;
#if NDIM == 3
  return x || y || p.z + last < 0 || p.z + FIRST >= size.s2;
#else
  return x || y;
#endif
}

INLINE WARP_T warp_anywhere(SOURCE(src), WarpSource s, WarpPosition p) {
  if (warp_is_inside(p, s.size)) return warp_inside(src_ARGS, p);
  if (s.mode == BORDER_CONSTANT && warp_is_outside(p, s.size)) return s.outside;
  return warp_near_border(src_ARGS, s, p);
}

#if POSITIONS < 2
#define WARP_BITS 36
#define WARP_ONE (1L << WARP_BITS)
#define WARP_ROUND (ORDER == 0 ? WARP_ONE / 2 + 16384 : 0)  // halves go up, also those that rounding has made a little less
INLINE REAL warp_fraction(long at) { return ORDER == 0 ? 0 : (REAL)(uint)(at >> (WARP_BITS - 32)) * (REAL)(1.0f / 4294967296.0f); }
INLINE WarpPosition warp_position(long px, long py, long pz, int z, int c) {
  const WarpPosition p = {(int)(px >> WARP_BITS), (int)(py >> WARP_BITS), NDIM == 3 ? (int)(pz >> WARP_BITS) : z, c,
                          warp_fraction(px), warp_fraction(py), NDIM == 3 ? warp_fraction(pz) : 0};
  return p;
}
// The first x for which step * x + at is in [lowest, end), and the first after that; within a range.
INLINE long2 warp_range(long at, long step, long lowest, long end, long2 range) {
  if (step == 0) return at >= lowest && at < end ? range : (long2)(0, 0);
  const long a = step > 0 ? lowest - at : end - 1 - at, b = step > 0 ? end - at : lowest - 1 - at;
  const long da = a / step + (a % step != 0 && ((a % step < 0) == (step < 0)));  // rounded up
  const long db = b / step + (b % step != 0 && ((b % step < 0) == (step < 0)));
  return (long2)(max(range.x, da), min(range.y, db));
}
// The part of [x0, x1) in which positions are between pixels `low` and extent + `high` of the source on every axis.
INLINE int2 warp_ranges(long4 at, long4 step, int4 size, int low, int high, int x0, int x1) {
  const long lowest = low * WARP_ONE;
  long2 r = warp_range(at.s0, step.s0, lowest, (size.s0 + high) * WARP_ONE, (long2)(x0, x1));
  r = warp_range(at.s1, step.s1, lowest, (size.s1 + high) * WARP_ONE, r);
#if NDIM == 3
  r = warp_range(at.s2, step.s2, lowest, (size.s2 + high) * WARP_ONE, r);
#endif
  const long end = clamp(r.y, (long)x0, (long)x1);
  return (int2)((int)clamp(r.x, (long)x0, end), (int)end);
}
#else
// What floor would give beyond an int, and NaN, is far outside.
INLINE int warp_floor(other_T v) { return (int)fmin(fmax(floor(v), (other_T)-1000000000), (other_T)1000000000); }
INLINE void warp_axis(other_T v, int from, int* before, REAL* fraction) {
#if ORDER == 0
  *before = from + warp_floor(v + (other_T)0.5);
  *fraction = 0;
#else
  const int whole = warp_floor(v);
  *before = from + whole;
  *fraction = fabs(v) < (other_T)1000000000 ? (REAL)(v - whole) : 0;
#endif
}
INLINE WarpPosition warp_given(SOURCE(other), int x, int y, int z, int c) {
  WarpPosition p = {0, 0, z, c, 0, 0, 0};
  const int by = POSITIONS == 3;
  warp_axis(READ(other, x, y, z, 0), by * x, &p.x, &p.fx);
  warp_axis(READ(other, x, y, z, 1), by * y, &p.y, &p.fy);
#if NDIM == 3
  warp_axis(READ(other, x, y, z, 2), by * z, &p.z, &p.fz);
#endif
  return p;
}
#endif

// Compilers take half vectors where numbers of 64 bits are loaded, however much there is to wait for.
#ifdef WARP_PAIRS
#define WARP_VECTORIZE _Pragma("clang loop vectorize(assume_safety) vectorize_width(16)")
#else
#define WARP_VECTORIZE VECTORIZE
#endif

// ax, ay, az, at: how far the position moves for one pixel of the result along each axis, and where pixel 0 stands.
// tile: pixels along x and rows of a group. Tiles are counted along x, y, then the planes of all channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void warp(SOURCE(src), WARP_OTHER global dst_S* restrict dst,
                                                                const int4 size, const int4 out_size, const int2 tile,
#if POSITIONS == 1
                                                                global const long* restrict table,
#endif
#if POSITIONS < 2
                                                                const long4 ax, const long4 ay, const long4 az,
                                                                const long4 at,
#endif
                                                                const int mode, const OUTSIDE_T out_of_image) {
  const WarpSource s = {size, mode, (WARP_T)out_of_image};
  const uint wide = (out_size.s0 + tile.s0 - 1) / tile.s0, high = (out_size.s1 + tile.s1 - 1) / tile.s1;
  const uint group = get_group_id(0), plane = group / wide / high;
  const int z = (int)(plane % (uint)out_size.s2), c = (int)(plane / (uint)out_size.s2);
  const int x0 = (int)(group % wide) * tile.s0, y0 = (int)(group / wide % high) * tile.s1;
#if POSITIONS == 1
  const long step_x = table[3 * z], step_y = table[3 * z + 1], step_z = table[3 * z + 2];
#elif POSITIONS == 0
  const long step_x = ax.s0, step_y = STRAIGHT ? 0 : ax.s1, step_z = STRAIGHT ? 0 : ax.s2;
#endif
#if LS == 1
  const int x1 = min(x0 + tile.s0, out_size.s0);
  for (int y = y0; y < min(y0 + tile.s1, out_size.s1); ++y) {
    const long to = INDEX(out_size, 0, y, z, c);
#if POSITIONS < 2
    const long px = at.s0 + y * ay.s0 + z * az.s0 + WARP_ROUND, py = at.s1 + y * ay.s1 + z * az.s1 + WARP_ROUND;
    const long pz = at.s2 + y * ay.s2 + z * az.s2 + WARP_ROUND;
    // between xa and xb no neighbour is outside; before xl and from xr on all of them are
    const int last = ORDER == 0 ? 0 : TAPS + FIRST - 1;
    const long4 from = (long4)(px, py, pz, 0), by = (long4)(step_x, step_y, step_z, 0);
    const int2 some = mode == BORDER_CONSTANT ? warp_ranges(from, by, size, -last, -FIRST, x0, x1) : (int2)(x0, x1);
    const int2 inside = warp_ranges(from, by, size, -FIRST, -last, some.x, some.y);
    const int xl = some.x, xr = some.y, xa = inside.x, xb = inside.y;
    for (int x = x0; x < xl; ++x) STORE(dst, to + x, s.outside);
    for (int x = xr; x < x1; ++x) STORE(dst, to + x, s.outside);
    ROLLED for (int x = xl; x < xr; ++x) {
      if (x == xa) x = xb;
      if (x >= xr) break;
      const WarpPosition p = warp_position(px + x * step_x, py + x * step_y, pz + x * step_z, z, c);
      STORE(dst, to + x, warp_near_border(src_ARGS, s, p));
    }
    // positions are added up: products of 64 bits take a CPU as long as all the rest
    long qx = px + xa * step_x, qy = py + xa * step_y, qz = pz + xa * step_z;
    WARP_VECTORIZE for (int x = xa; x < xb; ++x) {
      STORE(dst, to + x, warp_inside(src_ARGS, warp_position(qx, qy, qz, z, c)));
      qx += step_x, qy += step_y, qz += step_z;
    }
#else
    for (int x = x0; x < x1; ++x) {
      const WarpPosition p = warp_given(WARP_ARGS x, y, z, c);
      STORE(dst, to + x, warp_anywhere(src_ARGS, s, p));
    }
#endif
  }
#else
  // 32 items take 8 by 4 pixels, which turned by any angle lie in few rows of the source
  const int l = get_local_id(0), x = x0 + (l & 7) + ((l >> 5) & 3) * 8;
  if (x >= out_size.s0) return;
  UNROLL for (int k = 0; k < PER; ++k) {
    const int y = y0 + ((l >> 3) & 3) + (l >> 7) * 4 + k * (LS / 32);
    if (y < out_size.s1) {
#if POSITIONS < 2
      const WarpPosition p = warp_position(at.s0 + x * step_x + y * ay.s0 + z * az.s0 + WARP_ROUND,
                                           at.s1 + x * step_y + y * ay.s1 + z * az.s1 + WARP_ROUND,
                                           at.s2 + x * step_z + y * ay.s2 + z * az.s2 + WARP_ROUND, z, c);
#else
      const WarpPosition p = warp_given(WARP_ARGS x, y, z, c);
#endif
      STORE(dst, INDEX(out_size, x, y, z, c), warp_anywhere(src_ARGS, s, p));
    }
  }
#endif
}
