// Pixels between pixels, at odd coordinates, that lie between two labels; the dtype's largest number is no label.
#include "common.clh"
#include "alone.clh"
#include "label/rows.clh"

// The largest number of an integer dtype: all bits, but for the sign.
#define LARGEST(T) ((T)(((T)-1 > (T)0 ? ~0ul : ~0ul >> 1) >> (64 - 8 * sizeof(T))))

kernel void between_pixels(SOURCE(src), const int4 size, global dst_S* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size) {
    const src_T none = LARGEST(src_T);
    src_T label = none;
    int differ = 0;
    UNROLL for (int n = 0; n < 8; ++n) {
      // at even coordinates both are the same pixel
      const src_T v = READ(src, (x + (n & 1)) >> 1, (y + (n >> 1 & 1)) >> 1, (z + (n >> 2)) >> 1, 0);
      if (v == none) continue;
      differ |= label != none && v != label;
      label = v;
    }
    STORE(dst, INDEX(size, x, y, z, 0), differ);
  }
}
