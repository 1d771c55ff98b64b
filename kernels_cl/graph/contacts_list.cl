// The pairs of contacts.cl: which there are, in any order, and then what is known of each, in theirs.
#include "common.clh"
#ifndef LS
#define LS 1
#endif
// The kernel of which a program is made: 1 or 2; 0 both.
#ifndef PART
#define PART 0
#endif

#if PART <= 1
// The header's second word counts them. A pair is a number: the smaller label, then the larger one.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void contacts_list(global const uint8* restrict slots,
                                                                          volatile global uint* header,
                                                                          global ulong* restrict pairs,
                                                                          global uint* restrict places,
                                                                          const uint count, const uint each) {
  const uint first = get_global_id(0) * each;
  ROLLED for (uint i = first; i < min(first + each, count); ++i) {
    if (slots[i].s1 == 0) continue;
    const uint at = atomic_inc(header + 1);
    pairs[at] = (ulong)(slots[i].s0 - 1) << 32 | slots[i].s1;
    places[at] = i;
  }
}
#endif

#if PART != 1
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void contacts_counts(global const uint8* restrict slots,
                                                                            global const uint* restrict places,
                                                                            global uint* restrict counts,
                                                                            const uint count) {
  const uint i = get_global_id(0);
  if (i < count) vstore8(slots[places[i]], i, counts);
}
#endif
