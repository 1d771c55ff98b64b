// Erosion of an image in bits by any footprint; dilation is the erosion of the complement (`flip` is all ones then).
// Outside the image counts as 1, and the bits after a row's end in the result are 0.
//
// table: for each of `groups` (first row, rows, word, shift | length << 8): the footprint's rows that share one
// horizontal run of `length` (1 to 33) pixels from x + 32 word + shift on; then (dy, dz) of each row.
// Their rows of words are put together first; then the run is one window, taken by doubling.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// Words that one item takes on a CPU.
#ifndef WORDS
#define WORDS 64
#endif

// The 32 bits from `shift` (0 to 31) on of the 64 bits (a, b).
inline uint binary_erosion_shifted(uint a, uint b, int shift) { return a >> shift | b << 1 << (31 - shift); }

// Bit i of the result: whether the `length` bits from i + shift on of the 96 bits (a, b, c) are all 1.
inline uint binary_erosion_window(uint a, uint b, uint c, int shift, int length) {
  uint low = binary_erosion_shifted(a, b, shift), high = binary_erosion_shifted(b, c, shift);
  for (int taken = 1; taken < length; taken += min(taken, length - taken)) {
    const int step = min(taken, length - taken);
    low &= low >> step | high << (32 - step);
    high &= high >> step;
  }
  return low;
}

// The bits of a row's word that lie after its end.
inline uint binary_erosion_tail(int word, int width) {
  const int inside = width - 32 * word;
  return inside >= 32 ? 0 : inside <= 0 ? ~0u : ~0u << inside;
}

#if LS == 1
// The same for n words at once, each with the one after it: words has n + 2 elements.
inline void binary_erosion_windows(uint* words, int n, int shift, int length) {
  VECTORIZE for (int i = 0; i < n + 1; ++i) words[i] = binary_erosion_shifted(words[i], words[i + 1], shift);
  for (int taken = 1; taken < length; taken += min(taken, length - taken)) {
    const int step = min(taken, length - taken);
    VECTORIZE for (int i = 0; i < n; ++i) words[i] &= binary_erosion_shifted(words[i], words[i + 1], step);
    words[n] &= words[n] >> step;
  }
}

// One item does WORDS words of a row.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void binary_erosion(
    global const uint* restrict src, global uint* restrict dst, global const int* restrict table, const int groups,
    const int4 size, const int row_words, const uint flip) {
  const int tiles = (row_words + WORDS - 1) / WORDS;
  const int first = get_group_id(0) % tiles * WORDS, y = get_group_id(0) / tiles;
  const int z = get_group_id(1), n = min(WORDS, row_words - first);
  global const uint* volume = src + (long)get_group_id(2) * size.z * size.y * row_words;
  global uint* out = dst + (((long)get_group_id(2) * size.z + z) * size.y + y) * row_words + first;
  global const int2* rows = (global const int2*)(table + 4 * groups);
  uint result[WORDS], column[WORDS + 2];
  for (int i = 0; i < n; ++i) result[i] = ~0u;
  for (int g = 0; g < groups; ++g) {
    const int4 group = vload4(g, table);
    const int from = first + group.z, length = group.w >> 8, shift = group.w & 255;
    const int begin = clamp(-from, 0, n + 2), end = clamp(row_words - from, begin, n + 2);
    for (int i = 0; i < n + 2; ++i) column[i] = ~0u;
    const uint tail = binary_erosion_tail(row_words - 1, size.x);
    for (int r = group.x; r < group.x + group.y; ++r) {
      const int yy = y + rows[r].x, zz = z + rows[r].y;
      if (yy < 0 || yy >= size.y || zz < 0 || zz >= size.z) continue;
      global const uint* row = volume + ((long)zz * size.y + yy) * row_words + from;
      VECTORIZE for (int i = begin; i < end; ++i) column[i] &= row[i] ^ flip;
    }
    // After the end counts as 1, whatever the rows hold there.
    if (end > begin && from + end == row_words) column[end - 1] |= tail;
    binary_erosion_windows(column, n, shift, length);
    VECTORIZE for (int i = 0; i < n; ++i) result[i] &= column[i];
  }
  for (int i = 0; i < n; ++i) out[i] = (result[i] ^ flip) & ~binary_erosion_tail(first + i, size.x);
}
#else
// One item does one word.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void binary_erosion(
    global const uint* restrict src, global uint* restrict dst, global const int* restrict table, const int groups,
    const int4 size, const int row_words, const uint flip) {
  const uint words_of_plane = (uint)row_words * size.y;
  const uint in_plane = get_global_id(0);
  if (in_plane >= words_of_plane) return;
  const int y = in_plane / row_words, w = in_plane - (uint)y * row_words, z = get_group_id(1);
  global const uint* volume = src + (long)get_group_id(2) * size.z * words_of_plane;
  global const int2* rows = (global const int2*)(table + 4 * groups);
  uint result = ~0u;
  for (int g = 0; g < groups && result; ++g) {
    const int4 group = vload4(g, table);
    const int from = w + group.z;
    uint a = ~0u, b = ~0u, c = ~0u;
    for (int r = group.x; r < group.x + group.y; ++r) {
      const int yy = y + rows[r].x, zz = z + rows[r].y;
      if (yy < 0 || yy >= size.y || zz < 0 || zz >= size.z) continue;
      global const uint* row = volume + ((long)zz * size.y + yy) * row_words;
      if (from >= 0 && from < row_words) a &= row[from] ^ flip;
      if (from + 1 >= 0 && from + 1 < row_words) b &= row[from + 1] ^ flip;
      if (from + 2 >= 0 && from + 2 < row_words) c &= row[from + 2] ^ flip;
    }
    a |= binary_erosion_tail(from, size.x);
    b |= binary_erosion_tail(from + 1, size.x);
    c |= binary_erosion_tail(from + 2, size.x);
    result &= binary_erosion_window(a, b, c, group.w & 255, group.w >> 8);
  }
  dst[((long)get_group_id(2) * size.z + z) * words_of_plane + in_plane] =
      (result ^ flip) & ~binary_erosion_tail(w, size.x);
}
#endif
