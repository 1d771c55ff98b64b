// Packs any image into bits: pixel x of a row is bit x mod 32 of the row's word x / 32, set where the pixel is not 0.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
#ifndef TY
#define TY 8
#endif

// Pixels x, x+1, ... of a row, up to 32 of them, of which those from `end` on do not exist.
inline uint bits_word(SOURCE(src), int x, int y, int z, int c, int end) {
  uint word = 0;
  ROLLED for (int i = 0; i < min(32, end - x); ++i) word |= (uint)(READ(src, x + i, y, z, c) != 0) << i;
  return word;
}

#if LS == 1
// One item does TY rows, a whole word from two vectors.
inline uint bits_whole_word(SOURCE(src), int x, int y, int z, int c) {
  const uint16 low = (uint16)(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
  const uint16 first = as_uint16(convert_int16(READ16(src, x, y, z, c) != (src_T)0)) & low;
  const uint16 second = as_uint16(convert_int16(READ16(src, x + 16, y, z, c) != (src_T)0)) & (low << 16);
  const uint16 both = first | second;
  const uint8 eight = both.lo | both.hi;
  const uint4 four = eight.lo | eight.hi;
  return four.x | four.y | four.z | four.w;
}

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void bits_pack(SOURCE(src), global uint* restrict words,
                                                                     const int4 size, const int row_words) {
  const int first = get_group_id(0) * TY, z = get_group_id(1), c = get_group_id(2);
  for (int y = first; y < min(first + TY, size.y); ++y) {
    global uint* row = words + ((long)(c * size.z + z) * size.y + y) * row_words;
    for (int w = 0; w < size.x / 32; ++w) row[w] = bits_whole_word(src_ARGS, 32 * w, y, z, c);
    if (size.x % 32) row[row_words - 1] = bits_word(src_ARGS, size.x / 32 * 32, y, z, c, size.x);
  }
}
#else
// A group packs a tile of LS words, 1 << log_width of them beside each other. Items read neighbouring fours of pixels,
// so that loads are coalesced, and leave them as nibbles; then each item puts eight nibbles together.
// Fours that the image's edge cuts come afterwards, so that their code is in the program once.
inline uchar bits_nibble(SOURCE(src), int x, int y, int z, int c, int4 size) {
  if (y >= size.y || x + 4 > size.x) return 0;
  const src_T4 v = READ4(src, x, y, z, c);
  return (v.s0 != 0) | (v.s1 != 0) << 1 | (v.s2 != 0) << 2 | (v.s3 != 0) << 3;
}

inline uint bits_of_nibbles(ulong v) {
  v = (v | v >> 4) & 0x00FF00FF00FF00FFUL;
  v = (v | v >> 8) & 0x0000FFFF0000FFFFUL;
  return (uint)(v | v >> 16);
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void bits_pack(SOURCE(src), global uint* restrict words,
                                                                      const int4 size, const int row_words,
                                                                      const int log_width) {
  local ulong nibbles[LS];
  const int item = get_local_id(0), tiles = (row_words >> log_width) + ((row_words & ((1 << log_width) - 1)) != 0);
  const int tile = get_group_id(0), z = get_group_id(1), c = get_group_id(2);
  const int left = (tile % tiles) << log_width, top = tile / tiles * (LS >> log_width);
#define BITS_FOUR(j)                                     \
  const int four = (j)*LS + item, word = four >> 3;      \
  const int x = (left + (word & ((1 << log_width) - 1))) * 32 + (four & 7) * 4, y = top + (word >> log_width);
  UNROLL for (int j = 0; j < 8; ++j) {
    BITS_FOUR(j)
    ((local uchar*)nibbles)[four] = bits_nibble(src_ARGS, x, y, z, c, size);
  }
  ROLLED for (int j = 0; j < 8 && size.x % 4 != 0; ++j) {
    BITS_FOUR(j)
    if (y < size.y && x < size.x && x + 4 > size.x)
      ((local uchar*)nibbles)[four] = bits_word(src_ARGS, x, y, z, c, size.x);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const int w = left + (item & ((1 << log_width) - 1)), y = top + (item >> log_width);
  if (w < row_words && y < size.y)
    words[((long)(c * size.z + z) * size.y + y) * row_words + w] = bits_of_nibbles(nibbles[item]);
}
#endif
