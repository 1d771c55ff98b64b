// A label's convex hull as a mask of its bounding box, of which it has all rows: where each begins, and minus where it
// ends (regionprops_hull2.cl, regionprops_hull3.cl).
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
#define NOTHING 0x7fffffff  // of a row without pixels of the hull

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void region_image_convex(global const int* restrict hull,
                                                                                global dst_S* restrict dst,
                                                                                const int4 size) {
  const int y = (int)get_global_id(1), z = (int)get_global_id(2);
  const long row = (long)z * size.s1 + y;
  const int first = hull[2 * row], end = hull[2 * row + 1];
  const int last = first == NOTHING || end == NOTHING ? first - 1 : -end;
#if LS == 1
  for (int x = 0; x < size.s0; ++x)
#else
  const int x = (int)get_global_id(0);
  if (x < size.s0)
#endif
    STORE(dst, row * size.s0 + x, (dst_T)(x >= first && x <= last));
}
