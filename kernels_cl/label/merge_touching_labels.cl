// Joins labels that touch: union-find over their numbers, which have no large gaps.
#include "common.clh"
#include "alone.clh"
#include "label/rows.clh"
#include "label/union_find.clh"
// Kernels of which a program is made; 0 all.
#ifndef PART
#define PART 0
#endif
#ifndef CONNECTIVITY
#define CONNECTIVITY 1
#endif
LABEL_UNION_FIND(global, label_root, label_unite)

#if PART == 0 || PART == 1
// Every label is a tree of its own.
kernel void merge_begin(global uint* restrict parents, const uint count) {
  const uint i = get_global_id(0);
  if (i < count) parents[i] = i;
}
#endif

#if PART == 0 || PART == 2
// Joins each pixel's label with those of the neighbours that come before it in raster order.
kernel void merge_unite(SOURCE(labels), volatile global uint* parents, const int4 size) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size) {
    const uint label = (uint)READ(labels, x, y, z, 0);
    if (!label) continue;
    UNROLL for (int n = 0; n < 13; ++n) {
      const int dx = n % 3 - 1, dy = n / 3 % 3 - 1, dz = n / 9 - 1;
      if ((dx != 0) + (dy != 0) + (dz != 0) > CONNECTIVITY) continue;
      if (x + dx < 0 || x + dx >= size.x || y + dy < 0 || y + dy >= size.y || z + dz < 0) continue;
      const uint other = (uint)READ(labels, x + dx, y + dy, z + dz, 0);
      if (other && other != label) label_unite(parents, label, other, 1);
    }
  }
}
#endif

#if PART == 0 || PART == 3
// Each pixel's label becomes the smallest of those joined with it.
kernel void merge_write(SOURCE(labels), volatile global uint* parents, const int4 size, global dst_S* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size) {
    const uint label = (uint)READ(labels, x, y, z, 0);
    STORE(dst, INDEX(size, x, y, z, 0), label ? label_root(parents, label) : 0);
  }
}
#endif
