#include "common.clh"
// Thinning of an image in bits, of one plane per channel: ITERATIONS of two steps each in every tile, which sees a
// margin around it that is wide enough. A tile near which nothing changed in the round before is left as it is; `state`
// as in binary_reconstruction.cl, `turn` the round's number. Outside the image is 0.
#ifndef LS
#define LS 1
#define TX 32         // words of a tile
#define TY 64         // rows
#define ITERATIONS 4  // at most 16: the margin is one word
#endif

#define MARGIN (2 * ITERATIONS)
#define WIDE (TX + 4)  // the tile, a word of margin and one of zeros on each side
#define HIGH (TY + 2 * MARGIN + 2)

// Which pixels a step removes, by their eight neighbours: decision trees for Zhang and Suen's rules as scikit-image has
// them, 32 pixels at once.
inline uint skeletonize_first(uint nw, uint n, uint ne, uint e, uint se, uint s, uint sw, uint w) {
  const uint t0 = ~e & w;
  const uint t1 = nw & t0;
  const uint t2 = sw & t1;
  const uint t3 = ~se & t2;
  const uint t4 = bitselect(w, ~w, e);
  const uint t5 = bitselect(t4, t0, nw);
  const uint t6 = bitselect(t5, t1, sw);
  const uint t7 = ~e | ~w;
  const uint t8 = bitselect(t7, t0, nw);
  const uint t9 = sw & t8;
  const uint t10 = bitselect(t6, t9, se);
  const uint t11 = bitselect(t3, t10, s);
  const uint t12 = e & ~w;
  const uint t13 = ~nw & t12;
  const uint t14 = ~sw & t13;
  const uint t15 = se & t13;
  const uint t16 = bitselect(t14, t15, s);
  const uint t17 = bitselect(t11, t16, ne);
  const uint t18 = bitselect(t4, t7, nw);
  const uint t19 = bitselect(t18, t0, sw);
  const uint t20 = ~se & t19;
  const uint t21 = bitselect(t20, t2, s);
  const uint t22 = nw | t7;
  const uint t23 = bitselect(t0, w, nw);
  const uint t24 = bitselect(t22, t23, sw);
  const uint t25 = bitselect(t12, e, nw);
  const uint t26 = ~sw & t25;
  const uint t27 = bitselect(t24, t26, se);
  const uint t28 = bitselect(t27, t3, s);
  const uint t29 = bitselect(t21, t28, ne);
  return bitselect(t17, t29, n);
}

inline uint skeletonize_second(uint nw, uint n, uint ne, uint e, uint se, uint s, uint sw, uint w) {
  const uint t0 = e & ~w;
  const uint t1 = se & t0;
  const uint t2 = ~nw & t1;
  const uint t3 = ~e & w;
  const uint t4 = ~se & t3;
  const uint t5 = ~ne & t4;
  const uint t6 = bitselect(t2, t5, sw);
  const uint t7 = bitselect(w, ~w, e);
  const uint t8 = bitselect(t7, t1, ne);
  const uint t9 = ~nw & t8;
  const uint t10 = ~e | ~w;
  const uint t11 = se | t10;
  const uint t12 = bitselect(t0, e, se);
  const uint t13 = bitselect(t11, t12, ne);
  const uint t14 = bitselect(t3, w, se);
  const uint t15 = ~ne & t14;
  const uint t16 = bitselect(t13, t15, nw);
  const uint t17 = bitselect(t9, t16, sw);
  const uint t18 = bitselect(t6, t17, s);
  const uint t19 = bitselect(t7, t0, se);
  const uint t20 = bitselect(t19, t1, ne);
  const uint t21 = bitselect(t10, t0, se);
  const uint t22 = ne & t21;
  const uint t23 = bitselect(t20, t22, nw);
  const uint t24 = nw & t4;
  const uint t25 = bitselect(t23, t24, sw);
  const uint t26 = ne & t1;
  const uint t27 = ~nw & t26;
  const uint t28 = bitselect(t26, t27, sw);
  const uint t29 = bitselect(t25, t28, s);
  return bitselect(t18, t29, n);
}

inline uint skeletonize_word(local const uint* at, int second) {
  const uint up = at[-WIDE], here = at[0], down = at[WIDE];
  const uint nw = up << 1 | at[-WIDE - 1] >> 31, w = here << 1 | at[-1] >> 31, sw = down << 1 | at[WIDE - 1] >> 31;
  const uint ne = up >> 1 | at[-WIDE + 1] << 31, e = here >> 1 | at[1] << 31, se = down >> 1 | at[WIDE + 1] << 31;
  return here & ~(second ? skeletonize_second(nw, up, ne, e, se, down, sw, w)
                         : skeletonize_first(nw, up, ne, e, se, down, sw, w));
}

// One step of the whole tile; returns the pixels that are gone, in one word.
inline uint skeletonize_step(local const uint* restrict from, local uint* restrict to, int second) {
  uint gone = 0;
#if LS == 1
  for (int y = 1; y < HIGH - 1; ++y) {
    VECTORIZE for (int x = 1; x < WIDE - 1; ++x) {
      const uint now = skeletonize_word(from + y * WIDE + x, second);
      gone |= from[y * WIDE + x] ^ now;
      to[y * WIDE + x] = now;
    }
  }
#else
  for (int i = get_local_id(0); i < (WIDE - 2) * (HIGH - 2); i += LS) {
    const int place = (i / (WIDE - 2) + 1) * WIDE + i % (WIDE - 2) + 1;
    const uint now = skeletonize_word(from + place, second);
    gone |= from[place] ^ now;
    to[place] = now;
  }
#endif
  return gone;
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void skeletonize(global const uint* restrict src,
                                                                       global uint* restrict dst,
                                                                       volatile global int* state, const int4 size,
                                                                       const int row_words, const int turn) {
  local uint a[WIDE * HIGH], b[WIDE * HIGH];
  volatile local int changing, due[1];
  const int tiles_x = (row_words + TX - 1) / TX, tiles_y = (size.y + TY - 1) / TY;
  const int group = get_group_id(0), l = get_local_id(0);
  const int tx = group % tiles_x, ty = group / tiles_x % tiles_y, c = group / tiles_x / tiles_y;
  // Both images of the two that take turns are written before a tile may be left. Other groups write `state` meanwhile.
  if (l == 0) due[0] = turn < 2 || state[1 + group] >= turn;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (!due[0]) return;
  const int left = tx * TX - 2, top = ty * TY - MARGIN - 1;
  const long plane = (long)c * size.y * row_words;
  for (int i = l; i < WIDE * HIGH; i += LS) {
    const int x = i % WIDE, y = i / WIDE, w = left + x, row = top + y;
    const bool seen = x > 0 && x < WIDE - 1 && y > 0 && y < HIGH - 1;
    a[i] = seen && w >= 0 && w < row_words && row >= 0 && row < size.y ? src[plane + (long)row * row_words + w] : 0;
    b[i] = 0;
  }
  for (int k = 0; k < ITERATIONS; ++k) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (l == 0) changing = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    uint gone = skeletonize_step(a, b, 0);
    barrier(CLK_LOCAL_MEM_FENCE);
    gone |= skeletonize_step(b, a, 1);
    if (gone) changing = 1;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!changing) break;
  }
  uint changed = 0;
  for (int i = l; i < TX * TY; i += LS) {
    const int x = i % TX, y = i / TX, w = tx * TX + x, row = ty * TY + y;
    if (w >= row_words || row >= size.y) continue;
    const long at = plane + (long)row * row_words + w;
    const uint now = a[(y + MARGIN + 1) * WIDE + x + 2];
    changed |= src[at] ^ now;
    dst[at] = now;
  }
  if (!changed) return;
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx)
      if (tx + dx >= 0 && tx + dx < tiles_x && ty + dy >= 0 && ty + dy < tiles_y)
        state[1 + group + dy * tiles_x + dx] = state[0] = turn + 1;
}
