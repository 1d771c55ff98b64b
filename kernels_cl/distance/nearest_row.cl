// How far the nearest site of its row is from each pixel: -3 for one three pixels to the left, NEAR_NONE in a row
// without any. Of two as near it is the left one.
//
// Sites come as bits (see core/bits.cl), those that are 0 when `flip` is all ones. The result is written in strips of
// 16 columns, one after another, row by row in each: what nearest_line.cl reads lies together.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// Rows of a CPU's item.
#ifndef ROWS
#define ROWS 8
#endif
#ifndef NEAR_T
#define NEAR_T short
#define NEAR_NONE SHRT_MIN
#endif
#define NEAREST_FAR (1 << 29)

#define NEAREST_ROW_PARAMS global const uint *restrict words, const uint flip, const int row_words, const int width
#define NEAREST_ROW_ARGS words, flip, row_words, width

inline uint nearest_word(NEAREST_ROW_PARAMS, int w) {
  const int rest = width - 32 * w;
  return (words[w] ^ flip) & (rest < 32 ? ~(~0u << rest) : ~0u);
}

// The offsets of pixels bit, bit + 1, ... of word w, where `before` and `after` are the places of the nearest sites in
// other words.
#define NEAREST_OFFSETS(N, LANES)                                                                               \
  inline JOIN(NEAR_T, N) nearest_offsets##N(uint word, int w, int bit, int before, int after) {                 \
    const int##N b = bit + LANES, x = 32 * w + b;                                                               \
    const uint##N upto = word & ((uint##N)(~0u) >> as_uint##N(31 - b));                                         \
    const uint##N from = word & ((uint##N)(~0u) << as_uint##N(b));                                              \
    const int##N left = upto != 0u ? b - 31 + as_int##N(clz(upto)) : x - before;                                \
    const int##N right = from != 0u ? 31 - as_int##N(clz(from & -from)) - b : after - x;                        \
    const int##N nearest = left <= right ? -left : right;                                                       \
    return JOIN3(convert_, NEAR_T, N)(min(left, right) < NEAREST_FAR ? nearest : (int##N)(NEAR_NONE));          \
  }
#define LANES8 (int8)(0, 1, 2, 3, 4, 5, 6, 7)
#define LANES16 (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)

#if LS == 1
NEAREST_OFFSETS(16, LANES16)

// The first site in word w or behind it.
inline int nearest_after(NEAREST_ROW_PARAMS, int w) {
  for (; w < row_words; ++w) {
    const uint word = nearest_word(NEAREST_ROW_ARGS, w);
    if (word) return 32 * w + 31 - clz(word & -word);
  }
  return 2 * NEAREST_FAR;
}

// An item does some rows together, so that what it writes of a strip lies together.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void nearest_row(global const uint* restrict sites,
                                                                       global NEAR_T* restrict near, const int4 size,
                                                                       const int row_words, const uint flip) {
  const int first = get_group_id(0) * ROWS, rows = min(ROWS, size.y - first), strips = (size.x + 15) / 16;
  const long plane = get_group_id(1);
  int before[ROWS], after[ROWS];
  for (int r = 0; r < rows; ++r) before[r] = -NEAREST_FAR, after[r] = -1;
  for (int w = 0; w < row_words; ++w)
    for (int r = 0; r < rows; ++r) {
      global const uint* words = sites + (plane * size.y + first + r) * row_words;
      const uint word = nearest_word(words, flip, row_words, size.x, w);
      if (after[r] < 32 * (w + 1)) after[r] = nearest_after(words, flip, row_words, size.x, w + 1);
      for (int strip = 2 * w; strip < min(2 * w + 2, strips); ++strip)
        *(global JOIN(NEAR_T, 16)*)(near + ((plane * strips + strip) * size.y + first + r) * 16) =
            nearest_offsets16(word, w, 16 * (strip - 2 * w), before[r], after[r]);  // PoCL's vstore16 is slow
      if (word) before[r] = 32 * w + 31 - clz(word);
    }
}
#else
NEAREST_OFFSETS(8, LANES8)

// Rows of a group, which lie together in a strip.
#define TALL 8
// Which words of a row have sites, a bit for 1 << shift of them: empty rows are not walked through.
#define NEAREST_SUMMARY 128
#define NEAREST_SUMMARY_PARAMS local const uint *summary, const int shift

inline int nearest_before(NEAREST_ROW_PARAMS, NEAREST_SUMMARY_PARAMS, int w) {
  const int part = w >> shift;
  for (int v = w - 1; v >= part << shift; --v)
    if (nearest_word(NEAREST_ROW_ARGS, v)) return 32 * v + 31 - clz(nearest_word(NEAREST_ROW_ARGS, v));
  int s = part >> 5;
  uint parts = summary[s] & ~(~0u << (part & 31));
  while (!parts && s > 0) parts = summary[--s];
  if (!parts) return -NEAREST_FAR;
  int v = min((32 * s + 32 - (int)clz(parts)) << shift, row_words) - 1;
  while (!nearest_word(NEAREST_ROW_ARGS, v)) --v;
  return 32 * v + 31 - clz(nearest_word(NEAREST_ROW_ARGS, v));
}

inline int nearest_after(NEAREST_ROW_PARAMS, NEAREST_SUMMARY_PARAMS, int w) {
  const int part = w >> shift, last = ((row_words - 1) >> shift) >> 5;
  int v = w + 1;
  for (; v < min((part + 1) << shift, row_words); ++v) {
    const uint word = nearest_word(NEAREST_ROW_ARGS, v);
    if (word) return 32 * v + 31 - clz(word & -word);
  }
  int s = part >> 5;
  uint parts = summary[s] & (~1u << (part & 31));
  while (!parts && s < last) parts = summary[++s];
  if (!parts) return 2 * NEAREST_FAR;
  v = (32 * s + 31 - (int)clz(parts & -parts)) << shift;
  while (!nearest_word(NEAREST_ROW_ARGS, v)) ++v;
  const uint word = nearest_word(NEAREST_ROW_ARGS, v);
  return 32 * v + 31 - clz(word & -word);
}

// A group does some strips of its rows, an item one row of a strip at a time.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void nearest_row(global const uint* restrict sites,
                                                                        global NEAR_T* restrict near, const int4 size,
                                                                        const int row_words, const uint flip,
                                                                        const int shift, const int turns) {
  local uint summaries[TALL * NEAREST_SUMMARY];
  const int row = get_local_id(0) % TALL, slot = get_local_id(0) / TALL, slots = LS / TALL;
  const int y = get_group_id(0) * TALL + row, strips = (size.x + 15) / 16, width = size.x;
  const long plane = get_group_id(1);
  global const uint* words = sites + (plane * size.y + min(y, size.y - 1)) * row_words;
  local uint* summary = summaries + row * NEAREST_SUMMARY;
  for (int s = slot; s <= ((row_words - 1) >> shift) >> 5; s += slots) summary[s] = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int w = slot; w < row_words; w += slots)
    if (nearest_word(NEAREST_ROW_ARGS, w)) atomic_or(summary + ((w >> shift) >> 5), 1u << ((w >> shift) & 31));
  barrier(CLK_LOCAL_MEM_FENCE);
  if (y >= size.y) return;
  const int first = get_group_id(2) * turns * slots + slot;
  for (int strip = first; strip < min(first + turns * slots, strips); strip += slots) {
    const int w = strip >> 1, bit = 16 * (strip & 1);
    const uint word = nearest_word(NEAREST_ROW_ARGS, w);
    const int before = word & (~0u >> (31 - bit)) ? 0 : nearest_before(NEAREST_ROW_ARGS, summary, shift, w);
    const int after = word >> (bit + 15) ? 0 : nearest_after(NEAREST_ROW_ARGS, summary, shift, w);
    global JOIN(NEAR_T, 8)* out = (global JOIN(NEAR_T, 8)*)(near + ((plane * strips + strip) * size.y + y) * 16);
    out[0] = nearest_offsets8(word, w, bit, before, after);
    out[1] = nearest_offsets8(word, w, bit + 8, before, after);
  }
}
#endif
