#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE: the smallest or largest pixel under a footprint.
//
// erosion_box    a box in x and y, its columns first: NY outputs share the rows that all of them see
// erosion_line   a box along z
// erosion_sparse pixels at equal distances along one axis: makes a wide box from a narrower one
// erosion_runs   any footprint, as runs along x: a run of any length is two of the runs of 2^level pixels that a tile
//                keeps in local memory, level after level
#ifndef LS
#define LS 256    // work-items of a group; 1 on a CPU
#define VEC 1     // neighbours along x that an item handles at once: 1 or 16
#define TX 64     // columns of a tile, a multiple of 16
#define TY 32     // rows of a tile, a multiple of NY
#define NY 4      // rows that share what they see: a power of two, at most 2 * radius + 1 (box, line)
#define RMAX 7    // the largest radius (box)
#define RY 0      // a small radius along y that is known (box on a CPU), or 0
#define BX 16     // of a footprint's block (runs): columns, a multiple of 16
#define BY 16     // rows
#define AXIS 0    // of erosion_sparse: 0 is x
#define DILATE 0
#define PART 0    // which kernel to compile: 1 box, 2 line, 3 sparse, 4 runs; 0 all
#define FLOATS 32  // fractions of so many bits: NaN is passed over; 0 for integers
#define OUTSIDE_T float  // what the constant outside the image comes in
#define FINISH 0  // what is written: the pixel found (0), `other` minus it (1), it minus `other` (2), or their xor (3)
#endif

#include "filter/erosion.clh"

// NY outputs along a line (axis 1: y, 2: z); positions[j] is what stands for position j - radius, -1 for the constant.
INLINE void erosion_column(SOURCE(src), int x, int across, int c, int width, int mode, PT outside, int radius,
                           local const int* positions, int axis, int whole, VT* out) {
#define LINE(j)                                                                                                   \
  erosion_pixels(src_ARGS, x, axis == 1 ? positions[j] : across, axis == 1 ? across : positions[j], c, width, mode, \
                 outside, whole)
  if (radius == 0) {
    UNROLL for (int m = 0; m < NY; ++m) out[m] = LINE(m);
    return;
  }
  VT shared = LINE(NY - 1);
  for (int j = NY; j <= 2 * radius; ++j) shared = PICK(shared, LINE(j));
  out[NY - 1] = shared;
#if NY > 1
  VT first = LINE(NY - 2);
  out[NY - 2] = PICK(shared, first);
  UNROLL for (int j = NY - 3; j >= 0; --j) {
    first = PICK(first, LINE(j));
    out[j] = PICK(shared, first);
  }
  VT last = LINE(2 * radius + 1);
  out[1] = PICK(out[1], last);
  UNROLL for (int m = 2; m < NY; ++m) {
    last = PICK(last, LINE(2 * radius + m));
    out[m] = PICK(out[m], last);
  }
#endif
#undef LINE
}

#if VEC > 1 && RY > 0
#define LONGEST (RY > 1 ? 4 : 2)  // run of pixels of which two make the window
INLINE void erosion_column_fixed(SOURCE(src), int x, int z, int c, PT outside, local const int* positions, VT* out) {
  VT run[NY + 2 * RY];
  UNROLL for (int j = 0; j < NY + 2 * RY; ++j)
    run[j] = erosion_pixels(src_ARGS, x, positions[j], z, c, 0, 0, outside, 1);
  UNROLL for (int j = 0; j < NY + 2 * RY - 1; ++j) run[j] = PICK(run[j], run[j + 1]);
#if LONGEST == 4
  UNROLL for (int j = 0; j < NY + 2 * RY - 3; ++j) run[j] = PICK(run[j], run[j + 2]);
#endif
  UNROLL for (int m = 0; m < NY; ++m) out[m] = PICK(run[m], run[m + 2 * RY + 1 - LONGEST]);
}
#endif

INLINE void erosion_column_near(SOURCE(src), int x, int across, int c, int width, int mode, PT outside, int radius,
                                local const int* positions, int axis, VT* out) {
  if (x >= 0 && x + VEC <= width) {
    erosion_column(src_ARGS, x, across, c, width, mode, outside, radius, positions, axis, 1, out);
  } else {
    erosion_column(src_ARGS, x, across, c, width, mode, outside, radius, positions, axis, 0, out);
  }
}

INLINE void erosion_positions(int first, int radius, int n, int mode, local int* positions) {
  for (int i = get_local_id(0); i < TY + 2 * radius; i += LS) positions[i] = border_index(first - radius + i, n, mode);
  barrier(CLK_LOCAL_MEM_FENCE);
}

#if VEC == 1
// Four neighbours of a row: pixels 3 to 2 * radius are seen by all of them, those before and after by some.
INLINE PIXELS4 erosion_row4(local const src_T* row, int radius) {
  local const PIXELS4* in = (local const PIXELS4*)row;
  const PIXELS4 a = in[0];
  PIXELS4 out = a, all = (PIXELS4)(a.w);
  if (radius == 0) return out;
  const src_T after = row[2 * radius + 1], after2 = PICK(after, row[2 * radius + 2]);
  const src_T before = PICK(a.y, a.z);
  int k = 1;
  for (; 4 * k + 3 <= 2 * radius; ++k) all = PICK(all, in[k]);
  src_T shared = PICK(PICK(all.x, all.y), PICK(all.z, all.w));
  for (k *= 4; k <= 2 * radius; ++k) shared = PICK(shared, row[k]);
  if (radius == 1) {  // pixel 3 is not the first one's
    out.x = PICK(a.x, before);
    out.y = PICK(before, a.w);
    out.z = PICK(PICK(a.z, a.w), row[4]);
    out.w = PICK(PICK(a.w, row[4]), row[5]);
    return out;
  }
  out.x = PICK(shared, PICK(a.x, before));
  out.y = PICK(PICK(shared, before), after);
  out.z = PICK(PICK(shared, a.z), after2);
  out.w = PICK(PICK(shared, after2), row[2 * radius + 3]);
  return out;
}
#endif

#define BOX_WIDTH ((TX + 2 * RMAX + 64) / 16 * 16)  // rows start at whole vectors

#if PART == 0 || PART == 1
#if VEC > 1
// Of `n` pixels of one column; not inlined, for it is rare.
__attribute__((noinline)) PT erosion_one(SOURCE(src), int x, int z, int c, PT outside, local const int* positions,
                                         int n) {
  PT v = LAST_PICKED;
  for (int j = 0; j < n; ++j) {
    const PT pixel = positions[j] < 0 ? outside : (PT)erosion_key(READ(src, x, max(positions[j], 0), z, c));
    v = PICK(v, pixel);
  }
  return v;
}

// The columns first, first + 1, ... of the tile. What stands for a column outside the image is mostly one of the tile.
INLINE void erosion_columns(SOURCE(src), int first, int count, int z, int c, int4 size, int mode, PT outside,
                            int radius, local const int* positions, local PT* rows) {
  const int begin = max(-first, 0), end = min(count, size.x - first);  // columns in the image
  const int vectors = end - begin < VEC ? 0 : (end - begin + VEC - 1) / VEC;
  for (int part = 0; part < TY; part += NY)
    for (int i = 0; i < vectors; ++i) {
      const int column = min(begin + i * VEC, end - VEC);
      VT out[NY];
#if RY > 0
      erosion_column_fixed(src_ARGS, first + column, z, c, outside, positions + part, out);
#else
      erosion_column(src_ARGS, first + column, z, c, size.x, mode, outside, radius, positions + part, 1, 1, out);
#endif
      UNROLL for (int m = 0; m < NY; ++m) EROSION_KEEP(out[m], rows + (part + m) * BOX_WIDTH + column);
    }
  for (int i = 0; i < count; ++i) {
    if (i == begin && vectors > 0) i = end;
    if (i >= count) break;
    const int x = border_index(first + i, size.x, mode), from = x - first;
    for (int m = 0; m < TY; ++m) {
      local PT* row = rows + m * BOX_WIDTH;
      if (x < 0) row[i] = outside;
      else if (vectors > 0 && from >= begin && from < end) row[i] = row[from];
      else row[i] = erosion_one(src_ARGS, x, z, c, outside, positions + m, 2 * radius + 1);
    }
  }
}
#endif

// Tiles are counted along x, then y, then planes of channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_box(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                       const int rx, const int ry, const int4 size,
                                                                       const int mode, const OUTSIDE_T out_of_image) {
  const PT outside = erosion_key((src_T)out_of_image);
  local PT rows[TY * BOX_WIDTH] __attribute__((aligned(64)));
#if VEC > 1
  local PT runs[BOX_WIDTH] __attribute__((aligned(64)));
#endif
  local int positions[TY + 2 * RMAX];
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z), l = get_local_id(0);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY;
  const int tx = min(TX, size.x - x0), ty = min(TY, size.y - y0);
  const int before = (rx + VEC - 1) / VEC * VEC, count = before + tx + rx;  // whole lines of a CPU's cache
  erosion_positions(y0, ry, size.y, mode, positions);
#if VEC > 1
  erosion_columns(src_ARGS, x0 - before, count, z, c, size, mode, outside, ry, positions, rows);
#else
  for (int i = l; i < count * (TY / NY); i += LS) {
    const int part = i / count * NY, column = i % count;
    VT out[NY];
    erosion_column_near(src_ARGS, x0 - before + column, z, c, size.x, mode, outside, ry, positions + part, 1, out);
    UNROLL for (int m = 0; m < NY; ++m) EROSION_KEEP(out[m], rows + (part + m) * BOX_WIDTH + column);
  }
#endif
  barrier(CLK_LOCAL_MEM_FENCE);
#if VEC == 1
  for (int i = l; i < TX / 4 * ty; i += LS) {
    const int m = i / (TX / 4), x = i % (TX / 4) * 4;
    if (x >= tx) continue;
    const PIXELS4 out = erosion_row4(rows + m * BOX_WIDTH + x, rx);
    if ((size.x & 3) == 0) {
      erosion_write_four(dst, OTHER_ARGS size, x0 + x, y0 + m, z, c, out);
    } else {
      const src_T pixels[4] = {out.x, out.y, out.z, out.w};
      UNROLL for (int j = 0; j < 4; ++j)
        if (x + j < tx) erosion_write_one(dst, OTHER_ARGS size, x0 + x + j, y0 + m, z, c, pixels[j]);
    }
  }
#else
  const int n = 2 * rx + 1;
  for (int m = l; m < ty; m += LS) {  // runs of 1, 2, 4, ... pixels; four of the longest make the window
    local const PT* row = rows + m * BOX_WIDTH + before - rx;
    int run = 1;
    for (; 4 * run < n; run *= 2) {
      for (int i = 0; i < tx + 2 * rx; i += VEC)
        EROSION_KEEP(PICK(EROSION_LOAD(row + i), EROSION_LOAD(row + i + run)), runs + i);
      row = runs;
    }
    const int second = min(run, n - run), third = max(n - 2 * run, 0), last = n - run;
    const long at = INDEX(size, x0, y0 + m, z, c);
    for (int x = 0; x < tx; x += VEC) {
      const VT v = PICK(PICK(EROSION_LOAD(row + x), EROSION_LOAD(row + x + second)),
                        PICK(EROSION_LOAD(row + x + third), EROSION_LOAD(row + x + last)));
      if (x + VEC <= tx) {
#if FINISH
        EROSION_STORE(at + x, FINISHED(EROSION_READ_OTHER(x0 + x, y0 + m, z, c), erosion_pixel16(v)));
#else
        EROSION_STORE(at + x, erosion_pixel16(v));
#endif
      } else {
        erosion_write(dst, OTHER_ARGS size, x0 + x, y0 + m, z, c, v);
      }
    }
  }
#endif
}
#endif

#if PART == 0 || PART == 2
// Along z. Tiles are counted along x, then z, then rows of channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_line(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        const int radius, const int4 size,
                                                                        const int mode, const OUTSIDE_T out_of_image) {
  const PT outside = erosion_key((src_T)out_of_image);
  local int positions[TY + 2 * RMAX];
  const uint wide = (size.x + TX - 1) / TX, deep = (size.z + TY - 1) / TY, group = get_group_id(0);
  const uint line = group / wide / deep;
  const int y = (int)(line % (uint)size.y), c = (int)(line / (uint)size.y);
  const int x0 = (int)(group % wide) * TX, z0 = (int)(group / wide % deep) * TY;
  erosion_positions(z0, radius, size.z, mode, positions);
  for (int i = get_local_id(0); i < TX / VEC * (TY / NY); i += LS) {
    const int part = i / (TX / VEC) * NY, at = x0 + i % (TX / VEC) * VEC;
    if (at >= size.x) continue;
    const int x = size.x < VEC ? at : min(at, size.x - VEC);
    VT out[NY];
    erosion_column_near(src_ARGS, x, y, c, size.x, BORDER_NEAREST, outside, radius, positions + part, 2, out);
    UNROLL for (int m = 0; m < NY; ++m) {
      if (z0 + part + m < size.z) erosion_write(dst, OTHER_ARGS size, x, y, z0 + part + m, c, out[m]);
    }
  }
}
#endif

#if PART == 0 || PART == 3
// `count` pixels, `apart` from each other (the last at `last`), from `first` on, relative to each.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_sparse(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                          const int first, const int apart,
                                                                          const int last, const int4 size,
                                                                          const int mode, const OUTSIDE_T out_of_image) {
  const PT outside = erosion_key((src_T)out_of_image);
  const uint wide = (size.x + TX - 1) / TX, group = get_group_id(0), line = group / wide;
  const int y = (int)(line % (uint)size.y), x0 = (int)(group % wide) * TX;
  const uint plane = line / (uint)size.y;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z);
  for (int x = x0 + (int)get_local_id(0) * VEC; x < min(x0 + TX, size.x); x += LS * VEC) {
    VT out = 0;
    for (int k = first;; k += apart) {
      k = min(k, last);
      const VT v = erosion_pixels_near(src_ARGS, AXIS == 0 ? x + k : x, AXIS == 1 ? border_index(y + k, size.y, mode) : y,
                                  AXIS == 2 ? border_index(z + k, size.z, mode) : z, c, size.x, mode, outside);
      out = k == first ? v : PICK(out, v);
      if (k == last) break;
    }
    erosion_write(dst, OTHER_ARGS size, x, y, z, c, out);
  }
}
#endif

#if PART == 0 || PART == 4
#define RUNS_WIDTH (TX + BX)
#define RUNS_HEIGHT (TY + BY - 1)
#define RUNS_SIZE (RUNS_HEIGHT * RUNS_WIDTH)
#define PER (TX * TY / VEC / LS)
#if VEC == 1
#define UNROLL_PER UNROLL
#else
#define UNROLL_PER
#endif

// `table`: blocks of the footprint, each 4 numbers (x, y, z of its first pixel relative to the centre, levels), then
// for each level how many runs start and where: row * 65536 + column, relative to the block's first pixel.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_runs(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        global const int* restrict table,
                                                                        const int blocks, const int4 size,
                                                                        const int mode, const OUTSIDE_T out_of_image) {
  const PT outside = erosion_key((src_T)out_of_image);
  local PT tile[2][RUNS_SIZE + 2 * BX + 64] __attribute__((aligned(64)));
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z), l = get_local_id(0);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY;
  VT out[PER];
  int any = 0;
  for (int block = 0; block < blocks; ++block) {
    const int dx = table[0], dy = table[1], levels = table[3], zz = border_index(z + table[2], size.z, mode);
    table += 4;
    int now = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = l * VEC; i < RUNS_SIZE; i += LS * VEC) {
      const int row = i / RUNS_WIDTH, column = i % RUNS_WIDTH;
      const VT v = erosion_pixels_near(src_ARGS, x0 + dx + column, border_index(y0 + dy + row, size.y, mode), zz, c, size.x,
                                  mode, outside);
      EROSION_KEEP(v, tile[0] + i);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int level = 0; level < levels; ++level) {
      local const PT* in = tile[now];
      if (level > 0) {
        local PT* to = tile[1 - now];
        for (int i = l * VEC; i < RUNS_SIZE; i += LS * VEC) {
          const VT v = PICK(EROSION_LOAD(in + i), EROSION_LOAD(in + i + (1 << (level - 1))));
          EROSION_KEEP(v, to + i);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        now = 1 - now;
        in = to;
      }
      const int runs = *table++;
      int k = 0;
      if (runs > 0 && !any) {  // the first run of all
        const int at = (table[0] >> 16) * RUNS_WIDTH + (table[0] & 0xffff);
        UNROLL_PER for (int p = 0; p < PER; ++p) {
          const int i = (p * LS + l) * VEC;
          out[p] = EROSION_LOAD(in + i / TX * RUNS_WIDTH + i % TX + at);
        }
        any = 1;
        k = 1;
      }
#if VEC == 1
      for (; k < runs; ++k) {
        const int at = (table[k] >> 16) * RUNS_WIDTH + (table[k] & 0xffff);
        UNROLL for (int p = 0; p < PER; ++p) {
          const int i = p * LS + l;
          out[p] = PICK(out[p], in[i / TX * RUNS_WIDTH + i % TX + at]);
        }
      }
#else
      for (int p = 0; p < PER; ++p) {
        const int i = (p * LS + l) * VEC;
        local const PT* from = in + i / TX * RUNS_WIDTH + i % TX;
        VT v = out[p];
        for (int j = k; j < runs; ++j)
          v = PICK(v, EROSION_LOAD(from + (table[j] >> 16) * RUNS_WIDTH + (table[j] & 0xffff)));
        out[p] = v;
      }
#endif
      table += runs;
    }
  }
  UNROLL_PER for (int p = 0; p < PER; ++p) {
    const int i = (p * LS + l) * VEC, x = x0 + i % TX, y = y0 + i / TX;
    if (x < size.x && y < size.y) erosion_write(dst, OTHER_ARGS size, x, y, z, c, out[p]);
  }
}
#endif
