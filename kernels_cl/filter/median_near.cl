#include "common.clh"
#include "alone.clh"
// The median of 3 x 3 or 3 x 3 x 3 pixels on a GPU. An item finds NX neighbours of each row on its way down the image, in
// registers: what a box sees at one x is sorted once for all outputs that see it, and what two neighbours share is merged
// once.
#ifndef LS
#define LS 128    // work-items of a group
#define TX 128    // columns of a tile
#define NX 4      // of them for each item: 4 or 8
#define TURNS 1   // of an item on its way,
#define ROWS 4    // each with so many rows: an even number, or 1
#define DEEP 0    // 1: along z as well; otherwise the image lies without gaps, its rows a multiple of four long
#endif

#define BOX 3
#define KIND 1  // as in median.cl: f32 or f16, others are too many registers
#define KEY uint
#include "filter/median.clh"
#include "filter/median_networks.clh"

#define DEPTH (DEEP ? 3 : 1)
#define LENGTH (3 * DEPTH)         // of what a box sees at one x
#define SPAN (NX + 2)              // columns that the neighbours see
#define LINE (SPAN * DEPTH)        // pixels of a row, of all planes
#define PARTS (LS / (TX / NX))     // items on their way beside each other
#define TY (PARTS * TURNS * ROWS)  // rows of a tile
#define LESS(a, b) ((a) < (b) ? (a) : (b))
#define MORE(a, b) ((a) < (b) ? (b) : (a))

typedef struct {
  int x, y, z, c;   // the first of NX columns, and the first row that they see
  int left, right;  // what stands for the columns beside them
  int4 size;
  int mode;
  KEY outside;
} Near;

// Rows of which all pixels lie in the image, but for those at both ends.
INLINE void median_rows_inside(SOURCE(src), const Near near, int first, int count, KEY* rows) {
  UNROLL for (int d = 0; d < DEPTH; ++d) {
    const int z = DEEP ? near.z - 1 + d : near.z;
    UNROLL for (int i = 0; i < count; ++i) {
      const int y = near.y + first + i;
      KEY* row = rows + i * LINE + d;
      row[0] = median_key(READ(src, near.left, y, z, near.c));
      row[(NX + 1) * DEPTH] = median_key(READ(src, near.right, y, z, near.c));
      UNROLL for (int q = 0; q < NX; q += 4) {
#if !DEEP
        const JOIN(src, _T4) four = AT4(src, (INDEX(near.size, near.x, y, z, near.c) >> 2) + q / 4);
#else
        const JOIN(src, _T4) four = READ4(src, near.x + q, y, z, near.c);
#endif
        const src_T pixels[4] = {four.x, four.y, four.z, four.w};
        UNROLL for (int p = 0; p < 4; ++p) row[(q + p + 1) * DEPTH] = median_key(pixels[p]);
      }
    }
  }
}

// One row at a time: of several, compilers would make an array in memory.
INLINE void median_row_to(KEY* to, const KEY* row) {
  UNROLL for (int i = 0; i < LINE; ++i) to[i] = row[i];
}

// Rows anywhere.
INLINE void median_rows_anywhere(SOURCE(src), const Near near, int first, int count, KEY* rows) {
  int xs[SPAN];
  UNROLL for (int q = 0; q < SPAN; ++q) xs[q] = border_index(near.x + q - 1, near.size.x, near.mode);
  UNROLL for (int i = 0; i < count; ++i) {
    KEY* row = rows + i * LINE;
    const int y = border_index(near.y + first + i, near.size.y, near.mode);
    UNROLL for (int d = 0; d < DEPTH; ++d) {
      const int z = DEEP ? border_index(near.z - 1 + d, near.size.z, near.mode) : near.z;
      UNROLL for (int q = 0; q < SPAN; ++q) {
        const KEY key = median_key(READ(src, max(xs[q], 0), max(y, 0), max(z, 0), near.c));
        row[q * DEPTH + d] = (xs[q] | y | z) < 0 ? near.outside : key;
      }
    }
  }
}

// Rows near.y + first, ... as keys, those of all planes in order.
INLINE void median_rows(SOURCE(src), const Near near, int inside, int first, int count, KEY* rows) {
  if (inside) median_rows_inside(src_ARGS, near, first, count, rows);
  else median_rows_anywhere(src_ARGS, near, first, count, rows);
#if DEEP
  UNROLL for (int i = 0; i < count; ++i) {
    UNROLL for (int q = 0; q < SPAN; ++q) {
      KEY* v = rows + i * LINE + q * DEPTH;
      S(0, 1) S(1, 2) S(0, 1)
    }
  }
#endif
}

// What the box around row `m` sees at one x, in order. Two rows that two outputs see are compared once.
INLINE void median_list(const KEY* rows, int m, KEY* v) {
  UNROLL for (int i = 0; i < LENGTH; ++i) v[i] = rows[i / DEPTH * LINE + i % DEPTH];
#if DEEP
  JOIN_TRIPLES
#else
  if (m % 2 == 0) {
    S(1, 2) S(0, 1) S(1, 2)
  } else {
    S(0, 1) S(1, 2) S(0, 1)
  }
#endif
}

// The medians of the neighbours, of the lists of all columns.
INLINE void median_of_lists(const KEY* lists, KEY* out) {
  UNROLL for (int q = 0; q < NX; q += 2) {
    const KEY* pair = lists + (q + 1) * LENGTH;
#if DEEP
    KEY v[2 * LENGTH];
    UNROLL for (int i = 0; i < 2 * LENGTH; ++i) v[i] = pair[i];
    MERGE_MIDDLE
#else
    const KEY low = MORE(pair[0], pair[3]), high = LESS(pair[2], pair[5]);
    const KEY first = LESS(pair[1], pair[4]), second = MORE(pair[1], pair[4]);
#endif
    UNROLL for (int side = 0; side < 2; ++side) {
      const KEY* t = lists + (q + 3 * side) * LENGTH;
#if DEEP  // the tenth of both: the last of the first ten
      KEY found = MERGED(0);
      UNROLL for (int i = 1; i <= LENGTH; ++i) {
        const KEY smaller = LESS(MERGED(i), t[LENGTH - i]);
        found = MORE(found, smaller);
      }
      out[q + side] = found;
#else
      const KEY l = MORE(low, t[0]), h = LESS(high, t[2]), upper = LESS(second, t[1]), m = MORE(first, upper);
      const KEY a = LESS(l, m), b = MORE(l, m), c = LESS(b, h);
      out[q + side] = MORE(a, c);
#endif
    }
  }
}

INLINE void median_store(global dst_S* restrict dst, const Near near, int m, const KEY* keys) {
  const int y = near.y + 1 + m;
  if (y >= near.size.y) return;
  const long at = INDEX(near.size, near.x, y, near.z, near.c);
  if (!DEEP && near.x + NX <= near.size.x) {
    UNROLL for (int q = 0; q < NX; q += 4) {
      const JOIN(src, _T4) four = {median_value(keys[q]), median_value(keys[q + 1]), median_value(keys[q + 2]),
                                   median_value(keys[q + 3])};
      STORE4_ALIGNED(dst, at + q, four);
    }
  } else {
    UNROLL for (int q = 0; q < NX; ++q)
      if (near.x + q < near.size.x) STORE(dst, at + q, median_value(keys[q]));
  }
}

// Tiles are counted along x, then y, then planes of channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void median_near(SOURCE(src), global dst_S* restrict dst,
                                                                       const int4 size, const int mode,
                                                                       const float out_of_image) {
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int l = get_local_id(0), x = (int)(group % wide) * TX + l % (TX / NX) * NX;
  const int y = (int)(group / wide % high) * TY + l / (TX / NX) * (TURNS * ROWS) - 1;
  if (x >= size.x || y + 1 >= size.y) return;
  const Near near = {x,
                     y,
                     (int)(plane % (uint)size.z),
                     (int)(plane / (uint)size.z),
                     border_index(x - 1, size.x, mode),
                     border_index(x + NX, size.x, mode),
                     size,
                     mode,
                     median_key(out_of_image)};
  const int in_line = x + NX <= size.x && (mode != BORDER_CONSTANT || (x > 0 && x + NX < size.x));
  const int in_plane = y >= 0 && y + TURNS * ROWS + 2 <= size.y;
#if DEEP
  const int inside = in_line && in_plane && near.z > 0 && near.z + 1 < size.z;
#else
  const int inside = in_line && in_plane;
#endif
  KEY rows[(ROWS + 2) * LINE];
  const int known = TURNS == 1 ? 0 : 2;  // rows, from the turn before
  if (known > 0) median_rows(src_ARGS, near, inside, 0, known, rows);
  ROLLED for (int turn = 0; turn < TURNS; ++turn) {
    median_rows(src_ARGS, near, inside, turn * ROWS + known, ROWS + 2 - known, rows + known * LINE);
    UNROLL for (int m = 0; m < ROWS; ++m) {
      KEY lists[SPAN * LENGTH], out[NX];
      UNROLL for (int q = 0; q < SPAN; ++q) median_list(rows + m * LINE + q * DEPTH, m, lists + q * LENGTH);
      median_of_lists(lists, out);
      median_store(dst, near, turn * ROWS + m, out);
    }
#if TURNS > 1
    median_row_to(rows, rows + ROWS * LINE);
    median_row_to(rows + LINE, rows + (ROWS + 1) * LINE);
#endif
  }
}
