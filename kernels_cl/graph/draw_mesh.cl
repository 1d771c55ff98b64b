// Straight lines between pixels; where they cross the largest value stays. Values are floats from 0 on, whose bits are
// in the order of the floats.
#include "common.clh"
#ifndef LS
#define LS 1
#endif

// Step i of n on the way from a to a + way: rounded, halfway to the even coordinate.
inline int draw_mesh_at(int a, int way, int i, int n) {
  const long twice = 2 * WIDEN(i) * WIDEN(way) + WIDEN(n), rest = 2 * WIDEN(n);
  long steps = twice / rest;
  if (twice % rest < 0) --steps;
  const int at = a + (int)steps;
  return at - (steps * rest == twice && (at & 1));
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void draw_mesh(global const int4* restrict pixels,
                                                                      global const uint2* restrict ends,
                                                                      global const uint* restrict values,
                                                                      volatile global uint* dst, const uint count,
                                                                      const uint each, const int4 size) {
  const uint first = get_global_id(0) * each;
  ROLLED for (uint edge = first; edge < min(first + each, count); ++edge) {
    const int4 a = pixels[ends[edge].x], way = pixels[ends[edge].y] - a;
    const int n = max(max(abs(way.x), abs(way.y)), abs(way.z));
    ROLLED for (int i = 0; i <= n; ++i) {
      const int steps = max(n, 1);
      const int x = draw_mesh_at(a.x, way.x, i, steps), y = draw_mesh_at(a.y, way.y, i, steps),
                z = draw_mesh_at(a.z, way.z, i, steps);
      atomic_max(dst + INDEX(size, x, y, z, 0), values[edge]);
    }
  }
}
