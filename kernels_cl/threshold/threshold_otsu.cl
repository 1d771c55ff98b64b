// Otsu's threshold from the counts of a histogram, by one work-group, to the bit as scikit-image finds it: counts and
// the classes' weights are float32, sums run from either end bin by bin, the first maximum wins.
// OTSU_FLOAT 1: bins over the range of a float image (float64 for f64); 0: one bin per integer from `base` on.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 64
#endif
#ifndef OTSU_FLOAT
#define OTSU_FLOAT 1
#endif
#ifndef OTSU_UNSIGNED
#define OTSU_UNSIGNED 0
#endif
#ifndef OTSU_COUNT
#define OTSU_COUNT uint
#endif
#if OTSU_FLOAT
#include "reduce/range.clh"
#define BINS_T RANGE_T
#include "reduce/bins.clh"
#define OTSU_T RANGE_T
#define OTSU_CENTER(i) bins_center(spec, i, bins)
#else
#ifdef CLUMEN_F64
#define OTSU_T double
#else
#define OTSU_T float
#endif
#if OTSU_UNSIGNED
#define OTSU_CENTER(i) (OTSU_T)(ulong)(base + (i))
#else
#define OTSU_CENTER(i) (OTSU_T)(base + (i))
#endif
#endif

// f32 division must be rounded correctly, as NumPy's is; OpenCL asks that of doubles only.
static OTSU_T otsu_divide(OTSU_T a, OTSU_T b) {
#ifdef CLUMEN_F64
  return (OTSU_T)((double)a / (double)b);
#else
  return a / b;
#endif
}
static OTSU_T otsu_variance(float w1, float w2, OTSU_T mean1, OTSU_T mean2) {
  const float weights = w1 * w2;
  const OTSU_T apart = mean1 - mean2;
  return (OTSU_T)weights * (apart * apart);
}

// The candidate of one item and, after otsu_first_maximum, of the group. As in numpy.argmax NaN is above everything
// and the first of equals wins. bin is -1 where there is none yet.
typedef struct {
  OTSU_T variance;
  int bin;
} otsu_t;
static int otsu_before(otsu_t a, otsu_t b) {
  if (b.bin < 0) return 1;
  if (a.bin < 0) return 0;
  if (isnan(a.variance) || isnan(b.variance))
    return isnan(a.variance) && (!isnan(b.variance) || a.bin < b.bin);
  return a.variance > b.variance || (a.variance == b.variance && a.bin < b.bin);
}
static otsu_t otsu_first_maximum(otsu_t own, local otsu_t* all) {
#if LS > 1
  const int lid = get_local_id(0);
  all[lid] = own;
  ROLLED for (int pairs = LS / 2; pairs > 0; pairs /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lid < pairs && !otsu_before(all[lid], all[lid + pairs])) all[lid] = all[lid + pairs];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return all[0];
#else
  return own;
#endif
}

// Sums that run from bin to bin, as numpy.cumsum: in order, rounded at each step; in place, up (step 1) or down (-1).
// Loads come OTSU_AHEAD at a time, as each addition waits for the one before it anyway.
#define OTSU_AHEAD 16
#define OTSU_CHAIN(NAME, T)                                                                       \
  static void NAME(global T* at, int step, int bins) {                                            \
    T sum = 0;                                                                                    \
    int i = 0;                                                                                    \
    ROLLED for (; i + OTSU_AHEAD <= bins; i += OTSU_AHEAD, at += OTSU_AHEAD * step) {             \
      T next[OTSU_AHEAD];                                                                         \
      UNROLL for (int k = 0; k < OTSU_AHEAD; ++k) next[k] = at[k * step];                         \
      UNROLL for (int k = 0; k < OTSU_AHEAD; ++k) at[k * step] = sum += next[k];                  \
    }                                                                                             \
    ROLLED for (; i < bins; ++i, at += step) *at = sum += *at;                                    \
  }
OTSU_CHAIN(otsu_weights, float)
OTSU_CHAIN(otsu_sums, OTSU_T)

// For floats, and for integers whose sums are not all exact. Each of the four sums is one item's, in different
// subgroups (so that they run side by side); everything else is shared by the group.
#if LS >= 128
#define OTSU_APART 32
#else
#define OTSU_APART 1
#endif
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void otsu_in_order(
    global const OTSU_COUNT* restrict counts, const int bins,
#if OTSU_FLOAT
    global const RANGE_T* restrict partial, const int partials,
#else
    const long base,
#endif
    global float* weight, global OTSU_T* sum, global dst_S* restrict dst) {
  local otsu_t all[LS];
  const int lid = get_local_id(0);
#if OTSU_FLOAT
  local RANGE_T ranges[2 * LS];
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, ranges);
  const bins_t spec = bins_of(lo, hi, bins);
#endif
  ROLLED for (int i = lid; i < bins; i += LS) {
    const float count = (float)counts[i];
    weight[i] = weight[bins + i] = count;
    sum[i] = sum[bins + i] = (OTSU_T)count * OTSU_CENTER(i);
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  ROLLED for (int down = 0; down < 2; ++down) {
    const int first = down ? 2 * bins - 1 : 0, step = down ? -1 : 1;
    if (lid == down * OTSU_APART % LS) otsu_weights(weight + first, step, bins);
    if (lid == (2 + down) * OTSU_APART % LS) otsu_sums(sum + first, step, bins);
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  otsu_t best = {0, -1};
  ROLLED for (int i = lid; i < bins - 1; i += LS) {
    const float w1 = weight[i], w2 = weight[bins + i + 1];
    if (w1 > 0 && w2 > 0) {
      const otsu_t here = {
          otsu_variance(w1, w2, otsu_divide(sum[i], (OTSU_T)w1), otsu_divide(sum[bins + i + 1], (OTSU_T)w2)), i};
      if (otsu_before(here, best)) best = here;
    }
  }
  best = otsu_first_maximum(best, all);
  if (lid != 0) return;
#if OTSU_FLOAT
  if (lo == hi || !bins_finite(spec)) STORE(dst, 0, lo == hi && isfinite(lo) ? lo : (RANGE_T)NAN);
  else STORE(dst, 0, OTSU_CENTER(best.bin));
#else
  for (int i = 0; best.bin < 0 && i < bins; ++i)
    if (counts[i] > 0) best.bin = i;
  STORE(dst, 0, base + best.bin);
#endif
}

#if !OTSU_FLOAT
// The sums of what the items before this one have, and of all. Both at once: half the barriers, and PoCL 3.1 cannot
// compile two calls.
static long2 otsu_scan(long2 own, long2* total, local long2* all) {
#if LS > 1
  const int lid = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  all[lid] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  ROLLED for (int step = 1; step < LS; step *= 2) {
    const long2 before = lid >= step ? all[lid - step] : (long2)(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    all[lid] += before;
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  *total = all[LS - 1];
  return all[lid] - own;
#else
  *total = own;
  return (long2)(0);
#endif
}

// For integers whose sums are exact, so that their order does not matter: at most 2^24 pixels (float32 weights) and
// sums below 2^53. Each item has a share of the bins.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void otsu_exact(global const OTSU_COUNT* restrict counts,
                                                                       const int bins, const long base,
                                                                       global dst_S* restrict dst) {
  local long2 sums[LS];
  local otsu_t all[LS];
  const int lid = get_local_id(0);
  // most of the values that 16 bits can have are in no pixel
  local int lowest, highest;
  if (lid == 0) {
    lowest = bins;
    highest = -1;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  int low = bins, high = -1;
  for (int i = lid; i < bins; i += LS) {
    if (counts[i] == 0) continue;
    low = min(low, i);
    high = i;
  }
  if (high >= 0) {
    atomic_min(&lowest, low);
    atomic_max(&highest, high);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const int share = (highest - lowest + LS) / LS;
  const int first = min(highest + 1, lowest + lid * share), end = min(highest + 1, first + share);
  long weight = 0, sum = 0;
  for (int i = first; i < end; ++i) {
    const long n = counts[i];
    weight += n;
    sum += n * i;
  }
  long2 all_bins;
  const long2 before = otsu_scan((long2)(weight, sum), &all_bins, sums);
  const long weights = all_bins.x, total = all_bins.y;
  long w1 = before.x, s1 = before.y;
  otsu_t best = {-1, lowest};  // what a constant image is left with
  for (int i = first; i < end; ++i) {
    const long n = counts[i];
    w1 += n;
    s1 += n * i;
    const long w2 = weights - w1;
    if (n == 0 || w2 == 0) continue;
    const OTSU_T mean1 = otsu_divide((OTSU_T)(s1 + base * w1), (OTSU_T)w1);
    const OTSU_T mean2 = otsu_divide((OTSU_T)(total - s1 + base * w2), (OTSU_T)w2);
    const otsu_t here = {otsu_variance((float)w1, (float)w2, mean1, mean2), i};
    if (otsu_before(here, best)) best = here;
  }
  best = otsu_first_maximum(best, all);
  if (lid == 0) STORE(dst, 0, base + best.bin);
}
#endif
