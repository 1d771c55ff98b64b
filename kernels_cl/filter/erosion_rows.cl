#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE, on a CPU: footprints whose rows are runs around their centre, as of disks and
// balls. What a run of each length sees is found once for each row of the image, longer runs from shorter ones, and
// used for all rows (and planes) of the footprint with that length.
//
// erosion_rows    a flat footprint: each run goes into all the outputs that see it
// erosion_planes  a solid one: disks from runs, each from the one inside it; each disk goes into all the planes that
//                 see it
#ifndef LS
#define LS 1
#define VEC 16
#define TX 128       // columns of a tile, a multiple of CHUNK
#define CHUNK 64     // columns that are in registers
#define TY 512       // rows of a tile at most (rows)
#define RMAX 31      // the largest radius along x
#define ROOM 16384   // pixels of local memory (planes): planes under way, runs of rows, pixels
#define DILATE 0
#define PART 0       // which kernel to compile: 1 rows, 2 planes; 0 both
#define FLOATS 32    // fractions of so many bits: NaN is passed over; 0 for integers
#define OUTSIDE_T float  // what the constant outside the image comes in
#define FINISH 0     // as of erosion.cl
#endif
#include "filter/erosion.clh"

#define VECTORS (CHUNK / VEC)
#define EACH_VECTOR UNROLL for (int i = 0; i < VECTORS; ++i)

typedef struct {
  int x0, count;     // the line: its first column, and how many
  int begin, end;    // what of it lies in the image
  int width, mode;
  PT outside;
} Line;

// `columns`: for each column of the line outside the image, which one stands for it.
INLINE Line erosion_line_of(int x0, int count, int width, int mode, PT outside, local int* columns) {
  Line line = {x0, count, max(-x0, 0), min(count, width - x0), width, mode, outside};
  for (int i = 0; i < count; ++i) {
    if (i == line.begin) i = line.end;
    if (i >= count) break;
    columns[i < line.begin ? i : i - line.end + line.begin] = border_index(x0 + i, width, mode);
  }
  return line;
}

INLINE PT erosion_beyond(SOURCE(src), Line line, int column, int y, int z, int c, local const PT* pixels) {
  if (column < 0) return line.outside;
  const int i = column - line.x0;
  if (i >= line.begin && i < line.end) return pixels[i];
  return erosion_key(READ(src, column, y, z, c));
}

// A row of the image. y and z are of the image, or -1 for the constant.
INLINE void erosion_line_in(SOURCE(src), Line line, int y, int z, int c, local const int* columns, local PT* pixels) {
  if ((y | z) < 0) {
    for (int i = 0; i < line.count; i += VEC) EROSION_KEEP((VT)(line.outside), pixels + i);
    return;
  }
  int i = line.begin;
  for (; i + VEC <= line.end; i += VEC) EROSION_KEEP(EROSION_READ(line.x0 + i, y, z, c), pixels + i);
  if (i < line.end && line.end - line.begin >= VEC) {
    i = line.end - VEC;
    EROSION_KEEP(EROSION_READ(line.x0 + i, y, z, c), pixels + i);
    i = line.end;
  }
  for (; i < line.end; ++i) pixels[i] = erosion_key(READ(src, line.x0 + i, y, z, c));
  for (i = 0; i < line.begin; ++i) pixels[i] = erosion_beyond(src_ARGS, line, columns[i], y, z, c, pixels);
  for (i = line.end; i < line.count; ++i)
    pixels[i] = erosion_beyond(src_ARGS, line, columns[i - line.end + line.begin], y, z, c, pixels);
}

// Runs that reach `now` pixels on either side of CHUNK pixels become those that reach `reach`. pairs: what two
// neighbours see, in the first one's place.
INLINE void erosion_lengthen(local const PT* middle, local const PT* pairs, int now, int reach, VT* run) {
  for (; now + 2 <= reach; now += 2)
    EACH_VECTOR run[i] =
        PICK(run[i], PICK(EROSION_LOAD(pairs + i * VEC - now - 2), EROSION_LOAD(pairs + i * VEC + now + 1)));
  if (now < reach)
    EACH_VECTOR run[i] =
        PICK(run[i], PICK(EROSION_LOAD(middle + i * VEC - reach), EROSION_LOAD(middle + i * VEC + reach)));
}

INLINE void erosion_pairs_of(local const PT* pixels, int count, local PT* pairs) {
  for (int i = 0; i < count; i += VEC)
    EROSION_KEEP(PICK(EROSION_LOAD(pixels + i), EROSION_LOAD(pixels + i + 1)), pairs + i);
}

#define LINE_ROOM (TX + 2 * RMAX + 2 * VEC + 2)

#if PART == 0 || PART == 1
// `table`: for each of `lengths`, from the shortest on: how far the run reaches on either side, how many groups of rows
// have it, and for each group its first row and the one after its last, relative to the centre.
// rows: of a tile, at most TY; radius: of the footprint.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void erosion_rows(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                       global const int* restrict table,
                                                                       const int lengths, const int rows,
                                                                       const int4 radius, const int4 size,
                                                                       const int mode,
                                                                       const OUTSIDE_T out_of_image) {
  local PT found[TY * TX] __attribute__((aligned(64)));
  local PT lines[2][LINE_ROOM] __attribute__((aligned(64)));  // what was just stored cannot be loaded elsewhere at once
  local PT pairs[LINE_ROOM] __attribute__((aligned(64)));
  local int columns[2 * RMAX + 1];
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + rows - 1) / rows, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * rows;
  const int tx = min(TX, size.x - x0), ty = min(rows, size.y - y0);
  const Line line = erosion_line_of(x0 - radius.x, tx + 2 * radius.x, size.x, mode,
                                    erosion_key((src_T)out_of_image), columns);
  erosion_line_in(src_ARGS, line, border_index(y0 - radius.y, size.y, mode), z, c, columns, lines[0]);
  for (int row = -radius.y; row < ty + radius.y; ++row) {
    local PT* pixels = lines[(row + radius.y) & 1];
    erosion_line_in(src_ARGS, line, border_index(y0 + row + 1, size.y, mode), z, c, columns,
                    lines[(row + radius.y + 1) & 1]);
    erosion_pairs_of(pixels, line.count, pairs);
    for (int x = 0; x < tx; x += CHUNK) {
      if (row + radius.y < ty) {
        EACH_VECTOR EROSION_KEEP((VT)(LAST_PICKED), found + (row + radius.y) * TX + x + i * VEC);
      }
      local const PT* middle = pixels + radius.x + x;
      VT run[VECTORS];
      EACH_VECTOR run[i] = EROSION_LOAD(middle + i * VEC);
      global const int* t = table;
      int reach = 0;
      for (int k = 0; k < lengths; ++k) {
        erosion_lengthen(middle, pairs + radius.x + x, reach, t[0], run);
        reach = t[0];
        const int groups = t[1];
        t += 2;
        for (int g = 0; g < groups; ++g, t += 2) {
          const int last = min(row - t[0] + 1, ty);
          for (int m = max(row - t[1] + 1, 0); m < last; ++m) {
            local PT* out = found + m * TX + x;
            EACH_VECTOR EROSION_KEEP(PICK(run[i], EROSION_LOAD(out + i * VEC)), out + i * VEC);
          }
        }
      }
      if (row >= radius.y) {
        ROLLED for (int i = 0; i < CHUNK && x + i < tx; i += VEC)
          erosion_write(dst, OTHER_ARGS size, x0 + x + i, y0 + row - radius.y, z, c,
                        EROSION_LOAD(found + (row - radius.y) * TX + x + i));
      }
    }
  }
}
#endif

#if PART == 0 || PART == 2
// A plane of the image, of `count` rows from y on, into rows of `step`.
INLINE void erosion_plane_in(SOURCE(src), Line line, int y, int count, int height, int z, int c,
                             local const int* columns, int step, local PT* pixels) {
  for (int row = 0; row < count; ++row)
    erosion_line_in(src_ARGS, line, border_index(y + row, height, line.mode), z, c, columns, pixels + row * step);
}

// What runs of all lengths see around CHUNK pixels of a row.
INLINE void erosion_runs_of(local const PT* middle, global const int* reaches, int lengths, local PT* runs) {
  VT v[VECTORS];
  EACH_VECTOR v[i] = EROSION_LOAD(middle + i * VEC);
  int reach = 0;
  for (int k = 0; k < lengths; ++k) {
    for (; reach < reaches[k];) {
      ++reach;
      EACH_VECTOR v[i] =
          PICK(v[i], PICK(EROSION_LOAD(middle + i * VEC - reach), EROSION_LOAD(middle + i * VEC + reach)));
    }
    EACH_VECTOR EROSION_KEEP(v[i], runs + k * CHUNK + i * VEC);
  }
}

// The planes under way of CHUNK pixels take in the disks of a plane.
// runs: of the centre's row; outs: of the pixels' first plane; place: that of the plane that sees this one last.
INLINE void erosion_disks(local const PT* runs, global const int* table, int disks, int planes, int place,
                          local PT* outs) {
  VT v[VECTORS];
  EACH_VECTOR v[i] = (VT)(LAST_PICKED);
  const int newest = place == 0 ? planes - 1 : place - 1;
  EACH_VECTOR EROSION_KEEP(v[i], outs + newest * TX + i * VEC);
  for (int d = 0; d < disks; ++d) {
    const int more = *table++;
    int k = 0;
    for (; k + 2 <= more; k += 2)
      EACH_VECTOR v[i] =
          PICK(v[i], PICK(EROSION_LOAD(runs + table[k] + i * VEC), EROSION_LOAD(runs + table[k + 1] + i * VEC)));
    if (k < more) {
      EACH_VECTOR v[i] = PICK(v[i], EROSION_LOAD(runs + table[k] + i * VEC));
    }
    table += more;
    const int in_planes = *table++;
    for (k = 0; k < in_planes; ++k) {
      const int ahead = place + *table++, at = ahead >= planes ? ahead - planes : ahead;
      EACH_VECTOR EROSION_KEEP(PICK(v[i], EROSION_LOAD(outs + at * TX + i * VEC)), outs + at * TX + i * VEC);
    }
  }
}

// `table`: reaches of runs, from the shortest on; then for each disk, which takes in what the one before has: how many
// rows are new, and where their runs lie relative to the centre's; in how many planes it is, and which, counted from
// the last.
// counts: lengths, disks, rows of a tile, planes of a group.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void erosion_planes(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                         global const int* restrict table,
                                                                         const int4 counts, const int4 radius,
                                                                         const int4 size, const int mode,
                                                                         const OUTSIDE_T out_of_image) {
  local PT room[ROOM] __attribute__((aligned(64)));
  local int columns[2 * RMAX + 1];
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + counts.z - 1) / counts.z;
  const uint deep = (size.z + counts.w - 1) / counts.w, group = get_group_id(0), tile = group / wide / high;
  const int c = (int)(tile / deep), z0 = (int)(tile % deep) * counts.w, tz = min(counts.w, size.z - z0);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * counts.z;
  const int tx = min(TX, size.x - x0), ty = min(counts.z, size.y - y0), rows = ty + 2 * radius.y;
  const int planes = 2 * radius.z + 1, row_step = counts.x * CHUNK;
  const int pixels_step = (TX + 2 * radius.x + 2 * VEC - 1) / VEC * VEC;
  local PT* found = room;  // of planes z - radius.z to z + radius.z, each in place z mod planes
  local PT* runs = found + counts.z * planes * TX;
  local PT* pixels = runs + (counts.z + 2 * radius.y) * row_step;
  const Line line =
      erosion_line_of(x0 - radius.x, tx + 2 * radius.x, size.x, mode, erosion_key((src_T)out_of_image), columns);
  for (int z = -radius.z; z < tz + radius.z; ++z) {
    const int place = (z + radius.z) % planes, in_z = border_index(z0 + z, size.z, mode);
    erosion_plane_in(src_ARGS, line, y0 - radius.y, rows, size.y, in_z, c, columns, pixels_step, pixels);
    for (int x = 0; x < tx; x += CHUNK) {
      for (int row = 0; row < rows; ++row) {
        erosion_runs_of(pixels + row * pixels_step + radius.x + x, table, counts.x, runs + row * row_step);
        const int m = row - 2 * radius.y;
        if (m < 0) continue;
        local PT* outs = found + m * planes * TX + x;
        erosion_disks(runs + (m + radius.y) * row_step, table + counts.x, counts.y, planes, place, outs);
        if (z < radius.z) continue;
        ROLLED for (int i = 0; i < CHUNK && x + i < tx; i += VEC)
          erosion_write(dst, OTHER_ARGS size, x0 + x + i, y0 + m, z0 + z - radius.z, c,
                        EROSION_LOAD(outs + place * TX + i));
      }
    }
  }
}
#endif
