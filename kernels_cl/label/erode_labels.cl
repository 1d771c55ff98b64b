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
    ROLLED for (int k = 1; k <= reach; ++k)
      if ((x >= k && READ(src, x - k, y, z, 0) != label) || (x + k < size.x && READ(src, x + k, y, z, 0) != label)) {
        away = k;
        break;
      }
  near[x] = away;
#endif
}
#else

#if AXIS == 1
#define GIVEN_T NEAR_T
#define SQUARE_OF(v) ((v) ? (DIST_T)(v) * (DIST_T)(v) : limit + 1)
#else
#define GIVEN_T DIST_T
#define SQUARE_OF(v) (v)
#endif
#if LAST
#define ERODE_OUT global dst_S* restrict dst
#else
#define ERODE_OUT global DIST_T* restrict squares
#endif

kernel void erode_line(SOURCE(src), global const GIVEN_T* restrict given, const int4 size, const int reach,
                       const DIST_T limit, ERODE_OUT) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  const int p = AXIS == 1 ? y : z, length = AXIS == 1 ? size.y : size.z;
  const long step = AXIS == 1 ? size.x : (long)size.x * size.y;
  EACH_PIXEL(x, size) {
    const long at = INDEX(size, x, y, z, 0);
    const src_T label = READ(src, x, y, z, 0);
    DIST_T best = 0;
    if (label != 0) {
      best = min(SQUARE_OF(given[at]), limit + 1);
      ROLLED for (int k = 1; k <= reach && (DIST_T)k * k < best; ++k) {
        // the last axis only asks whether one is near enough
        if (LAST && best <= limit) break;
        ROLLED for (int side = -1; side <= 1; side += 2) {
          const int r = p + side * k;
          if (r < 0 || r >= length) continue;
          const src_T there = AXIS == 1 ? READ(src, x, r, z, 0) : READ(src, x, y, r, 0);
          const DIST_T square = there == label ? SQUARE_OF(given[at + side * k * step]) : 0;
          best = min(best, square + (DIST_T)k * k);
        }
      }
    }
#if LAST
    STORE(dst, at, best > limit ? label : 0);
#else
    squares[at] = best;
#endif
  }
}
#endif
