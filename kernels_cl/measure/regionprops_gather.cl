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
  if (x < size.s0)
    ROLLED for (int y = y0; y < y1; ++y) {
      const uint id = regionprops_id(READ(labels, x, y, z, 0), count);
      const int at = id ? regionprops_slot(slots, id) : -1;
      if (at >= 0) atomic_inc(slots + at * SLOT_WORDS + 1);
    }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lid; i < SLOTS; i += LS)
    if (slots[i * SLOT_WORDS]) {
      slots[i * SLOT_WORDS + 2] = atomic_add(taken + slots[i * SLOT_WORDS] - 1, slots[i * SLOT_WORDS + 1]);
      slots[i * SLOT_WORDS + 1] = 0;
    }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (x < size.s0)
    ROLLED for (int y = y0; y < y1; ++y) {
      const uint id = regionprops_id(READ(labels, x, y, z, 0), count);
      if (!id) continue;
      const int at = regionprops_slot(slots, id);
      const uint place = at < 0 ? atomic_inc(taken + id - 1)
                                : slots[at * SLOT_WORDS + 2] + atomic_inc(slots + at * SLOT_WORDS + 1);
      values[starts[id - 1] + place] = regionprops_table_key(READ(intensity, x, y, z, channel));
    }
#endif
}
