#include "common.clh"
// Thinning of an image in bits by Lee, Kashyap and Chu's method, as scikit-image has it. A step looks from one
// direction: it finds the candidates, pixels without a neighbour there each of which may be removed alone, and then
// removes, one after the other in the order of the image, those whose neighbours stay connected without them and
// without all that went before.
//
// That order is kept without going through it: what becomes of a candidate depends on the candidates before it among
// its neighbours only. All are taken for removed at first, and decided anew until nothing changes any more. What stays
// is what the order gives, for the first candidate depends on none, the second on the first alone, and so on.
//
// One launch, whose number is `turn`, finds the candidates of a step, or decides anew in every tile until nothing
// changes within it. Every group works out from `state` what this launch is for:
//   0       the last launch that is needed
//   1, 2    turn + 1 of the last even and odd launch that found candidates or changed what other tiles see
//   3, 6    of the last even and odd launch, three numbers: the step, whether it decided anew (1) or found candidates
//           (0), and how many steps just before it found none
//   9...    of each tile, three numbers: the last step that found candidates in or beside it; the last step that found
//           some in it, + 1; the last launch that changed what it sees, + 1
// The next step takes the removed pixels out of the image, in place: whoever still sees them there sees them hidden.
#ifndef LS
#define LS 1
#define VEC 16  // words looked at together
#define TX 8    // words of a tile
#define TY 16   // rows
#define TZ 8    // planes; 1 for an image of one plane
#endif

// A tile with a word, a row and a plane around it.
#define WIDE (TX + 2)
#define PLANE (WIDE * (TY + 2))
#define SEEN (PLANE * (TZ + 2))
#define PLACE(x, y, z) (((z) + 1) * PLANE + ((y) + 1) * WIDE + (x) + 1)
// The words of a tile's row, of which there are 2, 4, 8 or 16.
#define ROW JOIN(uint, TX)
#define VLOAD(p) JOIN(vload, TX)(0, p)
#define VSTORE(v, p) JOIN(vstore, TX)(v, 0, p)
// The i-th words that are looked at together: one, or some beside each other in a plane, whatever the rows.
#if VEC == 1
typedef uint words_t;
#define WORDS(p) (*(p))
#define WRITE_WORDS(v, p) *(p) = v
#define ANY(v) ((v) != 0)
#define LOOKS (TX * TY * TZ)
#define FIRST_OF(i) PLACE((i) % TX, (i) / TX % TY, (i) / TX / TY)
#else
typedef JOIN(uint, VEC) words_t;
#define WORDS(p) JOIN(vload, VEC)(0, p)
#define WRITE_WORDS(v, p) JOIN(vstore, VEC)(v, 0, p)
#define ANY(v) any((v) != (words_t)(0))
#define IN_PLANE (TY * WIDE - 2)
#define PARTS ((IN_PLANE + VEC - 1) / VEC)
#define LOOKS (PARTS * TZ)
#define FIRST_OF(i) (PLACE(0, 0, (i) / PARTS) + min((i) % PARTS * VEC, IN_PLANE - VEC))
#endif

// The 26 neighbours, 9 (dz + 1) + 3 (dy + 1) + dx + 1: those before the pixel as they are `left`, the others as they
// were.
#define NEIGHBOURS(n, all, left)                              \
  words_t n[27];                                              \
  UNROLL for (int r = 0; r < 9; ++r) {                        \
    const int row = (r / 3 - 1) * PLANE + (r % 3 - 1) * WIDE; \
    local const uint* before = (r < 5 ? left : all) + row;    \
    local const uint* after = (r < 4 ? left : all) + row;     \
    const words_t here = WORDS(after);                        \
    n[3 * r] = WORDS(before) << 1 | WORDS(before - 1) >> 31;  \
    n[3 * r + 1] = here;                                      \
    n[3 * r + 2] = here >> 1 | WORDS(after + 1) << 31;        \
  }

// The eight octants around a pixel, x + 2 y + 4 z, each with seven of its neighbours: whether there are any.
#define OCTANTS(o, n)                                                                                    \
  words_t o[8];                                                                                          \
  UNROLL for (int k = 0; k < 8; ++k) {                                                                   \
    const int x = k & 1 ? 2 : 0, y = k & 2 ? 6 : 0, z = k & 4 ? 18 : 0;                                  \
    o[k] = n[x + y + z] | n[1 + y + z] | n[x + 3 + z] | n[x + y + 9] | n[x + 12] | n[y + 10] | n[z + 4]; \
  }

// What is reached in one octant is reached in all that share a neighbour with it.
#define SPREAD2(r, n, a, b)                \
  {                                        \
    const words_t t = (n) & (r[a] | r[b]); \
    r[a] |= t;                             \
    r[b] |= t;                             \
  }
#define SPREAD4(r, n, a, b, c, d)                        \
  {                                                      \
    const words_t t = (n) & (r[a] | r[b] | r[c] | r[d]); \
    r[a] |= t;                                           \
    r[b] |= t;                                           \
    r[c] |= t;                                           \
    r[d] |= t;                                           \
  }

// Which of the pixels `may`, 32 at once, have neighbours that are connected with each other: those that touch share an
// octant, and those of an octant touch. Four turns reach everything, whatever the neighbours.
#define CONNECTED(result, n, o, may)                             \
  words_t r[8], known = 0, result;                               \
  UNROLL for (int k = 0; k < 8; ++k) {                           \
    r[k] = o[k] & ~known;                                        \
    known |= o[k];                                               \
  }                                                              \
  ROLLED for (int turns = 0; turns < 4; ++turns) {               \
    SPREAD4(r, n[4], 0, 1, 2, 3)                                 \
    SPREAD4(r, n[10], 0, 1, 4, 5)                                \
    SPREAD4(r, n[12], 0, 2, 4, 6)                                \
    SPREAD4(r, n[14], 1, 3, 5, 7)                                \
    SPREAD4(r, n[16], 2, 3, 6, 7)                                \
    SPREAD4(r, n[22], 4, 5, 6, 7)                                \
    SPREAD2(r, n[1], 0, 1)                                       \
    SPREAD2(r, n[3], 0, 2)                                       \
    SPREAD2(r, n[5], 1, 3)                                       \
    SPREAD2(r, n[7], 2, 3)                                       \
    SPREAD2(r, n[9], 0, 4)                                       \
    SPREAD2(r, n[11], 1, 5)                                      \
    SPREAD2(r, n[15], 2, 6)                                      \
    SPREAD2(r, n[17], 3, 7)                                      \
    SPREAD2(r, n[19], 4, 5)                                      \
    SPREAD2(r, n[21], 4, 6)                                      \
    SPREAD2(r, n[23], 5, 7)                                      \
    SPREAD2(r, n[25], 6, 7)                                      \
    result = may;                                                \
    UNROLL for (int k = 0; k < 8; ++k) result &= ~(r[k] ^ o[k]); \
    if (!ANY(result ^ may)) break;                               \
  }

// Whether there is exactly one neighbour.
inline words_t skeletonize_end(const words_t* n) {
  words_t one = 0, more = 0;
  UNROLL for (int i = 0; i < 27; ++i) {
    if (i == 13) continue;
    more |= one & n[i];
    one |= n[i];
  }
  return one & ~more;
}

// Whether removing a pixel, whose neighbours are connected, leaves Euler's number as it is. Pixels are closed cubes, and
// what the neighbours cover of this one's surface has corners - edges + sides = 1 then. With the twelve edges that is
// 13, here modulo 8: of connected neighbours it is 8 to 14.
#define COUNT(v)           \
  {                        \
    const words_t b = (v); \
    s2 ^= s1 & s0 & b;     \
    s1 ^= s0 & b;          \
    s0 ^= b;               \
  }
inline words_t skeletonize_euler(const words_t* n, const words_t* o) {
  words_t s0 = 0, s1 = 0, s2 = 0;
  UNROLL for (int k = 0; k < 8; ++k) COUNT(o[k])
  UNROLL for (int i = 0; i < 27; ++i) {
    const int x = i % 3, y = i / 3 % 3, z = i / 9, off = (x != 1) + (y != 1) + (z != 1);
    if (off == 1) COUNT(n[i])
    if (off != 2) continue;
    const words_t first = x != 1 ? n[12 + x] : n[10 + 3 * y], second = z != 1 ? n[4 + 9 * z] : n[10 + 3 * y];
    COUNT(~(n[i] | first | second))
  }
  return s0 & ~s1 & s2;
}

// The pixels without a neighbour in the direction of the step.
inline words_t skeletonize_bare(local const uint* at, int direction) {
  const words_t here = WORDS(at);
  if (direction == 2) return here & ~(here >> 1 | WORDS(at + 1) << 31);
  if (direction == 3) return here & ~(here << 1 | WORDS(at - 1) >> 31);
  const int way = direction < 2 ? WIDE : -PLANE;
  return here & ~WORDS(direction & 1 ? at + way : at - way);
}

// What becomes of the candidates `may`: those that go. `first`: also whether they may go alone.
inline words_t skeletonize_gone(local const uint* all, local const uint* left, words_t may, int first) {
  NEIGHBOURS(n, all, left)
  OCTANTS(o, n)
  CONNECTED(gone, n, o, may)
  if (first) gone &= skeletonize_euler(n, o) & ~skeletonize_end(n);
  return gone;
}

// The step, whether it decides anew, and how many steps before it found nothing.
inline int3 skeletonize_now(volatile global const int* state, int turn) {
  if (turn == 0) return (int3)(0);
  volatile global const int* last = state + 3 + 3 * ((turn - 1) & 1);
  const int step = last[0], anew = last[1], quiet = last[2], on = state[1 + ((turn - 1) & 1)] == turn;
  return on ? (int3)(step, 1, 0) : (int3)(step + 1, 0, anew ? 0 : quiet + 1);
}

// Stamps the tiles in and around this one.
inline void skeletonize_stamp(volatile global int* stamps, int4 tile, int4 tiles, int value) {
  for (int z = max(tile.z - 1, 0); z <= min(tile.z + 1, tiles.z - 1); ++z)
    for (int y = max(tile.y - 1, 0); y <= min(tile.y + 1, tiles.y - 1); ++y)
      for (int x = max(tile.x - 1, 0); x <= min(tile.x + 1, tiles.x - 1); ++x)
        stamps[3 * (((tile.w * tiles.z + z) * tiles.y + y) * tiles.x + x)] = value;
}

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void skeletonize_lee(
    global const uint* src, global uint* dst, global uint* candidates, global uint* gone_even, global uint* gone_odd,
    volatile global int* state, const int4 size, const int row_words, const int4 tiles, const int directions,
    const int turn) {
  local uint all[SEEN], left[SEEN], may[SEEN];
  volatile local int changing, due[1];
  volatile local uint found[1];
  const int group = get_group_id(0), l = get_local_id(0);
  const int4 tile = (int4)(group % tiles.x, group / tiles.x % tiles.y, group / tiles.x / tiles.y % tiles.z,
                           group / tiles.x / tiles.y / tiles.z);
  const int3 now = skeletonize_now(state, turn);
  const int step = now.x, anew = now.y;
  volatile global int* mine = state + 9 + 3 * group;
  if (group == 0 && l == 0) {
    volatile global int* written = state + 3 + 3 * (turn & 1);
    written[0] = step, written[1] = anew, written[2] = now.z;
    if (now.z < directions) state[0] = turn + 1;
  }
  // Read once, for other groups write it meanwhile.
  if (l == 0) {
    const int first = state[3 + 3 * ((turn - 1) & 1) + 1] == 0;
    if (anew) due[0] = mine[1] == step + 1 && (first || mine[2] >= turn);
    else due[0] = step < directions || mine[0] >= step - directions;
    found[0] = 0;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (!due[0] || now.z >= directions) return;

  global uint* gone = step & 1 ? gone_odd : gone_even;
  global const uint* before = step & 1 ? gone_even : gone_odd;
  const int4 start = tile * (int4)(TX, TY, TZ, 1);
  const long corner = (((long)tile.w * size.z + start.z) * size.y + start.y) * row_words + start.x;
  global const uint* hidden = anew ? gone : before;
  const uint hiding = step || anew ? ~0u : 0;
  for (int r = l; r < (TY + 2) * (TZ + 2); r += LS) {
    const int y = r % (TY + 2) - 1, z = r / (TY + 2) - 1, row = start.y + y, plane = start.z + z;
    const bool inside = row >= 0 && row < size.y && plane >= 0 && plane < size.z;
    const long at = corner + ((long)z * size.y + y) * row_words;
    local uint* was = all + PLACE(0, y, z);
    local uint* is = left + PLACE(0, y, z);
    const int words = inside ? min(row_words - start.x, TX) : 0;
#define LOOK(x)                                  \
  {                                              \
    const uint word = src[at + (x)];             \
    is[x] = word & ~(hidden[at + (x)] & hiding); \
    was[x] = anew ? word : is[x];                \
  }
    is[-1] = was[-1] = is[TX] = was[TX] = 0;
    if (inside && start.x > 0) LOOK(-1)
    if (words == TX) {
      const ROW word = VLOAD(src + at), here = word & ~(VLOAD(hidden + at) & hiding);
      VSTORE(here, is);
      VSTORE(anew ? word : here, was);
      if (start.x + TX < row_words) LOOK(TX)
    } else {
      VSTORE((ROW)(0), is);
      VSTORE((ROW)(0), was);
      for (int x = 0; x < words; ++x) LOOK(x)
    }
    if (!anew || y < 0 || y == TY || z < 0 || z == TZ) continue;
    local uint* asked = may + PLACE(0, y, z);
    asked[-1] = asked[TX] = 0;
    if (words == TX) VSTORE(VLOAD(candidates + at), asked);
    else
      for (int x = 0; x < TX; ++x) asked[x] = x < words ? candidates[at + x] : 0;
  }
  for (;;) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (l == 0) changing = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = l; i < LOOKS; i += LS) {
      const int place = FIRST_OF(i);
      const words_t asked = anew ? WORDS(may + place) : skeletonize_bare(all + place, step % directions);
      words_t going = 0;
      if (ANY(asked)) going = skeletonize_gone(all + place, left + place, asked, !anew);
      if (!anew) WRITE_WORDS(going, may + place);
      if (!anew || !ANY(asked)) continue;
      const words_t was = WORDS(left + place), kept = (was & ~asked) | (WORDS(all + place) & asked & ~going);
      if (!ANY(kept ^ was)) continue;
      WRITE_WORDS(kept, left + place);
      changing = 1;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!changing) break;
  }
  uint any = 0;
  for (int r = l; r < TY * TZ; r += LS) {
    const int y = r % TY, z = r / TY;
    if (start.y + y >= size.y || start.z + z >= size.z) continue;
    const bool within = y > 0 && y < TY - 1 && z > 0 && z < TZ - 1;
    for (int x = 0; x < TX && start.x + x < row_words; ++x) {
      const int place = PLACE(x, y, z);
      const long at = corner + ((long)z * size.y + y) * row_words + x;
      if (anew) {
        const uint going = all[place] & ~left[place];
        any |= (going ^ gone[at]) & (within ? (x == 0 ? 1u : 0u) | (x == TX - 1 ? 1u << 31 : 0u) : ~0u);
        gone[at] = going;
      } else {
        dst[at] = all[place];
        candidates[at] = gone[at] = may[place];
        any |= may[place];
      }
    }
  }
  if (any) found[0] = 1;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (l > 0 || (anew && !found[0])) return;
  if (!anew) mine[1] = found[0] ? step + 1 : 0;
  if (!found[0]) return;
  state[1 + (turn & 1)] = turn + 1;
  skeletonize_stamp(state + (anew ? 11 : 9), tile, tiles, anew ? turn + 1 : step);
}
