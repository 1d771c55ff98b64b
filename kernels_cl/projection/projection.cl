// What lies along one axis becomes one pixel: minimum, maximum, position of the maximum, sum, mean, standard deviation.
#include "common.clh"
#include "alone.clh"
#define MINIMUM 0
#define MAXIMUM 1
#define ARGMAX 2
#define SUM 3
#define MEAN 4
#define STD 5
#ifndef LS
#define LS 64            // work-items of a group; 1 on a CPU
#define VEC 4            // pixels along x at once: 4, or 16 on a CPU
#define SHARE 8          // items of a GPU's group that share a line
#define TILE 64          // units that a CPU's item has at most
#define AXIS 2           // 0 to 3 for x, y, z, channel
#define OPERATION MAXIMUM
#define PIXEL_T float    // what pixels are compared in
#define PIXEL_FLOAT 1    // whether it may be NaN
#define SUM_T float      // what sums run in
#define SUM_SIGNED 0
#define SUM_FLOAT 1
#endif
#include "projection/projection_states.clh"

#if AXIS == 0
#if OPERATION < ARGMAX
#define EACH_MEMBER(M, lanes) M(value, lanes)
#elif OPERATION == ARGMAX
#define EACH_MEMBER(M, lanes) M(value, lanes) M(at, lanes)
#elif OPERATION == STD
#define EACH_MEMBER(M, lanes) M(from, lanes) M(sum, lanes) M(squares, lanes) ALSO(M(lost, lanes) M(lost_squares, lanes))
#else
#define EACH_MEMBER(M, lanes) M(sum, lanes) ALSO(M(lost, lanes))
#endif
#define TO_ONE(member, lanes) one.member = s.member.lanes;
#define TO_OTHER(member, lanes) other.member = s.member.lanes;
// The VEC parts of one line as one: on a CPU whole vectors join what other lanes of themselves hold.
static inline __attribute__((always_inline)) state_1 folded(state_V s) {
  state_1 one;
#if VEC == 16
#define FOLD(lanes) other = s; EACH_MEMBER(TO_OTHER, lanes) join_V(&s, other);
  state_V other;
  FOLD(s89abcdef01234567) FOLD(s45670123cdef89ab) FOLD(s23016745ab89efcd) FOLD(s1032547698badcfe)
  EACH_MEMBER(TO_ONE, s0)
#else
#define JOIN_LANE(lane) EACH_MEMBER(TO_OTHER, lane) join_1(&one, other);
  state_1 other;
  EACH_MEMBER(TO_ONE, s0)
  JOIN_LANE(s1) JOIN_LANE(s2) JOIN_LANE(s3)
#endif
  return one;
}
#endif

// Whole vectors in memory order, which a GPU loads at once.
#if SOURCE_DENSE(src) && LS > 1
#define WHOLE (size.x % VEC == 0)
#define READ_WHOLE(name, x, y, z, c) JOIN(AT, VEC)(name, INDEX(size, x, y, z, c) / VEC)
#else
#define WHOLE 0
#define READ_WHOLE JOIN(READ, VEC)
#endif
#define CONVERTED(v) JOIN3(convert_, PIXEL_T, VEC)(v)

#if AXIS > 0
#if AXIS == 1
#define LINE(LOAD, x, k) LOAD(src, x, k, o.s0, o.s1)
#define NEAR_ROWS size.z
#elif AXIS == 2
#define LINE(LOAD, x, k) LOAD(src, x, o.s0, k, o.s1)
#define NEAR_ROWS size.y
#else
#define LINE(LOAD, x, k) LOAD(src, x, o.s0, o.s1, k)
#define NEAR_ROWS size.y
#endif
// Where row `row` of the result lies along the two axes that are neither x nor the projection's: o of what follows.
#define PLACE_OF(row) (int2)((row) % NEAR_ROWS, (row) / NEAR_ROWS)

// VEC lines from x on; those outside of the image repeat the last one. Called in the innermost loops: a call there would
// take longer than its load.
static inline PIXEL_V narrow_lines(SOURCE(src), const int4 size, int x, int2 o, int k) {
  PIXEL_T one[VEC];
  UNROLL for (int i = 0; i < VEC; ++i) one[i] = (PIXEL_T)LINE(READ, min(x + i, size.x - 1), k);
  return JOIN(vload, VEC)(0, one);
}
static inline __attribute__((always_inline)) PIXEL_V lines(SOURCE(src), const int4 size, int x, int2 o, int k) {
  if (WHOLE) return CONVERTED(LINE(READ_WHOLE, x, k));
  if (size.x >= VEC) return CONVERTED(LINE(JOIN(READ, VEC), x, k));
  return narrow_lines(src_ARGS, size, x, o, k);
}

static inline void store_lines(state_V s, const int4 size, int x, int2 o, int count, global dst_S* restrict dst) {
  const long at = ((long)o.s1 * NEAR_ROWS + o.s0) * size.x + x;
  if (size.x >= VEC) {
    JOIN(STORE, VEC)(dst, at, FINISHED(s, VEC));
    return;
  }
  RESULT_T one[VEC];
  JOIN(vstore, VEC)(FINISHED(s, VEC), 0, one);
  UNROLL for (int i = 0; i < VEC; ++i)
    if (i < size.x) STORE(dst, at + i, one[i]);
}

// Along y, z or the channels. units: how many times VEC lines there are, side by side; of an image's row the last ones
// overlap those before. each: how many an item has.
#if LS == 1
// A CPU's item takes STRIDE pixels of all its units, which lie side by side in memory, before the next ones.
#define STRIDE 8
#define EACH_UNIT(body)                              \
  {                                                  \
    int2 o = first_o;                                \
    int next = first_x;                              \
    ROLLED for (int u = 0; u < own; ++u) {           \
      const int x = max(0, min(next, size.x - VEC)); \
      body                                           \
      next += VEC;                                   \
      if (next >= size.x) {                          \
        next = 0;                                    \
        if (++o.s0 == NEAR_ROWS) {                   \
          o.s0 = 0;                                  \
          ++o.s1;                                    \
        }                                            \
      }                                              \
    }                                                \
  }
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void project_across(SOURCE(src), const int4 size,
                                                                           const int count, const long units,
                                                                           const int each,
                                                                           global dst_S* restrict dst) {
  local state_V states[TILE];
  const int across = (size.x + VEC - 1) / VEC;
  const long begin = (long)get_group_id(0) * each;
  const int own = (int)min((long)each, units - begin);
  const int row = (int)(begin / across), first_x = (int)(begin % across) * VEC;
  const int2 first_o = PLACE_OF(row);
  EACH_UNIT(states[u] = begin_V(lines(src_ARGS, size, x, o, 0));)
  int k = 0;
  for (; k + STRIDE <= count; k += STRIDE) EACH_UNIT({
    state_V s = states[u];
    UNROLL for (int i = 0; i < STRIDE; ++i) take_V(&s, lines(src_ARGS, size, x, o, k + i), k + i);
    states[u] = s;
  })
  for (; k < count; ++k) EACH_UNIT(state_V s = states[u]; take_V(&s, lines(src_ARGS, size, x, o, k), k); states[u] = s;)
  EACH_UNIT(store_lines(states[u], size, x, o, count, dst);)
}
#else
// SHARE items of a GPU's group have parts of the same lines.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void project_across(SOURCE(src), const int4 size,
                                                                           const int count, const long units,
                                                                           const int each,
                                                                           global dst_S* restrict dst) {
  const int across = (size.x + VEC - 1) / VEC, lid = get_local_id(0);
  const int column = lid % (LS / SHARE), part = lid / (LS / SHARE);
  const int first = (int)((long)count * part / SHARE), end = (int)((long)count * (part + 1) / SHARE);
  const long unit = (long)get_group_id(0) * (LS / SHARE) + column;
  const int inside = unit < units;
  const int2 o = PLACE_OF(inside ? (int)(unit / across) : 0);
  const int x = inside ? max(0, min((int)(unit % across) * VEC, size.x - VEC)) : 0;
#if OPERATION < SUM
  int k = first < end ? first : 0;
#else
  int k = 0;
#endif
  state_V s = begin_V(lines(src_ARGS, size, x, o, k));
#if OPERATION == ARGMAX
  s.at = k;
#endif
  k = first;
  for (; k + 4 <= end; k += 4) {
    const PIXEL_V v0 = lines(src_ARGS, size, x, o, k), v1 = lines(src_ARGS, size, x, o, k + 1);
    const PIXEL_V v2 = lines(src_ARGS, size, x, o, k + 2), v3 = lines(src_ARGS, size, x, o, k + 3);
    take_V(&s, v0, k);
    take_V(&s, v1, k + 1);
    take_V(&s, v2, k + 2);
    take_V(&s, v3, k + 3);
  }
  for (; k < end; ++k) take_V(&s, lines(src_ARGS, size, x, o, k), k);
#if SHARE > 1
  local state_V parts[LS];
  parts[lid] = s;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (part > 0) return;
  ROLLED for (int p = 1; p < SHARE; ++p) join_V(&s, parts[p * (LS / SHARE) + column]);
#endif
  if (inside) store_lines(s, size, x, o, count, dst);
}
#endif
#else
#if LS == 1
#define FOUR_AT_ONCE _Pragma("unroll 4")  // loads are far ahead of the comparisons that wait for each other
#else
#define FOUR_AT_ONCE
#endif
// Along x: the items of a group that share a line take turns along it; on a CPU an item has the whole line.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void project_along(SOURCE(src), const int4 size,
                                                                          const int count, const long units,
                                                                          const int each, global dst_S* restrict dst) {
  const int lid = get_local_id(0), part = lid % SHARE, row = lid / SHARE;
#if SHARE > 1
  local state_1 parts[LS];
#endif
  for (int turn = 0; turn < each; ++turn) {
    const long unit = ((long)get_group_id(0) * each + turn) * (LS / SHARE) + row;
    const int inside = unit < units;
#if SHARE == 1
    if (!inside) return;
#endif
    const long line = inside ? unit : 0;
    const int y = (int)(line % size.y), z = (int)(line / size.y % size.z), c = (int)(line / ((long)size.y * size.z));
    const PIXEL_T beginning = (PIXEL_T)READ(src, 0, y, z, c);
    state_1 s = begin_1(beginning);
    int x = 0;
    if (count >= VEC * SHARE) {
      state_V v = begin_V((PIXEL_V)(beginning));
#if OPERATION == ARGMAX
      INT_V lanes;
      UNROLL for (int i = 0; i < VEC; ++i) ((int*)&lanes)[i] = i;
#endif
      FOUR_AT_ONCE for (x = part * VEC; x + VEC <= count; x += VEC * SHARE) {
        const PIXEL_V pixels =
            WHOLE ? CONVERTED(READ_WHOLE(src, x, y, z, c)) : CONVERTED(JOIN(READ, VEC)(src, x, y, z, c));
#if OPERATION == ARGMAX
        const INT_V above = TO_INT_V(ABOVE(pixels, v.value));
        v.at = above ? lanes + x : v.at;
        v.value = ABOVE(pixels, v.value) ? pixels : v.value;
#else
        take_V(&v, pixels, x);
#endif
      }
      s = folded(v);
      x = count / VEC * VEC;
    }
    for (x += part; x < count; x += SHARE) take_1(&s, (PIXEL_T)READ(src, x, y, z, c), x);
#if SHARE > 1
    parts[lid] = s;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (part == 0) {
      ROLLED for (int p = 1; p < SHARE; ++p) join_1(&s, parts[lid + p]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (part > 0 || !inside) continue;
#endif
    STORE(dst, line, FINISHED(s, ));
  }
}
#endif
