#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE, on a GPU: footprints that grow from their ends to their centre, as disks and
// balls do. Each part is found from the one before it, and goes into all outputs that see it, which are in registers.
//
// erosion_disk   rows of a flat footprint, each a run around its centre, the same above and below
// erosion_ball   planes of a solid one, each put together from such rows, the same on both sides
#ifndef LS
#define LS 64     // work-items of a group
#define VEC 1
#define NX 4      // neighbours along x of an item: 1, 2 or 4 (disk)
#define RX 5      // how far the footprint reaches along x and y (disk)
#define RY 5
#define REACHES {5, 4, 4, 4, 3, 0}  // and each row of it along x, from the centre's on (disk)
#define LINES 8   // rows that are loaded at once, a divisor of TY (disk)
#define RMAX 5    // the largest radius (ball)
#define TY 16     // rows of a tile
#define DILATE 0
#define PART 0    // which kernel to compile: 1 disk, 2 ball; 0 all
#define FLOATS 32  // fractions of so many bits: NaN is passed over; 0 for integers
#define OUTSIDE_T float  // what the constant outside the image comes in
#define FINISH 0  // as of erosion.cl
#endif
#include "filter/erosion.clh"

#if PART == 0 || PART == 1
#define TX (LS * NX)
#define MARGIN ((RX + 3) / 4 * 4)
#define SPAN (TX + 2 * MARGIN)
#define FOURS (SPAN / 4)
#define AROUND ((RX + NX - 1) / NX * NX)  // columns that an item loads on each side of its own
#define WINDOW (NX + 2 * AROUND)

constant int erosion_reaches[RY + 1] = REACHES;

typedef struct {
  int x, z, c;  // the first column that the tile sees
  int4 size;
  int mode;
  PT outside;
} Tile;

// LINES rows. Columns that are no whole four of the image get any pixels. ys: what stands for the rows, -1 for the
// constant; `aligned`: a constant at each call.
INLINE void erosion_fours_in(SOURCE(src), const Tile tile, local const int* ys, int aligned, local PIXELS4* lines) {
  const int last = tile.size.x / 4 - 1, l = get_local_id(0);
  UNROLL for (int part = 0; part < LINES * FOURS; part += LS) {
    const int i = part + l, four = min(max(tile.x / 4 + i % FOURS, 0), last);
    const int y = ys[min(i / FOURS, LINES - 1)];
    PIXELS4 v;
#if SOURCE_DENSE(src)
    if (aligned) v = AT4(src, INDEX(tile.size, 0, max(y, 0), max(tile.z, 0), tile.c) / 4 + four);
    else v = READ4(src, 4 * four, max(y, 0), max(tile.z, 0), tile.c);
#else
    v = READ4(src, 4 * four, max(y, 0), max(tile.z, 0), tile.c);
#endif
    if (part + LS <= LINES * FOURS || i < LINES * FOURS) lines[i] = (y | tile.z) < 0 ? (PIXELS4)(tile.outside) : v;
  }
}

// Columns `from` to `to` of LINES rows.
INLINE void erosion_columns_in(SOURCE(src), const Tile tile, local const int* ys, int from, int to, local PT* lines) {
  ROLLED for (int i = get_local_id(0); i < (to - from) * LINES; i += LS) {
    const int column = from + i / LINES, x = border_index(tile.x + column, tile.size.x, tile.mode);
    lines[i % LINES * SPAN + column] =
        erosion_pixels(src_ARGS, x, ys[i % LINES], tile.z, tile.c, tile.size.x, tile.mode, tile.outside, 1);
  }
}

// What an item sees of a row.
INLINE void erosion_window(local const PT* middle, PT* window) {
  UNROLL for (int i = 0; i < WINDOW; i += NX) {
#if NX == 1
    window[i] = middle[i - AROUND];
#else
    const JOIN(PT, NX) v = *(local const JOIN(PT, NX)*)(middle + i - AROUND);
    window[i] = v.x, window[i + 1] = v.y;
#if NX == 4
    window[i + 2] = v.z, window[i + 3] = v.w;
#endif
#endif
  }
}

// The minima of runs around the item's pixels, by the distance of the output that sees them.
INLINE void erosion_runs_of(const PT* window, PT runs[NX][RY + 1]) {
  UNROLL for (int n = 0; n < NX; ++n) {
    const PT* pixel = window + AROUND + n;
    PT run = *pixel;
    UNROLL for (int d = RY; d >= 0; --d) {
      UNROLL for (int reach = 1; reach <= RX; ++reach)
        if (reach <= erosion_reaches[d] && (d == RY || reach > erosion_reaches[min(d + 1, RY)]))
          run = PICK(run, PICK(pixel[-reach], pixel[reach]));
      runs[n][d] = run;
    }
  }
}

INLINE void erosion_store(global dst_S* restrict dst, OTHER int4 size, int x, int y, int z, int c, const PT* pixels) {
#if NX == 4
  if ((size.x & 3) == 0) {
    const PIXELS4 four = {pixels[0], pixels[1], pixels[2], pixels[3]};
    if (x < size.x) erosion_write_four(dst, OTHER_ARGS size, x, y, z, c, four);
    return;
  }
#endif
  UNROLL for (int n = 0; n < NX; ++n)
    if (x + n < size.x) erosion_write_one(dst, OTHER_ARGS size, x + n, y, z, c, pixels[n]);
}

// Tiles are counted along x, then y, then planes of channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_disk(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        const int4 size, const int mode,
                                                                        const OUTSIDE_T out_of_image) {
  local int ys[TY + 2 * RY + LINES];
  local PT lines[LINES * SPAN] __attribute__((aligned(32)));
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY, ty = min(TY, size.y - y0);
  const Tile tile = {x0 - MARGIN, (int)(plane % (uint)size.z), (int)(plane / (uint)size.z), size, mode,
                     erosion_key((src_T)out_of_image)};
  const int x = get_local_id(0) * NX, fours = size.x / 4 * 4;
  const int left = min(max(-tile.x, 0), SPAN), right = max(min(fours - tile.x, SPAN), left);  // what fours do not load
  const int end = min(SPAN, MARGIN + min(TX, size.x - x0) + RX);
  PT out[NX][2 * RY + 1];  // of rows row - RY to row + RY
  UNROLL for (int n = 0; n < NX; ++n) {
    UNROLL for (int k = 0; k <= 2 * RY; ++k) out[n][k] = LAST_PICKED;
  }
  ROLLED for (int i = get_local_id(0); i < TY + 2 * RY + LINES; i += LS)
    ys[i] = border_index(y0 - RY + i, size.y, mode);
  for (int first = 0; first < ty + 2 * RY; first += LINES) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (fours > 0 && fours == size.x) erosion_fours_in(src_ARGS, tile, ys + first, 1, (local PIXELS4*)lines);
    else if (fours > 0) erosion_fours_in(src_ARGS, tile, ys + first, 0, (local PIXELS4*)lines);
    barrier(CLK_LOCAL_MEM_FENCE);
    erosion_columns_in(src_ARGS, tile, ys + first, 0, left, lines);
    erosion_columns_in(src_ARGS, tile, ys + first, right, end, lines);
    barrier(CLK_LOCAL_MEM_FENCE);
    const int last = min(first + LINES, ty + 2 * RY);
    ROLLED for (int row = first; row < last; ++row) {
      PT window[WINDOW], runs[NX][RY + 1], found[NX];
      erosion_window(lines + (row - first) * SPAN + MARGIN + x, window);
      erosion_runs_of(window, runs);
      UNROLL for (int n = 0; n < NX; ++n) {
        UNROLL for (int k = 0; k < 2 * RY; ++k)
          out[n][k] = PICK(out[n][k + 1], runs[n][k < RY ? RY - k : k - RY]);
        out[n][2 * RY] = runs[n][RY];
        found[n] = out[n][0];
      }
      if (row >= 2 * RY) erosion_store(dst, OTHER_ARGS size, x0 + x, y0 + row - 2 * RY, tile.z, tile.c, found);
    }
  }
}
#endif

#if PART == 0 || PART == 2
#define WIDE 32                  // columns of a tile: an item has one, and every STEP-th row
#define STEP (LS / WIDE)
#define ROWS (TY / STEP)
#define HIGH (TY + 2 * RMAX)     // rows and columns that a tile sees
#define LINE (WIDE + 2 * RMAX)

// A plane of pixels. columns: what stands for this item's two of them; ys: for the rows; -1 for the constant.
INLINE void erosion_plane_in(SOURCE(src), int2 columns, local const int* ys, int z, int c, PT outside,
                             local PT* lines) {
  const int x = get_local_id(0) % WIDE;
  ROLLED for (int i = get_local_id(0) / WIDE; i < HIGH; i += STEP) {
    local PT* line = lines + i * LINE + x;
    line[0] = erosion_pixels(src_ARGS, columns.x, ys[i], z, c, 0, 0, outside, 1);
    if (x < 2 * RMAX) line[WIDE] = erosion_pixels(src_ARGS, columns.y, ys[i], z, c, 0, 0, outside, 1);
  }
}

// table: for planes RMAX to 0 from the centre: how many rows are new, and where their runs lie relative to the centre's.
// planes: of a tile.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_ball(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        global const int* restrict table,
                                                                        const int radius, const int planes,
                                                                        const int4 size, const int mode,
                                                                        const OUTSIDE_T out_of_image) {
  local int ys[HIGH];
  local PT lines[HIGH * LINE];
  local PT runs[(RMAX + 1) * HIGH * WIDE];  // by how far they reach
  const PT outside = erosion_key((src_T)out_of_image);
  const uint wide = (size.x + WIDE - 1) / WIDE, high = (size.y + TY - 1) / TY, deep = (size.z + planes - 1) / planes;
  const uint group = get_group_id(0), tile = group / wide / high;
  const int c = (int)(tile / deep), z0 = (int)(tile % deep) * planes, tz = min(planes, size.z - z0);
  const int l = get_local_id(0), x = (int)(group % wide) * WIDE + l % WIDE, y0 = (int)(group / wide % high) * TY;
  const int2 columns = {border_index(x - RMAX, size.x, mode), border_index(x - RMAX + WIDE, size.x, mode)};
  local const PT* centre = runs + (l / WIDE + RMAX) * WIDE + l % WIDE;
  PT out[ROWS][2 * RMAX + 1];  // of planes z - RMAX to z + RMAX
  UNROLL for (int m = 0; m < ROWS; ++m) {
    UNROLL for (int k = 0; k <= 2 * RMAX; ++k) out[m][k] = LAST_PICKED;
  }
  for (int i = l; i < HIGH; i += LS) ys[i] = border_index(y0 - RMAX + i, size.y, mode);
  for (int z = -radius; z < tz + RMAX; ++z) {
    barrier(CLK_LOCAL_MEM_FENCE);
    erosion_plane_in(src_ARGS, columns, ys, border_index(z0 + z, size.z, mode), c, outside, lines);
    barrier(CLK_LOCAL_MEM_FENCE);
    ROLLED for (int i = l / WIDE; i < HIGH; i += STEP) {
      local const PT* middle = lines + i * LINE + RMAX + l % WIDE;
      local PT* run = runs + i * WIDE + l % WIDE;
      PT v = middle[0];
      run[0] = v;
      UNROLL for (int reach = 1; reach <= RMAX; ++reach) {
        v = PICK(v, PICK(middle[-reach], middle[reach]));
        run[reach * HIGH * WIDE] = v;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    PT disk[ROWS];
    UNROLL for (int m = 0; m < ROWS; ++m) {
      disk[m] = LAST_PICKED;
      UNROLL for (int k = 0; k < 2 * RMAX; ++k) out[m][k] = out[m][k + 1];
      out[m][2 * RMAX] = LAST_PICKED;
    }
    global const int* t = table;
    UNROLL for (int d = RMAX; d >= 0; --d) {
      const int more = *t++;
      for (int i = 0; i < more; ++i) {
        local const PT* run = centre + *t++;
        UNROLL for (int m = 0; m < ROWS; ++m) disk[m] = PICK(disk[m], run[m * STEP * WIDE]);
      }
      UNROLL for (int m = 0; m < ROWS; ++m) {
        out[m][RMAX - d] = PICK(out[m][RMAX - d], disk[m]);
        if (d > 0) out[m][RMAX + d] = PICK(out[m][RMAX + d], disk[m]);
      }
    }
    if (z < RMAX) continue;
    UNROLL for (int m = 0; m < ROWS; ++m) {
      const int y = y0 + l / WIDE + m * STEP;
      if (x < size.x && y < size.y) erosion_write_one(dst, OTHER_ARGS size, x, y, z0 + z - RMAX, c, out[m][0]);
    }
  }
}
#endif
