// Each label becomes its rank among those present and `offset`; 0 stays 0.
#include "common.clh"
#include "alone.clh"
#include "label/label_rank.clh"

// Neighbours mostly have the same label: its rank is looked up once.
#define NUMBER_OF(label)                                                                \
  if ((label) != known) {                                                               \
    known = (label);                                                                    \
    number = known == 0 ? 0 : (dst_T)(offset + (long)label_rank(known, RANKS_ARGS));    \
  }

kernel void number_labels(SOURCE(labels), RANKS_PARAMS, const int4 size, const long offset,
                          global dst_S* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  labels_T known = 0;
  dst_T number = 0;
  int x = 4 * get_global_id(0);
  for (; x + 4 <= size.x; x += 4 * get_global_size(0)) {
    labels_T label[4];
    dst_T numbers[4];
    vstore4(READ4(labels, x, y, z, 0), 0, label);
    UNROLL for (int k = 0; k < 4; ++k) {
      NUMBER_OF(label[k])
      numbers[k] = number;
    }
    STORE4(dst, INDEX(size, x, y, z, 0), vload4(0, numbers));
  }
  for (; x < size.x; ++x) {
    NUMBER_OF(READ(labels, x, y, z, 0))
    STORE(dst, INDEX(size, x, y, z, 0), number);
  }
}
