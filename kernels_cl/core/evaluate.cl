#include "common.clh"
#include "alone.clh"
#ifndef STRETCH
#define STRETCH 32768
#endif
// Computes every pixel of a source once: what a recorded expression becomes when its pixels are needed.

#if SOURCE_DENSE(src)
// Everything lies without gaps: pixels are one long row. A CPU's item takes a long stretch of it, a GPU's 4 pixels.
kernel void evaluate(SOURCE(src), global dst_S* restrict dst, const long count) {
#ifdef CLUMEN_CPU
  const long first = get_global_id(0) * (long)STRETCH, last = min(first + STRETCH, count);
  long i = first;
  for (; i + 16 <= last; i += 16) STORE16(dst, i, AT16(src, i / 16));
  for (; i < last; ++i) STORE(dst, i, AT(src, i));
#else
  const long v = get_global_id(0);
  if (4 * v + 4 <= count) STORE4_ALIGNED(dst, 4 * v, AT4(src, v));
  else for (long i = 4 * v; i < count; ++i) STORE(dst, i, AT(src, i));
#endif
}
#else
// Views, bits and broadcasts: row by row.
kernel void evaluate(SOURCE(src), global dst_S* restrict dst, const int4 size) {
#ifdef CLUMEN_CPU
  const int width = size.x, x0 = 0;
#else
  const int x0 = 4 * get_global_id(0), width = min(x0 + 4, size.x);
#endif
  const long row = get_global_id(1);
  if (row >= (long)size.y * size.z * size.w) return;
  const int y = row % size.y, z = row / size.y % size.z, c = row / size.y / size.z;
  int x = x0;
#ifdef CLUMEN_CPU
  for (; x + 16 <= width; x += 16) STORE16(dst, row * size.x + x, READ16(src, x, y, z, c));
#else
  if (x + 4 <= width) {
    STORE4(dst, row * size.x + x, READ4(src, x, y, z, c));
    return;
  }
#endif
  for (; x < width; ++x) STORE(dst, row * size.x + x, READ(src, x, y, z, c));
}
#endif
