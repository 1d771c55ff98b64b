#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE, on a GPU: solid footprints whose planes grow from their ends to the centre's,
// as those of balls do. Runs of all lengths of the rows that a tile sees lie in local memory; an item puts the disks
// around its pixel together, each from the one inside it, and holds what it has of the planes of the result that see
// them.
#ifndef LS
#define LS 64     // work-items of a group
#define VEC 1
#define TX 8      // of them beside each other: 4 divides it
#define ROWS 1    // pixels of a plane that an item has, below each other
#define LINES 8   // rows that are loaded at once
#define RX 2      // how far the footprint reaches
#define RY 2
#define RZ 2
// Its planes from the outermost to the centre's, each after the rows that those before do not have: (how far the run
// reaches on either side of its centre, row).
#define STEPS ROW(0, 0) PLANE(2) ROW(1, -1) ROW(1, 0) ROW(1, 1) PLANE(1) ROW(0, -2) ROW(2, 0) ROW(0, 2) PLANE(0)
#define DILATE 0
#define FLOATS 32  // fractions of so many bits: NaN is passed over; 0 for integers
#define OUTSIDE_T float  // what the constant outside the image comes in
#define FINISH 0  // as of erosion.cl
#endif
#include "filter/erosion.clh"

#define STEP (LS / TX)
#define TY (STEP * ROWS)
#define HIGH (TY + 2 * RY)  // rows that a tile sees
#define MARGIN ((RX + 3) / 4 * 4)
#if TX < 32
#define SPAN (((TX + 2 * MARGIN + TX - 1) / TX | 1) * TX)  // an odd number of TX: rows begin in different banks
#else
#define SPAN (TX + 2 * MARGIN)
#endif
#include "filter/erosion_tile.clh"

#define EACH_ROW UNROLL for (int m = 0; m < ROWS; ++m)

// planes: of a tile. Tiles are counted along x, then y, then z, then channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_ball(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        const int planes, const int4 size,
                                                                        const int mode, const OUTSIDE_T out_of_image) {
  local int ys[HIGH + LINES];
  local PT lines[LINES * SPAN] __attribute__((aligned(32)));
  local PT runs[(RX + 1) * HIGH * TX];  // by how far they reach
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, deep = (size.z + planes - 1) / planes;
  const uint group = get_group_id(0), place = group / wide / high;
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY, z0 = (int)(place % deep) * planes;
  const int tz = min(planes, size.z - z0), column = get_local_id(0) % TX, row = get_local_id(0) / TX;
  const int end = min(SPAN, MARGIN + min(TX, size.x - x0) + RX);
  Tile tile = {x0 - MARGIN, 0, (int)(place / deep), size, mode, erosion_key((src_T)out_of_image)};
  local const PT* centre = runs + (row + RY) * TX + column;
  PT out[ROWS][2 * RZ + 1];  // of planes z - RZ to z + RZ
  EACH_ROW {
    UNROLL for (int k = 0; k <= 2 * RZ; ++k) out[m][k] = LAST_PICKED;
  }
  for (int i = get_local_id(0); i < HIGH + LINES; i += LS) ys[i] = border_index(y0 - RY + i, size.y, mode);
  for (int z = -RZ; z < tz + RZ; ++z) {
    EACH_ROW {
      UNROLL for (int k = 0; k < 2 * RZ; ++k) out[m][k] = out[m][k + 1];
      out[m][2 * RZ] = LAST_PICKED;
    }
    // A plane outside is for these borders one inside that the same pixels see, in a disk that takes in this one.
    const int in_image = z0 + z >= 0 && z0 + z < size.z;
    if (in_image || mode == BORDER_CONSTANT || mode == BORDER_WRAP) {
      tile.z = border_index(z0 + z, size.z, mode);
      for (int first = 0; first < HIGH; first += LINES) {
        barrier(CLK_LOCAL_MEM_FENCE);
        erosion_lines_in(src_ARGS, tile, ys + first, end, lines);
        ROLLED for (int line = row; line < min(LINES, HIGH - first); line += STEP) {
          local const PT* middle = lines + line * SPAN + MARGIN + column;
          local PT* run = runs + (first + line) * TX + column;
          PT v = *middle;
          *run = v;
          UNROLL for (int reach = 1; reach <= RX; ++reach) {
            v = PICK(v, PICK(middle[-reach], middle[reach]));
            run[reach * HIGH * TX] = v;
          }
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      PT disk[ROWS];
      EACH_ROW disk[m] = LAST_PICKED;
#define ROW(half, y) EACH_ROW disk[m] = PICK(disk[m], centre[(half)*HIGH * TX + ((y) + m * STEP) * TX]);
#define PLANE(d)                                         \
  EACH_ROW {                                             \
    out[m][RZ - (d)] = PICK(out[m][RZ - (d)], disk[m]); \
    if ((d) > 0) out[m][RZ + (d)] = PICK(out[m][RZ + (d)], disk[m]); \
  }
      STEPS
    }
    if (z < RZ || x0 + column >= size.x) continue;
    EACH_ROW {
      const int y = y0 + row + m * STEP;
      if (y < size.y) erosion_write_one(dst, OTHER_ARGS size, x0 + column, y, z0 + z - RZ, tile.c, out[m][0]);
    }
  }
}
