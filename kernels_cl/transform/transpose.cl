#include "common.clh"
#include "alone.clh"
// Moves pixels so that axis y or z becomes the fast one. A group turns one tile of x and that axis about its diagonal:
// on a GPU through local memory, so that it reads and writes whole rows, on a CPU block by block in registers.
#ifndef LS
#define LS 256   // work-items of a group, a multiple of TILE; 1 on a CPU
#define TILE 32  // edge of a tile, a multiple of EDGE
#define EDGE 8   // edge of the blocks that a CPU turns in registers: 8 or 16
#define SMALL 0  // 1: pixels of 1 or 2 bytes, TILE a multiple of 16
#define AXIS 1   // the source's axis that becomes x: 1 is y, 2 is z
#endif

#if LS == 1
// A function that stays a function keeps its caller's array in memory.
#define INLINE inline __attribute__((always_inline))
#define ROW JOIN(src_T, EDGE)
#define ROW16 JOIN(src_T, 16)
#if EDGE == 16
#define TRANSPOSE_READ(x, y, z, c) READ16(src, x, y, z, c)
#define TRANSPOSE_STORE(i, v) STORE16(dst, i, v)
#define FIRST_HALVES(a, b) \
  (ROW)(a.s0, b.s0, a.s1, b.s1, a.s2, b.s2, a.s3, b.s3, a.s4, b.s4, a.s5, b.s5, a.s6, b.s6, a.s7, b.s7)
#define LAST_HALVES(a, b) \
  (ROW)(a.s8, b.s8, a.s9, b.s9, a.sa, b.sa, a.sb, b.sb, a.sc, b.sc, a.sd, b.sd, a.se, b.se, a.sf, b.sf)
#else
#define TRANSPOSE_STORE(i, v) vstore8(v, 0, dst + (i))
#define TRANSPOSE_READ(x, y, z, c) (ROW)(READ4(src, x, y, z, c), READ4(src, (x) + 4, y, z, c))
#define FIRST_HALVES(a, b) (ROW)(a.s0, b.s0, a.s1, b.s1, a.s2, b.s2, a.s3, b.s3)
#define LAST_HALVES(a, b) (ROW)(a.s4, b.s4, a.s5, b.s5, a.s6, b.s6, a.s7, b.s7)
#endif
// Row i and the row half of them further on, pixel by pixel in turn: as often as EDGE can be halved, this is the
// transposition.
INLINE void transpose_turn(const ROW* r, ROW* t) {
  UNROLL for (int i = 0; i < EDGE / 2; ++i) {
    t[2 * i] = FIRST_HALVES(r[i], r[i + EDGE / 2]);
    t[2 * i + 1] = LAST_HALVES(r[i], r[i + EDGE / 2]);
  }
}
INLINE void transpose_rows(ROW* r) {
  ROW t[EDGE];
  transpose_turn(r, t);
  transpose_turn(t, r);
  transpose_turn(r, t);
#if EDGE == 16
  transpose_turn(t, r);
#else
  UNROLL for (int i = 0; i < EDGE; ++i) r[i] = t[i];
#endif
}
#endif

// steps: how far apart in the result neighbours along x, along the axis that is left, and along c of
// the source lie. Tiles are counted along x, then AXIS, then the axis that is left, c.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void transpose(SOURCE(src), global dst_S* restrict dst,
                                                                     const int4 size, const long4 steps) {
  const int across = AXIS == 1 ? size.s1 : size.s2, rest = AXIS == 1 ? size.s2 : size.s1;
  const uint wide = (size.s0 + TILE - 1) / TILE, high = (across + TILE - 1) / TILE, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int x0 = (int)(group % wide) * TILE, a0 = (int)(group / wide % high) * TILE;
  const int r = (int)(plane % (uint)rest), c = (int)(plane / (uint)rest);
  const long at = x0 * steps.s0 + a0 + r * steps.s1 + c * steps.s2;
#define TRANSPOSE_Y(a) (AXIS == 1 ? a0 + (a) : r)
#define TRANSPOSE_Z(a) (AXIS == 1 ? r : a0 + (a))
#if LS == 1
  const int nx = min(TILE, size.s0 - x0), na = min(TILE, across - a0);
  const int blocks_x = nx / EDGE * EDGE, blocks_a = na / EDGE * EDGE;
#if SMALL
  // Blocks are narrower than a line of the cache, and in images of 2^n pixels the lines of a block push each other out:
  // whole lines go through tiles of their own.
  local src_T from[TILE * TILE] __attribute__((aligned(64))), to[TILE * TILE] __attribute__((aligned(64)));
  if (nx == TILE && na == TILE) {
    for (int a = 0; a < TILE; ++a) {
      UNROLL for (int x = 0; x < TILE; x += 16)
        *(local ROW16*)(from + a * TILE + x) = READ16(src, x0 + x, TRANSPOSE_Y(a), TRANSPOSE_Z(a), c);
    }
    for (int block = 0; block < TILE * TILE / EDGE; block += EDGE) {
      const int x = block % TILE, a = block / TILE * EDGE;
      ROW rows[EDGE];
      UNROLL for (int i = 0; i < EDGE; ++i) rows[i] = *(local ROW*)(from + (a + i) * TILE + x);
      transpose_rows(rows);
      UNROLL for (int i = 0; i < EDGE; ++i) *(local ROW*)(to + (x + i) * TILE + a) = rows[i];
    }
    for (int x = 0; x < TILE; ++x) {
      UNROLL for (int a = 0; a < TILE; a += 16)
        STORE16(dst, at + x * steps.s0 + a, *(local ROW16*)(to + x * TILE + a));
    }
    return;
  }
#endif
  for (int x = 0; x < blocks_x; x += EDGE) {
    for (int a = 0; a < blocks_a; a += EDGE) {
      ROW rows[EDGE];
      UNROLL for (int i = 0; i < EDGE; ++i)
        rows[i] = TRANSPOSE_READ(x0 + x, TRANSPOSE_Y(a + i), TRANSPOSE_Z(a + i), c);
      transpose_rows(rows);
      UNROLL for (int i = 0; i < EDGE; ++i) TRANSPOSE_STORE(at + (x + i) * steps.s0 + a, rows[i]);
    }
  }
  ROLLED for (int x = 0; x < nx; ++x) {
    ROLLED for (int a = x < blocks_x ? blocks_a : 0; a < na; ++a)
      STORE(dst, at + x * steps.s0 + a, READ(src, x0 + x, TRANSPOSE_Y(a), TRANSPOSE_Z(a), c));
  }
#else
  local src_T tile[TILE][TILE + 1];  // a row more, so that neither rows nor columns meet in one bank
  const int l = get_local_id(0) % TILE, first = get_local_id(0) / TILE;
  UNROLL for (int k = 0; k < TILE / (LS / TILE); ++k) {
    const int a = first + k * (LS / TILE);
    if (x0 + l < size.s0 && a0 + a < across) tile[a][l] = READ(src, x0 + l, TRANSPOSE_Y(a), TRANSPOSE_Z(a), c);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  UNROLL for (int k = 0; k < TILE / (LS / TILE); ++k) {
    const int x = first + k * (LS / TILE);
    if (x0 + x < size.s0 && a0 + l < across) STORE(dst, at + x * steps.s0 + l, tile[l][x]);
  }
#endif
}
