// Which pixels of labels have no pixel of another label, or of 0, within a squared distance of `limit`.
//
// How far the nearest other pixel is, is found axis by axis. Along a row it is counted. Along y, and then z, it is where
// k² + given(p + k) is smallest, given being the squared distance in the axes before, or 0 for a pixel of another label.
// What lies beyond a pixel of another label is farther than that pixel, so p's label is the only one to compare with.
#include "common.clh"
#include "alone.clh"
#include "label/rows.clh"
// The axis that is looked along, and whether it is the last one.
#ifndef AXIS
#define AXIS 0
#define LAST 0
#endif
// Squared distances, and distances along a row, 0 where all within reach have the same label.
#ifndef DIST_T
#define DIST_T int
#define NEAR_T ushort
#endif

#if AXIS == 0
kernel void erode_row(SOURCE(src), const int4 size, const int reach, global NEAR_T* restrict near) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  near += INDEX(size, 0, y, z, 0);
#ifdef CLUMEN_CPU
  // forwards how far the last other pixel is, backwards the nearer of that and the next one
  src_T label = READ(src, 0, y, z, 0);
  int away = reach + 1;
  for (int x = 0; x < size.x; ++x) {
    const src_T here = READ(src, x, y, z, 0);
    away = here == label ? min(away + 1, reach + 1) : 1;
    label = here;
    near[x] = away;
  }
  away = reach + 1;
  for (int x = size.x - 1; x >= 0; --x) {
    const src_T here = READ(src, x, y, z, 0);
    away = here == label ? min(away + 1, reach + 1) : 1;
    label = here;
    const int nearer = min(away, (int)near[x]);
    near[x] = nearer <= reach ? nearer : 0;
  }
#else
  const int x = get_global_id(0);
  if (x >= size.x) return;
  const src_T label = READ(src, x, y, z, 0);
  int away = 0;
  if (label != 0)
    ROLLED for (int k = 1; k <= reach && !away; ++k) {
      const int before = x >= k && READ(src, x - k, y, z, 0) != label;
      if (before || (x + k < size.x && READ(src, x + k, y, z, 0) != label)) away = k;
    }
  near[x] = away;
#endif
}
#else

#if AXIS == 1
#define GIVEN_T NEAR_T
#define SQUARE_OF(v) ((v) ? (DIST_T)(v) * (DIST_T)(v) : limit + 1)
#define SQUARES_OF(v) ((v) != 0 ? (v) * (v) : (DIST16)(limit + 1))
#else
#define GIVEN_T DIST_T
#define SQUARE_OF(v) (v)
#define SQUARES_OF(v) (v)
#endif
#if LAST
#define ERODE_OUT global dst_S* restrict dst
#else
#define ERODE_OUT global DIST_T* restrict squares
#endif

#define ERODE_PARAMS                                                                                                  \
  SOURCE(src), global const GIVEN_T *restrict given, const int4 size, const int reach, const DIST_T limit
#define ERODE_ARGS src_ARGS, given, size, reach, limit
#define ERODE_STEP(size) (AXIS == 1 ? (long)(size).x : (long)(size).x * (size).y)

// The smaller of limit + 1 and the squared distance of the nearest other pixel; 0 without a label. The last axis only
// asks whether it is within the limit.
inline DIST_T erode_square(ERODE_PARAMS, int x, int y, int z) {
  const src_T label = READ(src, x, y, z, 0);
  if (label == 0) return 0;
  const int p = AXIS == 1 ? y : z, length = AXIS == 1 ? size.y : size.z;
  const long at = INDEX(size, x, y, z, 0);
  DIST_T best = min(SQUARE_OF(given[at]), limit + 1);
  ROLLED for (int k = 1; k <= reach && (DIST_T)k * k < best; ++k) {
    if (LAST && best <= limit) break;
    ROLLED for (int side = -1; side <= 1; side += 2) {
      const int r = p + side * k;
      if (r < 0 || r >= length) continue;
      const src_T there = AXIS == 1 ? READ(src, x, r, z, 0) : READ(src, x, y, r, 0);
      const DIST_T square = there == label ? SQUARE_OF(given[at + side * k * ERODE_STEP(size)]) : 0;
      best = min(best, square + (DIST_T)k * k);
    }
  }
  return best;
}

#ifdef CLUMEN_CPU
// The same of 16 pixels, which walk as far as one of them must.
#define DIST16 JOIN(DIST_T, 16)
#define TO_DIST16 JOIN3(convert_, DIST_T, 16)
inline DIST16 erode_square16(ERODE_PARAMS, int x, int y, int z) {
  const src_T16 label = READ16(src, x, y, z, 0);
  const DIST16 none = TO_DIST16(label == (src_T16)(0));
  if (all(none)) return (DIST16)(0);
  const int p = AXIS == 1 ? y : z, length = AXIS == 1 ? size.y : size.z;
  given += INDEX(size, x, y, z, 0);
  DIST16 best = none ? (DIST16)(0) : min(SQUARES_OF(TO_DIST16(vload16(0, given))), limit + 1);
  ROLLED for (int k = 1; k <= reach; ++k) {
    const DIST_T away = (DIST_T)k * k;
    if (!any(LAST ? best > max(limit, away) : best > away)) break;
    ROLLED for (int side = -1; side <= 1; side += 2) {
      const int r = p + side * k;
      if (r < 0 || r >= length) continue;
      const src_T16 there = AXIS == 1 ? READ16(src, x, r, z, 0) : READ16(src, x, y, r, 0);
      const DIST16 square = SQUARES_OF(TO_DIST16(vload16(0, given + side * k * ERODE_STEP(size))));
      best = min(best, (TO_DIST16(there == label) ? square : (DIST16)(0)) + away);
    }
  }
  return best;
}
#endif

kernel void erode_line(ERODE_PARAMS, ERODE_OUT) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  const long at = INDEX(size, 0, y, z, 0);
#ifdef CLUMEN_CPU
  int x = 0;
  for (; x + 16 <= size.x; x += 16) {
    const DIST16 square = erode_square16(ERODE_ARGS, x, y, z);
#if LAST
    const src_T16 label = READ16(src, x, y, z, 0);
    STORE16(dst, at + x, label * JOIN3(convert_, src_T, 16)((square > limit) & 1));
#else
    vstore16(square, 0, squares + at + x);
#endif
  }
  for (; x < size.x; ++x) {
#else
  const int x = get_global_id(0);
  if (x < size.x) {
#endif
    const DIST_T square = erode_square(ERODE_ARGS, x, y, z);
#if LAST
    STORE(dst, at + x, square > limit ? READ(src, x, y, z, 0) : 0);
#else
    squares[at + x] = square;
#endif
  }
}
#endif
