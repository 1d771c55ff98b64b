// How far each point is from each other one. Differences are squared, not the points: |a|² + |b|² - 2ab, which a product
// of matrices could give, has no digits left between near points.
#include "common.clh"
#include "alone.clh"
#include "graph/coordinate.clh"
#pragma OPENCL FP_CONTRACT OFF
#ifndef LS
#define LS 1
#endif
#ifndef AXES
#define AXES 2
#endif

inline COORDINATE distance_matrix_between(global const COORDINATE* a, global const COORDINATE* b) {
  COORDINATE squares = 0;
  UNROLL for (int axis = 0; axis < AXES; ++axis) squares += (a[axis] - b[axis]) * (a[axis] - b[axis]);
  return sqrt(squares);
}

// An item of a CPU does a row.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void distance_matrix(global const COORDINATE* restrict down,
                                                                            global const COORDINATE* restrict right,
                                                                            global dst_S* restrict dst,
                                                                            const int4 size) {
  const int x = get_global_id(0), y = get_global_id(1);
#if LS == 1
  for (int i = x; i < size.s0; ++i)
#else
  const int i = x;
  if (i < size.s0)
#endif
    STORE(dst, INDEX(size, i, y, 0, 0),
          (float)distance_matrix_between(down + (ulong)y * AXES, right + (ulong)i * AXES));
}
