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
// Of binary_erosion_rows: rows that one item takes, and words beside them.
#ifndef ROWS
#define ROWS 256
#define MARGIN 8
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

// A flat footprint whose rows are runs around its centre: runs of each length are found once for each row of the image,
// longer ones from shorter ones, and go into all rows of the result that see them.
// table: for each of `lengths`, from the shortest on: how far a run reaches on either side, how many groups of rows
// have it, and for each group its first row and the one after its last. margin: words that the longest run needs on
// a side.
#define LINE_WORDS (WORDS + 2 * MARGIN + 32)
typedef uint16 words16 __attribute__((aligned(4)));
#define WORDS_AT(p) (*(local words16*)(p))

// Runs of pixels of TOGETHER lines become `step` longer on either side. What was just stored cannot be loaded elsewhere
// at once, which is why there are some lines.
#define TOGETHER 4
#define EACH_LINE UNROLL for (int q = 0; q < TOGETHER; ++q)
inline void binary_erosion_longer(local const uint* line, int count, int step, local uint* longer) {
  for (int i = 0; i < count; i += 16)
    EACH_LINE {
      local const uint* from = line + q * LINE_WORDS + i;
      const uint16 v = WORDS_AT(from);
      WORDS_AT(longer + q * LINE_WORDS + i) = v & (v << step | WORDS_AT(from - 1) >> (32 - step)) &
                                              (v >> step | WORDS_AT(from + 1) << (32 - step));
    }
  EACH_LINE longer[q * LINE_WORDS - 1] = longer[q * LINE_WORDS + count] = ~0u;
}

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void binary_erosion_rows(
    global const uint* restrict src, global uint* restrict dst, global const int* restrict table, const int lengths,
    const int ry, const int margin, const int4 size, const int row_words, const uint flip) {
  local uint lines[2][TOGETHER * LINE_WORDS] __attribute__((aligned(64)));
  local uint result[ROWS * WORDS] __attribute__((aligned(64)));
  const int tiles = (row_words + WORDS - 1) / WORDS;
  const int first = get_group_id(0) % tiles * WORDS, y0 = get_group_id(0) / tiles * ROWS;
  const int n = min(WORDS, row_words - first), ty = min(ROWS, size.y - y0);
  const long plane = ((long)get_group_id(2) * size.z + get_group_id(1)) * size.y;
  const int from = first - margin, count = n + 2 * margin, begin = max(-from, 0), end = min(count, row_words - from);
  const int end_row = min(ty + ry, size.y - y0);
  for (int i = 0; i < ty * WORDS; i += 16) WORDS_AT(result + i) = (uint16)(~0u);
  for (int row = max(-ry, -y0); row < end_row; row += TOGETHER) {
    local uint* line = lines[0] + 16;
    for (int i = -16; i < TOGETHER * LINE_WORDS - 16; i += 16) WORDS_AT(line + i) = (uint16)(~0u);
    for (int q = 0; q < min(TOGETHER, end_row - row); ++q) {
      global const uint* in = src + (plane + y0 + row + q) * row_words + from;
      local uint* to = line + q * LINE_WORDS;
      VECTORIZE for (int i = begin; i < end; ++i) to[i] = in[i] ^ flip;
      if (from + end == row_words) to[end - 1] |= binary_erosion_tail(row_words - 1, size.x);
    }
    global const int* t = table;
    int reach = 0, now = 0;
    for (int k = 0; k < lengths; ++k) {
      while (reach < t[0]) {  // three runs that touch or overlap make a longer one
        const int step = min(min(2 * reach + 1, t[0] - reach), 31);
        now = 1 - now, reach += step;
        binary_erosion_longer(line, count, step, lines[now] + 16);
        line = lines[now] + 16;
      }
      const int groups = t[1];
      t += 2;
      for (int i = 0; i < n; i += 16)
        EACH_LINE {
          const uint16 v = WORDS_AT(line + q * LINE_WORDS + margin + i);
          for (int g = 0; g < groups; ++g) {
            const int last = min(row + q - t[2 * g] + 1, ty);
            for (int m = max(row + q - t[2 * g + 1] + 1, 0); m < last; ++m) WORDS_AT(result + m * WORDS + i) &= v;
          }
        }
      t += 2 * groups;
    }
  }
  for (int m = 0; m < ty; ++m) {
    global uint* out = dst + (plane + y0 + m) * row_words + first;
    VECTORIZE for (int i = 0; i < n; ++i) out[i] = result[m * WORDS + i] ^ flip;
    if (first + n == row_words) out[n - 1] &= ~binary_erosion_tail(row_words - 1, size.x);
  }
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
