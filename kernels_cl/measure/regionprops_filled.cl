// How many pixels each label has when its holes are filled: what the outside does not reach, going to all neighbours
// (8 in the plane, 26 in space) that are not of the label. Other labels are no wall.
//
// A group has a label: its mask in bits, a row of its bounding box in whole words, and as many bits that were reached.
// From what lies on the box's border, a row is reached from the rows around it and then along itself; items go down and
// up their shares of the rows until nothing changes. What is reached does not depend on the order.
// Of the table see regionprops_table.cl. The labels first .. end - 1 have their words from starts[label - first] on.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
#ifndef LS
#define LS 1
#endif
#ifndef SPACE
#define SPACE 0
#endif

typedef struct {
  int wide, high, deep, words;  // of a row
  volatile global uint* mask;
  volatile global uint* reached;
} regionprops_bits;

inline uint regionprops_filled_word(volatile global uint* bits, const regionprops_bits b, int w, int y, int z) {
  if (w < 0 || y < 0 || z < 0 || w >= b.words || y >= b.high || z >= b.deep) return 0;
  return bits[((long)z * b.high + y) * b.words + w];
}
// Those bits of word w that are pixels of the box.
inline uint regionprops_filled_valid(const regionprops_bits b, int w) {
  const int last = b.wide - 32 * w;
  return last >= 32 ? 0xffffffffu : (1u << last) - 1;
}
// Spreads bits over the free ones beside them, towards higher places.
inline uint regionprops_filled_up(uint bits, uint open) {
  UNROLL
  for (int i = 1; i < 32; i *= 2) {
    bits |= open & (bits << i);
    open &= open << i;
  }
  return bits;
}
inline uint regionprops_filled_down(uint bits, uint open) {
  UNROLL
  for (int i = 1; i < 32; i *= 2) {
    bits |= open & (bits >> i);
    open &= open >> i;
  }
  return bits;
}

// Reaches what can be reached of a row from the rows around it; whether that was more than before.
inline int regionprops_filled_row(const regionprops_bits b, int y, int z) {
  const long row = ((long)z * b.high + y) * b.words;
  uint carry = 0, more = 0;
  ROLLED for (int w = 0; w < b.words; ++w) {
    const uint before = b.reached[row + w], open = ~b.mask[row + w] & regionprops_filled_valid(b, w);
    if (before == open) {
      carry = before >> 31;
      continue;
    }
    uint seed = before;
    for (int dz = -SPACE; dz <= SPACE; ++dz)
      for (int dy = -1; dy <= 1; ++dy) {
        const uint here = regionprops_filled_word(b.reached, b, w, y + dy, z + dz);
        const uint left = regionprops_filled_word(b.reached, b, w - 1, y + dy, z + dz),
                   right = regionprops_filled_word(b.reached, b, w + 1, y + dy, z + dz);
        seed |= here | here << 1 | here >> 1 | left >> 31 | right << 31;
      }
    const uint now = regionprops_filled_down(regionprops_filled_up((seed | carry) & open, open), open);
    carry = now >> 31;
    if (now == before) continue;
    b.reached[row + w] = now;
    more = 1;
  }
  // back, for what came from the right
  carry = 0;
  if (more)
    ROLLED for (int w = b.words - 1; w >= 0; --w) {
      const uint before = b.reached[row + w], open = ~b.mask[row + w] & regionprops_filled_valid(b, w);
      const uint now = regionprops_filled_down(before | (carry & open), open);
      carry = now << 31;
      if (now != before) b.reached[row + w] = now;
    }
  return (int)more;
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_filled(
    SOURCE(labels), global const uint* restrict table, global const ulong* restrict starts, volatile global uint* bits,
    global ulong* restrict filled, const uint first, const uint end, const int words) {
  local int changed;
  local ulong sums[LS];
  const int lid = (int)get_local_id(0);
  for (uint label = first + get_group_id(0); label < end; label += get_num_groups(0)) {
    global const uint* row = table + HEADER + (long)label * words;
    if (!(row[0] | row[1])) continue;
    const int x0 = (int)~row[8], y0 = (int)~row[9], z0 = (int)~row[10];
    regionprops_bits b;
    b.wide = (int)row[11] - x0;
    b.high = (int)row[12] - y0;
    b.deep = (int)row[13] - z0;
    b.words = (b.wide + 31) / 32;
    const int rows = b.high * b.deep;
    b.mask = bits + 2 * starts[label - first];
    b.reached = b.mask + (long)rows * b.words;
    for (long i = lid; i < (long)rows * b.words; i += LS) {
      const int w = (int)(i % b.words), y = (int)(i / b.words % b.high), z = (int)(i / b.words / b.high);
      uint mask = 0;
      for (int k = 0; k < min(32, b.wide - 32 * w); ++k)
        mask |= (uint)(READ(labels, x0 + 32 * w + k, y0 + y, z0 + z, 0) == (labels_T)(label + 1)) << k;
      uint border = 0;
      if (y == 0 || y == b.high - 1) border = 0xffffffffu;
#if SPACE
      if (z == 0 || z == b.deep - 1) border = 0xffffffffu;
#endif
      if (w == 0) border |= 1;
      if (w == b.words - 1) border |= 1u << ((b.wide - 1) % 32);
      b.mask[i] = mask;
      b.reached[i] = border & ~mask & regionprops_filled_valid(b, w);
    }
    const int share = (rows + LS - 1) / LS, from = min(lid * share, rows), to = min(from + share, rows);
    for (;;) {
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
      if (lid == 0) changed = 0;
      barrier(CLK_LOCAL_MEM_FENCE);
      int more = 0;
      ROLLED for (int r = from; r < to; ++r) more |= regionprops_filled_row(b, r % b.high, r / b.high);
      if (more)
        ROLLED for (int r = to - 1; r >= from; --r) regionprops_filled_row(b, r % b.high, r / b.high);
      if (more) changed = 1;
      barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
      if (!changed) break;
    }
    ulong sum = 0;
    for (long i = lid; i < (long)rows * b.words; i += LS)
      sum += popcount(~b.reached[i] & regionprops_filled_valid(b, (int)(i % b.words)));
    sums[lid] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lid == 0) {
      for (int i = 1; i < LS; ++i) sum += sums[i];
      filled[label] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}
