// Connected components by union-find over runs.
//
// The image comes as one bit per pixel, not 0 or 0, 32 to a word, rows of whole words (`set`). A node is a run of
// connected pixels inside one word, and its number is the place of its first pixel, 32 word + bit: no table of nodes
// is made. Two runs of a bool image never start beside each other, so half of it is as good. Parents have smaller
// numbers than their children, so a component's root is its first run in raster order, whatever the items' order.
//
// Integer images (VALUES defined): neighbours connect only when they are equal; `starts` has the pixels that differ
// from the one on their left, as a first kernel finds them.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// How many axes a neighbour may differ in.
#ifndef CONNECTIVITY
#define CONNECTIVITY 3
#endif
// The type of the labels.
#ifndef LABEL_T
#define LABEL_T int
#endif

#include "label/label_links.clh"

#ifdef VALUES
// The bits of an integer image: which pixels are not 0, and which of those differ from the one on their left.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void label_runs(SOURCE(src), global uint* restrict set,
                                                                       global uint* restrict starts, const int4 size,
                                                                       const int row_words, const uint words) {
  const uint word = get_global_id(0);
  if (word >= words) return;
  const uint row = word / row_words;
  const int w = word - row * row_words, z = row / size.y, y = row - (uint)z * size.y;
  uint bits = 0, first = 0;
  src_T left = w > 0 ? READ(src, 32 * w - 1, y, z, 0) : (src_T)0;
  for (int i = 0; i < min(32, size.x - 32 * w); ++i) {
    const src_T value = READ(src, 32 * w + i, y, z, 0);
    bits |= (uint)(value != 0) << i;
    first |= (uint)(value != 0 && value != left) << i;
    left = value;
  }
  set[word] = bits;
  starts[word] = first;
}
#endif

#if LS == 1
// Makes every run of a word a tree of its own, or a part of the run in the word before that it goes on.
inline void label_begin_word(LABEL_PARAMS, volatile global uint* parents, const label_here* h) {
  for (uint first = LABEL_STARTS(h->word); first; first &= first - 1) {
    const uint node = LABEL_NODE(h->word, LABEL_FIRST_BIT(first));
    parents[node] = node;
  }
  if (h->joined & 1)
    parents[LABEL_NODE(h->word, 0)] = LABEL_NODE(h->word - 1, label_run(LABEL_ARGS, h->word - 1, 31));
}

// An item does a strip of rows, alone and without atomics (borders 0), or joins it with the rows before it (borders 1).
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void label_strips(LABEL_PARAMS, volatile global uint* parents,
                                                                        const int4 size, const int row_words,
                                                                        const int strip, const int borders) {
  const int first = (get_group_id(0) + borders) * strip, all = min(first + strip, size.y * size.z);
  // Rows that have one before the strip among those they touch.
  const int touching = min(all, first + (size.z > 1 ? size.y + 1 : 1));
  const int end = borders ? touching : all, from = borders ? 0 : first, to = borders ? first : INT_MAX;
  for (int row = first; row < end; ++row) {
    const int z = row / size.y, y = row - z * size.y;
    for (int w = 0; w < row_words; ++w) {
      const uint word = (uint)row * row_words + w;
      if (!set[word]) continue;
      const label_here h = label_look(LABEL_ARGS, word, w, y, z, row_words);
      if (!borders) label_begin_word(LABEL_ARGS, parents, &h);
      label_join_word(LABEL_ARGS, parents, &h, size, row_words, from, to, !borders);
    }
  }
}
#else
// The node that a place in the tile stands for; `origin` is the tile's first word.
inline uint label_node_of_tile(uint node, uint origin, const int4 shift, const int4 size, int row_words) {
  const uint place = node / LABEL_NODE(1, 0), inside = node % LABEL_NODE(1, 0);
  const uint w = place & ((1 << shift.s0) - 1), y = place >> shift.s0 & ((1 << shift.s1) - 1);
  const uint z = place >> (shift.s0 + shift.s1);
  return LABEL_NODE(origin + (z * size.y + y) * row_words + w, 0) + inside;
}

// An item per word: joins the runs of each tile, and points each at the first one that it is joined with there.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void label_tiles(LABEL_PARAMS, volatile global uint* parents,
                                                                        const int4 size, const int row_words,
                                                                        const int4 shift, const int4 tiles) {
  local uint tile[LABEL_NODE(LS, 0)];
  const int group = get_group_id(0), place = get_local_id(0);
  const int left = group % tiles.s0 << shift.s0, top = group / tiles.s0 % tiles.s1 << shift.s1;
  const int front = group / tiles.s0 / tiles.s1 << shift.s2;
  const int w = left + (place & ((1 << shift.s0) - 1)), y = top + (place >> shift.s0 & ((1 << shift.s1) - 1));
  const int z = front + (place >> (shift.s0 + shift.s1));
  const uint word = ((uint)z * size.y + y) * row_words + w;
  const uint first = w < row_words && y < size.y && z < size.z && set[word] ? LABEL_STARTS(word) : 0;
  label_here h;
  if (first) {
    h = label_look(LABEL_ARGS, word, w, y, z, row_words);
    h.place = place;
    ROLLED for (uint rest = first; rest; rest &= rest - 1) {
      const uint node = LABEL_NODE(place, LABEL_FIRST_BIT(rest));
      tile[node] = node;
    }
    if (h.joined & 1 && label_side_inside(&h, -1, shift))
      tile[LABEL_NODE(place, 0)] = LABEL_NODE(place - 1, label_run(LABEL_ARGS, word - 1, 31));
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (first) label_join_word(LABEL_ARGS, parents, tile, shift, &h, size, row_words, 0, INT_MAX, 1);
  barrier(CLK_LOCAL_MEM_FENCE);
  const uint origin = ((uint)front * size.y + top) * row_words + left;
  ROLLED for (uint rest = first; rest; rest &= rest - 1) {
    const int bit = LABEL_FIRST_BIT(rest);
    const uint root = label_tile_root(tile, LABEL_NODE(place, bit));
    parents[LABEL_NODE(word, bit)] = label_node_of_tile(root, origin, shift, size, row_words);
  }
}

// An item per word, in any order: joins the runs of a tile with those of the tiles before.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void label_seams(LABEL_PARAMS, volatile global uint* parents,
                                                                        const int4 size, const int row_words,
                                                                        const int4 shift, const uint words) {
  const uint word = get_global_id(0);
  if (word >= words || !set[word]) return;
  const uint row = word / row_words;
  const int w = word - row * row_words, z = row / size.y, y = row - (uint)z * size.y;
  const label_here h = label_look(LABEL_ARGS, word, w, y, z, row_words);
  if (h.joined & 1 && !label_side_inside(&h, -1, shift))
    label_unite(parents, LABEL_NODE(word, 0), LABEL_NODE(word - 1, label_run(LABEL_ARGS, word - 1, 31)), 1);
  label_join_word(LABEL_ARGS, parents, (volatile local uint*)0, shift, &h, size, row_words, 0, INT_MAX, 0);
}
#endif

// Sum over the items of a group of `value`, and of those of the items before into *before. `sums` has LS elements.
#if LS == 1
#define LABEL_SUM(value, before, sums) ((void)(sums), *(before) = 0, (value))
#else
#define LABEL_SUM(value, before, sums) label_sum(value, before, sums)
inline uint label_sum(uint value, uint* before, local uint* sums) {
  const int item = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  sums[item] = value;
  ROLLED for (int step = 1; step < LS; step *= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    const uint other = item >= step ? sums[item - step] : 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    sums[item] += other;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  *before = sums[item] - value;
  return sums[LS - 1];
}
#endif

// Points every run at its root, notes in `roots` which ones are, and counts them per chunk of words, which a group takes.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void label_flatten(LABEL_PARAMS, volatile global uint* parents,
                                                                          global uint* restrict roots,
                                                                          global uint* restrict counts,
                                                                          const uint chunk, const uint words) {
  local uint sums[LS];
  const uint begin = get_group_id(0) * chunk, end = min(begin + chunk, words);
  uint count = 0, before;
  ROLLED for (uint word = begin + get_local_id(0); word < end; word += LS) {
    uint first = set[word] ? LABEL_STARTS(word) : 0, found = 0;
    while (first) {
      const int bit = LABEL_FIRST_BIT(first);
      const uint node = LABEL_NODE(word, bit);
      // Only the item itself may write here, or another's older ancestor would be the last word. It writes each step,
      // so that those who come by go twice as far.
      uint root = parents[node];
      if (root == node) found |= 1u << bit;
      for (uint above = parents[root]; above != root; above = parents[root]) parents[node] = root = above;
      first &= first - 1;
    }
    roots[word] = found;
    count += popcount(found);
  }
  count = LABEL_SUM(count, &before, sums);
  if (get_local_id(0) == 0) counts[get_group_id(0)] = count;
}

// Numbers the roots in raster order, from 1: a root's entry among the parents is its number from now on.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void label_number(LABEL_PARAMS, global const uint* restrict roots,
                                                                         global const uint* restrict counts,
                                                                         global uint* restrict parents,
                                                                         const uint chunk, const uint words) {
  local uint sums[LS];
  const uint group = get_group_id(0), item = get_local_id(0);
  uint earlier = 0, before;
  ROLLED for (uint i = item; i < group; i += LS) earlier += counts[i];
  uint number = 1 + LABEL_SUM(earlier, &before, sums);
  const uint begin = group * chunk + item * (chunk / LS), end = min(begin + chunk / LS, words);
  uint mine = 0;
  ROLLED for (uint word = begin; word < end; ++word) mine += popcount(roots[word]);
  LABEL_SUM(mine, &before, sums);
  number += before;
  ROLLED for (uint word = begin; word < end; ++word)
    ROLLED for (uint found = roots[word]; found; found &= found - 1)
      parents[LABEL_NODE(word, LABEL_FIRST_BIT(found))] = number++;
}

inline uint label_of(global const uint* restrict roots, global const uint* restrict parents, uint word, int bit) {
  const uint value = parents[LABEL_NODE(word, bit)];
  return roots[word] >> bit & 1 ? value : parents[value];
}

// Writes every pixel's number.
#if LS == 1
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void label_write(LABEL_PARAMS, global const uint* restrict roots,
                                                                       global const uint* restrict parents,
                                                                       global LABEL_T* restrict dst, const int4 size,
                                                                       const int row_words, const uint chunk, const uint words) {
  const uint16 lane = (uint16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const uint begin = get_group_id(0) * chunk, end = min(begin + chunk, words);
  uint row = begin / row_words;
  int w = begin - row * row_words;
  for (uint word = begin; word < end; ++word) {
    const uint bits = set[word];
    uint16 low = 0, high = 0;
    for (uint first = bits ? LABEL_STARTS(word) : 0; first; first &= first - 1) {
      // From the run's first pixel on; the runs after it overwrite, and what is not set becomes 0 at the end.
      const int bit = LABEL_FIRST_BIT(first);
      const uint16 label = label_of(roots, parents, word, bit);
      low = lane >= (uint)bit ? label : low;
      high = lane + 16 >= (uint)bit ? label : high;
    }
    low = ((uint16)bits >> lane & 1) != 0 ? low : 0;
    high = ((uint16)bits >> (lane + 16) & 1) != 0 ? high : 0;
    const long at = (long)row * size.x + 32 * w;
    const int inside = size.x - 32 * w;
    if (inside >= 32) {
      vstore16(JOIN3(convert_, LABEL_T, 16)(low), 0, dst + at);
      vstore16(JOIN3(convert_, LABEL_T, 16)(high), 1, dst + at);
    } else {
      uint labels[32];
      vstore16(low, 0, labels);
      vstore16(high, 1, labels);
      for (int i = 0; i < inside; ++i) dst[at + i] = labels[i];
    }
    if (++w == row_words) w = 0, ++row;
  }
}
#else
// An item does four pixels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void label_write(LABEL_PARAMS, global const uint* restrict roots,
                                                                        global const uint* restrict parents,
                                                                        global LABEL_T* restrict dst, const int4 size,
                                                                        const int row_words, const uint words) {
  const uint word = get_group_id(0) * (LS / 8) + get_local_id(0) / 8;
  if (word >= words) return;
  const int begin = 4 * (get_local_id(0) & 7);
  const uint row = word / row_words, bits = set[word] >> begin & 15;
  const int x = 32 * (word - row * row_words) + begin;
  if (x >= size.x) return;
  uint labels[4] = {0, 0, 0, 0};
  if (bits) {
    const uint first = LABEL_STARTS(word);
    uint label = bits & 1 ? label_of(roots, parents, word, 31 - clz(first & (~0u >> (31 - begin)))) : 0;
    labels[0] = label;
    UNROLL for (int i = 1; i < 4; ++i) {
      if (first >> (begin + i) & 1) label = label_of(roots, parents, word, begin + i);
      labels[i] = bits >> i & 1 ? label : 0;
    }
  }
  const long at = (long)row * size.x + x;
  if (size.x % 4 == 0) {
    *(global JOIN(LABEL_T, 4)*)(dst + at) = (JOIN(LABEL_T, 4))(labels[0], labels[1], labels[2], labels[3]);
  } else {
    UNROLL for (int i = 0; i < 4; ++i)
      if (x + i < size.x) dst[at + i] = labels[i];
  }
}
#endif
