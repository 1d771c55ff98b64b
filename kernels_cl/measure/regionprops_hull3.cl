// Pixels of the convex hull of each label in space, as scikit-image counts them: the hull is of the middles of the
// faces of all pixels, and pixels on its border are inside.
//
// Coordinates are doubled, so everything is whole, and exact in 64 bits. A label has two borders over its (y, z)
// plane: the first x of the hull, and the last one, which is the first one of the mirror image ("side" 1). A border
// is the lower envelope of points f(y, z), and what counts is its height at pixels' places. It is found there as the
// optimum of a linear program: of all triangles of points around the place, the one that is lowest at the place.
// The triangle is a facet of the hull, and so settles all places inside it; as a plane that supports the hull it also
// settles those where it rounds to the label's own pixel.
// Of rows, starts and tasks see regionprops_rows.cl.
#include "common.clh"
#include "alone.clh"
#include "measure/regionprops_header.clh"
#ifndef LS
#define LS 1
#endif
#ifndef BLOCK
#define BLOCK 64
#endif
#define NOWHERE INT_MAX
// Products of two coordinates: 32 bits do for objects of less than 8192 pixels along each axis.
#ifdef LARGE
typedef long area_t;
typedef long4 area4_t;
#else
typedef int area_t;
typedef int4 area4_t;
#endif
// How far a point looks for two others that it lies above.
#define LOOK 12
// From facet to facet towards a place; among facets in one plane the walk may go round, and is given up.
#define STEPS 12
// An `if` with barriers inside, the same for all items of a group. As a loop of one turn at most, since PoCL 3.1 lets the
// first item's branches stand for everybody's in such an `if`.
#define WITH_BARRIERS_IF(condition) for (int once = (condition); once; once = 0)

// The bounding box of a label, and its rows.
typedef struct {
  int side, x, high, deep;  // x: first column of the box
  global const uint* rows;
} regionprops_box;

inline regionprops_box regionprops_hull3_box(global const uint* row, global const uint* rows, uint start, int side) {
  regionprops_box box;
  box.side = side;
  box.x = (int)~row[8];
  box.high = (int)(row[12] - ~row[9]);
  box.deep = (int)(row[13] - ~row[10]);
  box.rows = rows + 2 * (long)start;
  return box;
}
// The first pixel of a row, or NOWHERE.
inline int regionprops_hull3_pixel(const regionprops_box box, int y, int z) {
  if (y < 0 || z < 0 || y >= box.high || z >= box.deep) return NOWHERE;
  const long at = 2 * ((long)z * box.high + y);
  const uint first = box.rows[at], last = box.rows[at + 1];
  if (!last) return NOWHERE;
  return box.side ? box.x - (int)(last - 1) : (int)~first - box.x;
}
// f at doubled coordinates: pixels are at odd ones, the middles of their faces beside them.
inline int regionprops_hull3_height(const regionprops_box box, int y, int z) {
  if (y < 0 || z < 0 || y > 2 * box.high || z > 2 * box.deep) return NOWHERE;
  if (y & z & 1) {
    const int x = regionprops_hull3_pixel(box, y >> 1, z >> 1);
    return x == NOWHERE ? x : 2 * x - 1;
  }
  if (!((y | z) & 1)) return NOWHERE;
  const int a = regionprops_hull3_pixel(box, y >> 1, z >> 1);
  const int b = (y & 1) ? regionprops_hull3_pixel(box, y >> 1, (z >> 1) - 1)
                        : regionprops_hull3_pixel(box, (y >> 1) - 1, z >> 1);
  const int x = min(a, b);
  return x == NOWHERE ? x : 2 * x;
}

// The directions in which a point is compared with others.
constant int2 regionprops_hull3_directions[8] = {(int2)(1, 0), (int2)(0, 1), (int2)(1, 1),  (int2)(1, -1),
                                                 (int2)(2, 1), (int2)(1, 2), (int2)(2, -1), (int2)(1, -2)};
// The first pixel of a row (level 0), or f at doubled coordinates (level 1).
inline int regionprops_hull3_at(const regionprops_box box, int2 p, int level) {
  return level ? regionprops_hull3_height(box, p.x, p.y) : regionprops_hull3_pixel(box, p.x, p.y);
}
// Whether a point of height f may be a corner of the envelope: along each direction it lies below the straight lines
// from the points up to `look` steps before it to those after it. One loop, so that items stay together.
inline int regionprops_hull3_corner(const regionprops_box box, int2 p, int f, int level, int look) {
  int before = 0, before_k = 0, after = 0, after_k = 0;  // steepest rise before it, gentlest after it
  int2 along = regionprops_hull3_directions[0];
  for (int direction = 0, k = 1; direction < 8;) {
    const int l = regionprops_hull3_at(box, p - k * along, level), r = regionprops_hull3_at(box, p + k * along, level);
    if (l != NOWHERE && (!before_k || (area_t)(f - l) * before_k > (area_t)before * k)) {
      before = f - l;
      before_k = k;
    }
    if (r != NOWHERE && (!after_k || (area_t)(r - f) * after_k < (area_t)after * k)) {
      after = r - f;
      after_k = k;
    }
    if (before_k && after_k && (area_t)before * after_k >= (area_t)after * before_k) return 0;
    if (++k > look) {
      k = 1;
      before_k = after_k = 0;
      if (++direction < 8) along = regionprops_hull3_directions[direction];
    }
  }
  return 1;
}

inline area_t regionprops_hull3_cross(int2 a, int2 b) { return (area_t)a.x * b.y - (area_t)a.y * b.x; }

// The label of a task: the last one whose tasks start there or before.
inline uint regionprops_hull3_label(global const uint* tasks, uint labels, uint task) {
  uint label = 0, beyond = labels;
  while (beyond - label > 1) {
    const uint middle = (label + beyond) / 2;
    if (tasks[middle] <= task) label = middle;
    else beyond = middle;
  }
  return label;
}
// Where the points of a label's side begin, and how many fit there: SPARE, and `each` per row.
#define SPARE 16
inline ulong regionprops_hull3_first_point(global const uint* table, uint start, uint label, int side, uint labels,
                                           uint each) {
  return side * ((ulong)each * table[HEADER_ROWS] + (ulong)SPARE * labels) + (ulong)each * start + (ulong)SPARE * label;
}
inline uint regionprops_hull3_room(const regionprops_box box, uint each) {
  return each * (uint)(box.high * box.deep) + SPARE;
}

// ---- the points that the envelope may consist of ----
// A corner of the envelope belongs to a pixel that is a corner among pixels; those are found first, and then which of
// the five middles of such a pixel's faces may be corners. One that two pixels share with equal right never is.
// A task is BLOCK rows of one side of a label. lengths[2 (2 label + side)] counts the points.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_points(
    global uint* table, global const uint* restrict starts, global const uint* restrict tasks,
    global const uint* restrict rows, global int4* restrict points, volatile global uint* lengths, const uint capacity,
    const ulong row_capacity, const uint each, const int words) {
  local int2 likely[BLOCK], found[BLOCK];
  local int likely_ones, found_ones;
  const int lid = (int)get_local_id(0);
  if ((table[HEADER_ROWS] | (ulong)table[HEADER_ROWS + 1] << 32) > row_capacity) return;
  const uint labels = min(table[HEADER_MAX_LABEL], capacity), all = table[HEADER_TASKS];
  for (uint task = get_group_id(0); task < all; task += get_num_groups(0)) {
    const uint label = regionprops_hull3_label(tasks, labels, task), its = task - tasks[label], start = starts[label];
    const int side = its & 1;
    const regionprops_box box = regionprops_hull3_box(table + HEADER + (long)label * words, rows, start, side);
    const uint room = regionprops_hull3_room(box, each);
    global int4* point = points + regionprops_hull3_first_point(table, start, label, side, labels, each);
    const int first = (int)(its >> 1) * BLOCK, end = min(first + BLOCK, box.high * box.deep);
    if (lid == 0) likely_ones = found_ones = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    // most pixels lie above their neighbours' middle; the few others are then looked at closely, by all items
    for (int r = first + lid; r < end; r += LS) {
      const int2 p = (int2)(r % box.high, r / box.high);
      const int x = regionprops_hull3_pixel(box, p.x, p.y);
      if (x != NOWHERE && regionprops_hull3_corner(box, p, x, 0, 1)) likely[atomic_inc(&likely_ones)] = p;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = lid; i < likely_ones; i += LS) {
      const int2 p = likely[i];
      if (regionprops_hull3_corner(box, p, regionprops_hull3_pixel(box, p.x, p.y), 0, LOOK))
        found[atomic_inc(&found_ones)] = p;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = lid; i < 5 * found_ones; i += LS) {
      const int2 p = found[i / 5];
      const int face = i % 5;
      const int2 beside = (int2)(face == 1 ? -1 : face == 2 ? 1 : 0, face == 3 ? -1 : face == 4 ? 1 : 0);
      const int x = regionprops_hull3_pixel(box, p.x, p.y), f = face ? 2 * x : 2 * x - 1;
      if (face && regionprops_hull3_pixel(box, p.x + beside.x, p.y + beside.y) <= x) continue;
      const int2 q = 2 * p + 1 + beside;
      if (!regionprops_hull3_corner(box, q, f, 1, 2)) continue;
      const uint at = atomic_inc(lengths + 2 * (2 * label + side));
      if (at < room) point[at] = (int4)(q, f, 0);
      else table[HEADER_POINTS] = 1;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}

// ---- the polygon around the points, for each side of each label ----
// It is wrapped from its lowest corner on: the next corner has all others on its left.
inline int regionprops_hull3_next(int2 ahead, int2 to) {
  const area_t turn = regionprops_hull3_cross(ahead, to);
  return turn < 0 || (turn == 0 && abs(to.x) + abs(to.y) > abs(ahead.x) + abs(ahead.y));
}
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_polygons(
    global const uint* restrict table, global const uint* restrict starts, global const uint* restrict rows,
    global const int4* restrict points, global int4* restrict corners, global uint* restrict lengths,
    const uint capacity, const ulong row_capacity, const uint each, const int words) {
  local int best[LS];
  const int lid = (int)get_local_id(0);
  if ((table[HEADER_ROWS] | (ulong)table[HEADER_ROWS + 1] << 32) > row_capacity || table[HEADER_POINTS]) return;
  const uint labels = min(table[HEADER_MAX_LABEL], capacity);
  for (uint task = get_group_id(0); task < 2 * labels; task += get_num_groups(0)) {
    const uint label = task >> 1;
    const int n = (int)lengths[2 * task];
    if (!n) continue;
    const ulong first = regionprops_hull3_first_point(table, starts[label], label, task & 1, labels, each);
    global const int4* point = points + first;
    int2 low = point[0].xy;
    int at = 0;
    for (int i = lid; i < n; i += LS) {
      const int2 p = point[i].xy;
      if (p.x < low.x || (p.x == low.x && p.y < low.y)) {
        low = p;
        at = i;
      }
    }
    best[lid] = at;
    barrier(CLK_LOCAL_MEM_FENCE);
    int start = best[0];
    for (int i = 1; i < LS; ++i) {
      const int2 p = point[best[i]].xy, q = point[start].xy;
      if (p.x < q.x || (p.x == q.x && p.y < q.y)) start = best[i];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int now = start, count = 0;
    do {
      const int4 p = point[now];
      if (lid == 0) corners[first + count] = p;
      ++count;
      int2 ahead = (int2)(0, 0);
      at = -1;
      for (int i = lid; i < n; i += LS) {
        const int2 to = point[i].xy - p.xy;
        if (i != now && (at < 0 || regionprops_hull3_next(ahead, to))) {
          ahead = to;
          at = i;
        }
      }
      best[lid] = at;
      for (int half_way = LS / 2; half_way; half_way /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        const int other = lid < half_way ? best[lid + half_way] : -1;
        if (other >= 0) {
          const int2 to = point[other].xy - p.xy;
          if (at < 0 || regionprops_hull3_next(ahead, to)) {
            ahead = to;
            at = other;
            best[lid] = at;
          }
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      now = best[0];
      barrier(CLK_LOCAL_MEM_FENCE);
    } while (now != start && count < n);
    if (lid == 0) lengths[2 * task + 1] = (uint)count;
  }
}

// ---- the envelope at pixels' places ----

// A place q, moved off all lines between points by two infinitely small steps, the first towards the inside.
typedef struct {
  int2 q, inwards, aside;
} regionprops_place;
// Whether the moved place is on the left of the line from a to b.
inline int regionprops_hull3_left(const regionprops_place p, int4 a, int4 b) {
  const int2 line = b.xy - a.xy;
  area_t side = regionprops_hull3_cross(line, p.q - a.xy);
  if (side == 0) side = regionprops_hull3_cross(line, p.inwards);
  if (side == 0) side = regionprops_hull3_cross(line, p.aside);
  return side > 0;
}
inline int regionprops_hull3_inside(const regionprops_place p, int4 a, int4 b, int4 c) {
  return regionprops_hull3_left(p, a, b) && regionprops_hull3_left(p, b, c) && regionprops_hull3_left(p, c, a);
}
// Whether q itself is inside a triangle or on its border.
inline int regionprops_hull3_touches(int2 q, int4 a, int4 b, int4 c) {
  return regionprops_hull3_cross(b.xy - a.xy, q - a.xy) >= 0 && regionprops_hull3_cross(c.xy - b.xy, q - b.xy) >= 0 &&
         regionprops_hull3_cross(a.xy - c.xy, q - c.xy) >= 0;
}
inline long regionprops_hull3_ceil(long a, long b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }

// The plane through a triangle: z f = z a.f + x (y - a.y) + y (z - a.z).
inline area4_t regionprops_hull3_plane(int4 a, int4 b, int4 c) {
  const int4 u = b - a, w = c - a;
  return (area4_t)((area_t)u.z * w.y - (area_t)u.y * w.z, (area_t)u.x * w.z - (area_t)u.z * w.x,
                   (area_t)u.x * w.y - (area_t)u.y * w.x, 0);
}
// How high a point is above a plane, d being its distance from one of the plane's points; times plane.z.
inline long regionprops_hull3_above(area4_t plane, int4 d) {
  return (long)plane.z * d.z - (long)plane.x * d.x - (long)plane.y * d.y;
}
// Finds the lowest triangle around a place, from any triangle of points around it: the point farthest below the
// triangle's plane takes the place of one of its corners, until there is none. That ends, since the moved place is
// on no line between points, so that every step goes down there.
// The triangle is the same for all items of a group; so are those of the next function.
inline void regionprops_hull3_lower(const regionprops_place p, global const int4* point, int n, int4* a, int4* b,
                                    int4* c, local long* lowest, local int* where) {
  const int lid = (int)get_local_id(0);
  for (;;) {
    const area4_t plane = regionprops_hull3_plane(*a, *b, *c);
    long low = 0;
    int at = -1;
    for (int i = lid; i < n; i += LS) {
      const int4 d = point[i] - *a;
      const long above = regionprops_hull3_above(plane, d);
      if (above < low) {
        low = above;
        at = i;
      }
    }
    lowest[lid] = low;
    where[lid] = at;
    for (int half_way = LS / 2; half_way; half_way /= 2) {
      barrier(CLK_LOCAL_MEM_FENCE);
      if (lid < half_way && lowest[lid + half_way] < lowest[lid]) {
        lowest[lid] = lowest[lid + half_way];
        where[lid] = where[lid + half_way];
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    at = where[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    if (at < 0) return;
    const int4 s = point[at];
    if (regionprops_hull3_inside(p, s, *b, *c)) *a = s;
    else if (regionprops_hull3_inside(p, *a, s, *c)) *b = s;
    else *c = s;
  }
}

// The facet on the other side of the edge from u to v of a facet: the point to its right that makes the flattest
// plane with it, which no point is below. -1 if there is none.
inline int regionprops_hull3_across(int4 u, int4 v, global const int4* point, int n, local int* where) {
  const int lid = (int)get_local_id(0);
  const int2 edge = v.xy - u.xy;
  int at = -1;
  area4_t plane = (area4_t)(0);
  for (int i = lid; i < n; i += LS) {
    const int4 s = point[i], d = s - v;
    if (regionprops_hull3_cross(edge, s.xy - u.xy) >= 0) continue;
    if (at < 0 || regionprops_hull3_above(plane, d) < 0) {
      at = i;
      plane = regionprops_hull3_plane(v, u, s);
    }
  }
  where[lid] = at;
  for (int half_way = LS / 2; half_way; half_way /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    const int other = lid < half_way ? where[lid + half_way] : -1;
    if (other >= 0) {
      const int4 s = point[other], d = s - v;
      if (at < 0 || regionprops_hull3_above(plane, d) < 0) {
        at = other;
        plane = regionprops_hull3_plane(v, u, s);
        where[lid] = at;
      }
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  at = where[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  return at;
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_hull3(
    volatile global uint* table, global const uint* restrict starts, global const uint* restrict tasks,
    global const uint* restrict rows, global const int4* restrict points, global const int4* restrict corners,
    global const uint* restrict lengths, const uint capacity, const ulong row_capacity, const uint each,
    const int words) {
  local uint leader, slice;
  local int2 open[BLOCK];  // pixels' (y, z), y < 0 once settled
  local long lowest[LS];
  local int where[LS];
  const int lid = (int)get_local_id(0);
  if ((table[HEADER_ROWS] | (ulong)table[HEADER_ROWS + 1] << 32) > row_capacity || table[HEADER_POINTS]) return;
  const uint labels = min(table[HEADER_MAX_LABEL], capacity), all = table[HEADER_TASKS];
  for (uint task = get_group_id(0); task < all; task += get_num_groups(0)) {
    const uint label = regionprops_hull3_label(tasks, labels, task), its = task - tasks[label], start = starts[label];
    volatile global uint* row = table + HEADER + (long)label * words;
    const regionprops_box box = regionprops_hull3_box((global const uint*)row, rows, start, its & 1);
    const ulong first_point =
        regionprops_hull3_first_point((global const uint*)table, start, label, its & 1, labels, each);
    global const int4* point = points + first_point;
    global const int4* corner = corners + first_point;
    const uint list = 2 * (2 * label + (its & 1));
    const int n = (int)lengths[list], around = (int)lengths[list + 1];
    const int first = (int)(its >> 1) * BLOCK, end = box.high * box.deep;
    long sum = 0;
    for (int i = lid; i < BLOCK; i += LS) {
      const int r = first + i, y = r % box.high, z = r / box.high;
      const int2 q = (int2)(2 * y + 1, 2 * z + 1);
      int inside = r < end;
      for (int k = 0; inside && k < around; ++k) {
        const int4 a = corner[k], b = corner[k + 1 < around ? k + 1 : 0];
        inside = regionprops_hull3_cross(b.xy - a.xy, q - a.xy) >= 0;
      }
      open[i] = (int2)(inside ? y : -1, z);
      sum += inside && !box.side;  // each row is counted once
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int4 a = (int4)(0), b = a, c = a;
    int steps = STEPS;  // from facet to facet; the first one is not there yet
    uint goal = BLOCK;
    for (;;) {
      if (lid == 0) leader = BLOCK;
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int i = lid; i < BLOCK; i += LS)
        if (open[i].x >= 0) {
          atomic_min(&leader, (uint)i);
          break;
        }
      barrier(CLK_LOCAL_MEM_FENCE);
      const uint chosen = leader;
      if (chosen == BLOCK) break;
      if (chosen != goal && goal != BLOCK) steps = 0;
      goal = chosen;
      regionprops_place p;
      p.q = 2 * open[chosen] + 1;
      p.inwards = corner[0].xy + corner[1].xy + corner[2].xy - 3 * p.q;
      if (p.inwards.x == 0 && p.inwards.y == 0) p.inwards.x = 1;
      p.aside = (int2)(-p.inwards.y, p.inwards.x);
      int next = -1;
      WITH_BARRIERS_IF(steps < STEPS) {
        // walk to the neighbouring facet that is towards the place
        ++steps;
        const int over_ab = !regionprops_hull3_left(p, a, b), over_bc = !regionprops_hull3_left(p, b, c);
        const int4 u = over_ab ? a : over_bc ? b : c, v = over_ab ? b : over_bc ? c : a;
        next = regionprops_hull3_across(u, v, point, n, where);
        if (next >= 0) {
          a = v;
          b = u;
          c = point[next];
        }
      }
      WITH_BARRIERS_IF(next < 0) {
        // begin with the part of the polygon that has the place
        for (int i = 1 + lid; i + 1 < around; i += LS)
          if (regionprops_hull3_inside(p, corner[0], corner[i], corner[i + 1])) slice = (uint)i;
        barrier(CLK_LOCAL_MEM_FENCE);
        a = corner[0];
        b = corner[slice];
        c = corner[slice + 1];
        regionprops_hull3_lower(p, point, n, &a, &b, &c, lowest, where);
        steps = 0;
      }
      const area4_t plane = regionprops_hull3_plane(a, b, c);
      for (int i = lid; i < BLOCK; i += LS) {
        const int2 at = open[i], q = 2 * at + 1;
        if (at.x < 0) continue;
        // the border's height, times plane.z; it rounds up to the first pixel inside
        const long height = (long)plane.z * a.z + (long)plane.x * (q.x - a.x) + (long)plane.y * (q.y - a.y);
        const int own = regionprops_hull3_pixel(box, at.x, at.y);
        if (own != NOWHERE && height > 2 * (long)plane.z * (own - 1)) sum -= own;
        else if (regionprops_hull3_touches(q, a, b, c)) sum -= regionprops_hull3_ceil(height, 2 * (long)plane.z);
        else continue;
        open[i].x = -1;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    lowest[lid] = sum;
    for (int half_way = LS / 2; half_way; half_way /= 2) {
      barrier(CLK_LOCAL_MEM_FENCE);
      if (lid < half_way) lowest[lid] += lowest[lid + half_way];
    }
    // a side's sums may be negative; their total is not
    if (lid == 0) {
#ifdef cl_khr_int64_base_atomics
      atom_add((volatile global ulong*)(row + 14), (ulong)lowest[0]);
#else
      const ulong v = (ulong)lowest[0];
      const uint low = (uint)v, was = atomic_add(row + 14, low), high = (uint)(v >> 32) + (was + low < low);
      if (high) atomic_add(row + 15, high);
#endif
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}
