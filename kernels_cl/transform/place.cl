#include "common.clh"
#include "alone.clh"
// Moves pixels: along each axis, pixel p of a part of the result is pixel stride * p + first of the source. What lies
// outside the source follows a border mode.
#ifndef LS
#define LS 256           // work-items of a group; 1 on a CPU
#define VEC 1            // neighbours along x that an item moves at once: 1, or 16 with LS 1
#define NX 4             // pixels along x that a GPU's item moves,
#define NY 2             // and rows
#define OUTSIDE_T ulong  // how the constant outside comes: the bits of an integer, or float or double
#endif

typedef struct {
  int y, z, c;
} PlaceRow;

// Pixels of one row, from x to `end`.
inline void place_pixels(SOURCE(src), global dst_S* restrict dst, int x, int end, PlaceRow row, long at, int stride,
                         int first, int n, int mode, src_T outside) {
  ROLLED for (; x < end; ++x) {
    const int p = border_index(stride * x + first, n, mode);
    const src_T v = p < 0 ? outside : READ(src, max(p, 0), row.y, row.z, row.c);
    STORE(dst, at + x, v);
  }
}

// tile: pixels along x and rows that a group moves, then how many tiles there are along x and of rows. A CPU's rows are
// those of all planes; a GPU's are those of one, and planes are counted last.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void place(SOURCE(src), global dst_S* restrict dst, const int4 size,
                                                                 const int4 out_size, const int4 corner,
                                                                 const int4 part, const int4 stride, const int4 first,
                                                                 const int4 tile, const int mode,
                                                                 const OUTSIDE_T out_of_image) {
  const src_T outside = (src_T)out_of_image;
  const uint group = get_group_id(0), line = group / (uint)tile.s2;
  const int x0 = (int)(group % (uint)tile.s2) * tile.s0;
#if VEC == 1
  const uint plane = line / (uint)tile.s3;
  const int z = (int)(plane % (uint)part.s2), c = (int)(plane / (uint)part.s2), y0 = (int)(line % (uint)tile.s3) * tile.s1;
  const int lanes = tile.s0 / NX, apart = tile.s1 / NY;  // lanes: 2^n
  const int l = (int)get_local_id(0) & (lanes - 1), row = (int)get_local_id(0) >> (31 - clz(lanes));
  const int from_z = border_index(stride.s2 * z + first.s2, size.s2, mode);
  const int from_c = border_index(stride.s3 * c + first.s3, size.s3, mode);
  // In both forms all loads come before all stores, so that they are under way together; what is beyond the part is its
  // last pixel again.
#if SOURCE_DENSE(src)
  const int leftmost = stride.s0 > 0 ? first.s0 : first.s0 - part.s0 + 1;
  if (leftmost >= 0 && leftmost + part.s0 <= size.s0 && ((leftmost | size.s0 | out_size.s0 | part.s0 | corner.s0) & 3) == 0) {
    src_T4 v[NY][NX / 4];
    UNROLL for (int r = 0; r < NY; ++r) {
      const int y = min(y0 + row + r * apart, part.s1 - 1);
      const int from_y = border_index(stride.s1 * y + first.s1, size.s1, mode), known = from_y | from_z | from_c;
      UNROLL for (int k = 0; k < NX / 4; ++k) {
        const int x = min(x0 + 4 * (l + k * lanes), part.s0 - 4), from_x = stride.s0 > 0 ? leftmost + x : first.s0 - x - 3;
        const src_T4 there = AT4(src, INDEX(size, from_x, max(from_y, 0), max(from_z, 0), max(from_c, 0)) >> 2);
        v[r][k] = known < 0 ? (src_T4)(outside) : stride.s0 > 0 ? there : there.s3210;
      }
    }
    UNROLL for (int r = 0; r < NY; ++r) {
      const int y = y0 + row + r * apart;
      const long at = INDEX(out_size, corner.s0, corner.s1 + y, corner.s2 + z, corner.s3 + c);
      UNROLL for (int k = 0; k < NX / 4; ++k) {
        const int x = x0 + 4 * (l + k * lanes);
        if (x < part.s0 && y < part.s1) STORE4_ALIGNED(dst, at + x, v[r][k]);
      }
    }
    return;
  }
#endif
  int from_x[NX];
  src_T v[NY][NX];
  UNROLL for (int k = 0; k < NX; ++k)
    from_x[k] = border_index(stride.s0 * min(x0 + l + k * lanes, part.s0 - 1) + first.s0, size.s0, mode);
  UNROLL for (int r = 0; r < NY; ++r) {
    const int y = min(y0 + row + r * apart, part.s1 - 1);
    const int from_y = border_index(stride.s1 * y + first.s1, size.s1, mode), known = from_y | from_z | from_c;
    UNROLL for (int k = 0; k < NX; ++k) {
      const src_T there = READ(src, max(from_x[k], 0), max(from_y, 0), max(from_z, 0), max(from_c, 0));
      v[r][k] = (from_x[k] | known) < 0 ? outside : there;
    }
  }
  UNROLL for (int r = 0; r < NY; ++r) {
    const int y = y0 + row + r * apart;
    const long at = INDEX(out_size, corner.s0, corner.s1 + y, corner.s2 + z, corner.s3 + c);
    UNROLL for (int k = 0; k < NX; ++k) {
      const int x = x0 + l + k * lanes;
      if (x < part.s0 && y < part.s1) STORE(dst, at + x, v[r][k]);
    }
  }
#else
  const int x1 = min(x0 + tile.s0, part.s0);
  const long rows = (long)part.s1 * part.s2 * part.s3, row0 = (long)line * tile.s1;
  for (long row = row0; row < min(row0 + tile.s1, rows); ++row) {
    const uint plane = (uint)(row / part.s1);
    const int y = (int)(row % part.s1), z = (int)(plane % (uint)part.s2), c = (int)(plane / (uint)part.s2);
    const PlaceRow from = {border_index(stride.s1 * y + first.s1, size.s1, mode),
                           border_index(stride.s2 * z + first.s2, size.s2, mode),
                           border_index(stride.s3 * c + first.s3, size.s3, mode)};
    const long at = INDEX(out_size, corner.s0, corner.s1 + y, corner.s2 + z, corner.s3 + c);
    if (from.y < 0 || from.z < 0 || from.c < 0) {
      VECTORIZE for (int x = x0; x < x1; ++x) STORE(dst, at + x, outside);
      continue;
    }
    // between xa and xb there is no border
    const int xa = clamp(stride.s0 > 0 ? -first.s0 : first.s0 - size.s0 + 1, x0, x1);
    const int xb = clamp(stride.s0 > 0 ? size.s0 - first.s0 : first.s0 + 1, xa, x1);
    place_pixels(src_ARGS, dst, x0, xa, from, at, stride.s0, first.s0, size.s0, mode, outside);
    int x = xa;
    if (stride.s0 > 0) {
      for (; x + 16 <= xb; x += 16) STORE16(dst, at + x, READ16(src, x + first.s0, from.y, from.z, from.c));
    } else {
      for (; x + 16 <= xb; x += 16) {
        const JOIN(src_T, 16) v = READ16(src, first.s0 - x - 15, from.y, from.z, from.c);
        STORE16(dst, at + x, v.sfedcba9876543210);
      }
    }
    place_pixels(src_ARGS, dst, x, x1, from, at, stride.s0, first.s0, size.s0, mode, outside);
  }
#endif
}
