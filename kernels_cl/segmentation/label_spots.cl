// Numbers the pixels that are set, in raster order: counts them per chunk of words, then adds up, and writes either each
// pixel's number or a list of their places.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// The kernel of which a program is made: 1, 2 or 3, or 0 for the first two.
#ifndef PART
#define PART 0
#endif
#ifndef AXES
#define AXES 2
#endif

#if PART <= 1
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void label_spots_count(global const uint* restrict set,
                                                                              global uint* restrict counts,
                                                                              const uint chunk, const uint words) {
  local uint sum;
  if (get_local_id(0) == 0) sum = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  const uint begin = get_group_id(0) * chunk, end = min(begin + chunk, words);
  uint mine = 0;
  ROLLED for (uint word = begin + get_local_id(0); word < end; word += LS) mine += popcount(set[word]);
  if (mine) atomic_add(&sum, mine);
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_local_id(0) == 0) counts[get_group_id(0)] = sum;
}

#endif

#if PART != 1
#if PART == 3
#define NUMBER_KERNEL label_spots_list
#define NUMBER_PARAMS , const int spots
// A row of the list for each axis.
#define NUMBER_PIXEL(x, set)              \
  if (set) {                              \
    STORE(dst, number, x);                \
    STORE(dst, spots + (long)number, y);  \
    if (AXES == 3) STORE(dst, 2L * spots + number, z); \
    ++number;                             \
  }
#else
#define NUMBER_KERNEL label_spots
#define NUMBER_PARAMS
#define NUMBER_PIXEL(x, set) STORE(dst, (long)row * size.s0 + x, set ? ++number : 0)
#endif
// An item numbers the pixels of one word after those of the words before it, LS words at a time.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void NUMBER_KERNEL(global const uint* restrict set,
                                                                          global const uint* restrict counts,
                                                                          global dst_S* restrict dst, const int4 size,
                                                                          const int row_words, const uint chunk,
                                                                          const uint words NUMBER_PARAMS) {
  local uint sums[LS];
  const uint group = get_group_id(0), item = get_local_id(0);
  uint before = 0;
  ROLLED for (uint i = item; i < group; i += LS) before += counts[i];
  sums[item] = before;
  barrier(CLK_LOCAL_MEM_FENCE);
  ROLLED for (uint step = LS / 2; step > 0; step /= 2) {
    if (item < step) sums[item] += sums[item + step];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  before = sums[0];
  const uint begin = group * chunk, end = min(begin + chunk, words);
  ROLLED for (uint first = begin; first < end; first += LS) {
    const uint word = first + item, bits = word < end ? set[word] : 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    sums[item] = popcount(bits);
    barrier(CLK_LOCAL_MEM_FENCE);
    ROLLED for (uint step = 1; step < LS; step *= 2) {
      const uint other = item >= step ? sums[item - step] : 0;
      barrier(CLK_LOCAL_MEM_FENCE);
      sums[item] += other;
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    uint number = before + sums[item] - popcount(bits);
    before += sums[LS - 1];
    if (word >= end) continue;
    const uint row = word / row_words;
    const int left = 32 * (int)(word - row * row_words), z = row / (uint)size.s1, y = row % (uint)size.s1;
    ROLLED for (int i = 0; i < min(32, size.s0 - left); ++i) {
      NUMBER_PIXEL(left + i, (bits >> i & 1));
    }
    (void)y, (void)z;
  }
}
#endif
