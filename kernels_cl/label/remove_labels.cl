// Without the labels of which a row with a pixel for each says that they go (`src`). UNLISTED: whether those behind its
// end do.
#include "common.clh"
#include "alone.clh"
#include "label/rows.clh"
#ifndef UNLISTED
#define UNLISTED 0
#endif

kernel void remove_listed(SOURCE(labels), SOURCE(src), const int4 size, const ulong count,
                          global dst_S* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size) {
    const labels_T label = READ(labels, x, y, z, 0);
    const int gone = (ulong)label < count ? READ(src, (int)label, 0, 0, 0) != 0 : UNLISTED;
    STORE(dst, INDEX(size, x, y, z, 0), gone ? (dst_T)0 : (dst_T)label);
  }
}
