// The nearest sites along one more axis: of all pixels r of a line that of which given(r) + (p - r)² is smallest, where
// given(r) is how near, squared, the nearest site is in the axes before. Of several as near it is the first.
//
// That place never decreases along a line. So a pixel need look only between the places of two pixels around it, which
// are found before: first every 2^k-th pixel, then those in the middle, and so on. How far the sites are does not
// matter.
//
// Lines come in strips of 16 that lie together (see nearest_row.cl); on a CPU a vector is one pixel of each. A GPU's
// group does a part of a strip's lines.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// Pixels of each line that a GPU's group does.
#ifndef BAND
#define BAND 128
#endif
// The axis of the lines: 1 or 2.
#ifndef AXIS
#define AXIS 1
#endif
// What squared distances are computed in, and an integer of the same size. SPACED: pixels are no squares.
#ifndef DIST_T
#define DIST_T int
#define DIST_I int
#define DIST_NONE (1 << 30)
#define SPACED 0
#endif
// What nearest_row.cl made, and what places are kept in.
#ifndef NEAR_T
#define NEAR_T short
#define NEAR_NONE SHRT_MIN
#endif
// SQUARES: squared distances, of which the axis after this one makes nearer ones.
#define NEAREST_SQUARES 0
#define NEAREST_DISTANCE 1
#define NEAREST_SQUARED 2
#define NEAREST_INDICES 3
#define NEAREST_LABELS 4
#ifndef RESULT
#define RESULT NEAREST_DISTANCE
#endif
// How many of its coordinates a site is told by.
#ifndef AXES
#define AXES 2
#endif
// The axis after this one wants to know where on the line the site is.
#ifndef KEEP
#define KEEP 0
#endif
// Only sites at most `reach` pixels away matter, and these are so few that each pixel looks at all of them.
#ifndef WINDOW
#define WINDOW 0
#endif

#define FEATURES (RESULT >= NEAREST_INDICES)
#define STRIP 16
#define DIST16 JOIN(DIST_T, 16)
#define PLACE16 JOIN(DIST_I, 16)

#if AXIS == 1
typedef NEAR_T given_t;
#else
typedef DIST_T given_t;
#endif

// ---- what stands for a launch's parameters ----

#define NEAREST_WEIGHTS const DIST_T weight, const DIST_T weight_x
#define NEAREST_WEIGHT_ARGS weight, weight_x
#if RESULT == NEAREST_SQUARES
#define NEAREST_OUT_PARAMS global DIST_T* restrict squares
#define NEAREST_OUT_ARGS squares
#elif RESULT == NEAREST_DISTANCE
#define NEAREST_OUT_PARAMS global dst_S *restrict dst, const float scale
#define NEAREST_OUT_ARGS dst, scale
#elif RESULT == NEAREST_SQUARED
#define NEAREST_OUT_PARAMS global dst_S* restrict dst
#define NEAREST_OUT_ARGS dst
#else
#if AXIS == 1
#define NEAREST_SITE_PARAMS global dst_S *restrict dst, global const NEAR_T *near
#define NEAREST_SITE_ARGS dst, near
#else
#define NEAREST_SITE_PARAMS global dst_S *restrict dst, global const NEAR_T *near, global const NEAR_T *restrict rows
#define NEAREST_SITE_ARGS dst, near, rows
#endif
#if RESULT == NEAREST_INDICES
#define NEAREST_OUT_PARAMS NEAREST_SITE_PARAMS
#define NEAREST_OUT_ARGS NEAREST_SITE_ARGS
#else
#define NEAREST_OUT_PARAMS NEAREST_SITE_PARAMS, SOURCE(labels), const DIST_T limit
#define NEAREST_OUT_ARGS NEAREST_SITE_ARGS, labels_ARGS, limit
#endif
#endif

// ---- one pixel ----

inline DIST_T nearest_square(DIST_T v) { return v * v; }

inline DIST_T nearest_given(global const given_t* given, long i, NEAREST_WEIGHTS) {
  const given_t v = given[i];
#if AXIS == 2
  return v;
#elif SPACED
  return v == NEAR_NONE ? DIST_NONE : nearest_square(v * weight_x);
#else
  return nearest_square(v);
#endif
}

#if SPACED
#define NEAREST_AWAY(k) nearest_square((DIST_T)(k)*weight)
#else
#define NEAREST_AWAY(k) nearest_square((DIST_T)(k))
#endif

inline float nearest_root(DIST_T square) {
#if SPACED
  return (float)sqrt(square);
#else
  return sqrt((float)square);
#endif
}

// Writes what becomes of pixel p of one of a strip's lines, whose nearest site is at `place` of its line.
inline void nearest_write(NEAREST_OUT_PARAMS, const int4 size, int strip, int lane, int p, int other, int c,
                          DIST_T best, int place) {
  const int strips = (size.x + STRIP - 1) / STRIP, x = STRIP * strip + lane;
  const int y = AXIS == 1 ? p : other, z = AXIS == 1 ? other : p;
#if RESULT == NEAREST_SQUARES
  squares[((((long)c * size.y + y) * strips + strip) * size.z + z) * STRIP + lane] = best;
#else
  if (x >= size.x) return;
  const long at = INDEX(size, x, y, z, c);
#if RESULT == NEAREST_DISTANCE
  dst[at] = best < DIST_NONE ? nearest_root(best) * scale : INFINITY;
#elif RESULT == NEAREST_SQUARED
  dst[at] = best < DIST_NONE ? best : (sizeof(dst_S) == 8 ? LONG_MAX : INT_MAX);
#else
  const int sz = AXIS == 1 ? z : place;
  const long column = (((long)c * size.z + sz) * strips + strip) * size.y;
#if AXIS == 1
  const int sy = place;
#else
  const int sy = rows[(column + y) * STRIP + lane];
#endif
  const int sx = x + near[(column + sy) * STRIP + lane];
#if RESULT == NEAREST_INDICES
  const long channel = (long)size.x * size.y * size.z;
  const int found = best < DIST_NONE;
  dst[at] = found ? sx : -1;
  if (AXES > 1) dst[at + channel] = found ? sy : -1;
  if (AXES > 2) dst[at + 2 * channel] = found ? sz : -1;
#else
  dst[at] = best <= limit ? (dst_S)READ(labels, sx, sy, sz, c) : (dst_S)0;
#endif
#endif
#endif
}

#if LS == 1
// ---- a CPU: all lines of a strip at once ----

typedef struct {
  DIST16 best;
  PLACE16 place;
} nearest_16;

inline DIST16 nearest_given16(global const given_t* given, int r, NEAREST_WEIGHTS) {
#if AXIS == 2
  return vload16(r, given);
#else
  const JOIN(NEAR_T, 16) near = vload16(r, given);
  const DIST16 v = JOIN3(convert_, DIST_T, 16)(near);
#if SPACED
  const DIST16 d = v * weight_x;
  return JOIN3(convert_, DIST_I, 16)(near == (JOIN(NEAR_T, 16))(NEAR_NONE)) ? (DIST16)(DIST_NONE) : d * d;
#else
  return v * v;
#endif
#endif
}

inline nearest_16 nearest_between(global const given_t* given, NEAREST_WEIGHTS, int p, int low, int high) {
  nearest_16 n;
  n.best = nearest_given16(given, low, NEAREST_WEIGHT_ARGS) + NEAREST_AWAY(p - low);
  n.place = (PLACE16)(low);
  for (int r = low + 1; r <= high; ++r) {
    const DIST16 v = nearest_given16(given, r, NEAREST_WEIGHT_ARGS) + NEAREST_AWAY(p - r);
    const PLACE16 nearer = v < n.best;
    n.best = nearer ? v : n.best;
    n.place = nearer ? (PLACE16)(r) : n.place;
  }
  return n;
}

#define NEAREST_FOLD(of)                              \
  inline int nearest_##of##16(global const NEAR_T* p) { \
    const int16 v = convert_int16(vload16(0, p));     \
    const int8 a = of(v.lo, v.hi);                    \
    const int4 b = of(a.lo, a.hi);                    \
    const int2 c = of(b.lo, b.hi);                    \
    return of(c.x, c.y);                              \
  }
NEAREST_FOLD(min)
NEAREST_FOLD(max)

inline void nearest_write16(NEAREST_OUT_PARAMS, const int4 size, int strip, int p, int other, int c,
                            const nearest_16 n) {
#if RESULT == NEAREST_SQUARES
  const int strips = (size.x + STRIP - 1) / STRIP;
  vstore16(n.best, (((long)c * size.y + p) * strips + strip) * size.z + other, squares);
#else
#if RESULT == NEAREST_DISTANCE
  if (STRIP * strip + STRIP <= size.x) {
    const int y = AXIS == 1 ? p : other, z = AXIS == 1 ? other : p;
#if SPACED
    const float16 root = convert_float16(sqrt(n.best));
#else
    const float16 root = sqrt(convert_float16(n.best));
#endif
    const float16 found = root * scale;
    STORE16(dst, INDEX(size, STRIP * strip, y, z, c),
            convert_int16(n.best < (DIST16)(DIST_NONE)) ? found : (float16)(INFINITY));
    return;
  }
#endif
  DIST_T best[STRIP];
  DIST_I place[STRIP];
  vstore16(n.best, 0, best);
  vstore16(n.place, 0, place);
  for (int lane = 0; lane < STRIP; ++lane)
    nearest_write(NEAREST_OUT_ARGS, size, strip, lane, p, other, c, best[lane], place[lane]);
#endif
}

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void nearest_line(
    global const given_t* given,
#if !WINDOW || KEEP
    global NEAR_T* restrict places,
#endif
    NEAREST_OUT_PARAMS, NEAREST_WEIGHTS, const int4 size, const int reach) {
  const int strips = (size.x + STRIP - 1) / STRIP, length = AXIS == 1 ? size.y : size.z;
  const int strip = get_group_id(0), other = get_group_id(1), c = get_group_id(2);
  const long first = (((long)c * (AXIS == 1 ? size.z : size.y) + other) * strips + strip) * length * STRIP;
  given += first;
#if !WINDOW || KEEP
  places += first;
#endif
#if WINDOW
  for (int p = 0; p < length; ++p) {
    const nearest_16 n =
        nearest_between(given, NEAREST_WEIGHT_ARGS, p, max(p - reach, 0), min(p + reach, length - 1));
#else
  int step = 1;
  while (2 * step <= length) step *= 2;
  for (; step > 0; step /= 2)
    for (int p = step - 1; p < length; p += 2 * step) {
      const int low = p < step ? 0 : nearest_min16(places + (long)(p - step) * STRIP);
      const int high = p + step < length ? nearest_max16(places + (long)(p + step) * STRIP) : length - 1;
      const nearest_16 n = nearest_between(given, NEAREST_WEIGHT_ARGS, p, low, high);
#endif
#if KEEP
      vstore16(JOIN3(convert_, NEAR_T, 16)(n.place), p, places);
#elif !WINDOW
      if (step > 1) vstore16(JOIN3(convert_, NEAR_T, 16)(n.place), p, places);
#endif
      nearest_write16(NEAREST_OUT_ARGS, size, strip, p, other, c, n);
    }
}
#else
// ---- a GPU: an item looks for one pixel at a time ----

#define SLOTS (LS / STRIP)

typedef struct {
  DIST_T best;
  int place;
} nearest_1;

// Looks at r, which is no nearer to p than those before it; 0: it is so far that nothing behind it is nearer.
#define NEAREST_LOOK(n, r, compare)                                                             \
  {                                                                                             \
    const DIST_T away = NEAREST_AWAY(p - (r));                                                  \
    if (away > n.best) break;                                                                   \
    const DIST_T v = nearest_given(given, (long)(r)*STRIP, NEAREST_WEIGHT_ARGS) + away;         \
    if (v compare n.best) n.best = v, n.place = (r);                                            \
  }

// Outwards from the pixel that is nearest to p.
inline nearest_1 nearest_between(global const given_t* given, NEAREST_WEIGHTS, int p, int low, int high) {
  const int from = clamp(p, low, high);
  nearest_1 n = {nearest_given(given, (long)from * STRIP, NEAREST_WEIGHT_ARGS) + NEAREST_AWAY(p - from), from};
  for (int r = from - 1; r >= low; --r) NEAREST_LOOK(n, r, <=)
  for (int r = from + 1; r <= high; ++r) NEAREST_LOOK(n, r, <)
  return n;
}

// The same over the whole line, of which each slot looks at a part.
inline nearest_1 nearest_share(global const given_t* given, NEAREST_WEIGHTS, int p, int slot, int length) {
  nearest_1 n = {DIST_NONE, 0};
  for (int r = p - slot; r >= 0; r -= SLOTS) NEAREST_LOOK(n, r, <=)
  for (int r = p + 1 + slot; r < length; r += SLOTS) NEAREST_LOOK(n, r, <)
  if (n.best >= DIST_NONE) n.place = 0;  // in lines without a site no pixel has anything to look at
  return n;
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void nearest_line(
    global const given_t* given,
#if KEEP
    global NEAR_T* restrict places,
#endif
    NEAREST_OUT_PARAMS, NEAREST_WEIGHTS, const int4 size, const int reach) {
  const int strips = (size.x + STRIP - 1) / STRIP, length = AXIS == 1 ? size.y : size.z;
  const int strip = get_group_id(0) % strips, first = get_group_id(0) / strips * BAND;
  const int other = get_group_id(1), c = get_group_id(2), rows_here = min(BAND, length - first);
  const int lane = get_local_id(0) % STRIP, slot = get_local_id(0) / STRIP;
  const long column = (((long)c * (AXIS == 1 ? size.z : size.y) + other) * strips + strip) * length * STRIP + lane;
  given += column;
#if KEEP
  places += column;
#define NEAREST_KEEP(p, n) places[(long)(p)*STRIP] = n.place
#else
#define NEAREST_KEEP(p, n)
#endif
#define NEAREST_DONE(p, n)                                                                   \
  NEAREST_KEEP(p, n);                                                                        \
  nearest_write(NEAREST_OUT_ARGS, size, strip, lane, p, other, c, n.best, n.place)
#if WINDOW
  for (int i = slot; i < rows_here; i += SLOTS) {
    const int p = first + i;
    const nearest_1 n =
        nearest_between(given, NEAREST_WEIGHT_ARGS, p, max(p - reach, 0), min(p + reach, length - 1));
    NEAREST_DONE(p, n);
  }
#else
  local NEAR_T found[BAND * STRIP];
  local DIST_T shared_best[2 * LS];
  local int shared_place[2 * LS];
  for (int end = 0; end < 2; ++end) {
    const nearest_1 n =
        nearest_share(given, NEAREST_WEIGHT_ARGS, first + end * (rows_here - 1), slot, length);
    shared_best[end * LS + get_local_id(0)] = n.best;
    shared_place[end * LS + get_local_id(0)] = n.place;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (slot < 2) {
    nearest_1 n = {shared_best[slot * LS + lane], shared_place[slot * LS + lane]};
    for (int s = 1; s < SLOTS; ++s) {
      const DIST_T best = shared_best[slot * LS + s * STRIP + lane];
      const int place = shared_place[slot * LS + s * STRIP + lane];
      if (best < n.best || (best == n.best && place < n.place)) n.best = best, n.place = place;
    }
    found[slot * (rows_here - 1) * STRIP + lane] = n.place;
    if (slot < rows_here) {
      NEAREST_DONE(first + slot * (rows_here - 1), n);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int step = BAND / SLOTS; step > 0; step /= 2) {
    const int all = step == BAND / SLOTS;  // in the first turn every step-th pixel, then those in the middle
    for (int i = step * (all ? slot + 1 : 2 * slot + 1); i < rows_here - 1; i += (2 - all) * step * SLOTS) {
      const int low = found[(all ? 0 : i - step) * STRIP + lane];
      const int high = found[(all ? rows_here - 1 : min(i + step, rows_here - 1)) * STRIP + lane];
      const nearest_1 n = nearest_between(given, NEAREST_WEIGHT_ARGS, first + i, low, high);
      found[i * STRIP + lane] = n.place;
      NEAREST_DONE(first + i, n);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#endif
}
#endif
