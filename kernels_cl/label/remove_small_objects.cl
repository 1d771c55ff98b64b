#include "common.clh"
#include "alone.clh"
// Counts the pixels of each label, all of them below 2^31, and keeps the labels that have `least` to `most`.
#ifndef LS
#define LS 1
#define BITS 1  // whether the result is an image in bits, or the labels themselves
#define PART 0  // which kernel to compile: 1 the count, 2 what keeps labels; 0 both
#endif

#if BITS
#define RESULT uint
#else
#define RESULT dst_S
#endif

#if PART != 2
// An item does 32 pixels of a row: neighbours have mostly the same label, and are counted together.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void small_objects_count(SOURCE(src), global uint* counts,
                                                                               const int4 size, const int row_words,
                                                                               const uint words) {
  const uint word = get_global_id(0);
  if (word >= words) return;
  const uint row = word / row_words;
  const int z = row / size.y, y = row - (uint)z * size.y, first = 32 * (word - row * row_words);
  uint label = 0;
  uint n = 0;
  ROLLED for (int x = first; x < min(first + 32, size.x); ++x) {
    const uint here = (uint)READ(src, x, y, z, 0);
    if (here != label) {
      if (label) atomic_add(counts + label, n);
      label = here;
      n = 0;
    }
    ++n;
  }
  if (label) atomic_add(counts + label, n);
}

#endif

#if PART != 1
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void small_objects_keep(
    SOURCE(src), global const uint* restrict counts, global RESULT* restrict dst, const uint least,
    const uint most, const int4 size, const int row_words, const uint words) {
  const uint word = get_global_id(0);
  if (word >= words) return;
  const uint row = word / row_words;
  const int z = row / size.y, y = row - (uint)z * size.y, first = 32 * (word - row * row_words);
  uint label = 0;
  uint keep = 0, bits = 0;
  ROLLED for (int x = first; x < min(first + 32, size.x); ++x) {
    const uint here = (uint)READ(src, x, y, z, 0);
    if (here != label) {
      label = here;
      keep = label && counts[label] >= least && counts[label] <= most;
    }
#if BITS
    bits |= keep << (x - first);
#else
    STORE(dst, INDEX(size, x, y, z, 0), keep ? (dst_T)here : (dst_T)0);
#endif
  }
#if BITS
  dst[word] = bits;
#else
  (void)bits;
#endif
}
#endif
