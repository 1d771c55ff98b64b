// Numbers in place of an image's whole numbers, from a table: of all numbers from `first` on, or of sorted ones. The last
// of `values`, behind `count` others, is for those that the table does not have.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// Whether images lie without gaps and rows are of whole fours.
#ifndef FOURS
#define FOURS 0
#endif
#ifndef SORTED
#define SORTED 0
#endif

#if SORTED
#define MAP_ARRAY_KEYS global const long *restrict keys,
inline float map_array_find(global const long* keys, global const float* values, long v, long count) {
  long below = 0, above = count;  // the place of the first key that is not below v is here
  while (below < above) {
    const long middle = (below + above) / 2;
    if (keys[middle] < v) below = middle + 1;
    else above = middle;
  }
  return values[below < count && keys[below] == v ? below : count];
}
#define MAP_ARRAY_OF(v) map_array_find(keys, values, v, count)
#else
#define MAP_ARRAY_KEYS
#define MAP_ARRAY_OF(v) values[min((ulong)((v)-first), (ulong)count)]
#endif

#if LS == 1
// An item does a row.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void map_array(SOURCE(src), MAP_ARRAY_KEYS
                                                                     global const float* restrict values,
                                                                     global dst_S* restrict dst, const long first,
                                                                     const long count, const int4 size) {
  const int y = get_global_id(1), plane = get_global_id(2), z = plane % size.s2, c = plane / size.s2;
  for (int x = 0; x < size.s0; ++x)
    STORE(dst, INDEX(size, x, y, z, c), MAP_ARRAY_OF((long)READ(src, x, y, z, c)));
}
#else
// An item does four pixels of a row.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void map_array(SOURCE(src), MAP_ARRAY_KEYS
                                                                      global const float* restrict values,
                                                                      global dst_S* restrict dst, const long first,
                                                                      const long count, const int4 size) {
  const int across = (size.s0 + 3) / 4, row = get_global_id(0) / across, x = 4 * ((int)get_global_id(0) - row * across);
  const int y = row % size.s1, plane = row / size.s1, z = plane % size.s2, c = plane / size.s2;
  if (c >= size.s3) return;
  if (x + 4 > size.s0) {
    ROLLED for (int i = x; i < size.s0; ++i)
      STORE(dst, INDEX(size, i, y, z, c), MAP_ARRAY_OF((long)READ(src, i, y, z, c)));
    return;
  }
  src_T labels[4];
  float found[4];
#if FOURS
  vstore4(AT4(src, INDEX(size, x, y, z, c) / 4), 0, labels);
#else
  vstore4(READ4(src, x, y, z, c), 0, labels);
#endif
  UNROLL for (int k = 0; k < 4; ++k) found[k] = MAP_ARRAY_OF((long)labels[k]);
#if FOURS
  STORE4_ALIGNED(dst, INDEX(size, x, y, z, c), vload4(0, found));
#else
  STORE4(dst, INDEX(size, x, y, z, c), vload4(0, found));
#endif
}
#endif
