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
// The axis after this one wants the site's label: looked up here, where it is near, and carried on beside the squares.
#ifndef CARRY
#define CARRY 0
#endif
// Only sites at most `reach` pixels away matter, and these are so few that each pixel looks at all of them.
#ifndef WINDOW
#define WINDOW 0
#endif

#define STRIP 16
#define STRIPS(size) (((size).x + STRIP - 1) / STRIP)
#define DIST16 JOIN(DIST_T, 16)
#define PLACE16 JOIN(DIST_I, 16)
// A pixel of each line of a strip: PoCL's vstore16 writes 16-bit numbers one by one.
#define STRIP_AT(T, p, r) (*(global JOIN(T, 16)*)((p) + (long)(r)*STRIP))
#define STRIP_OF(T, p, r) (*(global const JOIN(T, 16)*)((p) + (long)(r)*STRIP))

#if AXIS == 1
typedef NEAR_T given_t;
#else
typedef DIST_T given_t;
#endif

// ---- what stands for a launch's parameters ----

#define NEAREST_WEIGHTS const DIST_T weight, const DIST_T weight_x
#define NEAREST_WEIGHT_ARGS weight, weight_x
#if RESULT == NEAREST_SQUARES && CARRY
#define NEAREST_OUT_PARAMS \
  global DIST_T *restrict squares, global dst_S *restrict carried, global const NEAR_T *near, SOURCE(labels)
#define NEAREST_OUT_ARGS squares, carried, near, labels_ARGS
#elif RESULT == NEAREST_SQUARES
#define NEAREST_OUT_PARAMS global DIST_T* restrict squares
#define NEAREST_OUT_ARGS squares
#elif RESULT == NEAREST_DISTANCE
#define NEAREST_OUT_PARAMS global dst_S *restrict dst, const float scale
#define NEAREST_OUT_ARGS dst, scale
#elif RESULT == NEAREST_SQUARED
#define NEAREST_OUT_PARAMS global dst_S* restrict dst
#define NEAREST_OUT_ARGS dst
#elif RESULT == NEAREST_INDICES && AXIS == 1
#define NEAREST_OUT_PARAMS global dst_S *restrict dst, global const NEAR_T *near
#define NEAREST_OUT_ARGS dst, near
#elif RESULT == NEAREST_INDICES
#define NEAREST_OUT_PARAMS global dst_S *restrict dst, global const NEAR_T *near, global const NEAR_T *restrict rows
#define NEAREST_OUT_ARGS dst, near, rows
#elif AXIS == 1
#define NEAREST_OUT_PARAMS global dst_S *restrict dst, global const NEAR_T *near, SOURCE(labels), const DIST_T limit
#define NEAREST_OUT_ARGS dst, near, labels_ARGS, limit
#else
#define NEAREST_OUT_PARAMS global dst_S *restrict dst, global const dst_S *restrict carried, const DIST_T limit
#define NEAREST_OUT_ARGS dst, carried, limit
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

// The place of pixel 0 of a strip's lines, which lie along y or z.
#define ALONG_Y(strip, plane, channel) \
  ((((long)(channel)*size.z + (plane)) * STRIPS(size) + (strip)) * size.y * STRIP)
#define ALONG_Z(strip, row, channel) \
  ((((long)(channel)*size.y + (row)) * STRIPS(size) + (strip)) * size.z * STRIP)

// Writes what becomes of pixel p of one of a strip's lines, whose nearest site is at `place` of its line.
inline void nearest_write(NEAREST_OUT_PARAMS, const int4 size, int strip, int lane, int p, int other, int c,
                          DIST_T best, int place) {
  const int y = AXIS == 1 ? p : other, z = AXIS == 1 ? other : p;
#if RESULT != NEAREST_SQUARES || CARRY
  const int x = STRIP * strip + lane;
#endif
#if RESULT == NEAREST_SQUARES
  const long next = ALONG_Z(strip, y, c) + (long)z * STRIP + lane;
  squares[next] = best;
#if CARRY
  if (x >= size.x) return;
  const int site = x + near[ALONG_Y(strip, z, c) + (long)place * STRIP + lane];
  carried[next] = best < DIST_NONE ? (dst_S)READ(labels, site, place, z, c) : (dst_S)0;
#endif
#else
  if (x >= size.x) return;
  const long at = INDEX(size, x, y, z, c);
#if RESULT == NEAREST_DISTANCE
  dst[at] = best < DIST_NONE ? nearest_root(best) * scale : INFINITY;
#elif RESULT == NEAREST_SQUARED
  dst[at] = best < DIST_NONE ? best : (sizeof(dst_S) == 8 ? LONG_MAX : INT_MAX);
#elif RESULT == NEAREST_INDICES
  const int sz = AXIS == 1 ? z : place;
#if AXIS == 1
  const int sy = place;
#else
  const int sy = rows[ALONG_Y(strip, sz, c) + (long)y * STRIP + lane];
#endif
  const int sx = x + near[ALONG_Y(strip, sz, c) + (long)sy * STRIP + lane];
  const long channel = (long)size.x * size.y * size.z;
  const int found = best < DIST_NONE;
  dst[at] = found ? sx : -1;
  if (AXES > 1) dst[at + channel] = found ? sy : -1;
  if (AXES > 2) dst[at + 2 * channel] = found ? sz : -1;
#elif AXIS == 1
  const int site = x + near[ALONG_Y(strip, z, c) + (long)place * STRIP + lane];
  dst[at] = best <= limit ? (dst_S)READ(labels, site, place, z, c) : (dst_S)0;
#else
  dst[at] = best <= limit ? carried[ALONG_Z(strip, y, c) + (long)place * STRIP + lane] : (dst_S)0;
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
  return STRIP_OF(DIST_T, given, r);
#else
  const JOIN(NEAR_T, 16) near = STRIP_OF(NEAR_T, given, r);
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

// The smallest or largest of a vector's numbers.
#define NEAREST_FOLD(name, T, of)                  \
  inline T JOIN(name, T)(const JOIN(T, 16) v) {    \
    const JOIN(T, 8) a = of(v.lo, v.hi);           \
    const JOIN(T, 4) b = of(a.lo, a.hi);           \
    const JOIN(T, 2) c = of(b.lo, b.hi);           \
    return of(c.x, c.y);                           \
  }
#define LOWEST(T, v) JOIN(nearest_lowest_, T)(v)
#define HIGHEST(T, v) JOIN(nearest_highest_, T)(v)
NEAREST_FOLD(nearest_lowest_, NEAR_T, min)
NEAREST_FOLD(nearest_highest_, NEAR_T, max)

#if CARRY || RESULT == NEAREST_LABELS
NEAREST_FOLD(nearest_lowest_, DIST_T, min)
NEAREST_FOLD(nearest_highest_, DIST_T, max)
typedef JOIN(dst_S, 16) label_16 __attribute__((aligned(1)));
#define LABELS_AT(p) (*(global label_16*)(p))
#if CARRY
#define TOO_FAR(square) ((square) >= DIST_NONE)
#else
#define TOO_FAR(square) ((square) > limit)
#endif
// Compilers take vectors that gather for faster than they are.
#define LANE_BY_LANE _Pragma("clang loop vectorize(disable)")

// Writes the labels of what is nearest. Where pixels have their own, or their sites lie side by side, no lane looks
// alone.
inline __attribute__((always_inline)) void nearest_labels16(NEAREST_OUT_PARAMS, global dst_S* out, const int4 size,
                                                            int strip, int p, int other, int c, const nearest_16 n) {
  if (TOO_FAR(LOWEST(DIST_T, n.best))) {
    LABELS_AT(out) = (JOIN(dst_S, 16))(0);
    return;
  }
  const DIST_T highest = HIGHEST(DIST_T, n.best);
#if AXIS == 1
  const int x = STRIP * strip;
  if (x + STRIP <= size.x && highest == 0) {
    LABELS_AT(out) = JOIN3(convert_, dst_S, 16)(READ16(labels, x, p, other, c));
    return;
  }
#endif
  DIST_T best[STRIP];
  DIST_I place[STRIP];
  vstore16(n.best, 0, best);
  vstore16(n.place, 0, place);
#if AXIS == 1
  near += ALONG_Y(strip, other, c);
  LANE_BY_LANE for (int lane = 0; lane < STRIP; ++lane) {
    const int at = place[lane], gone = TOO_FAR(best[lane]) || x + lane >= size.x;
    out[lane] = gone ? 0 : (dst_S)READ(labels, x + lane + near[(long)at * STRIP + lane], at, other, c);
  }
#else
  carried += ALONG_Z(strip, other, c);
  if (!TOO_FAR(highest) && !any(n.place != (PLACE16)(place[0])))
    LABELS_AT(out) = STRIP_OF(dst_S, carried, place[0]);
  else
    LANE_BY_LANE for (int lane = 0; lane < STRIP; ++lane)
      out[lane] = TOO_FAR(best[lane]) ? 0 : carried[(long)place[lane] * STRIP + lane];
#endif
}
#endif

inline __attribute__((always_inline)) void nearest_write16(NEAREST_OUT_PARAMS, const int4 size, int strip, int p,
                                                           int other, int c, const nearest_16 n) {
#if RESULT == NEAREST_SQUARES
  STRIP_AT(DIST_T, squares + ALONG_Z(strip, p, c), other) = n.best;
#if CARRY
  nearest_labels16(NEAREST_OUT_ARGS, carried + ALONG_Z(strip, p, c) + (long)other * STRIP, size, strip, p, other, c, n);
#endif
#else
#if RESULT == NEAREST_DISTANCE || RESULT == NEAREST_LABELS
  if (STRIP * strip + STRIP <= size.x) {
    const int y = AXIS == 1 ? p : other, z = AXIS == 1 ? other : p;
    const long at = INDEX(size, STRIP * strip, y, z, c);
#if RESULT == NEAREST_LABELS
    nearest_labels16(NEAREST_OUT_ARGS, dst + at, size, strip, p, other, c, n);
#else
#if SPACED
    const float16 root = convert_float16(sqrt(n.best));
#else
    const float16 root = sqrt(convert_float16(n.best));
#endif
    const float16 found = root * scale;
    STORE16(dst, at, convert_int16(n.best < (DIST16)(DIST_NONE)) ? found : (float16)(INFINITY));
#endif
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
  const int length = AXIS == 1 ? size.y : size.z;
  const int strip = get_group_id(0), other = get_group_id(1), c = get_group_id(2);
  const long first = AXIS == 1 ? ALONG_Y(strip, other, c) : ALONG_Z(strip, other, c);
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
      const int low = p < step ? 0 : LOWEST(NEAR_T, STRIP_OF(NEAR_T, places, p - step));
      const int high = p + step < length ? HIGHEST(NEAR_T, STRIP_OF(NEAR_T, places, p + step)) : length - 1;
      const nearest_16 n = nearest_between(given, NEAREST_WEIGHT_ARGS, p, low, high);
#endif
#if KEEP
      STRIP_AT(NEAR_T, places, p) = JOIN3(convert_, NEAR_T, 16)(n.place);
#elif !WINDOW
      if (step > 1) STRIP_AT(NEAR_T, places, p) = JOIN3(convert_, NEAR_T, 16)(n.place);
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

inline nearest_1 nearest_at(global const given_t* given, NEAREST_WEIGHTS, int p, int r) {
  const nearest_1 n = {nearest_given(given, (long)r * STRIP, NEAREST_WEIGHT_ARGS) + NEAREST_AWAY(p - r), r};
  return n;
}
inline nearest_1 nearest_of(const nearest_1 a, const nearest_1 b) {
  return b.best < a.best || (b.best == a.best && b.place < a.place) ? b : a;
}

// Outwards from the pixel that is nearest to p, to both sides in one loop: the items of a warp wait for the longest one.
// At the end of a side its last pixel is looked at again, which does no harm.
inline nearest_1 nearest_between(global const given_t* given, NEAREST_WEIGHTS, int p, int low, int high) {
  const int from = clamp(p, low, high);
  nearest_1 n = nearest_at(given, NEAREST_WEIGHT_ARGS, p, from);
  for (int down = from - 1, up = from + 1; (down >= low && NEAREST_AWAY(p - down) <= n.best) ||
                                           (up <= high && NEAREST_AWAY(p - up) <= n.best);
       --down, ++up) {
    const nearest_1 below = nearest_at(given, NEAREST_WEIGHT_ARGS, p, max(down, low));
    const nearest_1 above = nearest_at(given, NEAREST_WEIGHT_ARGS, p, min(up, high));
    n = nearest_of(n, nearest_of(below, above));
  }
  return n;
}

// The same over the whole line, of which each slot looks at a part.
inline nearest_1 nearest_share(global const given_t* given, NEAREST_WEIGHTS, int p, int slot, int length) {
  nearest_1 n = {DIST_NONE, 0};
  for (int down = p - slot, up = p + slot; (down >= 0 && NEAREST_AWAY(p - down) <= n.best) ||
                                           (up < length && NEAREST_AWAY(p - up) <= n.best);
       down -= SLOTS, up += SLOTS) {
    const nearest_1 below = nearest_at(given, NEAREST_WEIGHT_ARGS, p, max(down, 0));
    const nearest_1 above = nearest_at(given, NEAREST_WEIGHT_ARGS, p, min(up, length - 1));
    n = nearest_of(n, nearest_of(below, above));
  }
  if (n.best >= DIST_NONE) n.place = 0;  // in lines without a site no pixel has anything to look at
  return n;
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void nearest_line(
    global const given_t* given,
#if KEEP
    global NEAR_T* restrict places,
#endif
    NEAREST_OUT_PARAMS, NEAREST_WEIGHTS, const int4 size, const int reach) {
  const int group = get_group_id(0), strip = group % STRIPS(size), first = group / STRIPS(size) * BAND;
  const int length = AXIS == 1 ? size.y : size.z;
  const int other = get_group_id(1), c = get_group_id(2), rows_here = min(BAND, length - first);
  const int lane = get_local_id(0) % STRIP, slot = get_local_id(0) / STRIP;
  const long column = (AXIS == 1 ? ALONG_Y(strip, other, c) : ALONG_Z(strip, other, c)) + lane;
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
      const int at = slot * LS + s * STRIP + lane;
      const nearest_1 other_share = {shared_best[at], shared_place[at]};
      n = nearest_of(n, other_share);
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
