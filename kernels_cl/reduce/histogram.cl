// Counts per bin. Each work-group counts a part of the image in local memory, then adds its counts to the global ones,
// which are zero before. HIST_COPIES copies of the local bins keep the items of a GPU, where most pixels of a
// background fall into one bin, and the pixels of a CPU's vector from waiting for each other.
// With more bins than HIST_LOCAL (HIST_WINDOW 1) local memory holds the bins from a little below the darkest of some
// pixels on, where the background is, and the others are counted in global memory.
#include "common.clh"
#include "alone.clh"
#include "reduce/reduce.clh"
#ifndef HIST_FLOAT
#define HIST_FLOAT 1
#endif
#ifndef HIST_LOCAL
#define HIST_LOCAL 256
#endif
#ifndef HIST_COPIES
#define HIST_COPIES 4
#endif
#ifndef HIST_WINDOW
#define HIST_WINDOW 0
#endif
#ifndef HIST_CENTERS
#define HIST_CENTERS 1
#endif
#ifndef HIST_COUNT
#define HIST_COUNT uint
#endif
#ifndef HIST_WIDE
#define HIST_WIDE 0
#endif
#if HIST_FLOAT
#include "reduce/range.clh"
#define BINS_T RANGE_T
#include "reduce/bins.clh"
#endif

#if HIST_WIDE
#define HIST_ADD(place, n) atom_add(place, (HIST_COUNT)(n))
#else
#define HIST_ADD(place, n) atomic_add(place, (HIST_COUNT)(n))
#endif
#if LS == 1
#define HIST_PLACE(bin, copy) ((copy)*HIST_LOCAL + (bin))
#else
#define HIST_PLACE(bin, copy) ((bin)*HIST_COPIES + (copy))
#endif

// What a group counts into.
typedef struct {
  local uint* bins;
  global HIST_COUNT* counts;
  uint window;  // the first bin that has a place in local memory
} histogram_t;

inline void histogram_add(histogram_t h, uint bin, int copy, uint pixels) {
#if HIST_WINDOW
  if (bin - h.window >= HIST_LOCAL) {
    HIST_ADD(h.counts + bin, pixels);
    return;
  }
  bin -= h.window;
#endif
#if LS == 1
  h.bins[HIST_PLACE(bin, copy)] += pixels;
#else
  atomic_add(h.bins + HIST_PLACE(bin, copy), pixels);
#endif
}

#define HIST_UINT JOIN(uint, VEC)
#if LS == 1
// A CPU writes the bins of some vectors to memory first: counting is scalar, and taking a vector apart is slow.
#define HIST_PENDING 64
static void histogram_drain(histogram_t h, const uint* pending, int units) {
  for (int i = 0; i < units * VEC; i += VEC)
    UNROLL for (int k = 0; k < VEC; ++k) histogram_add(h, pending[i + k], k & (HIST_COPIES - 1), 1);
}
#define HIST_UNIT(k, v)                               \
  {                                                   \
    JOIN(vstore, VEC)(HIST_INDEX(v), filled, pending); \
    if (++filled == HIST_PENDING) HIST_FLUSH()        \
  }
#define HIST_FLUSH()                     \
  {                                      \
    histogram_drain(h, pending, filled); \
    filled = 0;                          \
  }
#else
inline void histogram_add_unit(histogram_t h, HIST_UINT bins) {
  const int copy = get_local_id(0) & (HIST_COPIES - 1);
  uint bin[VEC];
  JOIN(vstore, VEC)(bins, 0, bin);
  int same = 1;
  UNROLL for (int k = 1; k < VEC; ++k) same &= bin[k] == bin[0];
  if (same) histogram_add(h, bin[0], copy, VEC);
  else
    UNROLL for (int k = 0; k < VEC; ++k) histogram_add(h, bin[k], copy, 1);
}
#define HIST_UNIT(k, v) histogram_add_unit(h, HIST_INDEX(v));
#define HIST_FLUSH()
#endif

#if HIST_FLOAT
#define HIST_INDEX(v) JOIN(convert_uint, VEC)(bins_index(spec, JOIN3(convert_, BINS_T, VEC)(v), bins))
#define HIST_ONE_INDEX(p) ((uint)bins_index(spec, (BINS_V)((BINS_T)(p)), bins).s0)
#else
// Modulo 2^32, which is right for every dtype, as no range is wider than 2^24.
#define HIST_INDEX(v) (JOIN(convert_uint, VEC)(v) - (uint)base)
#define HIST_ONE_INDEX(p) ((uint)(p) - (uint)base)
#endif
#define HIST_ONE(p) histogram_add(h, HIST_ONE_INDEX(p), get_local_id(0) & (HIST_COPIES - 1), 1);

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void histogram(SOURCE(src), const int4 size,
                                                                      global HIST_COUNT* restrict counts,
                                                                      const int bins,
#if HIST_FLOAT
                                                                      global const RANGE_T* restrict partial,
                                                                      const int partials
#else
                                                                      const long base
#endif
#if HIST_CENTERS
                                                                      ,
                                                                      global dst_S* restrict dst
#endif
#if HIST_CENTERS && HIST_FLOAT
                                                                      ,
                                                                      global int* restrict status
#endif
) {
  local uint own[HIST_LOCAL * HIST_COPIES];
  const int lid = get_local_id(0);
  for (int i = lid; i < HIST_LOCAL * HIST_COPIES; i += LS) own[i] = 0;
#if HIST_FLOAT
  local RANGE_T all[2 * LS];
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, all);
  const bins_t spec = bins_of(lo, hi, bins);
#endif
  histogram_t h = {own, counts, 0};
#if HIST_WINDOW
  local uint darkest;
  if (lid == 0) darkest = bins;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int s = lid; s < max(LS, 64); s += LS) {
    const long i = ((long)get_group_id(0) * max(LS, 64) + s) * 977 % REDUCE_COUNT;
    const int x = (int)(i % size.x), y = (int)(i / size.x % size.y);
    const int z = (int)(i / ((long)size.x * size.y) % size.z), c = (int)(i / ((long)size.x * size.y * size.z));
    const uint bin = HIST_ONE_INDEX(READ(src, x, y, z, c));
    atomic_min(&darkest, bin);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  h.window = darkest > HIST_LOCAL / 16 ? darkest - HIST_LOCAL / 16 : 0;
#else
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
#if LS == 1
  uint pending[HIST_PENDING * VEC];
  int filled = 0;
#endif
  REDUCE_EACH(HIST_UNIT, HIST_ONE, HIST_FLUSH)
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lid; i < min(HIST_LOCAL, bins - (int)h.window); i += LS) {
    uint sum = 0;
    UNROLL for (int k = 0; k < HIST_COPIES; ++k) sum += own[HIST_PLACE(i, k)];
    if (sum > 0) HIST_ADD(counts + h.window + i, sum);
  }
#if HIST_CENTERS && HIST_FLOAT
  // Status: 0, or 1 where pixels have no bin, or 2 where edges coincide.
  local int problem;
  if (get_group_id(0) != 0) return;
  if (lid == 0) problem = bins_finite(spec) ? 0 : 1;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lid; i < bins; i += LS) {
    STORE(dst, i, bins_center(spec, i, bins));
    if (bins_edge(spec, i, bins) >= bins_edge(spec, i + 1, bins)) atomic_or(&problem, 2);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (lid == 0) status[0] = problem;
#elif HIST_CENTERS
  for (int i = get_global_id(0); i < bins; i += get_global_size(0)) STORE(dst, i, base + i);
#endif
}
