#include "common.clh"
#include "alone.clh"
// The pixel of a given rank, or the most frequent one (MODE), under a footprint of any form.
//
// A group takes a tile of outputs with all that they see, and gives each of the n pixels its place in the tile's order.
// A window is then a set of n bits. It slides along one axis: at each step only the pixels that enter and leave change
// a bit, and the wanted pixel is found by walking on from the last one. So an output costs as many steps as the
// footprint has edges across that axis, whatever the dtype: 2k for a k x k window, 2k² for k x k x k.
#ifndef LS
#define LS 256      // work-items of a group; 1 on a CPU
#define LINES 64    // windows that slide at once: at most LS
#define LOCAL 1     // the tile lies in local memory, else in `scratch`
#define NMAX 3840   // pixels of a tile with its surroundings, at most (LOCAL)
#define INDEX_T ushort  // a pixel of the tile
#define KEY uint    // a pixel as an unsigned number of the same order: uint or ulong
#define KEY_BITS 32 // of KEY that are used
#define KIND 2      // of pixels: 0 unsigned, 1 signed, 2 fractions
#define MODE 0
#define AXIS 2      // that windows slide along: 0 is x
#define OUTSIDE_T float  // what the constant outside the image comes in
#endif

#define INLINE inline __attribute__((always_inline))
#define KEY_WIDTH (8 * (int)sizeof(KEY))
#define TOP ((KEY)1 << (KEY_BITS - 1))
#if LOCAL
#define SPACE local
#else
#define SPACE global
#endif
#if LS == 1
#define WORD ulong
#define WORD_LOG 6
#else
#define WORD uint
#define WORD_LOG 5
#endif
#define WORD_BITS (1 << WORD_LOG)
#if AXIS == 0
#define ALONG(v) (v).x
#elif AXIS == 1
#define ALONG(v) (v).y
#else
#define ALONG(v) (v).z
#endif
#define RUN 32  // pixels that are sorted by counting at first
#define MOVE_KEYS (LOCAL && !MODE && KEY_BITS <= 32)

// NaN, of either sign, comes after all numbers.
INLINE KEY rank_key(src_T v) {
#if KIND == 2
  if (v != v) return (KEY)~(KEY)0;
#if KEY_BITS == 64
  const KEY bits = as_ulong(MODE && v == 0 ? 0 : v);
#else
  const KEY bits = as_uint(MODE && v == 0 ? 0 : v);
#endif
  return bits & TOP ? ~bits : bits | TOP;
#elif KIND == 1
  return ((KEY)v ^ TOP) & (KEY)(TOP - 1 + TOP);
#else
  return (KEY)v;
#endif
}

// The pixel of a key.
INLINE src_T rank_value(KEY key) {
#if KIND == 2 && KEY_BITS == 64
  return as_double(key & TOP ? key ^ TOP : ~key);
#elif KIND == 2
  return as_float(key & TOP ? key ^ TOP : ~key);
#else
  return (src_T)(KIND == 1 ? key ^ TOP : key);
#endif
}

// A tile: `halo` is its extent with what its outputs see, `reach` of it on either side, `corner` its first output.
typedef struct {
  int4 corner, halo, reach, size;
  int mode, c;
} RankTile;

INLINE src_T rank_pixel(SOURCE(src), RankTile t, int x, int y, int z, src_T outside) {
  const int px = border_index(t.corner.x - t.reach.x + x, t.size.x, t.mode);
  const int py = border_index(t.corner.y - t.reach.y + y, t.size.y, t.mode);
  const int pz = border_index(t.corner.z - t.reach.z + z, t.size.z, t.mode);
  const src_T v = READ(src, max(px, 0), max(py, 0), max(pz, 0), t.c);
  return (px | py | pz) < 0 ? outside : v;
}
INLINE src_T rank_pixel_at(SOURCE(src), RankTile t, uint i, src_T outside) {
  const uint row = i / (uint)t.halo.x;
  return rank_pixel(src_ARGS, t, i % (uint)t.halo.x, row % (uint)t.halo.y, row / (uint)t.halo.y, outside);
}

#if LS == 1
// One row of the tile; what lies in the image without a question for each pixel.
INLINE void rank_row(SOURCE(src), RankTile t, int y, int z, src_T outside, SPACE KEY* restrict row) {
  const int left = t.corner.x - t.reach.x;
  const int py = border_index(t.corner.y - t.reach.y + y, t.size.y, t.mode);
  const int pz = border_index(t.corner.z - t.reach.z + z, t.size.z, t.mode);
  const int begin = (py | pz) < 0 ? t.halo.x : clamp(-left, 0, t.halo.x);
  const int end = max(begin, min(t.halo.x, t.size.x - left));
  VECTORIZE for (int x = begin; x < end; ++x) row[x] = rank_key(READ(src, left + x, py, pz, t.c));
  for (int x = 0; x < begin; ++x) row[x] = rank_key(rank_pixel(src_ARGS, t, x, y, z, outside));
  for (int x = end; x < t.halo.x; ++x) row[x] = rank_key(rank_pixel(src_ARGS, t, x, y, z, outside));
}

// `order` becomes the pixels in the order of their keys: by counting, 8 bits at a time, those that all have left out.
INLINE SPACE INDEX_T* rank_sort(SPACE const KEY* restrict keys, int n, SPACE INDEX_T* order, SPACE INDEX_T* other) {
  uint counts[KEY_BITS / 8][256];
  for (int d = 0; d < KEY_BITS / 8; ++d) {
    for (int i = 0; i < 256; ++i) counts[d][i] = 0;
  }
  for (int i = 0; i < n; ++i) {
    const KEY key = keys[i];
    UNROLL for (int d = 0; d < KEY_BITS / 8; ++d) ++counts[d][(key >> (8 * d)) & 255];
  }
  int first = 1;
  for (int d = 0; d < KEY_BITS / 8; ++d) {
    uint sum = 0;
    int same = 0;
    for (int i = 0; i < 256; ++i) {
      const uint count = counts[d][i];
      same |= count == (uint)n;
      counts[d][i] = sum;
      sum += count;
    }
    if (same) continue;
    if (first) {
      for (int i = 0; i < n; ++i) order[counts[d][(keys[i] >> (8 * d)) & 255]++] = (INDEX_T)i;
    } else {
      for (int i = 0; i < n; ++i) {
        const INDEX_T p = order[i];
        other[counts[d][(keys[p] >> (8 * d)) & 255]++] = p;
      }
      SPACE INDEX_T* const swap = order;
      order = other;
      other = swap;
    }
    first = 0;
  }
  if (first) {
    for (int i = 0; i < n; ++i) order[i] = (INDEX_T)i;
  }
  return order;
}
#define RANK_BARRIER
#else
#define RANK_BARRIER barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);

#if MOVE_KEYS
#define KEY_AT(i) keys[i]
#else
#define KEY_AT(i) keys[order[i]]
#endif

// `order` becomes the pixels in the order of their keys. Runs of RUN pixels are sorted by counting, and then
// merged, each pixel by a search in the other run. With MOVE_KEYS the keys change places with their pixels, into and
// out of the second half of their memory.
INLINE SPACE INDEX_T* rank_sort(SPACE KEY* keys, int n, SPACE INDEX_T* order, SPACE INDEX_T* other) {
#if MOVE_KEYS
  SPACE KEY* moved = keys + NMAX;
#endif
  for (int i = get_local_id(0); i < n; i += LS) {
    const KEY key = keys[i];
    const int first = i & ~(RUN - 1), last = min(first + RUN, n);
    int smaller = 0;
    for (int k = first; k < last; ++k) smaller += keys[k] < key || (keys[k] == key && k < i);
    order[first + smaller] = (INDEX_T)i;
#if MOVE_KEYS
    moved[first + smaller] = key;
#endif
  }
  for (int w = RUN; w < n; w *= 2) {
    RANK_BARRIER
#if MOVE_KEYS
    SPACE KEY* const swap_keys = keys;
    keys = moved;
    moved = swap_keys;
#endif
    for (int i = get_local_id(0); i < n; i += LS) {
      const KEY key = KEY_AT(i);
      const int second = i & w, both = i & ~(2 * w - 1), from = second ? both : both + w;
      const int count = min(w, n - from);  // below 0 where there is no other run
      int smaller = 0;
      for (int step = w; step > 0; step >>= 1) {
        const int at = smaller + step - 1;
        if (at < count) {
          const KEY k = KEY_AT(from + at);
          if (k < key || (second && k == key)) smaller += step;
        }
      }
      const int to = both + (i & (w - 1)) + smaller;
      other[to] = order[i];
#if MOVE_KEYS
      moved[to] = key;
#endif
    }
    SPACE INDEX_T* const swap = order;
    order = other;
    other = swap;
  }
  RANK_BARRIER
  return order;
}
#endif

// The window of one line: its bits, the word that the walk stands at, and how many bits are set before that.
#define BIT(w) bits[(w) * LINES]
#if MODE
#define COUNT_BELOW(q, sign)
#else
#define COUNT_BELOW(q, sign) below += (int)((q) >> WORD_LOG) < at ? (sign) : 0;
#endif
#define FLIP(place, sign)                                     \
  {                                                           \
    const uint q_ = place;                                    \
    BIT(q_ >> WORD_LOG) ^= (WORD)1 << (q_ & (WORD_BITS - 1)); \
    COUNT_BELOW(q_, sign)                                     \
  }
// Places are loaded four at a time, so that a GPU need not wait for each.
#if LS == 1
#define FLIP_ALL(offsets, count, sign) \
  for (int k = 0; k < (count); ++k) FLIP(base[(offsets)[k]], sign)
#else
#define FLIP_ALL(offsets, count, sign)                                                          \
  {                                                                                             \
    int k = 0;                                                                                  \
    for (; k + 4 <= (count); k += 4) {                                                          \
      const uint a_ = base[(offsets)[k]], b_ = base[(offsets)[k + 1]];                          \
      const uint c_ = base[(offsets)[k + 2]], d_ = base[(offsets)[k + 3]];                      \
      FLIP(a_, sign) FLIP(b_, sign) FLIP(c_, sign) FLIP(d_, sign)                               \
    }                                                                                           \
    for (; k < (count); ++k) FLIP(base[(offsets)[k]], sign)                                     \
  }
#endif

// The place of set bit `rest` of a word, both from 0.
INLINE int rank_bit(WORD w, int rest) {
  int at = 0;
  UNROLL for (int step = WORD_BITS / 2; step > 0; step /= 2) {
    const int low = (int)popcount(w & (((WORD)1 << step) - 1));
    const int up = rest >= low;
    rest -= up ? low : 0;
    w = up ? w >> step : w;
    at += up ? step : 0;
  }
  return at;
}

#if MODE
INLINE int rank_lowest(WORD w) { return (int)popcount((w & (~w + 1)) - 1); }
INLINE WORD rank_from(int bit) { return bit < WORD_BITS ? ~(WORD)0 << bit : 0; }

// A place of the most frequent value, the smallest one of several. `starts` has a bit where another value begins.
INLINE int rank_mode(SPACE const WORD* bits, SPACE const WORD* starts, int words) {
  int best = 0, best_at = 0, count = 0, count_at = 0;  // of the value that goes on from word to word
  for (int i = 0; i < words; ++i) {
    const WORD w = BIT(i), b = starts[i];
    const int all = (int)popcount(w);
    if (b == 0) {
      count += all;
      continue;
    }
    if (count + all > best) {
      const int first = rank_lowest(b);
      count += (int)popcount(w & ~rank_from(first));
      if (count > best) best = count, best_at = count_at;
      for (WORD rest = w & rank_from(first); rest != 0;) {
        const int from = rank_lowest(rest);
        const WORD next = b & rank_from(from + 1);
        const WORD beyond = next ? rank_from(rank_lowest(next)) : 0;
        const int own = (int)popcount(rest & ~beyond);
        if (own > best) best = own, best_at = i * WORD_BITS + from;
        rest &= beyond;
      }
    }
    const int last = WORD_BITS - 1 - (int)clz(b);
    count = (int)popcount(w & rank_from(last));
    count_at = i * WORD_BITS + last;
  }
  return count > best ? count_at : best_at;
}
#endif

// `table`: offsets in the tile of the footprint's `edges` pixels that enter at a step, as many that leave, and of all
// its `pixels`. `slot`: bytes of the scratch of one group, which goes from tile to tile then.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void rank_slide(
    SOURCE(src), global dst_S* restrict dst, global const int* restrict table, global uchar* scratch, const long slot,
    const int edges, const int pixels, const int wanted, const int4 tile, const int4 reach, const int4 size,
    const int mode, const OUTSIDE_T out_of_image) {
  const src_T outside = (src_T)out_of_image;
  const int l = get_local_id(0);
  RankTile t;
  t.halo = tile + 2 * reach;
  t.reach = reach, t.size = size, t.mode = mode;
  const int n = t.halo.x * t.halo.y * t.halo.z, words = (n + WORD_BITS - 1) / WORD_BITS;
#if LOCAL
  local WORD memory[(NMAX + WORD_BITS - 1) / WORD_BITS * LINES] __attribute__((aligned(64)));
  local INDEX_T order_a[NMAX], order_b[NMAX];
#if MODE
  local WORD starts[(NMAX + WORD_BITS - 1) / WORD_BITS];
#endif
  local KEY* const keys = (local KEY*)memory;  // which the windows then lie over
#else
  // What src/filter/rank.cpp makes room for.
#define ROUND64(bytes) (((long)(bytes) + 63) / 64 * 64)
  global uchar* own = scratch + slot * (long)get_group_id(0);
  global KEY* const keys = (global KEY*)own;
  own += ROUND64(n * (long)sizeof(KEY));
  global WORD* const memory = (global WORD*)own;
  own += ROUND64(words * (long)(LINES * sizeof(WORD)));
#if MODE
  global WORD* const starts = (global WORD*)own;
#endif
  own += ROUND64(words * (long)sizeof(WORD));
  global INDEX_T* const order_a = (global INDEX_T*)own;
  global INDEX_T* const order_b = (global INDEX_T*)(own + ROUND64(n * (long)sizeof(INDEX_T)));
#endif
  const int nx = (size.x + tile.x - 1) / tile.x, ny = (size.y + tile.y - 1) / tile.y;
  const int nz = (size.z + tile.z - 1) / tile.z;
  int number = get_group_id(0);
#if !LOCAL
  for (; number < nx * ny * nz * size.w; number += get_num_groups(0))
#endif
  {
    t.corner = (int4)(number % nx * tile.x, number / nx % ny * tile.y, number / nx / ny % nz * tile.z, 0);
    t.c = number / nx / ny / nz;
#if LS == 1
    for (int row = 0; row < t.halo.y * t.halo.z; ++row)
      rank_row(src_ARGS, t, row % t.halo.y, row / t.halo.y, outside, keys + row * t.halo.x);
#else
    RANK_BARRIER
    for (int i = l; i < n; i += LS) keys[i] = rank_key(rank_pixel_at(src_ARGS, t, i, outside));
    RANK_BARRIER
#endif
    SPACE INDEX_T* const order = rank_sort(keys, n, order_a, order_b);
    SPACE INDEX_T* const place = order == order_a ? order_b : order_a;
#if MODE
    for (int i = l; i < words; i += LS) {
      WORD w = 0;
      for (int k = i * WORD_BITS; k < min(n, (i + 1) * WORD_BITS); ++k)
        w |= (WORD)(k == 0 || keys[order[k]] != keys[order[k - 1]]) << (k & (WORD_BITS - 1));
      starts[i] = w;
    }
#endif
    for (int i = l; i < n; i += LS) place[order[i]] = (INDEX_T)i;
    RANK_BARRIER
    const int lines = tile.x * tile.y * tile.z / ALONG(tile);
    for (int line = l; line < lines; line += LINES == 1 ? 1 : LS) {
      SPACE WORD* const bits = memory + (LINES == 1 ? 0 : line);
      for (int i = 0; i < words; ++i) BIT(i) = 0;
#if AXIS == 0
      int4 p = (int4)(0, line % tile.y, line / tile.y, 0);
#elif AXIS == 1
      int4 p = (int4)(line % tile.x, 0, line / tile.x, 0);
#else
      int4 p = (int4)(line % tile.x, line / tile.x, 0, 0);
#endif
      SPACE const INDEX_T* base = place + (p.z * t.halo.y + p.y) * t.halo.x + p.x;
      p += t.corner;
      if (p.x >= size.x || p.y >= size.y || p.z >= size.z) continue;
      const int stride = AXIS == 0 ? 1 : AXIS == 1 ? t.halo.x : t.halo.x * t.halo.y;
      const int steps = min(ALONG(tile), ALONG(size) - ALONG(p));
#if !MODE
      int at = 0, below = 0;
#endif
      FLIP_ALL(table + 2 * edges, pixels, 1)
      for (int step = 0;; ++step) {
#if MODE
        const int found = rank_mode(bits, starts, words);
#else
        while (below > wanted) below -= (int)popcount(BIT(--at));
        WORD w = BIT(at);
        int count = (int)popcount(w);
        while (below + count <= wanted) {
          below += count;
          w = BIT(++at);
          count = (int)popcount(w);
        }
        const int found = at * WORD_BITS + rank_bit(w, wanted - below);
#endif
#if LOCAL
        const src_T v = rank_pixel_at(src_ARGS, t, order[found], outside);
#else
        const src_T v = rank_value(keys[order[found]]);
#endif
        STORE(dst, INDEX(size, p.x, p.y, p.z, t.c), v);
        if (step + 1 == steps) break;
        FLIP_ALL(table + edges, edges, -1)
        base += stride;
        ++ALONG(p);
        FLIP_ALL(table, edges, 1)
      }
    }
  }
}
