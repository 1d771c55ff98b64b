// The flood of a compact watershed on a CPU, by one item. A pixel waits in the queue once, with the lowest cost that it
// has been offered, and goes ahead when a lower one comes. watershed_queue.cl says what stands around the image.
#include "common.clh"
#include "segmentation/watershed.clh"
#include "segmentation/watershed_keys.clh"
#include "segmentation/watershed_queue.clh"
#include "segmentation/watershed_cost.clh"
#ifndef LABEL_T
#define LABEL_T uint
#endif

inline int4 place_in_border(uint p, int4 size) {
  const uint row = p / ROW_OF(size), in = row - FRONT(size);
  return (int4)((int)(p - row * ROW_OF(size)) - 1, (int)(in % (uint)(size.s1 + 1)), (int)(in / (uint)(size.s1 + 1)), 0);
}

// before: of a pixel in the queue the one in front of it in its list.
inline void take_out(queue_t* queue, global uint* before, uint p, uint list) {
  const uint after = queue->next[p];
  if (queue->first[list] == p) queue->first[list] = after;
  else queue->next[before[p]] = after;
  if (queue->last[list] == p) queue->last[list] = before[p];
  else before[after] = before[p];
  if (queue->first[list] == LAST) queue->filled[list / 64] &= ~(1UL << (list % 64));
}
inline void put_behind(queue_t* queue, global uint* before, uint p, KEY_T cost) {
  const uint list = list_of(cost, queue->now);
  before[p] = queue->last[list];
  if (!(queue->filled[list / 64] >> (list % 64) & 1)) before[p] = LAST;
  put_into(queue, p, list);
}

// flooded: how the flood would come to each pixel of the queue, and how it came to those that have left it.
kernel void watershed_compact_queue(global const KEY_T* restrict keys, global LABEL_T* restrict reached,
                                    global uint* restrict next, global uint* restrict before,
                                    global flooded_t* restrict flooded, const int4 size, const uint pixels,
                                    const COST_T compactness) {
  local uint first[DIGITS * LISTS], last[DIGITS * LISTS];
  local ulong filled[DIGITS * LISTS / 64];
  queue_t queue = empty_queue(first, last, filled, next);
  for (uint p = 0; p < pixels; ++p) {
    if (reached[p] == 0) continue;
    const flooded_t marker = {keys[p], 0, 0, p};
    flooded[p] = marker;
    put_behind(&queue, before, p, keys[p]);
  }
  for (int list = first_list(&queue); list >= 0; list = first_list(&queue)) {
    come_to(&queue, list);
    if (list >= LISTS) {
      uint p = first[list];
      filled[list / 64] &= ~(1UL << (list % 64));
      while (p != LAST) {
        const uint after = next[p];
        put_behind(&queue, before, p, flooded[p].cost);
        p = after;
      }
      continue;
    }
    const uint p = first[list];
    take_out(&queue, before, p, list);
    next[p] = CLOSED;
    const flooded_t here = flooded[p];
    reached[p] = reached[here.source];
    const int4 away = place_in_border(p, size) - place_in_border(here.source, size);
    FOR_NEIGHBOURS_OF(q, p, size) {
      // Markers are there with their labels from the beginning.
      if (next[q] == CLOSED || reached[q] != 0) continue;
      const flooded_t offered =
          flooded_from(here, cost_at(keys[q], away.s0 + DX(k), away.s1 + DY(k), away.s2 + DZ(k), compactness));
      const int waits = next[q] != FREE;
      if (waits && !is_lower(offered, flooded[q])) continue;
      const int moves = !waits || offered.cost < flooded[q].cost;
      if (waits && moves) take_out(&queue, before, q, list_of(flooded[q].cost, queue.now));
      flooded[q] = offered;
      if (moves) put_behind(&queue, before, q, offered.cost);
    }
  }
}
