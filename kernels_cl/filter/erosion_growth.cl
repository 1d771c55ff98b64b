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
#define NX 2      // columns of an item, LS apart
#define RMAX 5    // the largest radius
#define LINES 8   // rows that are loaded at once
#define DILATE 0
#define TY 16     // rows of a tile (ball)
#define PART 0    // which kernel to compile: 1 disk, 2 ball; 0 all
#define FLOATS 32  // fractions of so many bits: NaN is passed over; 0 for integers
#define OUTSIDE_T float  // what the constant outside the image comes in
#define FINISH 0  // as of erosion.cl
#endif
#include "filter/erosion.clh"

#if PART == 0 || PART == 1
#define TX (LS * NX)
#define SPAN (TX + 2 * RMAX)

// A row of pixels that a tile sees. y and z are of the image, or -1 for the constant; `whole`, a constant at each call:
// the row lies in the image along x.
INLINE void erosion_line_in(SOURCE(src), int x0, int y, int z, int c, int width, int mode, PT outside, int whole,
                            local PT* line) {
  const int l = get_local_id(0);
  UNROLL for (int i = 0; i < SPAN; i += LS)
    if (i + LS <= SPAN || i + l < SPAN)
      line[i + l] = erosion_pixels(src_ARGS, x0 + i + l, y, z, c, width, mode, outside, whole);
}

// halves: how far rows 0 to 31 from the centre reach, -1 for rows that the footprint does not have; more of them from 16
// on. rows: of a tile.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_disk(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        const int16 halves0, const int16 halves16,
                                                                        const int radius, const int rows,
                                                                        const int4 size, const int mode,
                                                                        const OUTSIDE_T out_of_image) {
  local PT lines[LINES * SPAN];
  const PT outside = erosion_key((src_T)out_of_image);
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + rows - 1) / rows, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int l = get_local_id(0), z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * rows, ty = min(rows, size.y - y0);
  const int whole = x0 >= RMAX && x0 + TX + RMAX <= size.x;
  const int halves[32] = {halves0.s0,  halves0.s1,  halves0.s2,  halves0.s3,  halves0.s4,  halves0.s5,  halves0.s6,
                          halves0.s7,  halves0.s8,  halves0.s9,  halves0.sa,  halves0.sb,  halves0.sc,  halves0.sd,
                          halves0.se,  halves0.sf,  halves16.s0, halves16.s1, halves16.s2, halves16.s3, halves16.s4,
                          halves16.s5, halves16.s6, halves16.s7, halves16.s8, halves16.s9, halves16.sa, halves16.sb,
                          halves16.sc, halves16.sd, halves16.se, halves16.sf};
  PT out[NX][2 * RMAX + 1];  // of rows row - RMAX to row + RMAX
  UNROLL for (int n = 0; n < NX; ++n) {
    UNROLL for (int k = 0; k <= 2 * RMAX; ++k) out[n][k] = LAST_PICKED;
  }
  for (int from = -radius; from < ty + RMAX; from += LINES) {
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = 0; i < LINES; ++i) {
      const int y = border_index(y0 + from + i, size.y, mode);
      if (whole) erosion_line_in(src_ARGS, x0 - RMAX, y, z, c, size.x, mode, outside, 1, lines + i * SPAN);
      else erosion_line_in(src_ARGS, x0 - RMAX, y, z, c, size.x, mode, outside, 0, lines + i * SPAN);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    const int last = min(from + LINES, ty + RMAX);
    ROLLED for (int row = from; row < last; ++row) {
      local const PT* middle = lines + (row - from) * SPAN + RMAX + l;
      PT runs[NX][RMAX + 1];  // by the distance of the output that sees them
      PT run[NX];
      UNROLL for (int n = 0; n < NX; ++n) run[n] = LAST_PICKED;
      int reach = 0;
      UNROLL for (int d = RMAX; d >= 0; --d) {
        ROLLED for (; reach <= halves[d]; ++reach) {
          UNROLL for (int n = 0; n < NX; ++n)
            run[n] = PICK(run[n], PICK(middle[n * LS - reach], middle[n * LS + reach]));
        }
        UNROLL for (int n = 0; n < NX; ++n) runs[n][d] = run[n];
      }
      UNROLL for (int n = 0; n < NX; ++n) {
        UNROLL for (int k = 0; k < 2 * RMAX; ++k)
          out[n][k] = PICK(out[n][k + 1], runs[n][k < RMAX ? RMAX - k : k - RMAX]);
        out[n][2 * RMAX] = runs[n][RMAX];
      }
      if (row < RMAX) continue;
      UNROLL for (int n = 0; n < NX; ++n) {
        const int x = x0 + n * LS + l;
        if (x < size.x) erosion_write_one(dst, OTHER_ARGS size, x, y0 + row - RMAX, z, c, out[n][0]);
      }
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
