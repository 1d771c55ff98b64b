// Li's threshold: from a first one on, the logarithmic mean of the means on its two sides, until it stays. The prefix
// sums of a histogram make a step of that a look-up.
#include "common.clh"
#include "alone.clh"
#include "threshold/counts.clh"
#ifndef LI_T
#define LI_T float  // what the threshold is computed in: COUNTS_T of the device
#endif
#define LI_TURNS 10000
// The kernel of floats of which a program is made: 1 li_count, 2 li_blocks, 3 li_floats, or 0: all.
#ifndef PART
#define PART 0
#endif

// From `next` on; BELOW(t) is a LI_T2: how many pixels are not above t, and their sum. Values count from the smallest.
// The logarithm of the quotient loses less of a float than the difference of two logarithms.
#define LI_SEARCH(next, tolerance, pixels, total, BELOW)                                 \
  {                                                                                      \
    LI_T now = -2 * (tolerance) - 1;                                                     \
    for (int turn = 0; turn < LI_TURNS && fabs(next - now) > (tolerance); ++turn) {      \
      now = next;                                                                        \
      const JOIN(LI_T, 2) below = BELOW(now);                                            \
      const LI_T back = below.y / below.x, fore = ((total)-below.y) / ((pixels)-below.x); \
      if (!(back > 0)) break;                                                            \
      next = (back - fore) / log(back / fore);                                           \
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
// Floats: many narrow bins, each with its number of pixels, the smallest and the largest of its values, and the sum of
// how far they lie in the bin. Where the smallest is the largest a bin is as good as its pixels.
#ifndef LI_BINS
#define LI_BINS 262144
#define LI_BLOCK 256  // bins of which a block is made
#endif
#define LI_BLOCKS (LI_BINS / LI_BLOCK)
typedef struct {
  uint pixels;
  float low, high;  // values less the smallest of all; not negative, so that their bits are in order
  LI_T within;      // the sum, in widths of a bin
} li_bin_t;

static inline int li_bin(RANGE_T v, RANGE_T lo, RANGE_T scale) { return clamp((int)((v - lo) * scale), 0, LI_BINS - 1); }
#define LI_SCALE (hi > lo ? LI_BINS / (hi - lo) : 0)
#define LI_PARTS 16777216

// The smallest is kept upside down, so that a table begins as zeros.
#if LS == 1
// A group of a CPU has a table of its own: pixels, smallest, largest and sum of a bin lie side by side, and are changed
// without atomics. What is not finite goes to a bin behind the last.
#define LI_TABLE uint4
#define LI_TABLE_SIZE (LI_BINS + 1)
static inline li_bin_t li_counted(global const uint4* table, int tables, int bin) {
  uint4 all = 0;
  LI_T within = 0;
  ROLLED for (int k = 0; k < tables; ++k) {
    const uint4 one = table[(long)k * LI_TABLE_SIZE + bin];
    all = (uint4)(all.x + one.x, max(all.yz, one.yz), 0);
    within += as_float(one.w);
  }
  const li_bin_t counted = {all.x, as_float(~all.y), as_float(all.z), within};
  return counted;
}
#else
// A GPU has one table, changed by atomics: an array for each, and two for the 64 bits of the sum.
#define LI_TABLE uint
static inline li_bin_t li_counted(global const uint* table, int tables, int bin) {
  const ulong parts = (ulong)table[4 * LI_BINS + bin] << 32 | table[3 * LI_BINS + bin];
  const li_bin_t counted = {table[bin], as_float(~table[LI_BINS + bin]), as_float(table[2 * LI_BINS + bin]),
                            (LI_T)parts / LI_PARTS};
  return counted;
}
#endif

#if PART < 2
#if LS == 1
#define LI_UNIT(k, v)                                                                        \
  {                                                                                          \
    const LI_V pixel = JOIN3(convert_, RANGE_T, VEC)(v), above = pixel - lo, at = above * scale; \
    const LI_I found = clamp(JOIN(convert_int, VEC)(at), 0, LI_BINS - 1);                    \
    const LI_I finite = JOIN(convert_int, VEC)(fabs(pixel) < (RANGE_T)INFINITY);             \
    const LI_V part = at - JOIN3(convert_, RANGE_T, VEC)(found);                             \
    int bin[VEC];                                                                            \
    float value[VEC], within[VEC];                                                           \
    JOIN(vstore, VEC)(finite ? found : (LI_I)(LI_BINS), 0, bin);                             \
    JOIN(vstore, VEC)(JOIN(convert_float, VEC)(above), 0, value);                            \
    JOIN(vstore, VEC)(JOIN(convert_float, VEC)(clamp(part, (RANGE_T)0, (RANGE_T)1)), 0, within); \
    ROLLED for (int lane = 0; lane < VEC; ++lane) li_add(table + bin[lane], value[lane], within[lane]); \
  }
#define LI_V JOIN(RANGE_T, VEC)
#define LI_I JOIN(int, VEC)
static inline void li_add(global uint4* to, float value, float within) {
  const uint4 was = *to;
  const uint bits = as_uint(value);
  *to = (uint4)(was.x + 1, max(was.y, ~bits), max(was.z, bits), as_uint(as_float(was.w) + within));
}
#define LI_ONE(p)                                                                        \
  {                                                                                      \
    const RANGE_T above = (RANGE_T)(p)-lo, at = above * scale;                           \
    const int bin = clamp((int)at, 0, LI_BINS - 1);                                      \
    li_add(table + (isfinite((RANGE_T)(p)) ? bin : LI_BINS), (float)above, clamp((float)(at - bin), 0.0f, 1.0f)); \
  }
#else
static inline void li_add(global uint* table, RANGE_T v, RANGE_T lo, RANGE_T scale) {
  if (!isfinite(v)) return;
  const int bin = li_bin(v, lo, scale);
  const uint bits = as_uint((float)(v - lo));
  const RANGE_T beyond = (v - lo) * scale - bin;  // below 0 if it is rounded less than what the bin was found by
  const uint part = (uint)(clamp(beyond, (RANGE_T)0, (RANGE_T)1) * LI_PARTS);
  atomic_inc(table + bin);
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
#endif
#define LI_FLUSH()
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void li_count(SOURCE(src), const int4 size,
                                                                     global const RANGE_T* restrict partial,
                                                                     const int partials, global LI_TABLE* tables) {
  local RANGE_T ranges[2 * LS];
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, ranges);
  const RANGE_T scale = LI_SCALE;
#if LS == 1
  global LI_TABLE* table = tables + get_group_id(0) * (long)LI_TABLE_SIZE;
#else
  global LI_TABLE* table = tables;
#endif
  REDUCE_EACH(LI_UNIT, LI_ONE, LI_FLUSH)
}
#endif

#if PART != 1
// The mean of a bin's values, less the smallest of all.
static inline LI_T li_value(li_bin_t bin, int i, LI_T scale) {
  return bin.low == bin.high ? (LI_T)bin.low : (bin.within / bin.pixels + i) / scale;
}

#if PART != 3
// An item adds up a block. pixels, sums: for each bin what it and those before it in its block have. blocks: the
// smallest and the largest value of a block, and the smallest difference of two of them, taken as none where a bin has
// several.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void li_blocks(global const LI_TABLE* table, const int tables,
                                                                      global const RANGE_T* restrict partial,
                                                                      const int partials, global uint* pixels,
                                                                      global LI_T* sums, global float* blocks) {
  local RANGE_T ranges[2 * LS];
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, ranges);
  const RANGE_T scale = LI_SCALE;
  const int block = get_global_id(0);
  if (block >= LI_BLOCKS) return;
  float low = INFINITY, high = -INFINITY, gap = INFINITY;
  uint count = 0;
  LI_T sum = 0;
  ROLLED for (int i = block * LI_BLOCK; i < (block + 1) * LI_BLOCK; ++i) {
    const li_bin_t bin = li_counted(table, tables, i);
    if (bin.pixels > 0) {
      gap = bin.low < bin.high ? 0 : min(gap, bin.low - high);
      low = min(low, bin.low);
      high = bin.high;
      count += bin.pixels;
      sum += bin.pixels * li_value(bin, i, scale);
    }
    pixels[i] = count;
    sums[i] = sum;
  }
  blocks[3 * block] = low;
  blocks[3 * block + 1] = high;
  blocks[3 * block + 2] = gap;
}
#endif

#if PART != 2
// before, sums_before: what the blocks before each have. default_tolerance 1: half the smallest difference of two values.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void li_floats(
    global const LI_TABLE* table, const int tables, global const RANGE_T* restrict partial, const int partials,
    const int default_tolerance, const LI_T tolerance, const int guessed, const LI_T guess,
    global const uint* restrict pixels, global const LI_T* restrict sums, global const float* restrict blocks,
    global uint* before, global LI_T* sums_before, global dst_S* restrict dst) {
  local RANGE_T ranges[2 * LS];
  local uint share_pixels[LS];
  local LI_T share_sum[LS];
  local float share_low[LS], share_high[LS], share_gap[LS];
  const int lid = get_local_id(0);
  RANGE_T lo, hi;
  range_of_partials(partial, partials, &lo, &hi, ranges);
  const RANGE_T scale = LI_SCALE;
  const int begin = LI_BLOCKS * lid / LS, end = LI_BLOCKS * (lid + 1) / LS;
  float low = INFINITY, high = -INFINITY, gap = INFINITY;
  uint count = 0;
  LI_T sum = 0;
  ROLLED for (int b = begin; b < end; ++b) {
    const int last = (b + 1) * LI_BLOCK - 1;
    if (pixels[last] == 0) continue;
    gap = min(gap, min(blocks[3 * b + 2], blocks[3 * b] - high));
    low = min(low, blocks[3 * b]);
    high = blocks[3 * b + 1];
    count += pixels[last];
    sum += sums[last];
  }
  share_pixels[lid] = count;
  share_sum[lid] = sum;
  share_low[lid] = low;
  share_high[lid] = high;
  share_gap[lid] = gap;
  barrier(CLK_LOCAL_MEM_FENCE);
  uint so_far = 0;
  LI_T sum_so_far = 0;
  ROLLED for (int k = 0; k < lid; ++k) {
    so_far += share_pixels[k];
    sum_so_far += share_sum[k];
  }
  ROLLED for (int b = begin; b < end; ++b) {
    before[b] = so_far;
    sums_before[b] = sum_so_far;
    so_far += pixels[(b + 1) * LI_BLOCK - 1];
    sum_so_far += sums[(b + 1) * LI_BLOCK - 1];
  }
  barrier(CLK_GLOBAL_MEM_FENCE);
  if (lid != 0) return;
  LI_T all = 0, total = 0;
  gap = INFINITY;
  high = -INFINITY;
  ROLLED for (int k = 0; k < LS; ++k) {
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
#define LI_LAST(t) \
  (LI_SPLIT(t) - (li_value(li_counted(table, tables, LI_SPLIT(t)), LI_SPLIT(t), scale) > (t) && LI_SPLIT(t) > 0))
#define LI_BELOW(t)                                                  \
  (JOIN(LI_T, 2))((LI_T)(before[LI_LAST(t) / LI_BLOCK] + pixels[LI_LAST(t)]), \
                  sums_before[LI_LAST(t) / LI_BLOCK] + sums[LI_LAST(t)])
  if (lo < hi) LI_SEARCH(next, enough, all, total, LI_BELOW)
  STORE(dst, 0, lo == hi ? (LI_T)lo : lo < hi && inside ? next + (LI_T)lo : (LI_T)NAN);
}
#endif
#endif
#endif
