// Otsu's threshold from the counts of a histogram, by one work-group, to the bit as scikit-image finds it: counts and
// the classes' weights are float32, sums run from either end bin by bin, the first maximum wins.
#include "common.clh"
#include "alone.clh"
#include "threshold/counts.clh"

static inline COUNTS_T otsu_variance(float w1, float w2, COUNTS_T mean1, COUNTS_T mean2) {
  const float weights = w1 * w2;
  const COUNTS_T apart = mean1 - mean2;
  return (COUNTS_T)weights * (apart * apart);
}

// For floats, and for integers whose sums are not all exact. Everything but the four sums is shared by the group.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void otsu_in_order(COUNTS_PARAMS, global float* weight,
                                                                          global COUNTS_T* sum,
                                                                          global dst_S* restrict dst) {
  local candidate_t all[LS];
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  ROLLED for (int i = lid; i < bins; i += LS) {
    const float count = (float)counts[i];
    weight[i] = weight[bins + i] = count;
    sum[i] = sum[bins + i] = (COUNTS_T)count * COUNTS_CENTER(i);
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  ROLLED for (int down = 0; down < 2; ++down) {
    const int from = down ? 2 * bins - 1 : 0, step = down ? -1 : 1;
    if (COUNTS_HAS_CHAIN(down)) counts_chain_floats(weight + from, step, bins);
    if (COUNTS_HAS_CHAIN(2 + down)) counts_chain(sum + from, step, bins);
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  candidate_t best = {0, -1};
  ROLLED for (int i = first + lid; i < last; i += LS) {
    const float w1 = weight[i], w2 = weight[bins + i + 1];
    if (w1 > 0 && w2 > 0) {
      const COUNTS_T mean1 = counts_divide(sum[i], (COUNTS_T)w1), mean2 = counts_divide(sum[bins + i + 1], (COUNTS_T)w2);
      const candidate_t here = {otsu_variance(w1, w2, mean1, mean2), i};
      if (candidate_before(here, best)) best = here;
    }
  }
  best = candidate_first(best, all);
  if (lid == 0) COUNTS_STORE(best.bin)
}

#if !COUNTS_FLOAT
// Where bins are counted from for their means; in f32 from the first that has pixels, to lose no digits.
#ifdef CLUMEN_F64
#define OTSU_BASE base
#else
#define OTSU_BASE (-(long)first)
#endif
// For integers whose sums are exact, so that their order does not matter: at most 2^24 pixels (float32 weights) and
// sums below 2^53. Each item has a share of the bins.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void otsu_exact(COUNTS_PARAMS, global dst_S* restrict dst) {
  local long2 sums[LS];
  local candidate_t all[LS];
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  const int share = (last - first + LS) / LS;
  const int begin = min(last + 1, first + lid * share), end = min(last + 1, begin + share);
  long weight = 0, sum = 0;
  for (int i = begin; i < end; ++i) {
    const long n = counts[i];
    weight += n;
    sum += n * i;
  }
  long2 all_bins;
  const long2 before = counts_scan((long2)(weight, sum), &all_bins, sums);
  const long weights = all_bins.x, total = all_bins.y;
  long w1 = before.x, s1 = before.y;
  candidate_t best = {-1, first};  // what a constant image is left with
  for (int i = begin; i < end; ++i) {
    const long n = counts[i];
    w1 += n;
    s1 += n * i;
    const long w2 = weights - w1;
    if (n == 0 || w2 == 0) continue;
    const COUNTS_T mean1 = counts_divide((COUNTS_T)(s1 + OTSU_BASE * w1), (COUNTS_T)w1);
    const COUNTS_T mean2 = counts_divide((COUNTS_T)(total - s1 + OTSU_BASE * w2), (COUNTS_T)w2);
    const candidate_t here = {otsu_variance((float)w1, (float)w2, mean1, mean2), i};
    if (candidate_before(here, best)) best = here;
  }
  best = candidate_first(best, all);
  if (lid == 0) COUNTS_STORE(best.bin)
}
#endif
