#include "common.clh"
#include "alone.clh"
// Moves pixels: along each axis, pixel p of a part of the result is pixel stride * p + first of the source. What lies
// outside the source follows a border mode.
#ifndef LS
#define LS 256           // work-items of a group; 1 on a CPU
#define VEC 1            // neighbours along x that an item moves at once: 1, or 16 with LS 1
#define NX 4             // pixels that a GPU's item moves
#define OUTSIDE_T ulong  // how the constant outside comes: the bits of an integer, or float or double
#endif

typedef struct {
  int y, z, c;
} PlaceRow;

// Pixels x, x + apart, ... of one row, before `end`.
inline void place_pixels(SOURCE(src), global dst_S* restrict dst, int x, int end, int apart, PlaceRow row, long at, int stride,
                         int first, int n, int mode, src_T outside) {
  ROLLED for (; x < end; x += apart) {
    const int p = border_index(stride * x + first, n, mode);
    const src_T v = p < 0 ? outside : READ(src, max(p, 0), row.y, row.z, row.c);
    STORE(dst, at + x, v);
  }
}

// A group moves `tile` pixels along x and rows. Tiles are counted along x, then rows, those of all planes.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void place(SOURCE(src), global dst_S* restrict dst, const int4 size,
                                                                 const int4 out_size, const int4 corner,
                                                                 const int4 part, const int4 stride, const int4 first,
                                                                 const int2 tile, const int mode,
                                                                 const OUTSIDE_T out_of_image) {
  const src_T outside = (src_T)out_of_image;
  const uint wide = (part.s0 + tile.s0 - 1) / tile.s0, group = get_group_id(0);
  const int x0 = (int)(group % wide) * tile.s0, x1 = min(x0 + tile.s0, part.s0);
  const long rows = (long)part.s1 * part.s2 * part.s3, row0 = (long)(group / wide) * tile.s1;
#if VEC == 1
  const int lanes = LS / tile.s1;
  const long row = row0 + get_local_id(0) / lanes;
  const int l = get_local_id(0) % lanes;
  if (row >= rows) return;
#else
  for (long row = row0; row < min(row0 + tile.s1, rows); ++row)
#endif
  {
    const uint plane = (uint)(row / part.s1);
    const int y = (int)(row % part.s1), z = (int)(plane % (uint)part.s2), c = (int)(plane / (uint)part.s2);
    const PlaceRow from = {border_index(stride.s1 * y + first.s1, size.s1, mode),
                           border_index(stride.s2 * z + first.s2, size.s2, mode),
                           border_index(stride.s3 * c + first.s3, size.s3, mode)};
    const long at = INDEX(out_size, corner.s0, corner.s1 + y, corner.s2 + z, corner.s3 + c);
    if (from.y < 0 || from.z < 0 || from.c < 0) {
#if VEC == 1
      for (int x = x0 + l; x < x1; x += lanes) STORE(dst, at + x, outside);
#else
      VECTORIZE for (int x = x0; x < x1; ++x) STORE(dst, at + x, outside);
#endif
    } else {
#if VEC == 1
      UNROLL for (int k = 0; k < NX; ++k) {
        const int x = x0 + l + k * lanes;
        if (x < x1) {
          const int p = border_index(stride.s0 * x + first.s0, size.s0, mode);
          STORE(dst, at + x, p < 0 ? outside : READ(src, max(p, 0), from.y, from.z, from.c));
        }
      }
#else
      // between xa and xb there is no border
      const int xa = clamp(stride.s0 > 0 ? -first.s0 : first.s0 - size.s0 + 1, x0, x1);
      const int xb = clamp(stride.s0 > 0 ? size.s0 - first.s0 : first.s0 + 1, xa, x1);
      place_pixels(src_ARGS, dst, x0, xa, 1, from, at, stride.s0, first.s0, size.s0, mode, outside);
      int x = xa;
      if (stride.s0 > 0) {
        for (; x + 16 <= xb; x += 16) STORE16(dst, at + x, READ16(src, x + first.s0, from.y, from.z, from.c));
      } else {
        for (; x + 16 <= xb; x += 16) {
          const JOIN(src_T, 16) v = READ16(src, first.s0 - x - 15, from.y, from.z, from.c);
          STORE16(dst, at + x, v.sfedcba9876543210);
        }
      }
      place_pixels(src_ARGS, dst, x, x1, 1, from, at, stride.s0, first.s0, size.s0, mode, outside);
#endif
    }
  }
}
