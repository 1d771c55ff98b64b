// Keeps the objects above the low threshold in which a pixel is above the high one: marks their labels, then looks up
// each pixel's.
#include "common.clh"
#include "alone.clh"
#ifndef LABEL_T
#define LABEL_T int
#endif
// Kernels of which a program is made: the first, the second, or both.
#ifndef PART
#define PART 0
#endif

#ifdef CLUMEN_CPU
#define ROW_BEGIN 0
#define ROW_END size.x
#else
#define ROW_BEGIN (int)get_global_id(0)
#define ROW_END min(size.x, ROW_BEGIN + 1)
#endif

#if PART != 2
// kept: a bit for each label, 0 before.
kernel void mark(SOURCE(src), const int4 size, global const LABEL_T* restrict labels, global uint* kept) {
  const long row = get_global_id(1);
  if (row >= (long)size.y * size.z) return;
  const int y = (int)(row % size.y), z = (int)(row / size.y);
  for (int x = ROW_BEGIN; x < ROW_END; ++x) {
    if (!READ(src, x, y, z, 0)) continue;
    const LABEL_T label = labels[row * size.x + x];
    const uint bit = 1u << (label & 31);
    if (label > 0 && !(kept[label >> 5] & bit)) atomic_or(kept + (label >> 5), bit);
  }
}
#endif

#if PART != 1
kernel void pick(const int4 size, global const LABEL_T* restrict labels, global const uint* restrict kept,
                 global dst_S* restrict dst) {
  const long row = get_global_id(1);
  if (row >= (long)size.y * size.z) return;
  for (int x = ROW_BEGIN; x < ROW_END; ++x) {
    const LABEL_T label = labels[row * size.x + x];
    STORE(dst, row * size.x + x, label > 0 ? kept[label >> 5] >> (label & 31) & 1 : 0);
  }
}
#endif
