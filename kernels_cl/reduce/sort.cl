// Sorts numbers, and what stands beside them: tiles first, then two runs at a time become one. Equal ones stay in
// their order.
#include "common.clh"
#ifndef LS
#define LS 1
#endif
#ifndef TILE
#define TILE 32
#endif
// Whether something stands beside the numbers already; else their places do.
#ifndef BESIDE
#define BESIDE 0
#endif
// The kernel of which a program is made: 1 or 2; 0 both.
#ifndef PART
#define PART 0
#endif

#if PART != 2
#define SORT_AFTER(a, b) (keys_of[a] > keys_of[b] || (keys_of[a] == keys_of[b] && order[a] > order[b]))
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void sort_tiles(global const ulong* restrict keys,
#if BESIDE
                                                                       global const uint* restrict beside,
#endif
                                                                       global ulong* restrict sorted,
                                                                       global uint* restrict moved, const uint count) {
  local ulong keys_of[TILE];
  local uint order[TILE];
  const uint first = get_group_id(0) * TILE, n = min((uint)TILE, count - first);
#if LS == 1
  for (uint i = 0; i < n; ++i) {
    const ulong key = keys[first + i];
    uint at = i;
    for (; at > 0 && keys_of[at - 1] > key; --at) {
      keys_of[at] = keys_of[at - 1];
      order[at] = order[at - 1];
    }
    keys_of[at] = key;
    order[at] = i;
  }
#else
  ROLLED for (uint i = get_local_id(0); i < TILE; i += LS) {
    keys_of[i] = i < n ? keys[first + i] : ULONG_MAX;
    order[i] = i;
  }
  // A bitonic network, in which equal numbers are told apart by their places.
  ROLLED for (uint run = 2; run <= TILE; run *= 2)
    ROLLED for (uint step = run / 2; step > 0; step /= 2) {
      barrier(CLK_LOCAL_MEM_FENCE);
      ROLLED for (uint i = get_local_id(0); i < TILE / 2; i += LS) {
        const uint a = 2 * i - (i & (step - 1)), b = a + step;
        if (SORT_AFTER(a, b) != ((a & run) == 0)) continue;
        const ulong key = keys_of[a];
        const uint place = order[a];
        keys_of[a] = keys_of[b];
        order[a] = order[b];
        keys_of[b] = key;
        order[b] = place;
      }
    }
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
  ROLLED for (uint i = get_local_id(0); i < n; i += LS) {
    sorted[first + i] = keys_of[i];
#if BESIDE
    moved[first + i] = beside[first + order[i]];
#else
    moved[first + i] = first + order[i];
#endif
  }
}
#endif

#if PART != 1
// Two runs of `run` numbers after another become one. An item makes `each` of its numbers, a power of two: where they
// begin in both runs is found first.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void sort_merge(global const ulong* restrict keys,
                                                                       global const uint* restrict beside,
                                                                       global ulong* restrict sorted,
                                                                       global uint* restrict moved, const uint count,
                                                                       const uint run, const uint each) {
  const uint out = get_global_id(0) * each;
  if (out >= count) return;
  const uint left = out & ~(2 * run - 1), right = min(left + run, count);
  const uint lefts = right - left, rights = min(run, count - right), begin = out - left;
  uint low = begin > rights ? begin - rights : 0, high = min(begin, lefts);
  while (low < high) {
    const uint middle = (low + high) / 2;
    if (keys[left + middle] <= keys[right + begin - 1 - middle]) low = middle + 1;
    else high = middle;
  }
  uint i = low, j = begin - low;
  const uint end = min(out + each, left + lefts + rights);
  for (uint at = out; at < end; ++at) {
    const bool is_left = j >= rights || (i < lefts && keys[left + i] <= keys[right + j]);
    const uint from = is_left ? left + i++ : right + j++;
    sorted[at] = keys[from];
    moved[at] = beside[from];
  }
}
#endif
