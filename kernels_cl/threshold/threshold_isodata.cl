// The isodata threshold from the counts of a histogram, by one work-group: the first bin that is not above the mean of
// the means of both sides, by less than a bin's width.
#include "common.clh"
#include "alone.clh"
#include "threshold/counts.clh"

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void isodata(COUNTS_PARAMS, global float* weight,
                                                                    global COUNTS_T* sum, global dst_S* restrict dst) {
  local int found;
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  if (lid == 0) found = last;
  ROLLED for (int i = first + lid; i <= last; i += LS) {
    const float count = (float)counts[i];
    weight[i] = count;
    sum[i] = (COUNTS_T)count * COUNTS_CENTER(i);
  }
  barrier(CLK_GLOBAL_MEM_FENCE | CLK_LOCAL_MEM_FENCE);
  if (COUNTS_HAS_CHAIN(0)) counts_chain_floats(weight + first, 1, last - first + 1);
  if (COUNTS_HAS_CHAIN(1)) counts_chain(sum + first, 1, last - first + 1);
  barrier(CLK_GLOBAL_MEM_FENCE);
  const COUNTS_T width = COUNTS_CENTER(first + 1) - COUNTS_CENTER(first);
  ROLLED for (int i = first + lid; i < last; i += LS) {
    const COUNTS_T lower = counts_divide(sum[i], (COUNTS_T)weight[i]);
    const COUNTS_T higher = counts_divide(sum[last] - sum[i], (COUNTS_T)(weight[last] - weight[i]));
    const COUNTS_T distance = (lower + higher) / 2 - COUNTS_CENTER(i);
    if (distance >= 0 && distance < width) atomic_min(&found, i);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (lid == 0) COUNTS_STORE(found)
}
