// What regionprops_table adds up per label: counts, sums of coordinates, bounding boxes, and of one channel of
// intensities the extremes, the sums and the squares of the differences from the mean.
//
// Everything is a whole number, and only added or maximised, so the order in which work-items come does not matter.
// The table is 32-bit words that start as 0: HEADER words, then per label a row of GEOMETRY_WORDS and, per channel,
// CHANNEL_WORDS. What has a minimum is kept as its complement, so that it can be maximised as well. A row's words:
//   0 pixels, 2 sum of x, 4 of y, 6 of z (64 bits each)    8..10 ~lowest x, y, z    11..13 highest x, y, z, plus 1
//   14 pixels of the convex hull (64 bits)
// and of a channel, whose values are compared as keys, unsigned integers in the same order:
//   0 ~key of the smallest value, 1 its lower half if it has 64 bits, 2 and 3 the same of the largest, 4 any NaN,
//   5 exponent of the largest difference, plus 4096    6, 8 sums    10, 12 squares    14 the mean that was subtracted
// Sums are of two limbs. Of integers up to 32 bits: the sum; of squares the upper and the lower halves. Of 64-bit
// integers: the upper and the lower halves. Of floats: multiples of a quantum that leaves just enough room for the
// label's pixels, then of what was left a second such quantum: 70 bits below the label's largest value.
//
// Labels are first brought together in local memory, per tile: few tiles have more labels than slots.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
#ifndef LS
#define LS 1
#endif
// Rows of one tile; on a GPU a work-item walks down a column of a tile LS pixels wide, on a CPU along whole rows.
#ifndef ROWS
#define ROWS 32
#endif
#ifndef SLOTS
#define SLOTS 64
#endif
// Of the intensities: 0 none, 1 integer of up to 32 bits, 2 of 64 bits, 3 f32 or f16, 4 f64.
#ifndef INTENSITY
#define INTENSITY 3
#endif
#ifndef SIGNED
#define SIGNED 1
#endif
// What is asked for: sums, and squares of the differences from the mean.
#ifndef SUMS
#define SUMS 1
#endif
#ifndef SQUARES
#define SQUARES 1
#endif

#define GEOMETRY_WORDS 16
#define CHANNEL_WORDS 16

// What a pass adds: RANGE geometry, extremes, sums of integers; SUM sums of floats, lower halves of 64-bit extremes.
#define PASS_RANGE 0
#define PASS_SUM 1
#define PASS_DEVIATION 2

#include "measure/regionprops_add.clh"
#include "measure/regionprops_values.clh"
#include "measure/regionprops_slots.clh"
#if LS == 1
#include "measure/regionprops_tile_cpu.clh"
#else
#include "measure/regionprops_tile_gpu.clh"
#endif

#if INTENSITY
#define REGIONPROPS_SOURCES labels_ARGS, intensity_ARGS
#else
#define REGIONPROPS_SOURCES labels_ARGS
#endif
#define REGIONPROPS_KERNEL(name, pass)                                                                              \
  kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void name(                                                 \
      SOURCE(labels) REGIONPROPS_INTENSITY, volatile global uint* table, const uint capacity, const int words,      \
      const int channel, const int geometry, const int4 size) {                                                     \
    local ulong slots[SLOTS * SLOT_WORDS / 2];                                                                      \
    regionprops_table_tile(REGIONPROPS_SOURCES, table, (volatile local uint*)slots, capacity, words, channel, size, \
                           geometry, pass);                                                                         \
  }
REGIONPROPS_KERNEL(regionprops_range, PASS_RANGE)
#if INTENSITY == 2 || INTENSITY == 4 || (INTENSITY == 3 && SUMS)
REGIONPROPS_KERNEL(regionprops_sum, PASS_SUM)
#endif
#if INTENSITY >= 2 && SQUARES
REGIONPROPS_KERNEL(regionprops_deviation, PASS_DEVIATION)
#endif
