// Labels on the surface: a ray for each label, then each pixel's label is looked up among them.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// The kernel of which a program is made: 1 or 2; 0 both.
#ifndef PART
#define PART 0
#endif
#ifdef CLUMEN_F64
#define PLACE_T double
#else
#define PLACE_T float
#endif

#if PART != 2
// rays: where each label's ray begins, and its step. keep: whether the label is on the surface.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void surface_rays(SOURCE(labels),
                                                                         global const PLACE_T* restrict rays,
                                                                         global const long* restrict table,
                                                                         global int* restrict keep, const int4 size,
                                                                         const int count) {
  const int i = get_global_id(0);
  if (i >= count) return;
  global const PLACE_T* ray = rays + 6L * i;
  const long own = table[i];
  const int moves = ray[3] != 0 || ray[4] != 0 || ray[5] != 0;
  int surface = 1;
  for (int k = 1; moves && surface; ++k) {
    const PLACE_T x = floor(ray[0] + k * ray[3] + (PLACE_T)0.5), y = floor(ray[1] + k * ray[4] + (PLACE_T)0.5);
    const PLACE_T z = floor(ray[2] + k * ray[5] + (PLACE_T)0.5);
    if (!(x >= 0 && x < size.s0 && y >= 0 && y < size.s1 && z >= 0 && z < size.s2)) break;
    const labels_T label = READ(labels, (int)x, (int)y, (int)z, 0);
    surface = label == 0 || (long)label == own;
  }
  keep[i] = surface;
}
#endif

#if PART != 1
// table: the labels by rising number, found by halving. wanted: which of them remain.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void surface_pick(SOURCE(labels),
                                                                         global const long* restrict table,
                                                                         global const int* restrict keep,
                                                                         global dst_S* restrict dst, const int4 size,
                                                                         const int count, const int wanted) {
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  if (x >= size.s0) return;
  const dst_T label = READ(labels, x, y, z, 0);
  int first = 0, last = count - 1;
  while (first < last) {
    const int middle = first + (last - first) / 2;
    if (table[middle] < (long)label) first = middle + 1;
    else last = middle;
  }
  STORE(dst, INDEX(size, x, y, z, 0), label != 0 && keep[first] == wanted ? label : (dst_T)0);
}
#endif
