// Otsu's thresholds for several classes from the counts of a histogram: every choice of thresholds is tried, in
// scikit-image's float32 sums and order. Bins without pixels are left out first, as they change no class.
#include "common.clh"
#include "alone.clh"
#include "threshold/counts.clh"
// Thresholds to find.
#ifndef MULTI
#define MULTI 2
#endif
// Kernels of which a program is made: those before the choice, the one after it, or all.
#ifndef PART
#define PART 0
#endif

typedef struct {
  float sigma;
  int last;     // the last threshold
  long before;  // the ones before it, as one number
} choice_t;
static inline int choice_before(choice_t a, choice_t b) {
  if (a.sigma != b.sigma) return a.sigma > b.sigma;
  if (a.before != b.before) return a.before < b.before;
  return a.last < b.last;
}

#if PART != 2
// moment: the share of the pixels up to each bin that is left, and the sum of their bins' numbers; bin: those numbers.
// info: how many bins are left.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void multiotsu_moments(COUNTS_PARAMS, const long pixels,
                                                                              global float* moment, global int* bin,
                                                                              global int* info) {
#pragma OPENCL FP_CONTRACT OFF
  local long2 shares[LS];
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  const int n = last - first + 1, share = (n + LS - 1) / LS, begin = min(n, lid * share), end = min(n, begin + share);
  // the second bin counts even when it is empty: the first alone makes no class there (as in scikit-image)
  long left = 0;
  for (int i = begin; i < end; ++i) left += counts[first + i] > 0 || i == 1;
  long2 all;
  int at = (int)counts_scan((long2)(left, 0), &all, shares).x;
  for (int i = begin; i < end; ++i) {
    const uint full = counts[first + i] > 0;
    if (!full && i != 1) continue;
#ifdef CLUMEN_F64
    const float part = (float)((double)counts[first + i] / (double)pixels);
#else
    const float part = (float)counts[first + i] / (float)pixels;
#endif
    moment[at] = part;
    moment[bins + at] = (float)max(i, i == 0) * part;
    bin[at++] = i;
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  const int used = (int)all.x;
  if (COUNTS_HAS_CHAIN(0)) counts_chain_floats(moment, 1, used);
  if (COUNTS_HAS_CHAIN(1)) counts_chain_floats(moment + bins, 1, used);
  if (lid != 0) return;
  info[0] = used;
}

// What the bins i to j add to the variance between the classes.
static inline float multi_variance(global const float* moment, int bins, int i, int j) {
#pragma OPENCL FP_CONTRACT OFF
  if (j == 0) return 0;
  const float weight = i == 0 ? moment[j] : moment[j] - moment[i - 1];
  if (!(weight > 0)) return 0;
  const float sum = i == 0 ? moment[bins + j] : moment[bins + j] - moment[bins + i - 1];
  return counts_divide_floats(sum * sum, weight);
}

// Every item takes its turn among the choices of all but the last threshold.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void multiotsu_search(global const float* restrict moment,
                                                                             const int bins,
                                                                             global const int* restrict info,
                                                                             global long* restrict found) {
#pragma OPENCL FP_CONTRACT OFF
  local choice_t all[LS];
  const int lid = get_local_id(0), n = info[0];
  choice_t best = {0, -1, 0};
  long choices = 1;
  for (int k = 1; k < MULTI; ++k) choices *= n;
  for (long choice = get_global_id(0); choice < choices; choice += get_global_size(0)) {
    int at[MULTI];
    long rest = choice;
    int rises = 1;
    UNROLL for (int k = MULTI - 2; k >= 0; --k) {
      at[k] = (int)(rest % n);
      rest /= n;
      if (k < MULTI - 2) rises &= at[k] < at[k + 1];
    }
    if (!rises) continue;
#if MULTI > 1
    const float begins = multi_variance(moment, bins, 0, at[0]);
    const int from = at[MULTI - 2] + 1;
#else
    const int from = 0;
#endif
    for (int i = from; i < n - 1; ++i) {
#if MULTI > 1
      at[MULTI - 1] = i;
      float sigma = begins + multi_variance(moment, bins, i + 1, n - 1);
      UNROLL for (int k = 0; k + 1 < MULTI; ++k) sigma += multi_variance(moment, bins, at[k] + 1, at[k + 1]);
#else
      const float sigma = multi_variance(moment, bins, 0, i) + multi_variance(moment, bins, i + 1, n - 1);
#endif
      if (sigma > best.sigma) {
        best.sigma = sigma;
        best.last = i;
        best.before = choice;
      }
    }
  }
  all[lid] = best;
  ROLLED for (int pairs = LS / 2; pairs > 0; pairs /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lid < pairs && choice_before(all[lid + pairs], all[lid])) all[lid] = all[lid + pairs];
  }
  if (lid != 0) return;
  found[2 * get_group_id(0)] = ((long)as_int(all[0].sigma) << 32) | (uint)all[0].last;
  found[2 * get_group_id(0) + 1] = all[0].before;
}
#endif

#if PART != 1
// Thresholds beyond those that there are values for are the largest value.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void multiotsu_pick(COUNTS_PARAMS, const int groups,
                                                                           global const int* restrict bin,
                                                                           global const int* restrict info,
                                                                           global const long* restrict found,
                                                                           global dst_S* restrict dst) {
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  if (lid != 0) return;
  const int n = info[0];
  choice_t best = {0, -1, 0};
  for (int g = 0; g < groups; ++g) {
    const choice_t here = {as_float((int)(found[2 * g] >> 32)), (int)found[2 * g], found[2 * g + 1]};
    if (here.last >= 0 && choice_before(here, best)) best = here;
  }
  int full = 0;
  for (int i = 0; i < n && full <= MULTI + 1; ++i) full += counts[first + bin[i]] > 0;
  int at[MULTI];
  if (full > MULTI + 1) {
    at[MULTI - 1] = best.last;
    long rest = best.before;
    for (int k = MULTI - 2; k >= 0; --k) {
      at[k] = (int)(rest % n);
      rest /= n;
    }
  } else {
    int next = 0;
    for (int k = 0; k < MULTI; ++k) {
      while (next < n && counts[first + bin[next]] == 0) ++next;
      at[k] = min(next++, n - 1);
    }
    // as many thresholds as values less one; the last value ends the last class
    for (int k = max(full - 1, 0); k < MULTI; ++k) at[k] = -1;
  }
  for (int k = 0; k < MULTI; ++k) {
#if COUNTS_FLOAT
    if (COUNTS_NONE) STORE(dst, k, (RANGE_T)NAN);
    else STORE(dst, k, at[k] < 0 ? hi : COUNTS_CENTER(first + bin[at[k]]));
#else
    STORE(dst, k, base + (at[k] < 0 ? last : first + bin[at[k]]));
#endif
  }
}
#endif
