// Which points are near: a walk through a tree of points for each of them.
//
// A tree lies in `places` (src/graph/tree.hpp), `numbers` says which point is at a place. The walk needs no stack: what
// is next follows from where it comes from. At a place it goes first to the side on which the point it asks for is, and
// to the other one only if that can be near enough.
#include "common.clh"
#include "graph/coordinate.clh"
#pragma OPENCL FP_CONTRACT OFF  // the same digits on every device: of points as near, the number decides
#ifndef LS
#define LS 1
#endif
#ifndef AXES
#define AXES 2
#endif
// Where a driver ends loops after some turns, an item says how many its loops took.
#ifndef TURNS
#define TURNS 0
#endif
#if TURNS
#define NEIGHBORS_TURNS_PARAM , volatile global uint *most_turns
#define NEIGHBORS_TURNS uint turns = 0;
#define NEIGHBORS_TURN ++turns;
#define NEIGHBORS_TURNS_DONE atomic_max(most_turns, turns);
#else
#define NEIGHBORS_TURNS_PARAM
#define NEIGHBORS_TURNS
#define NEIGHBORS_TURN
#define NEIGHBORS_TURNS_DONE
#endif
#define NEIGHBORS_PARAMS                                                                      \
  global const COORDINATE *restrict places, global const uint *restrict numbers, const uint count
#define NEIGHBORS_ARGS places, numbers, count
// The coordinate of a place along an axis.
#define NEIGHBORS_AT(i, axis) places[(ulong)(i)*AXES + (axis)]

typedef struct {
  COORDINATE x, y, z;
} neighbors_point;

inline neighbors_point neighbors_at(NEIGHBORS_PARAMS, uint i) {
  neighbors_point p = {NEIGHBORS_AT(i, 0), 0, 0};
#if AXES > 1
  p.y = NEIGHBORS_AT(i, 1);
#endif
#if AXES > 2
  p.z = NEIGHBORS_AT(i, 2);
#endif
  return p;
}

inline COORDINATE neighbors_squared(neighbors_point p, neighbors_point q) {
  const COORDINATE x = p.x - q.x, y = p.y - q.y, z = p.z - q.z;
  return x * x + y * y + z * z;
}

// A place and the one that the walk came from; -1 is above the root.
typedef struct {
  int at, from, axis;
} neighbors_walk;

#define NEIGHBORS_DOWN(w) ((w)->from < (w)->at)  // whether it is at this place for the first time

// Goes on from a place of the tree; what is farther than `bound` along the place's axis is left out, and so is what is as
// near but has no number below `last`: right of a place, points with its coordinate have higher numbers. So many points in
// one place take no longer.
inline void neighbors_step(NEIGHBORS_PARAMS, neighbors_walk* w, neighbors_point p, COORDINATE bound, uint last) {
  const COORDINATE mine = AXES > 2 && w->axis == 2 ? p.z : AXES > 1 && w->axis == 1 ? p.y : p.x;
  const COORDINATE apart = mine - NEIGHBORS_AT(w->at, w->axis);
  const bool both = apart * apart < bound || (apart * apart == bound && (apart > 0 || numbers[w->at] < last));
  const int near_side = 2 * w->at + 1 + (apart > 0), far_side = 2 * w->at + 2 - (apart > 0);
  int next = (w->at + 1) / 2 - 1;
  if (NEIGHBORS_DOWN(w)) next = near_side;
  else if (w->from == near_side && both) next = far_side;
  if (next >= (int)count) {
    // no such place: as if it came back from there
    next = next == near_side && both && far_side < (int)count ? far_side : (w->at + 1) / 2 - 1;
  }
  const int up = next < w->at;
  w->from = w->at;
  w->at = next;
  w->axis = up ? (w->axis == 0 ? AXES - 1 : w->axis - 1) : (w->axis + 1 == AXES ? 0 : w->axis + 1);
}

// The `most` nearest of each point, from nearest to farthest, with squared distances. `best` and `squares` have a row
// for each point; equally near ones come by number.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void neighbors_nearest(NEIGHBORS_PARAMS, const uint each,
                                                                              const uint most, global uint* best,
                                                                              global COORDINATE* squares
                                                                                  NEIGHBORS_TURNS_PARAM) {
  NEIGHBORS_TURNS
  const uint first = get_global_id(0) * each;
  ROLLED for (uint item = first; item < min(first + each, count); ++item) {
    const neighbors_point p = neighbors_at(NEIGHBORS_ARGS, item);
    const ulong row = (ulong)numbers[item] * most;
    uint found = 0;
    COORDINATE bound = INFINITY;
    uint last = 0;  // the number of the farthest of those found
    neighbors_walk walk = {0, -1, 0};
    while (walk.at >= 0) {
      if (NEIGHBORS_DOWN(&walk) && walk.at != (int)item) {
        const COORDINATE squared = neighbors_squared(p, neighbors_at(NEIGHBORS_ARGS, walk.at));
        const uint number = numbers[walk.at];
        if (found < most || squared < bound || (squared == bound && number < last)) {
          uint j = found < most ? found++ : most - 1;
          for (; j > 0; --j) {
            NEIGHBORS_TURN
            const COORDINATE before = squares[row + j - 1];
            const uint other = best[row + j - 1];
            if (before < squared || (before == squared && other < number)) break;
            squares[row + j] = before;
            best[row + j] = other;
          }
          squares[row + j] = squared;
          best[row + j] = number;
          if (found == most) {
            bound = squares[row + most - 1];
            last = best[row + most - 1];
          }
        }
      }
      neighbors_step(NEIGHBORS_ARGS, &walk, p, bound, last);
      NEIGHBORS_TURN
    }
  }
  NEIGHBORS_TURNS_DONE
}

// Those at squared distances from `least` to `bound` whose number is higher: how many each point has, and, where
// WRITE is 1, which ones, from starts[number] on.
#ifndef WRITE
#define WRITE 0
#endif
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void neighbors_within(NEIGHBORS_PARAMS, const uint each,
                                                                             const COORDINATE least,
                                                                             const COORDINATE bound,
#if WRITE
                                                                             global const ulong* restrict starts,
                                                                             global uint* restrict found
#else
                                                                             global uint* restrict counts
#endif
                                                                                 NEIGHBORS_TURNS_PARAM) {
  NEIGHBORS_TURNS
  const uint first = get_global_id(0) * each;
  ROLLED for (uint item = first; item < min(first + each, count); ++item) {
    const neighbors_point p = neighbors_at(NEIGHBORS_ARGS, item);
    const uint mine = numbers[item];
    ulong n = 0;
#if WRITE
    const ulong start = starts[mine];
#endif
    neighbors_walk walk = {0, -1, 0};
    while (walk.at >= 0) {
      if (NEIGHBORS_DOWN(&walk) && numbers[walk.at] > mine) {
        const COORDINATE squared = neighbors_squared(p, neighbors_at(NEIGHBORS_ARGS, walk.at));
        if (squared >= least && squared <= bound) {
#if WRITE
          found[start + n] = numbers[walk.at];
#endif
          ++n;
        }
      }
      neighbors_step(NEIGHBORS_ARGS, &walk, p, bound, UINT_MAX);
      NEIGHBORS_TURN
    }
#if !WRITE
    counts[mine] = (uint)n;
#endif
  }
  NEIGHBORS_TURNS_DONE
}
