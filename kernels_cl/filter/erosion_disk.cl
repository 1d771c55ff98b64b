#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE, on a GPU: flat footprints that grow from their ends to their centre, as disks
// do. Each row, a run around its centre, the same above and below, is found from the one before it, and goes into all
// outputs that see it, which are in registers.
#ifndef LS
#define LS 64     // work-items of a group
#define VEC 1
#define NX 4      // neighbours along x of an item: 1, 2 or 4
#define RX 5      // how far the footprint reaches along x and y
#define RY 5
#define REACHES {5, 4, 4, 4, 3, 0}  // and each row of it along x, from the centre's on
#define LINES 8   // rows that are loaded at once, a divisor of TY
#define TY 16     // rows of a tile
#define DILATE 0
#define FLOATS 32  // fractions of so many bits: NaN is passed over; 0 for integers
#define OUTSIDE_T float  // what the constant outside the image comes in
#define FINISH 0  // as of erosion.cl
#endif
#include "filter/erosion.clh"

#define TX (LS * NX)
#define MARGIN ((RX + 3) / 4 * 4)
#define SPAN (TX + 2 * MARGIN)
#include "filter/erosion_tile.clh"

#define AROUND ((RX + NX - 1) / NX * NX)  // columns that an item loads on each side of its own
#define WINDOW (NX + 2 * AROUND)

constant int erosion_reaches[RY + 1] = REACHES;

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
  const int x = get_local_id(0) * NX, end = min(SPAN, MARGIN + min(TX, size.x - x0) + RX);
  PT out[NX][2 * RY + 1];  // of rows row - RY to row + RY
  UNROLL for (int n = 0; n < NX; ++n) {
    UNROLL for (int k = 0; k <= 2 * RY; ++k) out[n][k] = LAST_PICKED;
  }
  ROLLED for (int i = get_local_id(0); i < TY + 2 * RY + LINES; i += LS)
    ys[i] = border_index(y0 - RY + i, size.y, mode);
  for (int first = 0; first < ty + 2 * RY; first += LINES) {
    barrier(CLK_LOCAL_MEM_FENCE);
    erosion_lines_in(src_ARGS, tile, ys + first, end, lines);
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
