// The result of the partial ones.
#include "common.clh"
#include "alone.clh"
#include "custom/reduce.clh"

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void reduce_final(global const REDUCE_T* restrict partial,
                                                                         const int partials,
                                                                         global dst_S* restrict dst) {
  local REDUCE_T all[LS];
  REDUCE_T total = IDENTITY;
  for (int i = get_local_id(0); i < partials; i += LS) total = combine(total, partial[i]);
  total = combine_group(total, all);
  if (get_local_id(0) == 0) STORE(dst, 0, total);
}
