// The nearest sites along one more axis: of all pixels r of a line that of which given(r) + (p - r)² is smallest, where
// given(r) is how near, squared, the nearest site is in the axes before. Of several as near it is the first.
//
// That place never decreases along a line. So a pixel need look only between the places of two pixels around it, which
// are found before: first every 2^k-th pixel, then those in the middle, and so on. How far the sites are does not
// matter.
//
// Lines come in strips of 16 that lie together (see nearest_row.cl); on a CPU a vector is one pixel of each. A GPU's
// group does a part of a strip's lines, each of its items some pixels of one.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 1
#endif
// Pixels of a line that a GPU's item does.
#ifndef ROWS
#define ROWS 8
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
#if RESULT == NEAREST_SQUARES && WINDOW
#define NEAREST_OUT_PARAMS global DIST_T *restrict squares, const DIST_T limit
#define NEAREST_OUT_ARGS squares, limit
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
#define NEAREST_OUT_PARAMS                                                                                     \
  global dst_S *restrict dst, global const NEAR_T *near, global const NEAR_T *restrict rows, SOURCE(labels), \
      const DIST_T limit
#define NEAREST_OUT_ARGS dst, near, rows, labels_ARGS, limit
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
  (((long)(channel)*size.z + (plane)) * ((long)STRIPS(size) * size.y * STRIP) + (long)(strip)*size.y * STRIP)
#define ALONG_Z(strip, row, channel) \
  (((long)(channel)*size.y + (row)) * ((long)STRIPS(size) * size.z * STRIP) + (long)(strip)*size.z * STRIP)

#if RESULT != NEAREST_SQUARES
// The column of the site that is nearest to a pixel of a strip, and its row; it lies at `place` of the pixel's line.
#if RESULT == NEAREST_INDICES || RESULT == NEAREST_LABELS
inline int nearest_y(NEAREST_OUT_PARAMS, const int4 size, int strip, int lane, int other, int c, int place) {
#if AXIS == 1
  return place;
#else
  return rows[ALONG_Y(strip, place, c) + (long)other * STRIP + lane];
#endif
}
inline int nearest_x(NEAREST_OUT_PARAMS, const int4 size, int strip, int lane, int other, int c, int place, int y) {
  return STRIP * strip + lane + near[ALONG_Y(strip, AXIS == 1 ? other : place, c) + (long)y * STRIP + lane];
}
#else
inline int nearest_y(NEAREST_OUT_PARAMS, const int4 size, int strip, int lane, int other, int c, int place) {
  return 0;
}
inline int nearest_x(NEAREST_OUT_PARAMS, const int4 size, int strip, int lane, int other, int c, int place, int y) {
  return 0;
}
#endif

// What becomes of a pixel.
inline dst_S nearest_result(NEAREST_OUT_PARAMS, DIST_T best, int x, int y, int z, int c) {
#if RESULT == NEAREST_DISTANCE
  return best < DIST_NONE ? nearest_root(best) * scale : INFINITY;
#elif RESULT == NEAREST_SQUARED
  return best < DIST_NONE ? best : (sizeof(dst_S) == 8 ? LONG_MAX : INT_MAX);
#elif RESULT == NEAREST_LABELS
  return best <= limit ? (dst_S)READ(labels, x, y, z, c) : (dst_S)0;
#else
  return best < DIST_NONE ? x : -1;
#endif
}
inline void nearest_write(NEAREST_OUT_PARAMS, const int4 size, long at, dst_S result, int y, int z) {
  dst[at] = result;
#if RESULT == NEAREST_INDICES
  const long channel = (long)size.x * size.y * size.z;
  if (AXES > 1) dst[at + channel] = result < 0 ? -1 : y;
  if (AXES > 2) dst[at + 2 * channel] = result < 0 ? -1 : z;
#endif
}
#endif

#if LS == 1
#include "distance/nearest_line_cpu.clh"
#else
#include "distance/nearest_line_gpu.clh"
#endif
