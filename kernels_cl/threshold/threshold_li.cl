// Li's threshold: from a first one on, the logarithmic mean of the means on its two sides, until it stays. The prefix
// sums of a histogram make a step of that a look-up.
#include "common.clh"
#include "alone.clh"
#include "threshold/counts.clh"
#ifndef LI_T
#define LI_T float  // what the threshold is computed in: COUNTS_T of the device
#endif
#define LI_TURNS 10000
// Kernels of floats of which a program is made: the pass over the image, what follows it, or both.
#ifndef PART
#define PART 0
#endif

// From `next` on; BELOW(t) is a LI_T2: how many pixels are not above t, and their sum. Values count from the smallest.
#define LI_SEARCH(next, tolerance, pixels, total, BELOW)                                 \
  {                                                                                      \
    LI_T now = -2 * (tolerance) - 1;                                                     \
    for (int turn = 0; turn < LI_TURNS && fabs(next - now) > (tolerance); ++turn) {      \
      now = next;                                                                        \
      const JOIN(LI_T, 2) below = BELOW(now);                                            \
      const LI_T back = below.y / below.x, fore = ((total)-below.y) / ((pixels)-below.x); \
      if (!(back > 0)) break;                                                            \
      next = (back - fore) / (log(back) - log(fore));                                    \
    }                                                                                    \
  }

#if !COUNTS_FLOAT
// sums: for each bin how many pixels it and those before it have, and their sum.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void li_integers(COUNTS_PARAMS, const LI_T tolerance,
                                                                        const int guessed, const LI_T guess,
                                                                        global long* sums,
                                                                        global dst_S* restrict dst) {
  local long2 shares[LS];
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  const int n = last - first + 1, share = (n + LS - 1) / LS, begin = min(n, lid * share), end = min(n, begin + share);
  long pixels = 0, sum = 0;
  for (int i = begin; i < end; ++i) {
    const long count = counts[first + i];
    pixels += count;
    sum += count * i;
  }
  long2 all;
  long2 so_far = counts_scan((long2)(pixels, sum), &all, shares);
  for (int i = begin; i < end; ++i) {
    const long count = counts[first + i];
    so_far += (long2)(count, count * i);
    sums[2 * i] = so_far.x;
    sums[2 * i + 1] = so_far.y;
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  if (lid != 0) return;
#if COUNTS_UNSIGNED
  const LI_T smallest = (LI_T)(ulong)(base + first);
#else
  const LI_T smallest = (LI_T)(base + first);
#endif
  LI_T next = guessed ? trunc(guess - smallest) : (LI_T)all.y / (LI_T)all.x;
  const int inside = !guessed || (next > 0 && next < n - 1);
#define LI_BELOW(t) \
  (JOIN(LI_T, 2))((LI_T)sums[2 * clamp((int)(t), 0, n - 1)], (LI_T)sums[2 * clamp((int)(t), 0, n - 1) + 1])
  if (first < last) LI_SEARCH(next, tolerance, (LI_T)all.x, (LI_T)all.y, LI_BELOW)
  STORE(dst, 0, first == last ? smallest : inside ? next + smallest : (LI_T)NAN);
}
#else
#include "reduce/reduce.clh"
// Floats: many narrow bins, each with the smallest and the largest of its values, and the sum of how far they lie in the
// bin, in 2^-24 of its width. Where the first two are the same a bin is as good as its pixels.
#ifndef LI_BINS
#define LI_BINS 262144
#endif
// Values less the smallest are not negative: their bits are in order.
static inline int li_bin(RANGE_T v, RANGE_T lo, RANGE_T scale) { return clamp((int)((v - lo) * scale), 0, LI_BINS - 1); }
#define LI_SCALE (hi > lo ? LI_BINS / (hi - lo) : 0)
#define LI_PARTS 16777216

#if PART != 2
static inline void li_add(global uint* table, RANGE_T v, RANGE_T lo, RANGE_T scale) {
  if (!isfinite(v)) return;
  const int bin = li_bin(v, lo, scale);
  const uint bits = as_uint((float)(v - lo));
  const RANGE_T beyond = (v - lo) * scale - bin;  // below 0 if it is rounded less than what the bin was found by
  const uint part = (uint)(clamp(beyond, (RANGE_T)0, (RANGE_T)1) * LI_PARTS);
  atomic_inc(table + bin);
  // the smallest is kept upside down, so that the table begins as zeros
  if (table[LI_BINS + bin] < ~bits) atomic_max(table + LI_BINS + bin, ~bits);
  if (table[2 * LI_BINS + bin] < bits) atomic_max(table + 2 * LI_BINS + bin, bits);
  const uint was = atomic_add(table + 3 * LI_BINS + bin, part);
  if (was + part < part) atomic_inc(table + 4 * LI_BINS + bin);
}
#define LI_UNIT(k, v)                                                        \
  {                                                                          \
    RANGE_T pixel[VEC];                                                      \
    JOIN(vstore, VEC)(JOIN3(convert_, RANGE_T, VEC)(v), 0, pixel);           \
    for (int lane = 0; lane < VEC; ++lane) li_add(table, pixel[lane], lo, scale); \
  }
#define LI_ONE(p) li_add(table, (RANGE_T)(p), lo, scale);
#define LI_FLUSH()
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void li_count(SOURCE(src), const int4 size,
                                                                     global const RANGE_T* restrict partial,
                                                                     const int partials, global uint* table) {
  local RANGE_T ranges[2 * LS];
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, ranges);
  const RANGE_T scale = LI_SCALE;
  REDUCE_EACH(LI_UNIT, LI_ONE, LI_FLUSH)
}
#endif

#if PART != 1
static inline float li_low(global const uint* table, int i) { return as_float(~table[LI_BINS + i]); }
static inline float li_high(global const uint* table, int i) { return as_float(table[2 * LI_BINS + i]); }
// The mean of a bin's values, less the smallest of all.
static inline LI_T li_value(global const uint* table, int i, LI_T scale) {
  if (li_low(table, i) == li_high(table, i)) return li_low(table, i);
  const ulong parts = (ulong)table[4 * LI_BINS + i] << 32 | table[3 * LI_BINS + i];
  return ((LI_T)parts / LI_PARTS / table[i] + i) / scale;
}

// pixels, sums: for each bin what it and those before it have. default_tolerance 1: half the smallest difference of two
// values, which is taken as none where a bin has several.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void li_floats(
    global const uint* table, global const RANGE_T* restrict partial, const int partials, const int default_tolerance,
    const LI_T tolerance, const int guessed, const LI_T guess, global uint* pixels, global LI_T* sums,
    global dst_S* restrict dst) {
  local RANGE_T ranges[2 * LS];
  local uint share_pixels[LS];
  local LI_T share_sum[LS];
  local float share_low[LS], share_high[LS], share_gap[LS];
  const int lid = get_local_id(0);
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, ranges);
  const RANGE_T scale = LI_SCALE;
  const int begin = (int)((long)LI_BINS * lid / LS), end = (int)((long)LI_BINS * (lid + 1) / LS);
  float low = INFINITY, high = -INFINITY, gap = INFINITY;
  uint count = 0;
  LI_T sum = 0;
  for (int i = begin; i < end; ++i) {
    if (table[i] == 0) continue;
    const float from = li_low(table, i), to = li_high(table, i);
    gap = from < to ? 0 : min(gap, from - high);
    low = min(low, from);
    high = to;
    count += table[i];
    sum += table[i] * li_value(table, i, scale);
  }
  share_pixels[lid] = count;
  share_sum[lid] = sum;
  share_low[lid] = low;
  share_high[lid] = high;
  share_gap[lid] = gap;
  barrier(CLK_LOCAL_MEM_FENCE);
  uint before = 0;
  LI_T sum_before = 0;
  for (int k = 0; k < lid; ++k) {
    before += share_pixels[k];
    sum_before += share_sum[k];
  }
  for (int i = begin; i < end; ++i) {
    if (table[i] > 0) {
      before += table[i];
      sum_before += table[i] * li_value(table, i, scale);
    }
    pixels[i] = before;
    sums[i] = sum_before;
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  if (lid != 0) return;
  LI_T all = 0, total = 0;
  gap = INFINITY;
  high = -INFINITY;
  for (int k = 0; k < LS; ++k) {
    if (share_pixels[k] == 0) continue;
    gap = min(gap, min(share_gap[k], share_low[k] - high));
    high = share_high[k];
    all += share_pixels[k];
    total += share_sum[k];
  }
  const LI_T enough = default_tolerance ? (LI_T)gap / 2 : tolerance;
  LI_T next = guessed ? guess - (LI_T)lo : total / all;
  const int inside = !guessed || (next > 0 && next < (LI_T)(hi - lo));
#define LI_SPLIT(t) (li_bin((RANGE_T)(t) + lo, lo, scale))
#define LI_LAST(t) (LI_SPLIT(t) - (li_value(table, LI_SPLIT(t), scale) > (t) && LI_SPLIT(t) > 0))
#define LI_BELOW(t) (JOIN(LI_T, 2))((LI_T)pixels[LI_LAST(t)], sums[LI_LAST(t)])
  if (lo < hi) LI_SEARCH(next, enough, all, total, LI_BELOW)
  STORE(dst, 0, lo == hi ? (LI_T)lo : lo < hi && inside ? next + (LI_T)lo : (LI_T)NAN);
}
#endif
#endif
