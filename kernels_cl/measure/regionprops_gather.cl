// All intensities of a label beside each other, as keys, in any order: they are only compared.
//
// A tile counts each label's pixels in local memory, takes as many places in the label's part of `values`, which begins
// at starts[label - 1], and fills them. taken[label - 1] counts the places that are given away.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_id.clh"
#ifndef LS
#define LS 1
#endif
#ifndef SLOTS
#define SLOTS 64
#endif
#ifndef ROWS
#define ROWS 32
#endif
#ifndef INTENSITY
#define INTENSITY 3
#endif
#ifndef SIGNED
#define SIGNED 1
#endif
#include "measure/regionprops_keys.clh"
#define BATCH 8  // pixels that an item loads together
#define SLOT_WORDS 3  // label, pixels, the first of their places
#include "measure/regionprops_slot.clh"

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_gather(
    SOURCE(labels), SOURCE(intensity), global const ulong* restrict starts, volatile global uint* taken,
    global regionprops_key* restrict values, const uint count, const int channel, const int4 size) {
  const int y0 = (int)get_group_id(1) * ROWS, y1 = min(y0 + ROWS, size.s1), z = (int)get_group_id(2);
#if LS == 1
  for (int y = y0; y < y1; ++y)
    for (int x = 0, end; x < size.s0; x = end) {
      const uint id = regionprops_id(READ(labels, x, y, z, 0), count);
      for (end = x + 1; end < size.s0 && regionprops_id(READ(labels, end, y, z, 0), count) == id;) ++end;
      if (!id) continue;
      global regionprops_key* to = values + starts[id - 1] + atomic_add(taken + id - 1, (uint)(end - x)) - x;
      for (int i = x; i < end; ++i) to[i] = regionprops_table_key(READ(intensity, i, y, z, channel));
    }
#else
  local uint memory[SLOTS * SLOT_WORDS];
  volatile local uint* slots = memory;
  const int lid = (int)get_local_id(0), x = (int)get_global_id(0);
  for (int i = lid; i < SLOTS * SLOT_WORDS; i += LS) slots[i] = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  uint ids[BATCH];
  if (x < size.s0)
    ROLLED for (int y = y0; y < y1; y += BATCH) {
      UNROLL
      for (int i = 0; i < BATCH; ++i) ids[i] = y + i < y1 ? regionprops_id(READ(labels, x, y + i, z, 0), count) : 0;
      // one turn per run of pixels of one label
      ROLLED for (uint left = (1u << BATCH) - 1; left;) {
        const int first = (int)popcount((left & -left) - 1);
        uint id = 0, same = 0;
        UNROLL
        for (int i = 0; i < BATCH; ++i) id = i == first ? ids[i] : id;
        UNROLL
        for (int i = 0; i < BATCH; ++i) same |= (uint)(ids[i] == id) << i;
        same &= left;
        left &= ~same;
        const int at = id ? regionprops_slot(slots, id) : -1;
        if (at >= 0) atomic_add(slots + at * SLOT_WORDS + 1, popcount(same));
      }
    }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lid; i < SLOTS; i += LS)
    if (slots[i * SLOT_WORDS]) {
      slots[i * SLOT_WORDS + 2] = atomic_add(taken + slots[i * SLOT_WORDS] - 1, slots[i * SLOT_WORDS + 1]);
      slots[i * SLOT_WORDS + 1] = 0;
    }
  barrier(CLK_LOCAL_MEM_FENCE);
  // neighbours along a row take places beside each other: a row at once
  if (x < size.s0)
    ROLLED for (int y = y0; y < y1; y += BATCH) {
      regionprops_key keys[BATCH];
      UNROLL
      for (int i = 0; i < BATCH; ++i) ids[i] = y + i < y1 ? regionprops_id(READ(labels, x, y + i, z, 0), count) : 0;
      UNROLL
      for (int i = 0; i < BATCH; ++i)
        keys[i] = ids[i] ? regionprops_table_key(READ(intensity, x, y + i, z, channel)) : 0;
      ROLLED for (int i = 0; i < BATCH; ++i) {
        const uint id = ids[0];
        if (id) {
          const int at = regionprops_slot(slots, id);
          const uint place = at < 0 ? atomic_inc(taken + id - 1)
                                    : slots[at * SLOT_WORDS + 2] + atomic_inc(slots + at * SLOT_WORDS + 1);
          values[starts[id - 1] + place] = keys[0];
        }
        UNROLL
        for (int k = 0; k + 1 < BATCH; ++k) {
          ids[k] = ids[k + 1];
          keys[k] = keys[k + 1];
        }
      }
    }
#endif
}
