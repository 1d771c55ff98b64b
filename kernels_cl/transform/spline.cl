#include "common.clh"
#include "alone.clh"
// Along one axis, the coefficients of the cubic B-splines that pass through the pixels. The inverse of the filter
// (1, 4, 1) / 6 is sqrt(3) * pole^|k|; it falls so fast that a sum over few pixels is exact, and no line must wait for
// another pixel's result.
#ifndef REAL
#define REAL float  // what is read, computed and stored: float or double
#define LS 256      // work-items of a group; 1 on a CPU
#define VEC 1       // neighbours along x that an item computes at once: 1, or 16 with LS 1
#define RADIUS 14   // pixels to either side that count: pole^RADIUS is below what REAL can tell from 0
#endif

#define POLE ((REAL)-0.26794919243112270647255365849413)
#define GAIN ((REAL)1.7320508075688772935274463415059)
#if VEC == 1
#define VREAL REAL
#define SPLINE_READ(x, y, z, c) ((REAL)READ(src, x, y, z, c))
#else
#define VREAL JOIN(REAL, 16)
#define SPLINE_READ(x, y, z, c) JOIN3(convert_, REAL, 16)(READ16(src, x, y, z, c))
#endif

typedef struct {
  int axis, n, mode;  // the axis, its extent, what lies beyond
  REAL outside;
} SplineLine;

// The pixel at p along the axis, whatever lies there.
inline REAL spline_at(SOURCE(src), SplineLine line, int4 at, int p) {
  const int i = border_index(p, line.n, line.mode), q = max(i, 0);
  const REAL v = (REAL)READ(src, line.axis == 0 ? q : at.s0, line.axis == 1 ? q : at.s1, line.axis == 2 ? q : at.s2, at.s3);
  return i < 0 ? line.outside : v;
}

inline REAL spline_near_border(SOURCE(src), SplineLine line, int4 at, int p) {
  REAL sum = GAIN * spline_at(src_ARGS, line, at, p), w = GAIN;
  ROLLED for (int k = 1; k <= RADIUS; ++k) {
    w *= POLE;
    sum += w * (spline_at(src_ARGS, line, at, p - k) + spline_at(src_ARGS, line, at, p + k));
  }
  return sum;
}

// `at` is the pixel itself, `by` a step along the axis.
inline VREAL spline_inside(SOURCE(src), int4 at, int4 by) {
  VREAL sum = GAIN * SPLINE_READ(at.s0, at.s1, at.s2, at.s3);
  REAL w = GAIN;
  _Pragma("unroll 7") for (int k = 1; k <= RADIUS; ++k) {  // some loads at once, not more than there are registers
    w *= POLE;
    const int4 a = at - k * by, b = at + k * by;
    sum += w * (SPLINE_READ(a.s0, a.s1, a.s2, at.s3) + SPLINE_READ(b.s0, b.s1, b.s2, at.s3));
  }
  return sum;
}

// The result has `margin` pixels more than the source at both ends of the axis.
// tile: pixels along x and rows of a group. Tiles are counted along x, then rows, those of all planes.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void spline(SOURCE(src), global dst_S* restrict dst,
                                                                  const int4 size, const int4 out_size, const int axis,
                                                                  const int margin, const int2 tile, const int mode,
                                                                  const REAL out_of_image) {
  const SplineLine line = {axis, axis == 0 ? size.s0 : axis == 1 ? size.s1 : size.s2, mode, out_of_image};
  const int4 by = (int4)(axis == 0, axis == 1, axis == 2, 0);
  const uint wide = (out_size.s0 + tile.s0 - 1) / tile.s0, group = get_group_id(0);
  const int x0 = (int)(group % wide) * tile.s0, x1 = min(x0 + tile.s0, out_size.s0);
  const long rows = (long)out_size.s1 * out_size.s2 * out_size.s3, row0 = (long)(group / wide) * tile.s1;
  for (long row = row0; row < min(row0 + tile.s1, rows); ++row) {
    const uint plane = (uint)(row / out_size.s1);
    const int y = (int)(row % out_size.s1), z = (int)(plane % (uint)out_size.s2), c = (int)(plane / (uint)out_size.s2);
    const int4 first = (int4)(0, y, z, c) - margin * by;
    const long to = row * out_size.s0;
    int x = x0 + (int)get_local_id(0) * VEC;
    for (; x < x1; x += LS * VEC) {
      const int4 at = first + (int4)(x, 0, 0, 0);
      const int p = axis == 0 ? at.s0 : axis == 1 ? at.s1 : at.s2;
      const int last = axis == 0 ? p + VEC - 1 : p;
      if (p - RADIUS >= 0 && last + RADIUS < line.n && x + VEC <= x1) {
#if VEC == 1
        STORE(dst, to + x, spline_inside(src_ARGS, at, by));
#else
        STORE16(dst, to + x, spline_inside(src_ARGS, at, by));
#endif
      } else {
        ROLLED for (int i = 0; i < min(VEC, x1 - x); ++i) {
          const int4 one = at + (int4)(i, 0, 0, 0);
          STORE(dst, to + x + i, spline_near_border(src_ARGS, line, one, axis == 0 ? p + i : p));
        }
      }
    }
  }
}
