// Which labels touch, and how often: a hash table of pairs.
//
// A pair's slot has 8 words: the smaller label plus 1, the larger one (0: nobody's), and how often they touch along x, y
// and z and diagonally (two words). A slot's first word is set once, by whoever comes first, and then its second: who
// looks for a pair goes past a slot only when it is another pair's for good, so all find the same one. Which slot that
// is depends on who was first, what it counts does not.
//
// The header counts the slots taken, and in its second word what contacts_list.cl found; it says whether labels
// are out of range and whether the table is too small.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
#ifndef ROWS
#define ROWS 16
#endif
#ifndef CONNECTIVITY
#define CONNECTIVITY 1
#endif
#ifndef AXES
#define AXES 2
#endif
#ifndef LIMITS
#define LIMITS 1  // what labels may be out of range: 1 negative, 2 above 2^32 - 2
#endif
#define CONTACTS_TAKEN 0
#define CONTACTS_WRONG 2
#define CONTACTS_FULL 3
#define CONTACTS_PROBES 256  // that long a chain means a table that is too full

typedef struct {
  uint a, b;
  uint4 count;
} contacts_pair;
#define CONTACTS_PARAMS volatile global uint *slots, volatile global uint *header, const uint mask
#define CONTACTS_ARGS slots, header, mask

inline uint contacts_hash(uint a, uint b) {
  uint h = a * 0x9e3779b1u ^ b * 0x85ebca77u;
  h = (h ^ h >> 15) * 0x2c1b3c6du;
  h = (h ^ h >> 12) * 0x297a2d39u;
  return h ^ h >> 15;
}

// Whether a slot is, or becomes, this pair's.
inline bool contacts_claim(CONTACTS_PARAMS, volatile global uint* slot, uint a, uint b) {
  uint first = slot[0];
  if (first == 0) first = atomic_cmpxchg(slot, 0, a + 1);
  if (first != 0 && first != a + 1) return false;
  uint second = slot[1];
  if (second == 0) second = atomic_cmpxchg(slot + 1, 0, b);
  if (second == 0 && atomic_inc(header + CONTACTS_TAKEN) > mask / 4 * 3) header[CONTACTS_FULL] = 1;
  return second == 0 || second == b;
}

inline void contacts_add(CONTACTS_PARAMS, const contacts_pair* pair) {
  if (pair->a == pair->b || header[CONTACTS_FULL]) return;
  uint at = contacts_hash(pair->a, pair->b) & mask;
  int probes = 0;
  while (!contacts_claim(CONTACTS_ARGS, slots + 8 * (ulong)at, pair->a, pair->b)) {
    at = (at + 1) & mask;
    if (++probes == CONTACTS_PROBES) {
      header[CONTACTS_FULL] = 1;
      return;
    }
  }
  volatile global uint* slot = slots + 8 * (ulong)at;
  if (pair->count.s0) atomic_add(slot + 2, pair->count.s0);
  if (pair->count.s1) atomic_add(slot + 3, pair->count.s1);
  if (pair->count.s2) atomic_add(slot + 4, pair->count.s2);
  if (pair->count.s3 && atomic_add(slot + 5, pair->count.s3) > ~pair->count.s3) atomic_inc(slot + 6);
}

inline uint contacts_label(labels_T v, volatile global uint* header) {
#if LIMITS == 1
  if (v < 0) header[CONTACTS_WRONG] = 1;
#elif LIMITS == 2
  if ((ulong)v > 0xfffffffeUL) header[CONTACTS_WRONG] = 1;
#elif LIMITS == 3
  if (v == 0xffffffffu) header[CONTACTS_WRONG] = 1;
#endif
  return (uint)v;
}

// A pixel whose neighbour differs. An item keeps a few pairs, by their sum, and adds one to the table when another takes
// its place.
#if LS == 1
#define CONTACTS_KEPT 8
#else
#define CONTACTS_KEPT 1  // registers
#endif
inline void contacts_meet(CONTACTS_PARAMS, contacts_pair* pairs, labels_T here, labels_T there, uint4 one) {
  const uint u = contacts_label(here, header), v = contacts_label(there, header);
  const uint a = min(u, v), b = max(u, v);
  contacts_pair* pair = pairs + ((a + b) & (CONTACTS_KEPT - 1));
  if (a != pair->a || b != pair->b) {
    contacts_add(CONTACTS_ARGS, pair);
    pair->a = a;
    pair->b = b;
    pair->count = 0;
  }
  pair->count += one;
}

// The neighbours of a pixel that come after it in raster order: how far they are along x, y and z.
#define CONTACTS_NEIGHBORS                                             \
  UNROLL for (int dz = 0; dz <= (AXES > 2); ++dz)                      \
    UNROLL for (int dy = dz > 0 ? -1 : 0; dy <= (AXES > 1); ++dy)      \
      UNROLL for (int dx = dz > 0 || dy > 0 ? -1 : 1; dx <= 1; ++dx)
#define CONTACTS_STEPS ((dx != 0) + (dy != 0) + dz)
#define CONTACTS_WANTED (CONTACTS_STEPS > 0 && CONTACTS_STEPS <= CONNECTIVITY)
// Whether there is such a row.
#define CONTACTS_INSIDE ((dy >= 0 || y > 0) && (dy <= 0 || y + 1 < size.s1) && (dz == 0 || z + 1 < size.s2))
// What such a contact counts for.
#define CONTACTS_ONE \
  (uint4)(CONTACTS_STEPS == 1 && dx, CONTACTS_STEPS == 1 && dy, CONTACTS_STEPS == 1 && dz, CONTACTS_STEPS > 1)

inline void contacts_pixel(SOURCE(labels), CONTACTS_PARAMS, contacts_pair* pairs, int x, int y, int z, int4 size) {
  const labels_T here = READ(labels, x, y, z, 0);
  CONTACTS_NEIGHBORS {
    if (!CONTACTS_WANTED || !CONTACTS_INSIDE || (dx < 0 && x == 0) || (dx > 0 && x + 1 == size.s0)) continue;
    const labels_T there = READ(labels, x + dx, y + dy, z + dz, 0);
    if (here != there) contacts_meet(CONTACTS_ARGS, pairs, here, there, CONTACTS_ONE);
  }
}

#if LS == 1
// Which of 16 numbers are not 0, as bits.
inline uint contacts_bits(labels_T16 v) {
  const uint16 places = (uint16)(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
  const uint16 bits = as_uint16(convert_int16(v != (labels_T16)(0))) & places;
  const uint8 eight = bits.lo | bits.hi;
  const uint4 four = eight.lo | eight.hi;
  return four.s0 | four.s1 | four.s2 | four.s3;
}

// 16 pixels, not at the sides: most of them meet nobody.
inline void contacts_sixteen(SOURCE(labels), CONTACTS_PARAMS, contacts_pair* pairs, int x, int y, int z, int4 size) {
  const labels_T16 here = READ16(labels, x, y, z, 0);
  CONTACTS_NEIGHBORS {
    if (!CONTACTS_WANTED || !CONTACTS_INSIDE) continue;
    uint differ = contacts_bits(here ^ READ16(labels, x + dx, y + dy, z + dz, 0));
    for (; differ; differ &= differ - 1) {
      const int at = x + 31 - clz(differ & -differ);
      contacts_meet(CONTACTS_ARGS, pairs, READ(labels, at, y, z, 0), READ(labels, at + dx, y + dy, z + dz, 0),
                    CONTACTS_ONE);
    }
  }
}
#endif

// An item of a CPU does ROWS rows, one of a GPU as many pixels of a column.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void contacts(SOURCE(labels), volatile global uint* slots,
                                                                     volatile global uint* header, const uint mask,
                                                                     const int4 size) {
  const int z = get_global_id(2), y0 = (int)get_global_id(1) * ROWS, y1 = min(y0 + ROWS, size.s1);
  contacts_pair pairs[CONTACTS_KEPT];
  UNROLL for (int i = 0; i < CONTACTS_KEPT; ++i) pairs[i].a = pairs[i].b = 0;
#if LS == 1
  for (int y = y0; y < y1; ++y)
    for (int x = 0; x < size.s0;) {
      if (x > 0 && x + 17 <= size.s0) {
        contacts_sixteen(labels_ARGS, CONTACTS_ARGS, pairs, x, y, z, size);
        x += 16;
      } else {
        contacts_pixel(labels_ARGS, CONTACTS_ARGS, pairs, x++, y, z, size);
      }
    }
#else
  const int x = get_global_id(0);
  if (x >= size.s0) return;
  ROLLED for (int y = y0; y < y1; ++y) contacts_pixel(labels_ARGS, CONTACTS_ARGS, pairs, x, y, z, size);
#endif
  UNROLL for (int i = 0; i < CONTACTS_KEPT; ++i) contacts_add(CONTACTS_ARGS, pairs + i);
}
