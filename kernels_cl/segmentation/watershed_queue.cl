// The flood on a CPU: one item takes the pixels from a queue. Before, many items write down what it needs to know of
// each; afterwards they copy the labels.
#include "common.clh"
#include "alone.clh"
#include "segmentation/watershed.clh"
#include "segmentation/watershed_keys.clh"
#include "segmentation/watershed_queue.clh"
// Kernels of which a program is made: 1 the one that reads images, 2 the one that floods, 3 the one that writes labels.
#ifndef PART
#define PART 0
#endif
#ifndef LABEL_T
#define LABEL_T uint
#endif
#if PART == 0 || PART == 1
#ifndef SIGNED
#define SIGNED 1
#endif
// What pixels are converted to before they are keys.
#ifndef COST_T
#define COST_T src_T
#endif

// A row with its border for each item: keys of pixels, labels of markers, and in `next` where the flood may go. wrong:
// bits for markers that must not be.
kernel void watershed_enter(SOURCE(src), SOURCE(labels), MASK_PARAMS global KEY_T* restrict keys,
                            global LABEL_T* restrict reached, global uint* restrict next, global int* wrong,
                            const int4 size, const uint rows) {
  const uint row = get_global_id(0), p = row * ROW_OF(size), in = row - FRONT(size);
  const int y = (int)(in % (uint)(size.s1 + 1)), z = (int)(in / (uint)(size.s1 + 1));
  const int inside = row >= FRONT(size) && y < size.s1 && z < size.s2;
  int mistakes = 0;
  next[p] = CLOSED;
  reached[p] = 0;
  for (int x = 0; x < size.s0; ++x) {
    uint state = CLOSED;
    LABEL_T label = 0;
    if (inside) {
      const labels_T marker = READ(labels, x, y, z, 0);
      const int masked = IS_MASKED(x, y, z);
      if (marker != 0) mistakes |= (SIGNED && marker < 0 ? WRONG_NEGATIVE : 0) | (masked ? WRONG_OUTSIDE : 0);
      label = (LABEL_T)marker;
      state = masked ? CLOSED : FREE;
      keys[p + 1 + x] = key_of((COST_T)READ(src, x, y, z, 0));
    }
    next[p + 1 + x] = state;
    reached[p + 1 + x] = label;
  }
  if (row == rows - 1) next[p + ROW_OF(size)] = CLOSED, reached[p + ROW_OF(size)] = 0;
  if (mistakes) atomic_or(wrong, mistakes);
}
#endif

#if PART == 0 || PART == 2
#ifndef LINE
#define LINE 0
#endif

inline void enqueue(queue_t* queue, uint p, KEY_T key) {
  put_into(queue, p, key > queue->now ? list_of(key, queue->now) : DIGIT(queue->now, 0));
}

// seen: whether a pixel has its label for those around it: markers and what has left the queue, but for pixels on lines.
kernel void watershed_queue(global const KEY_T* restrict keys, global LABEL_T* restrict reached,
                            global uint* restrict next, global uchar* restrict seen, const int4 size,
                            const uint pixels) {
  local uint first[DIGITS * LISTS], last[DIGITS * LISTS];
  local ulong filled[DIGITS * LISTS / 64];
  queue_t queue = empty_queue(first, last, filled, next);
  for (uint p = 0; p < pixels; ++p) {
    if (LINE) seen[p] = reached[p] != 0;
    if (reached[p] != 0) enqueue(&queue, p, keys[p]);
  }
  for (int list = first_list(&queue); list >= 0; list = first_list(&queue)) {
    come_to(&queue, list);
    uint p = first[list];
    if (list >= LISTS) {
      filled[list / 64] &= ~(1UL << (list % 64));
      while (p != LAST) {
        const uint after = next[p];
        enqueue(&queue, p, keys[p]);
        p = after;
      }
      continue;
    }
    for (; p != LAST; p = next[p]) {
      const LABEL_T label = reached[p];
#if LINE
      const int is_marker = seen[p];
      int differs = 0;
      FOR_NEIGHBOURS_OF(q, p, size) differs |= seen[q] && reached[q] != label;
      seen[p] = !differs;
      if (differs && !is_marker) reached[p] = 0;
#endif
      FOR_NEIGHBOURS_OF(q, p, size) if (next[q] == FREE) {
        reached[q] = label;
        enqueue(&queue, q, keys[q]);
      }
    }
    filled[list / 64] &= ~(1UL << (list % 64));
  }
}
#endif

#if PART == 0 || PART == 3
// A row for each item.
kernel void watershed_leave(global const LABEL_T* restrict reached, global dst_S* restrict dst, const int4 size) {
  const int y = get_global_id(0), z = get_global_id(1);
  const uint p = ((uint)z * ((uint)size.s1 + 1) + (uint)y + FRONT(size)) * ROW_OF(size) + 1;
  const long row = INDEX(size, 0, y, z, 0);
  for (int x = 0; x < size.s0; ++x) STORE(dst, row + x, (dst_T)reached[p + x]);
}
#endif
