// Which of an image's peaks remain where they must be apart, and in which order they come.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// Words of a group.
#ifndef WORDS
#define WORDS 1
#endif
// Whether peaks of different labels may be near.
#ifndef LABELLED
#define LABELLED 0
#endif
// The kernel of which a program is made: 1, 2 or 3; 0 all.
#ifndef PART
#define PART 0
#endif
#if LABELLED
#define PEAKS_LABELS SOURCE(labels),
#define PEAKS_STRANGER(qx, qy, qz) (READ(labels, qx, qy, qz, 0) != READ(labels, x, y, z, 0))
#else
#define PEAKS_LABELS
#define PEAKS_STRANGER(qx, qy, qz) 0
#endif

#if PART <= 1
// A round for all peaks, which are bits of `alive`: one that is near another that stays goes; one that is near none that is
// higher, or as high and before it, stays. Rounds go on until all either stay or are gone; what they come to does not
// depend on who was first. widths: how far along x the pixels are near that are so many planes and rows away, or -1;
// `apart` of them for each plane. state: the last round that is needed.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void peaks_apart(
    SOURCE(src), PEAKS_LABELS volatile global uint* alive, volatile global uint* kept, volatile global int* state,
    global const int* restrict widths, const int4 size, const int row_words, const uint words, const int apart,
    const int turn) {
  local uint open[WORDS];
  local volatile int near_kept, near_higher;
  if (state[0] < turn) return;
  const uint first = get_group_id(0) * WORDS, item = get_local_id(0);
  ROLLED for (uint i = item; i < WORDS; i += LS)
    open[i] = first + i < words ? alive[first + i] & ~kept[first + i] : 0;
  if (item == 0) near_kept = near_higher = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  const int reach = apart - 1, wide = (2 * reach >> 5) + 2;  // words of a row that may be near
  ROLLED for (uint i = 0; i < WORDS; ++i) {
    const int row = (first + i) / row_words, x0 = 32 * (int)(first + i - (uint)row * row_words);
    const int z = row / size.s1, y = row - z * size.s1;
    const int z0 = max(z - reach, 0), y0 = max(y - reach, 0);
    const int rows = min(y + reach + 1, size.s1) - y0, planes = min(z + reach + 1, size.s2) - z0;
    ROLLED for (uint rest = open[i]; rest; rest &= rest - 1) {
      const uint bit = rest & -rest;
      const int x = x0 + 31 - clz(bit);
      const src_T mine = READ(src, x, y, z, 0);
      ROLLED for (int k = item; k < planes * rows * wide; k += LS) {
        const int qz = z0 + k / (rows * wide), qy = y0 + k / wide % rows;
        const int width = widths[abs(qz - z) * apart + abs(qy - y)];
        const int left = max(x - width, 0), right = min(x + width, size.s0 - 1);
        const int word = (max(x - reach, 0) >> 5) + k % wide;
        if (width < 0 || word < left >> 5 || word > right >> 5) continue;
        uint mask = ~0u;
        if (word == left >> 5) mask &= ~0u << (left & 31);
        if (word == right >> 5) mask &= ~0u >> (31 - (right & 31));
        const long at = ((long)qz * size.s1 + qy) * row_words + word;
        const uint stay = kept[at];
        for (uint others = (stay | alive[at]) & mask; others; others &= others - 1) {
          const uint other = others & -others;
          const int qx = 32 * word + 31 - clz(other);
          if ((qx == x && qy == y && qz == z) || PEAKS_STRANGER(qx, qy, qz)) continue;
          if (stay & other) {
            near_kept = 1;
            break;
          }
          const src_T value = READ(src, qx, qy, qz, 0);
          const bool before = qz < z || (qz == z && (qy < y || (qy == y && qx < x)));
          if (value > mine || (value == mine && before)) near_higher = 1;
        }
        if (near_kept) break;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      const int goes = near_kept, waits = near_higher;
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
      if (item == 0) {
        near_kept = near_higher = 0;
        if (goes) atomic_and(alive + first + i, ~bit);
        else if (!waits) atomic_or(kept + first + i, bit);
        else atomic_max(state, turn + 1);
      }
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    }
  }
}
#endif

#if PART == 0 || PART == 2
// Numbers that rise as the values at the places of a list fall.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void peaks_heights(SOURCE(src), global const int* restrict places,
                                                                          global ulong* restrict keys, const int axes,
                                                                          const int count) {
  const int i = get_global_id(0);
  if (i >= count) return;
  const src_T v = READ(src, places[i], places[(long)count + i], axes > 2 ? places[2L * count + i] : 0, 0);
#ifdef FLOATS
#if FLOATS == 8
  const ulong bits = as_ulong(v == 0 ? (src_T)0 : v), sign = 1ul << 63;
#else
  const ulong bits = as_uint(v == 0 ? (src_T)0 : v), sign = 1ul << 31;
#endif
  keys[i] = bits & sign ? bits : ~(bits | sign);
#else
  const ulong sign = (src_T)-1 < (src_T)1 ? 1ul << 63 : 0;
  keys[i] = ~((ulong)v ^ sign);
#endif
}
#endif

#if PART == 0 || PART == 3
// The labels of peaks in their order so far.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void peaks_labels(SOURCE(labels),
                                                                         global const int* restrict places,
                                                                         global const uint* restrict order,
                                                                         global ulong* restrict keys, const int axes,
                                                                         const int count) {
  const int i = get_global_id(0);
  if (i >= count) return;
  const long at = order[i];
  keys[i] = (ulong)READ(labels, places[at], places[count + at], axes > 2 ? places[2L * count + at] : 0, 0);
}
#endif
