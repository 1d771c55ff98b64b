#include "common.clh"
#include "alone.clh"
#include "morphology/reconstruction_rows.clh"
// Spreads the large pixels (ERODE: the small ones) of `dst`, in place, to their neighbours, as far as `mask` lets them.
// Rounds, strips, tiles, `state` and `neighbours` are as in binary_reconstruction.cl; nothing comes from outside.
#ifndef LS
#define LS 1
#define ERODE 0
#define FLOATS 1
#define NOTHING -INFINITY  // what lies outside, which never spreads
#endif
#define CHUNK 512  // pixels of a row that are handled together on a CPU

#if FLOATS
#define LARGER fmax
#define SMALLER fmin
#else
#define LARGER max
#define SMALLER min
#endif
#if ERODE
#define SPREAD(a, b) SMALLER(a, b)
#define LIMIT(a, b) LARGER(a, b)
#define FURTHER(a, b) ((a) < (b))
#else
#define SPREAD(a, b) LARGER(a, b)
#define LIMIT(a, b) SMALLER(a, b)
#define FURTHER(a, b) ((a) > (b))
#endif

#if LS == 1
// One neighbour of each of n pixels, of those that have one.
inline void reconstruction_take(dst_T* restrict now, global const dst_S* restrict near, int x, int n, int dx, int width) {
  const int from = max(0, -(x + dx)), to = min(n, width - x - dx);
  global const dst_S* at = near + x + dx;
  VECTORIZE for (int i = from; i < to; ++i) now[i] = FURTHER(at[i], now[i]) ? at[i] : now[i];
}

// What the rows around bring to a row; whether it changes.
inline int reconstruction_rows(SOURCE(mask), global dst_S* dst, const int4 size, int y, int z, int c, int neighbours) {
  int changed = 0;
  global dst_S* row = dst + INDEX(size, 0, y, z, c);
  for (int x = 0; x < size.x; x += CHUNK) {
    dst_T now[CHUNK], limit[CHUNK];
    const int n = min(CHUNK, size.x - x);
    VECTORIZE for (int i = 0; i < n; ++i) now[i] = row[x + i];
    VECTORIZE for (int i = 0; i < n; ++i) limit[i] = READ(mask, x + i, y, z, c);
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy) {
        const int three = ROWS_NEIGHBOURS(dy, dz);
        if (!three || (dy == 0 && dz == 0) || y + dy < 0 || y + dy >= size.y || z + dz < 0 || z + dz >= size.z) continue;
        for (int dx = -1; dx <= 1; ++dx)
          if (three >> (dx + 1) & 1)
            reconstruction_take(now, dst + INDEX(size, 0, y + dy, z + dz, c), x, n, dx, size.x);
      }
    int differs = 0;
    VECTORIZE for (int i = 0; i < n; ++i) {
      const dst_T v = FURTHER(now[i], limit[i]) ? limit[i] : now[i];
      differs |= v != row[x + i];
      row[x + i] = v;
    }
    changed |= differs;
  }
  return changed;
}

// Along the row, in both directions.
inline int reconstruction_along(SOURCE(mask), global dst_S* row, int width, int y, int z, int c, int three) {
  int changed = 0;
  if (three & 1) {
    dst_T now = row[0];
    for (int x = 1; x < width; ++x) {
      const dst_T old = row[x];
      now = LIMIT(SPREAD(old, now), READ(mask, x, y, z, c));
      changed |= now != old;
      row[x] = now;
    }
  }
  if (three & 4) {
    dst_T now = row[width - 1];
    for (int x = width - 2; x >= 0; --x) {
      const dst_T old = row[x];
      now = LIMIT(SPREAD(old, now), READ(mask, x, y, z, c));
      changed |= now != old;
      row[x] = now;
    }
  }
  return changed;
}

kernel __attribute__((reqd_work_group_size(1, 1, 1))) void reconstruction(
    SOURCE(mask), global dst_S* dst, global int* state, global uchar* restrict dirty, const int neighbours,
    const int4 size, const int strip, const int turn) {
  const int rows = size.y * size.z * size.w, first = get_group_id(0) * strip, end = min(first + strip, rows);
  if (turn > 0 && state[0] < turn) return;
  int any = 0;
  for (int row = first; row < end; ++row) any |= dirty[row] = turn == 0 || state[1 + row] >= turn;
  for (int up = 0; any; up = !up) {
    any = 0;
    for (int i = 0; i < end - first; ++i) {
      const int row = up ? end - 1 - i : first + i;
      const int y = row % size.y, z = row / size.y % size.z, c = row / size.y / size.z;
      if (!dirty[row]) continue;
      dirty[row] = 0;
      int changed = reconstruction_rows(mask_ARGS, dst, size, y, z, c, neighbours);
      if (changed || turn == 0)
        changed |= reconstruction_along(mask_ARGS, dst + INDEX(size, 0, y, z, c), size.x, y, z, c, ROWS_NEIGHBOURS(0, 0));
      if (!changed) continue;
      any |= rows_that_see(row, first, end, dirty, state, neighbours, size, turn);
    }
  }
}
#else
#define PER 4  // pixels of an item
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void reconstruction(SOURCE(mask), global dst_S* dst,
                                                                          global int* state, const int neighbours,
                                                                          const int4 size, const int4 shift,
                                                                          const int4 tiles, const int turn) {
  volatile local dst_T seen[8 * LS];
  volatile local int changing, due[1];
  const int group = get_group_id(0), l = get_local_id(0);
  if (l == 0) due[0] = turn == 0 || state[1 + group] >= turn;  // read once, for other groups write it meanwhile
  barrier(CLK_LOCAL_MEM_FENCE);
  if (!due[0]) return;
  const int tx = group % tiles.x, ty = group / tiles.x % tiles.y, tz = group / tiles.x / tiles.y % tiles.z;
  const int c = group / tiles.x / tiles.y / tiles.z;
  const int left = tx << shift.x, top = ty << shift.y, front = tz << shift.z;
  const int deep = size.z > 1, wide = (1 << shift.x) + 2, high = (1 << shift.y) + 2, all = (1 << shift.z) + 2 * deep;
  for (int i = l; i < wide * high * all; i += LS) {
    const int x = left - 1 + i % wide, y = top - 1 + i / wide % high, z = front - deep + i / wide / high;
    const bool inside = x >= 0 && x < size.x && y >= 0 && y < size.y && z >= 0 && z < size.z;
    seen[i] = inside ? (dst_T)dst[INDEX(size, x, y, z, c)] : (dst_T)NOTHING;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  dst_T mine[PER], old[PER], limit[PER];
#define RECONSTRUCTION_PIXEL(p)                                                                    \
  const int i = (p)*LS + l, x = i & ((1 << shift.x) - 1), y = i >> shift.x & ((1 << shift.y) - 1); \
  const int z = i >> (shift.x + shift.y), place = ((z + deep) * high + y + 1) * wide + x + 1;      \
  const bool there = left + x < size.x && top + y < size.y && front + z < size.z;
  UNROLL for (int p = 0; p < PER; ++p) {
    RECONSTRUCTION_PIXEL(p)
    mine[p] = old[p] = seen[place];
    limit[p] = there ? READ(mask, left + x, top + y, front + z, c) : mine[p];
  }
  for (;;) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (l == 0) changing = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    UNROLL for (int p = 0; p < PER; ++p) {
      RECONSTRUCTION_PIXEL(p)
      (void)there;
      dst_T now = mine[p];
      if (now != limit[p]) {
        ROLLED for (int dz = -deep; dz <= deep; ++dz) UNROLL for (int dy = -1; dy <= 1; ++dy) {
          const int three = ROWS_NEIGHBOURS(dy, dz), other = place + (dz * high + dy) * wide;
          UNROLL for (int dx = -1; dx <= 1; ++dx)
            if (three >> (dx + 1) & 1) now = SPREAD(now, seen[other + dx]);
        }
        now = LIMIT(now, limit[p]);
      }
      if (now != mine[p]) {
        seen[place] = mine[p] = now;
        changing = 1;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!changing) break;
  }
  UNROLL for (int p = 0; p < PER; ++p) {
    RECONSTRUCTION_PIXEL(p)
    (void)place;
    if (there && mine[p] != old[p]) {
      dst[INDEX(size, left + x, top + y, front + z, c)] = mine[p];
      // The tiles that see this pixel.
      ROLLED for (int k = 0; k < 27; ++k) {
        const int px = left + x + k % 3 - 1, py = top + y + k / 3 % 3 - 1, pz = front + z + k / 9 - 1;
        const bool seen_there = px >= 0 && px < size.x && py >= 0 && py < size.y && pz >= 0 && pz < size.z;
        const int other = ((c * tiles.z + (pz >> shift.z)) * tiles.y + (py >> shift.y)) * tiles.x + (px >> shift.x);
        if (seen_there && other != group) state[1 + other] = state[0] = turn + 1;
      }
    }
  }
}
#endif
