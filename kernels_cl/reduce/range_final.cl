// The range of an image from the pairs of range.cl.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 64
#endif
#include "reduce/range.clh"

// Writes the minimum to the first pixel of dst and the maximum to the second, or just one of them (RANGE_WHICH 0, 1).
#ifndef RANGE_WHICH
#define RANGE_WHICH 2
#endif
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void range_final(global const RANGE_T* restrict partial,
                                                                        const int partials,
                                                                        global dst_S* restrict dst) {
  local RANGE_T all[2 * LS];
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, all);
  if (get_local_id(0) != 0) return;
#if RANGE_WHICH == 0
  STORE(dst, 0, lo);
#elif RANGE_WHICH == 1
  STORE(dst, 0, hi);
#else
  STORE(dst, 0, lo);
  STORE(dst, 1, hi);
#endif
}
