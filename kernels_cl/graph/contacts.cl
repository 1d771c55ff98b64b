// Which labels touch, and how often: a hash table of pairs.
//
// A pair's slot has 8 words: the smaller label plus 1, the larger one (0: nobody's), and how often they touch along x, y
// and z and diagonally (two words). A slot's first word is set once, by whoever comes first, and then its second: who
// looks for a pair goes past a slot only when it is another pair's for good, so all find the same one. Which slot that
// is depends on who was first, what it counts does not.
//
// The header counts the slots taken, and in its second word what contacts_list.cl does with them; it says whether labels
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

// A pixel whose neighbour differs. Equal pairs that follow one another are added to the table together.
inline void contacts_meet(CONTACTS_PARAMS, contacts_pair* pair, labels_T here, labels_T there, uint4 one) {
  const uint u = contacts_label(here, header), v = contacts_label(there, header);
  const uint a = min(u, v), b = max(u, v);
  if (a != pair->a || b != pair->b) {
    contacts_add(CONTACTS_ARGS, pair);
    pair->a = a;
    pair->b = b;
    pair->count = 0;
  }
  pair->count += one;
}

// The neighbours of a pixel that come after it in raster order.
inline void contacts_pixel(SOURCE(labels), CONTACTS_PARAMS, contacts_pair* pair, int x, int y, int z, int4 size) {
  const labels_T here = READ(labels, x, y, z, 0);
  UNROLL for (int dz = 0; dz <= (AXES > 2); ++dz)
    UNROLL for (int dy = dz > 0 ? -1 : 0; dy <= (AXES > 1); ++dy)
      UNROLL for (int dx = dz > 0 || dy > 0 ? -1 : 1; dx <= 1; ++dx) {
        const int steps = (dx != 0) + (dy != 0) + dz;
        if (steps == 0 || steps > CONNECTIVITY) continue;
        if ((dx < 0 && x == 0) || (dx > 0 && x + 1 == size.s0) || (dy < 0 && y == 0) ||
            (dy > 0 && y + 1 == size.s1) || (dz > 0 && z + 1 == size.s2))
          continue;
        const labels_T there = READ(labels, x + dx, y + dy, z + dz, 0);
        const uint4 one = (uint4)(steps == 1 && dx, steps == 1 && dy, steps == 1 && dz, steps > 1);
        if (here != there) contacts_meet(CONTACTS_ARGS, pair, here, there, one);
      }
}

#if LS == 1
// Whether 16 pixels are those at another place.
inline bool contacts_same(SOURCE(labels), labels_T16 here, int x, int y, int z) {
  const labels_T16 other = here ^ READ16(labels, x, y, z, 0);
  const labels_T4 four = other.s0123 | other.s4567 | other.s89ab | other.scdef;
  return (four.s0 | four.s1 | four.s2 | four.s3) == 0;
}

// Whether 16 pixels have one label, which the rows after theirs have too: they meet nobody. Not asked at the sides.
inline bool contacts_alone(SOURCE(labels), int x, int y, int z, int4 size) {
  if (x == 0 || x + 17 > size.s0) return false;
  const labels_T16 here = READ16(labels, x, y, z, 0);
  if (!contacts_same(labels_ARGS, here, x + 1, y, z)) return false;
#if CONNECTIVITY > 1
  // then 17 pixels are one label, and diagonal neighbours are in the 18 of the other rows
#define CONTACTS_ROW(y, z) \
  (contacts_same(labels_ARGS, here, x - 1, y, z) && contacts_same(labels_ARGS, here, x + 1, y, z))
#else
#define CONTACTS_ROW(y, z) contacts_same(labels_ARGS, here, x, y, z)
#endif
  if (y + 1 < size.s1 && !CONTACTS_ROW(y + 1, z)) return false;
#if AXES > 2
  if (z + 1 < size.s2) {
    if (!CONTACTS_ROW(y, z + 1)) return false;
#if CONNECTIVITY > 1
    if (y > 0 && !CONTACTS_ROW(y - 1, z + 1)) return false;
    if (y + 1 < size.s1 && !CONTACTS_ROW(y + 1, z + 1)) return false;
#endif
  }
#endif
  return true;
}
#endif

// An item of a CPU does ROWS rows, one of a GPU as many pixels of a column.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void contacts(SOURCE(labels), volatile global uint* slots,
                                                                     volatile global uint* header, const uint mask,
                                                                     const int4 size) {
  const int z = get_global_id(2), y0 = (int)get_global_id(1) * ROWS, y1 = min(y0 + ROWS, size.s1);
  contacts_pair pair = {0, 0, (uint4)(0)};
#if LS == 1
  for (int y = y0; y < y1; ++y)
    for (int x = 0; x < size.s0;) {
      if (contacts_alone(labels_ARGS, x, y, z, size)) {
        x += 16;
        continue;
      }
      const int end = min(x + 16, size.s0);
      ROLLED for (; x < end; ++x) contacts_pixel(labels_ARGS, CONTACTS_ARGS, &pair, x, y, z, size);
    }
#else
  const int x = get_global_id(0);
  if (x >= size.s0) return;
  ROLLED for (int y = y0; y < y1; ++y) contacts_pixel(labels_ARGS, CONTACTS_ARGS, &pair, x, y, z, size);
#endif
  contacts_add(CONTACTS_ARGS, &pair);
}
