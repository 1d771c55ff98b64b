// From the basins' heights to labels: when the flood comes to each pixel, from which neighbour, and so from which marker.
//
// It comes by level, then by steps: on one level markers flood first (0), then pixels beside lower levels (1), then the
// neighbours of both, a step being 2.
#include "common.clh"
#include "alone.clh"
#include "segmentation/watershed.clh"
// Kernels of which a program is made: 1 and 3 one that reads markers, 2 all others; 0 all.
#ifndef PART
#define PART 0
#endif
#ifndef SIGNED
#define SIGNED 1
#endif

#if PART == 0 || PART == 2
// level: the pixel on entry; in the end the height of the lowest way from a marker.
GROUP watershed_levels(global KEY_T* restrict level, global const uint* restrict node, global uint* restrict steps,
                       global const uint* restrict root, global const KEY_T* restrict height, const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const uint basin = node[p] & ~basin_bit;
    uint reached = never;
    if (node[p] != no_node && root[basin] == 0) {
      reached = unknown;
      level[p] = max(level[p], height[basin]);
    }
    steps[p] = reached;
  }
}

#endif

#if PART == 0 || PART == 1
// wrong: its second number is bits for markers that must not be; the first one is of the rounds that come next.
GROUP watershed_sources(SOURCE(labels), global const KEY_T* restrict level, global const uint* restrict node,
                        volatile global uint* steps, global uint* restrict entry, global uint* wrong, const int4 size,
                        const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const int4 at = place_of(p, size);
    const labels_T label = READ(labels, at.s0, at.s1, at.s2, 0);
    uint reached = steps[p];
    if (label != 0) {
      const uint mistakes = (SIGNED && label < 0 ? WRONG_NEGATIVE : 0) | (node[p] == no_node ? WRONG_OUTSIDE : 0);
      if (mistakes) atomic_or(wrong + 1, mistakes);
      if (node[p] != no_node) steps[p] = reached = 0;
    } else if (reached == unknown) {
      const KEY_T here = level[p];
      int beside = 0;
      FOR_NEIGHBOURS(k, at, size) {
        const uint q = neighbour_of(p, k, size);
        beside |= level[q] < here && steps[q] != never;
      }
      if (beside) steps[p] = reached = 1;
    }
    entry[p] = reached == never ? no_node : reached == unknown ? several : p;
  }
}
#endif

#if PART == 0 || PART == 2
// Where each pixel was flooded from: the neighbour of the lowest level and the fewest steps. A marker's is itself. Pixels
// with several such neighbours are kept in `ties`, with these neighbours' bits, those of a segment together, unless all
// lead to the same entry; pixels of which the entry is not known in `open`.
GROUP watershed_origins(global const KEY_T* restrict level, global const uint* restrict steps,
                        global const uint* restrict entry, global uint* restrict origin, global uint2* restrict ties,
                        global uint* restrict count, global uint* restrict open, global uint* restrict open_count,
                        const int4 size, const uint pixels) {
  local uint found, opened;
  if (get_local_id(0) == 0) found = opened = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    const int4 at = place_of(p, size);
    uint from = p, bits = 0;
    if (steps[p] == never) {
      from = no_node;
    } else if (steps[p] != 0) {
      KEY_T lowest = level[p];
      uint fewest = steps[p];
      FOR_NEIGHBOURS(k, at, size) {
        const uint q = neighbour_of(p, k, size), there = steps[q];
        const KEY_T height = level[q];
        if (there == never || height > lowest || (height == lowest && there > fewest)) continue;
        if (height < lowest || there < fewest) lowest = height, fewest = there, from = q, bits = 0;
        bits |= 1u << k;
      }
    }
    const int tied = (bits & (bits - 1)) && (steps[p] == 1 || entry[p] == several);
    origin[p] = tied ? from | tentative_bit : from;
    if (tied) ties[(uint)get_group_id(0) * SEGMENT + atomic_inc(&found)] = (uint2)(p, bits);
    if (entry[p] == several) open[(uint)get_group_id(0) * SEGMENT + atomic_inc(&opened)] = p;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_local_id(0) == 0) count[get_group_id(0)] = found, open_count[get_group_id(0)] = opened;
}

// The entries that are not known for good, in two steps: they are where the pixel was flooded from, and then they are
// followed. state: the last round that is needed, and the last one for which entries have changed.
#define ENTRIES_ARE_KNOWN (state[0] < turn || state[1] < turn)
#define FOR_OPEN(p)                                                                                       \
  const uint place = (uint)get_group_id(0) * SEGMENT, n = open_count[get_group_id(0)];                    \
  ROLLED for (uint i = get_local_id(0), p = i < n ? open[place + i] : 0; i < n;                            \
              i += LS, p = i < n ? open[place + i] : 0)
GROUP watershed_entries_begin(global const uint* restrict origin, global uint* restrict entry,
                              global const uint* restrict open, global const uint* restrict open_count,
                              global const int* restrict state, const int turn) {
  if (ENTRIES_ARE_KNOWN) return;
  FOR_OPEN(p) {
    if (entry[p] & tentative_bit) entry[p] = origin[p];
  }
}
GROUP watershed_entries(volatile global uint* entry, global const uint* restrict open,
                        global const uint* restrict open_count, global const int* restrict state, const int turn) {
  if (ENTRIES_ARE_KNOWN) return;
  FOR_OPEN(p) {
    uint at = entry[p];
    // Only the item itself writes here, each step, so that those who come by go twice as far.
    for (;;) {
      const uint next = entry[PIXEL_OF(at)];
      if (PIXEL_OF(next) == PIXEL_OF(at)) break;
      entry[p] = at = next | (at & tentative_bit);
    }
  }
}

// Of several such neighbours the one that the flood came to first. That hangs on pixels alone that were flooded before:
// all are decided again until nothing changes, but for those that hang on none that may change.
GROUP watershed_order(global const KEY_T* restrict level, global const uint* restrict steps,
                      global const uint* restrict entry, volatile global uint* origin, global uint2* ties,
                      global uint* count, volatile global int* state, const int4 size, const int turn) {
  local uint kept;
  const uint group = get_group_id(0), n = state[0] < turn ? 0 : count[group];
  if (n == 0) return;
  if (get_local_id(0) == 0) kept = 0;
  ROLLED for (uint begin = 0; begin < n; begin += LS) {
    const uint i = begin + get_local_id(0);
    uint2 tie = 0;
    if (i < n) {
      tie = ties[group * SEGMENT + i];
      uint from = no_node, tentative = 0;
      ROLLED for (uint rest = tie.s1; rest; rest &= rest - 1) {
        const uint q = neighbour_of(tie.s0, 31 - clz(rest & -rest), size);
        const int order = from == no_node ? BEFORE : flooded_before(level, steps, origin, entry, q, from);
        if (order & BEFORE) from = q;
        if (order & TENTATIVE) tentative = tentative_bit;
      }
      if (from != PIXEL_OF(origin[tie.s0])) {
        state[0] = turn + 1;
        if (steps[tie.s0] > 1) state[1] = turn + 1;
      }
      origin[tie.s0] = from | tentative;
      if (!tentative) tie.s1 = 0;
    }
    // Places before `begin + LS` have been read.
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    if (tie.s1) ties[group * SEGMENT + atomic_inc(&kept)] = tie;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_local_id(0) == 0) count[group] = kept;
}

// For those who still need the origins when labels have followed them.
GROUP watershed_copy(global const uint* restrict origin, global uint* restrict copy, const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) copy[p] = origin[p];
}
#endif

#if PART == 0 || PART == 3
GROUP watershed_labels(SOURCE(labels), volatile global uint* origin, global dst_S* restrict dst, const int4 size,
                       const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    uint from = origin[p];
    dst_T label = 0;
    if (from != no_node) {
      from = PIXEL_OF(from);
      // Only the item itself writes here, each step, so that those who come by go twice as far.
      for (uint next = PIXEL_OF(origin[from]); next != from; next = PIXEL_OF(origin[from])) origin[p] = from = next;
      const int4 at = place_of(from, size);
      label = (dst_T)READ(labels, at.s0, at.s1, at.s2, 0);
    }
    STORE(dst, p, label);
  }
}
#endif
