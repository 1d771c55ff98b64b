// The values of given ranks among each label's, digit by digit: of the values that begin with the digits known so far,
// those with each next digit are counted, which says in which one the rank falls. The rank after one that is known has
// the smallest value above it.
//
// ranks has `each` rising ranks from 0 for each label, found their keys. A group has a label; the values of a small one
// are kept in local memory. Of values and starts see regionprops_gather.cl.
#include "common.clh"
#ifndef LS
#define LS 1
#endif
#ifndef INTENSITY
#define INTENSITY 3
#endif
#define KEPT (LS > 1 ? 2048 : 1)
#if INTENSITY == 2 || INTENSITY == 4
typedef ulong regionprops_key;
#define KEY_BITS 64
#else
typedef uint regionprops_key;
#define KEY_BITS 32
#endif
#define DIGIT_BITS 8
#define DIGITS (1 << DIGIT_BITS)
#define TOGETHER 4  // values that an item has under way
#if LS == 1
#define COUNT(at) ++*(at)
#else
#define COUNT(at) atomic_inc(at)
#endif

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_select(
    global const ulong* restrict starts, global const regionprops_key* restrict values,
    global const ulong* restrict ranks, global ulong* restrict found, const uint labels, const int each) {
  local uint counts[DIGITS], sums[LS];
  local regionprops_key least[LS];
  local regionprops_key kept[KEPT];
  local ulong below;  // the rank among the values that begin with `known`
  local uint digit, equal;
  const int lid = (int)get_local_id(0);
  for (uint label = get_group_id(0); label < labels; label += get_num_groups(0)) {
    const ulong n = starts[label + 1] - starts[label];
    if (!n) continue;
    global const regionprops_key* value = values + starts[label];
    const int is_kept = n <= KEPT;
    if (is_kept)
      for (uint i = lid; i < n; i += LS) kept[i] = value[i];
    regionprops_key known = 0;
    ulong first = 0, end = 0;  // ranks that have the value found last: all of them, or some
    int all = 0;
    for (int k = 0; k < each; ++k) {
      const ulong rank = ranks[(long)label * each + k];
      if (rank < end && rank >= first) {
        if (lid == 0) found[(long)label * each + k] = known;
        continue;
      }
      if (all && rank == end) {
        regionprops_key lowest = (regionprops_key)-1;
        for (ulong i = lid; i < n; i += LS) {
          const regionprops_key key = is_kept ? kept[i] : value[i];
          if (key > known) lowest = min(lowest, key);
        }
        least[lid] = lowest;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < LS; ++i) lowest = min(lowest, least[i]);
        known = lowest;
        first = rank;
        end = rank + 1;
        all = 0;
        if (lid == 0) found[(long)label * each + k] = known;
        barrier(CLK_LOCAL_MEM_FENCE);
        continue;
      }
      known = 0;
      if (lid == 0) below = rank;
      ROLLED for (int shift = KEY_BITS - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
        for (int i = lid; i < DIGITS; i += LS) counts[i] = 0;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (ulong from = 0; from < n; from += LS * TOGETHER) {
          regionprops_key key[TOGETHER];
          UNROLL
          for (int j = 0; j < TOGETHER; ++j) {
            const ulong i = from + LS * j + lid;
            key[j] = i >= n ? 0 : is_kept ? kept[i] : value[i];
          }
          UNROLL
          for (int j = 0; j < TOGETHER; ++j) {
            const int fits = shift == KEY_BITS - DIGIT_BITS || (key[j] ^ known) >> (shift + DIGIT_BITS) % KEY_BITS == 0;
            if (fits && from + LS * j + lid < n) COUNT(counts + (uint)(key[j] >> shift) % DIGITS);
          }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        uint sum = 0;
        for (int i = lid * (DIGITS / LS); i < (lid + 1) * (DIGITS / LS); ++i) sum += counts[i];
        sums[lid] = sum;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lid == 0) {
          ulong rest = below;
          int part = 0;
          while (rest >= sums[part]) rest -= sums[part++];
          int d = part * (DIGITS / LS);
          while (rest >= counts[d]) rest -= counts[d++];
          digit = (uint)d;
          equal = counts[d];
          below = rest;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        known |= (regionprops_key)digit << shift;
      }
      first = rank - below;
      end = first + equal;
      all = 1;
      if (lid == 0) found[(long)label * each + k] = known;
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}
