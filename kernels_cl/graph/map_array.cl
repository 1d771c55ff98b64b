// Numbers in place of an image's whole numbers, from a table: of all numbers from `first` on, or of sorted ones. The last
// of `values`, behind `count` others, is for those that the table does not have.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
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

// An item of a CPU does a row.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void map_array(SOURCE(src), MAP_ARRAY_KEYS
                                                                      global const float* restrict values,
                                                                      global dst_S* restrict dst, const long first,
                                                                      const long count, const int4 size) {
  const int x0 = get_global_id(0), y = get_global_id(1), plane = get_global_id(2);
  const int z = plane % size.s2, c = plane / size.s2;
#if LS == 1
  const int x1 = size.s0;
#else
  const int x1 = min(x0 + 1, size.s0);
#endif
  for (int x = x0; x < x1; ++x)
    STORE(dst, INDEX(size, x, y, z, c), MAP_ARRAY_OF((long)READ(src, x, y, z, c)));
}
