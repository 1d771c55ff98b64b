// The minimum between the two maxima that a histogram has left when it is smoothed, by one work-group.
#include "common.clh"
#include "alone.clh"
#define CANDIDATE_T float
#include "threshold/counts.clh"

// The maxima of a stretch of the smoothed histogram: the direction in which it begins and ends (0: level), the bin from
// which it first falls, how many maxima lie inside, and the first two of them.
typedef struct {
  int begins, ends, falls, count, at0, at1;
} maxima_t;

static inline maxima_t maxima_put(maxima_t m, int bin) {
  m.at0 = m.count == 0 ? bin : m.at0;
  m.at1 = m.count == 1 ? bin : m.at1;
  ++m.count;
  return m;
}
// One bin further: to the value `next` from the value `here` of `bin`.
static inline maxima_t maxima_step(maxima_t m, float here, float next, int bin) {
  if (next < here) {
    if (m.ends > 0) m = maxima_put(m, bin);
    m.falls = m.begins == 0 ? bin : m.falls;
    m.begins = m.begins == 0 ? -1 : m.begins;
    m.ends = -1;
  } else if (next > here) {
    m.begins = m.begins == 0 ? 1 : m.begins;
    m.ends = 1;
  }
  return m;
}
static inline maxima_t maxima_join(maxima_t a, maxima_t b) {
  if (b.begins == 0) return a;
  if (a.begins == 0) return b;
  if (a.ends > 0 && b.begins < 0) a = maxima_put(a, b.falls);
  if (b.count > 0) a = maxima_put(a, b.at0);
  if (b.count > 1) a = maxima_put(a, b.at1);
  a.count += max(b.count - 2, 0);
  a.ends = b.ends;
  return a;
}
static inline maxima_t maxima_of_group(maxima_t own, local maxima_t* all) {
  const maxima_t rises = {1, 1, 0, 0, 0, 0};  // what comes before the first bin
#if LS > 1
  const int lid = get_local_id(0);
  all[lid] = own;
  ROLLED for (int step = 1; step < LS; step *= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lid % (2 * step) == 0) all[lid] = maxima_join(all[lid], all[lid + step]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  own = all[0];
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
  return maxima_join(rises, own);
}

#ifdef CLUMEN_F64
#define MINIMUM_T double
#else
#define MINIMUM_T float
#endif
static inline float minimum_smooth(global const float* h, int i, int n) {
  return (float)(((MINIMUM_T)h[max(i - 1, 0)] + h[i] + h[min(i + 1, n - 1)]) / 3);
}

// smooth: two arrays of `bins`, in turn. none: what stands for no threshold among integers. turns: of an item's loops.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void minimum(COUNTS_PARAMS, const int max_num_iter,
                                                                    const long none, global float* smooth,
                                                                    global int* turns, global dst_S* restrict dst) {
  local candidate_t all[LS];
  local maxima_t maxima[LS];
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  const int n = last - first + 1, share = (n + LS - 1) / LS, begin = min(n, lid * share), end = min(n, begin + share);
  ROLLED for (int i = lid; i < n; i += LS) smooth[i] = (float)counts[first + i];
  barrier(CLK_GLOBAL_MEM_FENCE);
  maxima_t found = {0, 0, 0, 3, 0, 0};
  int turn = 0;
  while (turn < max_num_iter && found.count > 2) {
    global const float* from = smooth + (turn & 1) * bins;
    global float* to = smooth + (~turn & 1) * bins;
    maxima_t own = {0, 0, 0, 0, 0, 0};
    float here = begin < n ? minimum_smooth(from, begin, n) : 0;
    ROLLED for (int i = begin; i < end; ++i) {
      to[i] = here;
      const float next = i + 1 < n ? minimum_smooth(from, i + 1, n) : here;
      own = maxima_step(own, here, next, i);
      here = next;
    }
    found = maxima_of_group(own, maxima);
    ++turn;
    barrier(CLK_GLOBAL_MEM_FENCE);
  }
  const int two = found.count == 2 && turn < max_num_iter;
  candidate_t lowest = {0, -1};
  ROLLED for (int i = found.at0 + lid; two && i <= found.at1; i += LS) {
    const candidate_t here = {-smooth[(turn & 1) * bins + i], first + i};
    if (candidate_before(here, lowest)) lowest = here;
  }
  lowest = candidate_first(lowest, all);
  if (lid != 0) return;
  *turns = (share + 2) * (turn + 4) + turn * 12 + bins / LS + 64;  // the last look of each loop is a turn, too
  if (two || COUNTS_SAME || COUNTS_NONE) COUNTS_STORE(lowest.bin)
#if COUNTS_FLOAT
  else STORE(dst, 0, (RANGE_T)NAN);
#else
  else STORE(dst, 0, none);
#endif
}
