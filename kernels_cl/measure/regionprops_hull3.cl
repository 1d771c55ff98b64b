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
// Whether `hull` is to hold where the hull begins in each row, and minus where it ends.
#ifndef HULL_ROWS
#define HULL_ROWS 0
#endif
#if HULL_ROWS
#define HULL_PARAMS , global int* restrict hull
#else
#define HULL_PARAMS
#endif
// How far a point looks for two others that it lies above.
#define LOOK 12
// From facet to facet towards a place; among facets in one plane the walk may go round, and is given up.
#define STEPS 12
// An `if` with barriers inside, the same for all items of a group. As a loop of one turn at most, since PoCL 3.1 lets the
// first item's branches stand for everybody's in such an `if`.
#define WITH_BARRIERS_IF(condition) for (int once = (condition); once; once = 0)
#include "measure/regionprops_hull3_facets.clh"

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

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void regionprops_hull3(
    volatile global uint* table, global const uint* restrict starts, global const uint* restrict tasks,
    global const uint* restrict rows, global const int4* restrict points, global const int4* restrict corners,
    global const uint* restrict lengths HULL_PARAMS, const uint capacity, const ulong row_capacity, const uint each,
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
        long edge;
        if (own != NOWHERE && height > 2 * (long)plane.z * (own - 1)) edge = own;
        else if (regionprops_hull3_touches(q, a, b, c)) edge = regionprops_hull3_ceil(height, 2 * (long)plane.z);
        else continue;
        sum -= edge;
#if HULL_ROWS
        hull[2 * (start + (long)first + i) + (its & 1)] = (int)edge;
#endif
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
