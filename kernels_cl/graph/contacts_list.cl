// The slots of contacts.cl that are taken, one after another in any order.
#include "common.clh"
#ifndef LS
#define LS 1
#endif

// The header's second word counts them.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void contacts_list(global const uint8* restrict slots,
                                                                          volatile global uint* header,
                                                                          global uint8* restrict list,
                                                                          const uint count, const uint each) {
  const uint first = get_global_id(0) * each;
  ROLLED for (uint i = first; i < min(first + each, count); ++i)
    if (slots[i].s1 != 0) list[atomic_inc(header + 1)] = slots[i];
}
