// Yen's threshold from the counts of a histogram, by one work-group, in scikit-image's float32 sums.
#include "common.clh"
#include "alone.clh"
#define CANDIDATE_T float
#include "threshold/counts.clh"

// sum: 3 arrays of `bins`: the share of the pixels up to a bin, its squares up to it, and those from it on.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void yen(COUNTS_PARAMS, const long pixels, global float* sum,
                                                                global dst_S* restrict dst) {
  local candidate_t all[LS];
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  const int n = last - first + 1;
  ROLLED for (int i = lid; i < n; i += LS) {
    const float share = counts_divide_floats((float)counts[first + i], (float)pixels), squared = share * share;
    sum[i] = share;
    sum[bins + i] = sum[2 * bins + i] = squared;
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  ROLLED for (int k = 0; k < 3; ++k) {
    if (COUNTS_HAS_CHAIN(k)) counts_chain_floats(sum + k * bins + (k == 2 ? n - 1 : 0), k == 2 ? -1 : 1, n);
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  candidate_t best = {0, -1};
  ROLLED for (int i = lid; i < n - 1; i += LS) {
    const float below = sum[i], both = below * (1 - below);
    const float value = counts_divide_floats(1, sum[bins + i] * sum[2 * bins + i + 1]) * (both * both);
#ifdef CLUMEN_F64
    const candidate_t here = {(float)log((double)value), first + i};
#else
    const candidate_t here = {log(value), first + i};
#endif
    if (candidate_before(here, best)) best = here;
  }
  best = candidate_first(best, all);
  if (lid == 0) COUNTS_STORE(best.bin)
}
