#include "common.clh"
#include "morphology/reconstruction_rows.clh"
// Spreads the set pixels of an image in bits, in place, over those of `mask` that are connected with them. One launch is
// a round, whose number is `turn`: everything settles within its strip of rows (on a CPU) or its tile of words (on a
// GPU), and what a change may spread to in another one is stamped for the next round. `state`: the last round that is
// needed, then the stamps of rows or tiles.
//
// outside: ~0 where all that lies outside the image is set, else 0.
#ifndef LS
#define LS 1
#endif

// The bits of a row's word that lie after its end.
inline uint spread_tail(int word, int width) {
  const int inside = width - 32 * word;
  return inside >= 32 ? 0 : inside <= 0 ? ~0u : ~0u << inside;
}
// What the word `here`, between `before` and `after`, brings to the pixels that look at it.
inline uint spread_from(uint before, uint here, uint after, int three) {
  uint got = three & 2 ? here : 0;
  if (three & 1) got |= here << 1 | before >> 31;
  if (three & 4) got |= here >> 1 | after << 31;
  return got;
}
// All of `mask` that is connected, towards higher or lower bits, with `bits`, which are some of it.
inline uint spread_up(uint bits, uint mask) { return (((mask + bits) ^ mask) | bits) & mask; }
inline uint spread_down(uint bits, uint mask) {
  bits |= mask & bits >> 1;
  mask &= mask >> 1;
  bits |= mask & bits >> 2;
  mask &= mask >> 2;
  bits |= mask & bits >> 4;
  mask &= mask >> 4;
  bits |= mask & bits >> 8;
  mask &= mask >> 8;
  return bits | (mask & bits >> 16);
}

#if LS == 1
// What the row `near` (0: there is none) brings to a row; returns the pixels that are new, in one word.
inline uint spread_row(global uint* restrict row, global const uint* near, global const uint* restrict mask, int three,
                       int words, int width, uint outside) {
  uint before = outside, here = near ? near[0] : outside, found = 0;
  for (int w = 0; w < words; ++w) {
    const uint after = w + 1 < words && near ? near[w + 1] : outside;
    if (w + 1 == words) here |= outside & spread_tail(w, width);
    const uint fresh = spread_from(before, here, after, three) & mask[w] & ~row[w];
    row[w] |= fresh;
    found |= fresh;
    before = here;
    here = after;
  }
  return found;
}

inline uint spread_along(global uint* restrict row, global const uint* restrict mask, int three, int words) {
  uint found = 0, carry = 0;
  if (three & 1)
    for (int w = 0; w < words; ++w) {
      const uint m = mask[w], old = row[w], bits = old | (carry & m);
      carry = 0;
      if (bits == 0) continue;
      const uint now = spread_up(bits, m);
      row[w] = now;
      found |= now ^ old;
      carry = now >> 31;
    }
  carry = 0;
  if (three & 4)
    for (int w = words - 1; w >= 0; --w) {
      const uint m = mask[w], old = row[w], bits = old | (carry & m);
      carry = 0;
      if (bits == 0) continue;
      const uint now = bits == m ? m : spread_down(bits, m);
      row[w] = now;
      found |= now ^ old;
      carry = now << 31;
    }
  return found;
}

// An item settles a strip of rows, those of all planes and channels one after the other. dirty: rows to be looked at.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void binary_reconstruction(
    global uint* image, global const uint* restrict mask, global int* state, global uchar* restrict dirty,
    const int neighbours, const uint outside, const int4 size, const int row_words, const int strip, const int turn) {
  const int rows = size.y * size.z * size.w, first = get_group_id(0) * strip, end = min(first + strip, rows);
  if (turn > 0 && state[0] < turn) return;
  int any = 0;
  for (int row = first; row < end; ++row) any |= dirty[row] = turn == 0 || state[1 + row] >= turn;
  for (int up = 0; any; up = !up) {
    any = 0;
    for (int i = 0; i < end - first; ++i) {
      const int row = up ? end - 1 - i : first + i, y = row % size.y, z = row / size.y % size.z;
      if (!dirty[row]) continue;
      dirty[row] = 0;
      global uint* out = image + (long)row * row_words;
      global const uint* limit = mask + (long)row * row_words;
      uint found = 0;
      for (int dz = -1; dz <= 1; ++dz)
        for (int dy = -1; dy <= 1; ++dy) {
          const int three = ROWS_NEIGHBOURS(dy, dz);
          const bool there = y + dy >= 0 && y + dy < size.y && z + dz >= 0 && z + dz < size.z;
          if (three && (there || outside))
            found |= spread_row(out, there ? image + (long)(row + dz * size.y + dy) * row_words : 0, limit, three,
                                row_words, size.x, outside);
        }
      found |= spread_along(out, limit, ROWS_NEIGHBOURS(0, 0), row_words);
      if (!found) continue;
      any |= rows_that_see(row, first, end, dirty, state, neighbours, size, turn);
    }
  }
}
#else
// What an item sees of the word (w, y, z) of its channel.
inline uint spread_look(global const uint* image, int w, int y, int z, const int4 size, int row_words, uint outside) {
  if (w < 0 || w >= row_words || y < 0 || y >= size.y || z < 0 || z >= size.z) return outside;
  return image[((long)z * size.y + y) * row_words + w] | (outside & spread_tail(w, size.x));
}

// A group settles a tile of words, whose extents' binary logarithms are in `shift`; an item does one word.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void binary_reconstruction(
    global uint* image, global const uint* restrict mask, global int* state, const int neighbours, const uint outside,
    const int4 size, const int row_words, const int4 shift, const int4 tiles, const int turn) {
  volatile local uint seen[4 * LS];
  volatile local int changing, due[1];
  const int group = get_group_id(0), l = get_local_id(0);
  if (l == 0) due[0] = turn == 0 || state[1 + group] >= turn;  // read once, for other groups write it meanwhile
  barrier(CLK_LOCAL_MEM_FENCE);
  if (!due[0]) return;
  const int tx = group % tiles.x, ty = group / tiles.x % tiles.y, tz = group / tiles.x / tiles.y % tiles.z;
  const int channel = group / tiles.x / tiles.y / tiles.z;
  const int left = tx << shift.x, top = ty << shift.y, front = tz << shift.z;
  const long plane = (long)channel * size.z * size.y * row_words;
  // The tile with one word, row and plane around it; no planes where there is only one.
  const int deep = size.z > 1, wide = (1 << shift.x) + 2, high = (1 << shift.y) + 2, all = (1 << shift.z) + 2 * deep;
  for (int i = l; i < wide * high * all; i += LS)
    seen[i] = spread_look(image + plane, left - 1 + i % wide, top - 1 + i / wide % high, front - deep + i / wide / high,
                          size, row_words, outside);
  const int w = l & ((1 << shift.x) - 1), y = l >> shift.x & ((1 << shift.y) - 1), z = l >> (shift.x + shift.y);
  const bool there = left + w < row_words && top + y < size.y && front + z < size.z;
  const long at = plane + ((long)(front + z) * size.y + top + y) * row_words + left + w;
  const uint limit = there ? mask[at] : 0;
  const int place = ((z + deep) * high + y + 1) * wide + w + 1;
  barrier(CLK_LOCAL_MEM_FENCE);
  const uint old = seen[place] & limit;
  uint mine = old;
  for (;;) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (l == 0) changing = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    uint got = mine;
    if (limit != mine) {
      for (int dz = -deep; dz <= deep; ++dz)
        for (int dy = -1; dy <= 1; ++dy) {
          const int three = ROWS_NEIGHBOURS(dy, dz), other = place + (dz * high + dy) * wide;
          if (three) got |= spread_from(seen[other - 1], seen[other], seen[other + 1], three);
        }
      // A single plane: what lies before and behind it is outside.
      if (!deep && outside && ((neighbours & 0x1ff) || (neighbours >> 18))) got = limit;
      got &= limit;
      const int three = ROWS_NEIGHBOURS(0, 0);
      if (three & 1) got = spread_up(got, limit);
      if (three & 4) got = spread_down(got, limit);
    }
    if (got != mine) {
      seen[place] |= got;
      mine = got;
      changing = 1;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!changing) break;
  }
  if (mine == old) return;
  image[at] = mine;
  for (int dz = -1; dz <= 1; ++dz)
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const int ox = (left + w + dx) >> shift.x, oy = (top + y + dy) >> shift.y, oz = (front + z + dz) >> shift.z;
        if (ox < 0 || ox >= tiles.x || oy < 0 || oy >= tiles.y || oz < 0 || oz >= tiles.z) continue;
        const int other = ((channel * tiles.z + oz) * tiles.y + oy) * tiles.x + ox;
        if (other != group) state[1 + other] = state[0] = turn + 1;
      }
}
#endif
