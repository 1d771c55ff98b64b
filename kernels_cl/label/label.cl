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

#ifdef VALUES
#define LABEL_PARAMS SOURCE(src), global const uint *restrict set, global const uint *restrict starts
#define LABEL_ARGS src_ARGS, set, starts
#define LABEL_NODE(word, bit) (32u * (word) + (bit))
#else
#define LABEL_PARAMS global const uint* restrict set
#define LABEL_ARGS set
#define LABEL_NODE(word, bit) (16u * (word) + ((bit) >> 1))
#endif
#define LABEL_FIRST_BIT(bits) (31 - clz((bits) & -(bits)))

// ---- union-find ----

// root: the root of a node. Paths are halved on the way: only nodes that are no roots any more are written, and with an
// ancestor of theirs, so it does not matter who comes first.
// unite: `shared`, other items join nodes of the same components at the same time.
#define LABEL_UNION_FIND(space, root, unite)                                          \
  inline uint root(volatile space uint* parents, uint node) {                         \
    uint parent = parents[node];                                                      \
    while (parent != node) {                                                          \
      const uint above = parents[parent];                                             \
      if (above == parent) return parent;                                             \
      parents[node] = above;                                                          \
      node = above;                                                                   \
      parent = parents[node];                                                         \
    }                                                                                 \
    return node;                                                                      \
  }                                                                                   \
  inline void unite(volatile space uint* parents, uint a, uint b, int shared) {       \
    for (;;) {                                                                        \
      a = root(parents, a);                                                           \
      b = root(parents, b);                                                           \
      if (a == b) return;                                                             \
      const uint low = min(a, b), high = max(a, b);                                   \
      if (!shared) parents[high] = low;                                               \
      const uint found = shared ? atomic_cmpxchg(parents + high, high, low) : high;   \
      if (found == high) return;                                                      \
      a = low;                                                                        \
      b = found;                                                                      \
    }                                                                                 \
  }
LABEL_UNION_FIND(global, label_root, label_unite)
#if LS == 1
#define LABEL_TREES volatile global uint* parents
#define LABEL_TREE_ARGS parents
#else
// On a GPU a group first joins the runs of a tile of words in local memory, where `shift` has the binary logarithms of
// the tile's extents.
LABEL_UNION_FIND(local, label_tile_root, label_tile_unite)
#define LABEL_TREES volatile global uint *parents, volatile local uint *tile, const int4 shift
#define LABEL_TREE_ARGS parents, tile, shift
#endif

// ---- runs ----

// The first bits of the runs of a word.
#ifdef VALUES
#define LABEL_STARTS(word) (starts[word] | (set[word] & 1))
#else
inline uint label_starts(uint bits) { return bits & ~(bits << 1); }
#define LABEL_STARTS(word) label_starts(set[word])
#endif

// The first bit of the run that has pixel `bit` of a word.
inline int label_run(LABEL_PARAMS, uint word, int bit) {
  return 31 - clz(LABEL_STARTS(word) & (~0u >> (31 - bit)));
}

// A word with what its neighbours in the row say: which pixels are connected with the one on their left, and whether
// the next word's first pixel is with the last one here.
typedef struct {
  uint word, bits, joined, next_joined;
  int w, y, z;
  uint place;  // in its tile
} label_here;

inline label_here label_look(LABEL_PARAMS, uint word, int w, int y, int z, int row_words) {
  label_here h;
  h.word = word;
  h.bits = set[word];
  h.w = w;
  h.y = y;
  h.z = z;
  h.place = 0;
#ifdef VALUES
  h.joined = h.bits & ~starts[word];
  h.next_joined = w + 1 < row_words ? set[word + 1] & ~starts[word + 1] & 1 : 0;
#else
  const uint left = w > 0 ? set[word - 1] : 0;
  h.joined = h.bits & (h.bits << 1 | left >> 31);
  h.next_joined = w + 1 < row_words ? h.bits >> 31 & set[word + 1] : 0;
#endif
  return h;
}

// ---- links between rows ----

#ifdef VALUES
// Which of `bits` have the value of the pixel (dx, dy, dz) away.
inline uint label_equal(LABEL_PARAMS, const label_here* h, uint bits, int dx, int dy, int dz) {
  uint equal = 0;
  for (; bits; bits &= bits - 1) {
    const int bit = LABEL_FIRST_BIT(bits), x = 32 * h->w + bit;
    if (READ(src, x, h->y, h->z, 0) == READ(src, x + dx, h->y + dy, h->z + dz, 0)) equal |= 1u << bit;
  }
  return equal;
}
#define LABEL_EQUAL(bits, dx) label_equal(LABEL_ARGS, h, bits, dx, dy, dz)
#else
#define LABEL_EQUAL(bits, dx) (bits)
#endif

// Whether the row (dy, dz) away, or the word `side` away, is of the same tile.
#if LS > 1
inline bool label_row_inside(const label_here* h, int dy, int dz, int4 shift) {
  return (h->y + dy) >> shift.s1 == h->y >> shift.s1 && (h->z + dz) >> shift.s2 == h->z >> shift.s2;
}
inline bool label_side_inside(const label_here* h, int side, int4 shift) {
  return (h->w + side) >> shift.s0 == h->w >> shift.s0;
}
#endif

// Joins the run of pixel `bit` with that of pixel `far` (-1 to 32) of the word `above`, which is (dy, dz) away.
// alone: on a CPU, nobody else works on these runs; on a GPU, only what is in the tile is joined, and otherwise only
// what is not.
inline void label_link(LABEL_PARAMS, LABEL_TREES, const label_here* h, int bit, int dy, int dz, uint above, int far,
                       int alone) {
  const int side = far >> 5;
#if LS > 1
  if ((label_row_inside(h, dy, dz, shift) && label_side_inside(h, side, shift)) != alone) return;
#endif
  const int mine = label_run(LABEL_ARGS, h->word, bit), other = label_run(LABEL_ARGS, above + side, far & 31);
#if LS == 1
  label_unite(parents, LABEL_NODE(h->word, mine), LABEL_NODE(above + side, other), !alone);
#else
  const uint place = h->place + (((dz << shift.s1) + dy) << shift.s0) + side;
  if (alone) label_tile_unite(tile, LABEL_NODE(h->place, mine), LABEL_NODE(place, other), 1);
  else label_unite(parents, LABEL_NODE(h->word, mine), LABEL_NODE(above + side, other), 1);
#endif
}

// Joins the runs of a word with those of the row (dy, dz) away that they touch: straight above, and diagonally (with
// dx = -1 or 1) where the connectivity allows it. `skip` are pixels that are joined with that row by another way.
// Returns the pixels that are connected with the one straight above.
inline uint label_join_row(LABEL_PARAMS, LABEL_TREES, const label_here* h, int dy, int dz, const int4 size,
                           int row_words, uint skip, int alone) {
  const uint above = (uint)((long)h->word + ((long)dz * size.y + dy) * row_words);
  const bool diagonal = (dy != 0) + (dz != 0) < CONNECTIVITY;
  const uint up = set[above];
  const uint up_left = h->w > 0 ? set[above - 1] >> 31 : 0;
  const uint up_right = diagonal && h->w + 1 < row_words ? set[above + 1] << 31 : 0;
  if (!(up | up_left | up_right)) return 0;
  const uint straight = LABEL_EQUAL(h->bits & up, 0);
#ifdef VALUES
  const uint before = 0;
#else
  const uint before = up_left;  // the last pixel of the word before is joined as well, if it is set
#endif
#if LS > 1
  const bool inside = label_row_inside(h, dy, dz, shift);
  if (alone ? !inside : inside && label_side_inside(h, -1, shift) && label_side_inside(h, 1, shift)) return straight;
#endif
  // One link for each stretch where both runs go on. A diagonal link says something new only where neither its own
  // pixel is joined with the one straight above nor its neighbour below the far end is of the same run.
  uint links = straight & ~((straight << 1 | before) & h->joined) & ~skip;
  ROLLED for (int dx = 0;;) {
    ROLLED for (; links; links &= links - 1) {
      const int bit = LABEL_FIRST_BIT(links), far = bit + dx;
      label_link(LABEL_ARGS, LABEL_TREE_ARGS, h, bit, dy, dz, above, far, alone);
    }
    if (!diagonal || dx > 0) return straight;
    dx = dx == 0 ? -1 : 1;
    const uint other = dx < 0 ? (up << 1 | up_left) & ~h->joined
                              : (up >> 1 | up_right) & ~(h->joined >> 1 | h->next_joined << 31);
    links = LABEL_EQUAL(h->bits & other & ~straight & ~skip, dx);
  }
}

// Joins the runs of a word with the rows before it that lie in [first_row, end_row) of all rows.
inline void label_join_word(LABEL_PARAMS, LABEL_TREES, const label_here* h, const int4 size, int row_words,
                            int first_row, int end_row, int alone) {
  uint north = 0, behind = 0;
  ROLLED for (int k = 0; k < (CONNECTIVITY >= 2 ? 4 : 2); ++k) {
    const int dy = k == 1 ? 0 : k == 3 ? 1 : -1, dz = k == 0 ? 0 : -1;
    const int y = h->y + dy, z = h->z + dz, row = z * size.y + y;
    if (y < 0 || y >= size.y || z < 0 || row < first_row || row >= end_row) continue;
    // What is joined with the pixel straight behind or north is joined through it with that pixel's own neighbours.
    const uint skip = k == 2 ? north | behind : k == 3 ? behind : 0;
    const uint straight = label_join_row(LABEL_ARGS, LABEL_TREE_ARGS, h, dy, dz, size, row_words, skip, alone);
    if (k == 0) north = straight;
    if (k == 1) behind = straight;
  }
}

// ---- kernels ----

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
