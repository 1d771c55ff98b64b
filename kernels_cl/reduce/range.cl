// Minimum and maximum in one pass: a pair per work-group, which whoever needs the range combines.
// RANGE_CLEAR 1: zeroes the counts of a histogram on the way, which saves that its own launch.
#include "common.clh"
#include "alone.clh"
#include "reduce/reduce.clh"
#include "reduce/range.clh"
#ifndef RANGE_CLEAR
#define RANGE_CLEAR 0
#endif
// RANGE_FINITE 1: passes over NaN and infinite pixels; infinity and minus infinity where there are no others.
#ifndef RANGE_FINITE
#define RANGE_FINITE 0
#endif

#define RANGE_V JOIN(RANGE_T, VEC)
#if RANGE_FINITE
#define RANGE_UNIT(k, v)                                   \
  {                                                        \
    const RANGE_V w = JOIN3(convert_, RANGE_T, VEC)(v);    \
    lo##k = (isfinite(w) & (w < lo##k)) ? w : lo##k;       \
    hi##k = (isfinite(w) & (w > hi##k)) ? w : hi##k;       \
  }
#elif RANGE_FLOAT
#define RANGE_UNIT(k, v)                                     \
  {                                                          \
    const RANGE_V w = JOIN3(convert_, RANGE_T, VEC)(v);      \
    lo##k = w < lo##k ? w : lo##k;                           \
    hi##k = w > hi##k ? w : hi##k;                           \
    nan |= w != w;                                           \
  }
#else
#define RANGE_UNIT(k, v)                                     \
  {                                                          \
    const RANGE_V w = JOIN3(convert_, RANGE_T, VEC)(v);      \
    lo##k = min(lo##k, w);                                   \
    hi##k = max(hi##k, w);                                   \
  }
#endif
#if RANGE_FINITE
#define RANGE_ONE(p)                \
  {                                 \
    const RANGE_T w = (RANGE_T)(p); \
    if (isfinite(w)) {              \
      lo = min(lo, w);              \
      hi = max(hi, w);              \
    }                               \
  }
#else
#define RANGE_ONE(p)                         \
  {                                          \
    const RANGE_T w = (RANGE_T)(p);          \
    lo = range_smaller(lo, w);               \
    hi = range_larger(hi, w);                \
  }
#endif
#define RANGE_FLUSH()

static void range_lanes(RANGE_V low, RANGE_V high, RANGE_T* lo, RANGE_T* hi) {
  RANGE_T lane[VEC];
  JOIN(vstore, VEC)(low, 0, lane);
  UNROLL for (int i = 0; i < VEC; ++i) *lo = range_smaller(*lo, lane[i]);
  JOIN(vstore, VEC)(high, 0, lane);
  UNROLL for (int i = 0; i < VEC; ++i) *hi = range_larger(*hi, lane[i]);
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void range_partials(SOURCE(src), const int4 size,
                                                                           global RANGE_T* restrict partial
#if RANGE_CLEAR
                                                                           ,
                                                                           global uint* restrict counts, const int words
#endif
) {
  local RANGE_T all[2 * LS];
#if RANGE_CLEAR
  for (long i = REDUCE_FIRST(words); i < REDUCE_END(words); i += REDUCE_STEP) counts[i] = 0;
#endif
#if RANGE_FINITE
  RANGE_T lo = INFINITY, hi = -INFINITY;
#else
  RANGE_T lo = (RANGE_T)READ(src, 0, 0, 0, 0), hi = lo;
#endif
  RANGE_V lo0 = lo, lo1 = lo, lo2 = lo, lo3 = lo, hi0 = hi, hi1 = hi, hi2 = hi, hi3 = hi;
#if RANGE_FLOAT && !RANGE_FINITE
  JOIN(RANGE_N, VEC) nan = 0;
#endif
  REDUCE_EACH(RANGE_UNIT, RANGE_ONE, RANGE_FLUSH)
  RANGE_UNIT(0, lo1)
  RANGE_UNIT(0, lo2)
  RANGE_UNIT(0, lo3)
  RANGE_UNIT(0, hi1)
  RANGE_UNIT(0, hi2)
  RANGE_UNIT(0, hi3)
  range_lanes(lo0, hi0, &lo, &hi);
#if RANGE_FLOAT && !RANGE_FINITE
  if (any(nan)) lo = hi = (RANGE_T)NAN;
#endif
  range_of_group(&lo, &hi, all);
  if (get_local_id(0) == 0) {
    partial[2 * get_group_id(0)] = lo;
    partial[2 * get_group_id(0) + 1] = hi;
  }
}
