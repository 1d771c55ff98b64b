// A partial result per work-group.
#include "common.clh"
#include "alone.clh"
#include "reduce/reduce.clh"
#include "custom/reduce.clh"

// Four accumulators for the lanes of a unit, so that combinations overlap.
#define REDUCE_UNIT(k, v)                                                            \
  {                                                                                  \
    src_T lane[VEC];                                                                 \
    JOIN(vstore, VEC)(v, 0, lane);                                                   \
    UNROLL for (int j = 0; j < VEC; ++j) a[j & 3] = combine(a[j & 3], (REDUCE_T)lane[j]); \
  }
#define REDUCE_ONE(p) a[0] = combine(a[0], (REDUCE_T)(p));
#define REDUCE_FLUSH()

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void reduce_partials(SOURCE(src), const int4 size,
                                                                            global REDUCE_T* restrict partial) {
  local REDUCE_T all[LS];
  REDUCE_T a[4] = {IDENTITY, IDENTITY, IDENTITY, IDENTITY};
  REDUCE_EACH(REDUCE_UNIT, REDUCE_ONE, REDUCE_FLUSH)
  const REDUCE_T total = combine_group(combine(combine(a[0], a[1]), combine(a[2], a[3])), all);
  if (get_local_id(0) == 0) partial[get_group_id(0)] = total;
}
