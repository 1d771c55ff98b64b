// The rank of each label among those present, from a table with a bit per possible label (0 is the background and has
// none): the bits are set, counted in blocks of RANKS_BLOCK words, and the blocks' counts added up.
#include "common.clh"
#include "alone.clh"
#ifndef RANKS_PART
#define RANKS_PART 0
#endif
#ifndef RANKS_BLOCK
#define RANKS_BLOCK 64
#endif
#ifndef LS
#define LS 64
#endif

#if RANKS_PART == 0
// A label without a place in the table sets the word behind it. The table has `places` bits for labels from `base` on.
inline void ranks_set(labels_T label, global uint* table, long base, long places) {
  if (label == 0) return;
  const ulong place = (ulong)(long)label - (ulong)base;
  const long word = place < (ulong)places ? (long)(place / 32) : (places + 31) / 32;
  const uint bit = place < (ulong)places ? 1u << (place % 32) : 1u;
  if (!(table[word] & bit)) atomic_or(table + word, bit);
}

kernel void ranks_present(SOURCE(labels), const int4 size, const long base, const long places, global uint* table) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  labels_T known = 0;
  int x = 4 * get_global_id(0);
  for (; x + 4 <= size.x; x += 4 * get_global_size(0)) {
    labels_T label[4];
    vstore4(READ4(labels, x, y, z, 0), 0, label);
    UNROLL for (int k = 0; k < 4; ++k) {
      if (label[k] != known) ranks_set(label[k], table, base, places);
      known = label[k];
    }
  }
  for (; x < size.x; ++x) ranks_set(READ(labels, x, y, z, 0), table, base, places);
}
#elif RANKS_PART == 1
// For each word the labels in the words before it of its block, and for each block all of its labels.
kernel void ranks_in_blocks(global const uint* restrict table, const long words, global uint* restrict before,
                            global uint* restrict blocks) {
  const long block = get_global_id(0), first = block * RANKS_BLOCK;
  if (first >= words) return;
  uint count = 0;
  for (long w = first; w < min(words, first + RANKS_BLOCK); ++w) {
    before[w] = count;
    count += popcount(table[w]);
  }
  blocks[block] = count;
}
#else
// Each block's count becomes that of the blocks before it; one work-group.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void ranks_of_blocks(global uint* restrict blocks,
                                                                            const long count) {
  local uint sums[LS];
  const int lid = get_local_id(0);
  const long share = (count + LS - 1) / LS, first = min(count, lid * share), end = min(count, first + share);
  uint sum = 0;
  for (long b = first; b < end; ++b) sum += blocks[b];
  sums[lid] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  uint before = 0;
  for (int i = 0; i < lid; ++i) before += sums[i];
  for (long b = first; b < end; ++b) {
    const uint own = blocks[b];
    blocks[b] = before;
    before += own;
  }
}
#endif
