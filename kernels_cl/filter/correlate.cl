#include "common.clh"
#include "alone.clh"
// Sums over the pixels under a kernel or a footprint of any form, block by block of at most BX by BY of its pixels. A
// group keeps the part of the image that a block sees in local memory.
//
// WEIGHTED: each pixel times its weight. Otherwise runs of pixels along x are summed: the part holds the sums of all
// pixels up to each in its row, so that a run of any length is the difference of two of them. A pixel that is NaN or
// infinite would stay in those: a part that has one is summed pixel by pixel.
#ifndef LS
#define LS 128      // work-items of a group; 1 on a CPU
#define VEC 1       // neighbours along x that an item handles at once: 1, or 16 on a CPU that has f64
#define TX 64       // columns of a tile, a multiple of 16
#define TY 32       // rows of a tile, a multiple of 8
#define BX 16       // columns of a block, a multiple of 16
#define BY 16       // rows of a block
#define WEIGHTED 1
#define REAL float  // with weights: what is summed, float or double
#define INTS 0      // without: as in box.cl
#define FLOATS 1
#define FINISH 1
#define SCALE_T float
#define OUTSIDE_T float
#endif

#include "filter/sums.clh"
#if WEIGHTED || !FLOATS
#define DIRECT_TOO 0
#else
#define DIRECT_TOO 1  // whether parts may have to be summed pixel by pixel
#endif
#if WEIGHTED
#define part_t REAL
#define NEAR_T REAL
#define NEAR_OF(v) ((REAL)(v))
#else
#define part_t sum_t
#if INTS
#define NEAR_T int
#elif defined(CLUMEN_F64)
#define NEAR_T double
#else
#define NEAR_T float2
#endif
#define NEAR_OF(v) SUM_OF(v)
#endif
#include "filter/near.clh"

#define WIDTH (TX + BX)
#define STEP (WIDTH + PAD)  // from row to row of a part
#define HEIGHT (TY + BY - 1)

// A part of the image, from (x, y) on, in the plane z, which is -1 for the constant.
INLINE void correlate_load(SOURCE(src), int x, int y, int z, int c, int4 size, int mode, NEAR_T outside,
                           local part_t* part) {
  ROLLED for (int i = get_local_id(0); i < HEIGHT * (STEP / VEC); i += LS) {
    const int row = i / (STEP / VEC), column = i % (STEP / VEC) * VEC - PAD;
    NEAR_V v = (NEAR_V)(0);
    if (column >= 0)
      v = near_pixels(src_ARGS, x + column, border_index(y + row, size.y, mode), z, c, size.x, mode, outside);
#if VEC == 1
    part[row * STEP + column] = v;
#else
    vstore16(v, 0, part + row * STEP + column);
#endif
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}

#if !WEIGHTED
// Each row becomes its running sums; `poisoned` says that one of them is not finite.
INLINE void correlate_scan(local part_t* part, local int* poisoned) {
  ROLLED for (int row = get_local_id(0); row < HEIGHT; row += LS) {
    local part_t* at = part + row * STEP;
#if VEC > 1
    sums_scan(at, WIDTH);
#else
    ROLLED for (int i = 1; i < WIDTH; ++i) at[i] = SUM_ADD(at[i], at[i - 1]);
#endif
#if FLOATS
    if (!isfinite(acc_value(at[WIDTH - 1]))) *poisoned = 1;
#endif
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}
#endif

#if VEC == 1
#define PER (TX * TY / LS)
#define POSITION(p) (((p)*LS + (int)get_local_id(0)) / TX * STEP + ((p)*LS + (int)get_local_id(0)) % TX)
#define MANY PER         // sums that an item has at a time
#define SUMS_V part_t
#define LOAD_V(p) (*(p))
#else
#if WEIGHTED || INTS
#define MANY 8
#else
#define MANY 4  // f64 fills registers twice as fast
#endif
#define SUMS_V NEAR_V
#define LOAD_V(p) vload16(0, p)
#endif

// What a block adds to MANY sums; the pixel of the block's first column and row lies at part + at[q] for each.
INLINE void correlate_block(local const part_t* part, const int* at, global const int* restrict table, int count,
#if WEIGHTED
                            global const REAL* restrict weights,
#endif
                            int direct, SUMS_V* sums) {
#if WEIGHTED
  for (int first = 0; first < count; first += 32) {  // sums of few keep their digits
    SUMS_V some[MANY];
    UNROLL for (int q = 0; q < MANY; ++q) some[q] = 0;
    for (int k = first; k < min(first + 32, count); ++k) {
      const REAL weight = weights[k];
      local const part_t* from = part + (table[k] >> 16) * STEP + (table[k] & 0xffff);
      UNROLL for (int q = 0; q < MANY; ++q) some[q] += weight * LOAD_V(from + at[q]);
    }
    UNROLL for (int q = 0; q < MANY; ++q) sums[q] += some[q];
  }
#else
  for (int k = 0; k < count; ++k) {
    local const part_t* from = part + (table[2 * k] >> 16) * STEP + (table[2 * k] & 0xffff);
    const int length = table[2 * k + 1];
#if DIRECT_TOO
    if (direct) {
      for (int i = 0; i < length; ++i) {
        UNROLL for (int q = 0; q < MANY; ++q) sums[q] = SUM_ADD(sums[q], LOAD_V(from + at[q] + i));
      }
      continue;
    }
#endif
    UNROLL for (int q = 0; q < MANY; ++q)
      sums[q] = SUM_ADD(sums[q], SUM_LESS(LOAD_V(from + at[q] + length - 1), LOAD_V(from + at[q] - 1)));
  }
#endif
}

#if WEIGHTED
#define RESULT(a) (a)
#define RESULT16(a) (a)
#else
#define RESULT(a) SUMS_RESULT(a)
#define RESULT16(a) SUMS_RESULT16(a)
#endif

// Tiles are counted along x, then y, then planes of channels.
// table: for each block x, y, z of its first pixel beside the pixel's own, and how many entries follow: with weights
//        row * 65536 + column of a pixel; without, the same of a run's first pixel, and how many it has
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void correlate(SOURCE(src), global dst_S* restrict dst,
                                                                      global const int* restrict table,
#if WEIGHTED
                                                                      global const REAL* restrict weights,
#endif
                                                                      const int blocks, const int4 size,
                                                                      const int mode, const OUTSIDE_T outside,
                                                                      const int pixels, const SCALE_T scale) {
  local part_t padded[PAD + HEIGHT * STEP + 16] __attribute__((aligned(64)));
  local part_t* part = padded + PAD;
  local int poisoned;
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z), l = get_local_id(0);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY;
  const NEAR_T beyond = NEAR_OF(outside);
#if VEC == 1
  part_t sums[PER];
  int at[PER];
  UNROLL for (int p = 0; p < PER; ++p) at[p] = POSITION(p);
#else
  local part_t sums[TX * TY] __attribute__((aligned(64)));
#endif
  for (int direct = 0; direct <= DIRECT_TOO; ++direct) {
    global const int* restrict entry = table;
#if WEIGHTED
    global const REAL* restrict weight = weights;
#endif
    if (l == 0) poisoned = 0;
#if VEC == 1
    UNROLL for (int p = 0; p < PER; ++p) sums[p] = (part_t)(0);
#else
    for (int i = 0; i < TX * TY; i += 16) vstore16((NEAR_V)(0), 0, sums + i);
#endif
    for (int block = 0; block < blocks; ++block) {
      const int count = entry[3], zz = border_index(z + entry[2], size.z, mode);
      barrier(CLK_LOCAL_MEM_FENCE);
      correlate_load(src_ARGS, x0 + entry[0], y0 + entry[1], zz, c, size, mode, beyond, part);
#if !WEIGHTED
      if (!direct) correlate_scan(part, &poisoned);
#endif
      entry += 4;
#if WEIGHTED
#define BLOCK(at, sums) correlate_block(part, at, entry, count, weight, direct, sums)
#else
#define BLOCK(at, sums) correlate_block(part, at, entry, count, direct, sums)
#endif
#if VEC == 1
      BLOCK(at, sums);
#else
      for (int i = 0; i < TX / 16 * (TY / MANY); ++i) {
        const int x = i % (TX / 16) * 16, y = i / (TX / 16) * MANY;
        NEAR_V some[MANY];
        int at[MANY];
        UNROLL for (int q = 0; q < MANY; ++q) {
          at[q] = (y + q) * STEP + x;
          some[q] = vload16(0, sums + (y + q) * TX + x);
        }
        BLOCK(at, some);
        UNROLL for (int q = 0; q < MANY; ++q) vstore16(some[q], 0, sums + (y + q) * TX + x);
      }
#endif
#if WEIGHTED
      weight += count;
      entry += count;
#else
      entry += 2 * count;
#endif
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!poisoned) break;
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#if VEC == 1
  UNROLL for (int p = 0; p < PER; ++p) {
    const int i = p * LS + l, x = x0 + i % TX, y = y0 + i / TX;
    if (x < size.x && y < size.y) STORE(dst, INDEX(size, x, y, z, c), RESULT(sums[p]));
  }
#else
  for (int y = 0; y < min(TY, size.y - y0); ++y) {
    for (int x = 0; x < min(TX, size.x - x0); x += 16) {
      const long at = INDEX(size, x0 + x, y0 + y, z, c);
      const NEAR_V v = vload16(0, sums + y * TX + x);
      const JOIN(dst_T, 16) result = JOIN3(convert_, dst_T, 16)(RESULT16(v));
      if (x0 + x + 16 <= size.x) {
        STORE16(dst, at, result);
      } else {
        dst_T last[16];
        vstore16(result, 0, last);
        for (int i = 0; x0 + x + i < size.x; ++i) STORE(dst, at + i, last[i]);
      }
    }
  }
#endif
}
