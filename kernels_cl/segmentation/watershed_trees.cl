// Boruvka's trees over basins: in each round every tree that is not flooded grows together with the one that the lowest
// way out leads to. A marker's pixel is a way to tree 0, what is flooded.
//
// A pixel with lower neighbours in several basins joins these at its own height. `ways` has these pixels, each with the
// bits of those neighbours, bit 31 for a marker; a group keeps those of its segment together, `count` of them.
#include "common.clh"
#include "alone.clh"
#include "segmentation/watershed.clh"
// Kernels of which a program is made: 1 the one that reads markers, 2 all others; 0 all.
#ifndef PART
#define PART 0
#endif
#define MARKER_BIT 31
#define BEST 0
#define BEST_LOW 1
#define BEST_TO (WIDE + 1)
#define BEST_OF(basin, word) best[(WIDE + 2) * (basin) + (word)]

#if PART != 1
// Every pixel's basin.
GROUP watershed_basins(volatile global uint* node, const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    uint to = node[p];
    if (to & basin_bit) continue;
    // Only the item itself writes here, each step, so that those who come by go twice as far.
    for (uint next = node[to]; !(next & basin_bit); next = node[to]) node[p] = to = next;
    node[p] = node[to];
  }
}
#endif

#if PART != 2
GROUP watershed_ways(SOURCE(labels), global const KEY_T* restrict level, global const uint* restrict node,
                     global uint2* restrict ways, global uint* restrict count, const int4 size, const uint pixels) {
  local uint found;
  if (get_local_id(0) == 0) found = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const uint basin = node[p];
    if (basin == no_node) continue;
    const int4 at = place_of(p, size);
    const KEY_T here = level[p];
    uint bits = READ(labels, at.s0, at.s1, at.s2, 0) != 0 ? 1u << MARKER_BIT : 0;
    FOR_NEIGHBOURS(k, at, size) {
      const uint q = neighbour_of(p, k, size);
      const uint other = node[q];
      const KEY_T there = level[q];
      if (other != basin && other != no_node && (there < here || (there == here && q < p))) bits |= 1u << k;
    }
    if (bits) ways[(uint)get_group_id(0) * SEGMENT + atomic_inc(&found)] = (uint2)(p, bits);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_local_id(0) == 0) count[get_group_id(0)] = found;
}
#endif

#if PART != 1
inline uint tree_at(global const uint* restrict node, global const uint* root, uint p, int k, int4 size) {
  return k == MARKER_BIT ? 0 : root[node[neighbour_of(p, k, size)] & ~basin_bit];
}
inline void lower(volatile global uint* at, uint to) {
  if (*at > to) atomic_min(at, to);
}

#if WIDE
#define FIRST_WORD(key) (uint)((key) >> 32)
#else
#define FIRST_WORD(key) (key)
#endif

// Forgets ways that lead nowhere new, and finds the height of the lowest of each tree: its first 32 bits.
GROUP watershed_lowest(global const KEY_T* restrict level, global const uint* restrict node, global uint2* ways,
                       global uint* count, volatile global uint* state, global const uint* restrict root,
                       volatile global uint* best, const int4 size, const int turn) {
  local uint kept;
  const uint group = get_group_id(0), n = count[group];
  if (n == 0) return;
  if (get_local_id(0) == 0) kept = 0;
  ROLLED for (uint begin = 0; begin < n; begin += LS) {
    const uint i = begin + get_local_id(0);
    uint p = 0, bits = 0;
    if (i < n) {
      const uint2 way = ways[group * SEGMENT + i];
      p = way.s0;
      const uint here = root[node[p] & ~basin_bit];
      const uint height = FIRST_WORD(level[p]);
      ROLLED for (uint rest = way.s1; rest; rest &= rest - 1) {
        const int k = 31 - clz(rest & -rest);
        const uint there = tree_at(node, root, p, k, size);
        if (there == here) continue;
        bits |= 1u << k;
        if (there) lower(&BEST_OF(there, BEST), height);
      }
      if (bits && here) lower(&BEST_OF(here, BEST), height);
    }
    // Places before `begin + LS` have been read.
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    if (bits) ways[group * SEGMENT + atomic_inc(&kept)] = (uint2)(p, bits);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_local_id(0) == 0) {
    count[group] = kept;
    if (kept) state[STATE_ROUNDS + turn] = 1;
  }
}

// Whether the way is as low as the lowest of a tree, in all words before `word`.
inline int is_lowest(volatile global const uint* best, uint tree, KEY_T height, int word) {
  if (!tree || BEST_OF(tree, BEST) != FIRST_WORD(height)) return 0;
#if WIDE
  if (word > BEST_LOW && BEST_OF(tree, BEST_LOW) != (uint)height) return 0;
#endif
  (void)word;
  return 1;
}

// Of the lowest ways the next word: the other 32 bits of the height, or the tree that they lead to, the first of several.
GROUP watershed_next_word(global const KEY_T* restrict level, global const uint* restrict node,
                          global const uint2* restrict ways, global const uint* restrict count,
                          global const uint* restrict root, volatile global uint* best, const int4 size,
                          const int word) {
  const uint group = get_group_id(0), n = count[group];
  ROLLED for (uint i = get_local_id(0); i < n; i += LS) {
    const uint2 way = ways[group * SEGMENT + i];
    const uint here = root[node[way.s0] & ~basin_bit];
    const KEY_T height = level[way.s0];
    const int lowest = is_lowest(best, here, height, word);
    ROLLED for (uint rest = way.s1; rest; rest &= rest - 1) {
      const uint there = tree_at(node, root, way.s0, 31 - clz(rest & -rest), size);
      if (there == here) continue;
      const int as_low = is_lowest(best, there, height, word);
      if (lowest) lower(&BEST_OF(here, word), word == BEST_TO ? there : (uint)height);
      if (as_low) lower(&BEST_OF(there, word), word == BEST_TO ? here : (uint)height);
    }
  }
}

// A group's share of the basins.
#define FOR_BASINS(basin)                                                                                         \
  const uint basins = state[STATE_BASINS], share = basins / (uint)get_num_groups(0) + 1,                           \
             begin = 1 + (uint)get_group_id(0) * share, end = min(begin + share, basins + 1);                      \
  ROLLED for (uint basin = begin + (uint)get_local_id(0); basin < end; basin += LS)

// Two trees that chose each other would go in circles: the first of them stays.
GROUP watershed_join(global const uint* restrict state, global uint* restrict root, global KEY_T* restrict height,
                     global const uint* restrict best, const int turn) {
  if (!state[STATE_ROUNDS + turn]) return;
  FOR_BASINS(basin) {
    if (root[basin] != basin) continue;
    const uint to = BEST_OF(basin, BEST_TO);
    if (to == 0xFFFFFFFFu || (to && basin < to && BEST_OF(to, BEST_TO) == basin)) continue;
#if WIDE
    height[basin] = (ulong)BEST_OF(basin, BEST) << 32 | BEST_OF(basin, BEST_LOW);
#else
    height[basin] = BEST_OF(basin, BEST);
#endif
    root[basin] = to;
  }
}

// Every basin's root, and the highest place on the way there. Along the trees that one round joins heights never rise:
// the way out of the first is the highest. What a root has as its height, once it joined, is that of its way out.
GROUP watershed_roots(global const uint* restrict state, volatile global uint* root, volatile global KEY_T* height,
                      global uint* restrict best, const int turn) {
  if (!state[STATE_ROUNDS + turn]) return;
  FOR_BASINS(basin) {
    ROLLED for (int word = 0; word <= WIDE + 1; ++word) BEST_OF(basin, word) = 0xFFFFFFFFu;
    uint to = root[basin];
    uint next = root[to];
    if (next == to) continue;
    const KEY_T way_out = height[to];
    if (way_out > height[basin]) height[basin] = way_out;
    for (; next != to; next = root[to]) root[basin] = to = next;
  }
}
#endif
