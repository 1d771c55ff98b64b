// Moments of each label, bare or weighted by a channel: sums of x^p y^q z^r w, each power below POWERS, from the lowest
// corner of the label's bounding box.
//
// Weights are whole numbers. A line of a tile, 32 pixels long, adds up w t^q for the places t of a label's run; these
// sums times s^p, where s numbers the tile's lines, are added in local memory, exactly. Moments from the tile's corner
// become such from the label's corner when the tile is done, and are added to the label's as multiples of a quantum
// that leaves just enough room for all of the label's pixels: whole numbers of 64 bits, in any order.
// A label has POWERS^2 of them in the plane (POWERS^3 in space), x fastest, from word `at` of its row on. Of the table
// see regionprops_table.cl.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
#include "measure/regionprops_id.clh"
#ifndef LS
#define LS 1
#endif
#ifndef SLOTS
#define SLOTS 32
#endif
#ifndef POWERS
#define POWERS 4
#endif
#ifndef SPACE
#define SPACE 0
#endif
#ifndef INTENSITY
#define INTENSITY 3
#endif
#ifndef SIGNED
#define SIGNED 1
#endif
#define LINE 32
// On a GPU lines go along y, each item has one; on a CPU one item has all, along x.
#define LINES (LS > 1 ? LS : 256)
#define GEOMETRY_WORDS 16
#define CHANNEL_WORDS 16
#include "measure/regionprops_add.clh"
#include "measure/regionprops_keys.clh"
#include "measure/regionprops_weight.clh"
#include "measure/regionprops_real.clh"

#define SUMS (POWERS * POWERS)
#define LIMBS (INTENSITY ? 2 : 1)
// Words of a slot: 0 label, 2 the sums, w t^q s^p (64 bits each), the upper halves of the w t^q apart.
#define SLOT_WORDS (2 + 2 * LIMBS * SUMS)
#include "measure/regionprops_slot.clh"

// ---- from a tile to a label ----
typedef struct {
  int3 corner, largest, bits;  // of the box; the largest coordinates from the corner, which are at most 2^bits
  int sum_bits;                // of all pixels' weights
} regionprops_box;
inline int regionprops_moments_bits(int largest) { return largest <= 1 ? 0 : 32 - (int)clz(largest - 1); }
inline regionprops_box regionprops_moments_box(global const uint* row, int channel) {
  regionprops_box b;
  b.corner = (int3)(~row[8], ~row[9], ~row[10]);
  b.largest = (int3)(row[11], row[12], row[13]) - b.corner - 1;
  b.bits = (int3)(regionprops_moments_bits(b.largest.x), regionprops_moments_bits(b.largest.y),
                  regionprops_moments_bits(b.largest.z));
  b.sum_bits = 64 - (int)clz(row[0] | (ulong)row[1] << 32);
#if INTENSITY
  b.sum_bits += regionprops_weight_bits(row + GEOMETRY_WORDS + channel * CHANNEL_WORDS);
#endif
  return b;
}

// Adds the moment (p, q) of one plane, `z` from the corner, to that of each power of z.
inline void regionprops_moments_add(volatile global uint* moments, wide_t value, int p, int q, int z,
                                    const regionprops_box box) {
  if ((p && !box.largest.x) || (q && !box.largest.y)) return;  // but for rounding it is 0
  const int room = 61 - box.sum_bits - p * box.bits.x - q * box.bits.y;
  ROLLED for (int r = 0; r < (SPACE ? POWERS : 1); ++r) {
    if (r && !box.largest.z) return;
    const long v = wide_scaled(value, min(room - r * box.bits.z, 0));
    regionprops_table_add(moments + 2 * ((r * POWERS + q) * POWERS + p), (ulong)v);
    value = wide_times(value, (float)z);
  }
}

// Moments from a place that is `d` from the corner as moments from the corner.
inline void regionprops_moments_shift(wide_t* a, int stride, int d) {
  UNROLL
  for (int i = 1; i < POWERS; ++i)
    UNROLL
    for (int j = POWERS - 1; j >= i; --j)
      a[j * stride] = wide_add(a[j * stride], wide_times(a[(j - 1) * stride], (float)d));
}

inline void regionprops_moments_empty_slot(volatile local uint* slot, global const uint* table,
                                           volatile global uint* moments, int words, int channel, int x0, int y0,
                                           int z) {
  volatile local long* sums = (volatile local long*)(slot + 2);
  const uint label = slot[0] - 1;
  const regionprops_box box = regionprops_moments_box(table + HEADER + (long)label * words, channel);
  wide_t a[SUMS];  // x fastest
  UNROLL
  for (int i = 0; i < SUMS; ++i) {
    // sums have the powers of s fastest
    const int at = LS > 1 ? i : i % POWERS * POWERS + i / POWERS;
    a[i] = wide_of(sums[at]);
#if INTENSITY
    const wide_t upper = wide_times(wide_of(sums[SUMS + at]), 4294967296.0f);
    a[i] = wide_add(upper, a[i]);
#endif
  }
  UNROLL
  for (int i = 0; i < POWERS; ++i) regionprops_moments_shift(a + i * POWERS, 1, x0 - box.corner.x);
  UNROLL
  for (int i = 0; i < POWERS; ++i) regionprops_moments_shift(a + i, POWERS, y0 - box.corner.y);
  volatile global uint* its = moments + (long)label * words;
  // one after the other through the same place, so that what happens to it is in the program once
  ROLLED for (int i = 0; i < SUMS; ++i) {
    regionprops_moments_add(its, a[0], i % POWERS, i / POWERS, z - box.corner.z, box);
    UNROLL
    for (int k = 0; k + 1 < SUMS; ++k) a[k] = a[k + 1];
  }
}

// ---- from a run to a slot ----
typedef struct {
  long s[POWERS];  // of w t^q
} regionprops_line;

inline void regionprops_moments_keep(volatile local uint* slots, global const uint* table,
                                     volatile global uint* moments, uint id, regionprops_line run, int s,
                                     int words, int channel, int x0, int y0, int z) {
  const int at = regionprops_slot(slots, id);
  if (at >= 0) {
    volatile local uint* slot = slots + at * SLOT_WORDS;
#if LS == 1
    if (slot[0] != id) {
      if (slot[0]) regionprops_moments_empty_slot(slot, table, moments, words, channel, x0, y0, z);
      for (int i = 1; i < SLOT_WORDS; ++i) slot[i] = 0;
      slot[0] = id;
    }
#endif
    ROLLED for (int q = 0; q < POWERS; ++q) {
      long low = INTENSITY ? run.s[0] & 0xffffffff : run.s[0], high = run.s[0] >> 32;
      UNROLL
      for (int p = 0; p < POWERS; ++p) {
        if (low) LOCAL_ADD64(slot + 2 + 2 * (q * POWERS + p), low);
        if (INTENSITY && high) LOCAL_ADD64(slot + 2 + 2 * (SUMS + q * POWERS + p), high);
        low *= s;
        high *= s;
      }
      UNROLL
      for (int i = 0; i + 1 < POWERS; ++i) run.s[i] = run.s[i + 1];
    }
    return;
  }
#if LS > 1
  // a tile of too many labels: the run becomes its label's moments by itself
  const regionprops_box box = regionprops_moments_box(table + HEADER + (long)(id - 1) * words, channel);
  volatile global uint* its = moments + (long)(id - 1) * words;
  wide_t a[POWERS];
  UNROLL
  for (int q = 0; q < POWERS; ++q) a[q] = wide_of(run.s[q]);
  regionprops_moments_shift(a, 1, y0 - box.corner.y);
  ROLLED for (int i = 0; i < SUMS; ++i) {
    // a has the powers of y, of which the first one goes to the end, times x
    const wide_t next = wide_times(a[0], (float)(x0 + s - box.corner.x));
    regionprops_moments_add(its, a[0], i / POWERS, i % POWERS, z - box.corner.z, box);
    UNROLL
    for (int k = 0; k + 1 < POWERS; ++k) a[k] = a[k + 1];
    a[POWERS - 1] = next;
  }
#endif
}

// ---- a line ----
#define BATCH 8
inline void regionprops_moments_line(SOURCE(labels) REGIONPROPS_INTENSITY, global const uint* table,
                                     volatile global uint* moments, volatile local uint* slots, uint labels, int words,
                                     int channel, int4 size, int s, int x0, int y0, int z) {
  const int x = LS > 1 ? x0 + s : x0, y = LS > 1 ? y0 : y0 + s;
  const int length = min(LINE, LS > 1 ? size.s1 - y0 : size.s0 - x0);
  if (x >= size.s0 || y >= size.s1) return;
  regionprops_line run;
  UNROLL
  for (int q = 0; q < POWERS; ++q) run.s[q] = 0;
  uint id = 0;
#if INTENSITY
  regionprops_weights unit = regionprops_weights_of(table + HEADER + GEOMETRY_WORDS + channel * CHANNEL_WORDS);
#endif
  for (int t0 = 0; t0 < length; t0 += BATCH) {
    uint ids[BATCH];
#if INTENSITY
    VALUE_T values[BATCH];
#endif
    uint starts = 0, before = id;  // a bit per pixel that has another label than the one before it
    UNROLL
    for (int i = 0; i < BATCH; ++i) {
      const int t = t0 + i, in = t < length;
      ids[i] = in ? regionprops_id(READ(labels, LS > 1 ? x : x + t, LS > 1 ? y + t : y, z, 0), labels) : 0;
      starts |= (uint)(ids[i] != before) << i;
      before = ids[i];
    }
#if INTENSITY
    UNROLL
    for (int i = 0; i < BATCH; ++i)
      values[i] = ids[i] ? READ(intensity, LS > 1 ? x : x + t0 + i, LS > 1 ? y + t0 + i : y, z, channel) : (VALUE_T)0;
#endif
    // One turn per run, so that what happens at its end is in the program once.
    ROLLED for (int begin = 0;;) {
      const int end = starts ? (int)popcount((starts & -starts) - 1) : BATCH, last = end == BATCH;
      if (id) {
        UNROLL
        for (int i = 0; i < BATCH; ++i) {
          if (i < begin || i >= end) continue;
#if INTENSITY
          long w = regionprops_weight(values[i], unit);
#else
          long w = 1;
#endif
          UNROLL
          for (int q = 0; q < POWERS; ++q) {
            run.s[q] += w;
            w *= t0 + i;
          }
        }
      }
      if (last && t0 + BATCH < length) break;
      if (id) regionprops_moments_keep(slots, table, moments, id, run, s, words, channel, x0, y0, z);
      if (last) break;
      UNROLL
      for (int i = 0; i < BATCH; ++i) id = i == end ? ids[i] : id;
      UNROLL
      for (int q = 0; q < POWERS; ++q) run.s[q] = 0;
#if INTENSITY
      if (id)
        unit = regionprops_weights_of(table + HEADER + (long)(id - 1) * words + GEOMETRY_WORDS +
                                      channel * CHANNEL_WORDS);
#endif
      begin = end;
      starts &= starts - 1;
    }
  }
}

#if INTENSITY
#define REGIONPROPS_SOURCES labels_ARGS, intensity_ARGS
#else
#define REGIONPROPS_SOURCES labels_ARGS
#endif
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_moments(
    SOURCE(labels) REGIONPROPS_INTENSITY, global uint* table, const uint capacity, const int words, const int at,
    const int channel, const int4 size) {
  volatile global uint* moments = table + HEADER + at;
  const uint labels = min(table[HEADER_MAX_LABEL], capacity);
  local ulong memory[SLOTS * SLOT_WORDS / 2];
  volatile local uint* slots = (volatile local uint*)memory;
  const int lid = (int)get_local_id(0), z = (int)get_group_id(2);
  const int x0 = (int)get_group_id(0) * (LS > 1 ? LS : LINE), y0 = (int)get_group_id(1) * (LS > 1 ? LINE : LINES);
  for (int i = lid; i < SLOTS * SLOT_WORDS; i += LS) slots[i] = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
#if LS == 1
  for (int s = 0; s < LINES; ++s)
    regionprops_moments_line(REGIONPROPS_SOURCES, table, moments, slots, labels, words, channel, size, s, x0, y0, z);
#else
  regionprops_moments_line(REGIONPROPS_SOURCES, table, moments, slots, labels, words, channel, size, lid, x0, y0, z);
#endif
  barrier(CLK_LOCAL_MEM_FENCE);
  ROLLED for (int i = lid; i < SLOTS; i += LS)
    if (slots[i * SLOT_WORDS])
      regionprops_moments_empty_slot(slots + i * SLOT_WORDS, table, moments, words, channel, x0, y0, z);
}
