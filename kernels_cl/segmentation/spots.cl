// Pixels at the places of a list, a row of which is an axis.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
#ifndef AXES
#define AXES 2
#endif
// The kernel of which a program is made: 1, 2 or 3; 0 all.
#ifndef PART
#define PART 0
#endif

#if PART <= 1
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void spots_values(SOURCE(src), global const int* restrict places,
                                                                         global dst_S* restrict dst, const int spots) {
  const int i = get_global_id(0);
  if (i >= spots) return;
  const int z = AXES == 3 ? places[2L * spots + i] : 0;
  STORE(dst, i, READ(src, places[i], places[(long)spots + i], z, 0));
}
#endif

#if PART == 0 || PART == 2
// numbers: 0 before; of points in one pixel the last remains.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void spots_numbers(SOURCE(src), global int* numbers,
                                                                          const int4 size, const int spots) {
  const int i = get_global_id(0);
  if (i >= spots) return;
  long at = 0;
  for (int axis = AXES - 1; axis >= 0; --axis) {
    const int n = axis == 0 ? size.s0 : axis == 1 ? size.s1 : size.s2;
    const src_T place = READ(src, i, axis, 0, 0);
#ifdef FLOATS
    // The pixel whose middle is nearest, of two the further one; false for NaN.
    if (!(place >= (src_T)-0.5 && place < (src_T)n - (src_T)0.5)) return;
    at = at * n + (long)floor(place + (src_T)0.5);
#else
    if (place < 0 || (ulong)place >= (ulong)n) return;
    at = at * n + (long)place;
#endif
  }
  atomic_max(numbers + at, i + 1);
}
#endif

#if PART == 0 || PART == 3
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void spots_labels(global const int* restrict numbers,
                                                                         global const long* restrict table,
                                                                         global dst_S* restrict dst, const long pixels) {
  const long i = get_global_id(0);
  if (i < pixels) STORE(dst, i, (dst_T)table[numbers[i]]);
}
#endif
