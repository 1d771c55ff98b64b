#include "common.clh"
#include "alone.clh"
// Gray erosion, and dilation with DILATE: the smallest or largest pixel under a footprint.
//
// erosion_box    a box in x and y, its columns first: NY outputs share the rows that all of them see
// erosion_line   a box along z
// erosion_sparse pixels at equal distances along one axis: makes a wide box from a narrower one
// erosion_rows   on a CPU: a footprint whose rows are runs around its centre: the rows of the widest run first, widened
//                step by step together with those of narrower ones
// erosion_runs   any footprint, as runs along x: a run of any length is two of the runs of 2^level pixels that a tile
//                keeps in local memory, level after level
#ifndef LS
#define LS 256    // work-items of a group; 1 on a CPU
#define VEC 1     // neighbours along x that an item handles at once: 1 or 16
#define TX 64     // columns of a tile, a multiple of 16
#define TY 32     // rows of a tile, a multiple of NY
#define NY 4      // rows that share what they see: a power of two, at most 2 * radius + 1 (box, line)
#define RMAX 7    // the largest radius (box)
#define BX 16     // of a footprint's block (runs): columns, a multiple of 16
#define BY 16     // rows
#define AXIS 0    // of erosion_sparse: 0 is x
#define DILATE 0
#define PART 0    // which kernel to compile: 1 box, 2 line, 3 sparse, 4 runs, 5 rows; 0 all
#define FLOATS 1  // fractions: NaN is passed over
#define OUTSIDE_T float  // what the constant outside the image comes in
#define FINISH 0  // what is written: the pixel found (0), `other` minus it (1), it minus `other` (2), or their xor (3)
#endif

#define INLINE inline __attribute__((always_inline))
#if FLOATS && DILATE
#define PICK(a, b) fmax(a, b)
#elif FLOATS
#define PICK(a, b) fmin(a, b)
#elif DILATE
#define PICK(a, b) max(a, b)
#else
#define PICK(a, b) min(a, b)
#endif

#if FINISH
#define OTHER SOURCE(other),
#define OTHER_ARGS other_ARGS,
#else
#define OTHER
#define OTHER_ARGS
#endif
#if FINISH == 1
#define FINISHED(other, v) ((other) - (v))
#elif FINISH == 2
#define FINISHED(other, v) ((v) - (other))
#elif FINISH == 3
#define FINISHED(other, v) ((other) ^ (v))
#endif

#if VEC == 1
#define VT src_T
#define EROSION_READ(x, y, z, c) READ(src, x, y, z, c)
#define EROSION_READ_OTHER(x, y, z, c) READ(other, x, y, z, c)
#define EROSION_STORE(i, v) STORE(dst, i, v)
#define EROSION_LOAD(p) (*(p))
#define EROSION_KEEP(v, p) (*(p) = (v))
#else
#define VT JOIN3(src, _T, VEC)
#define EROSION_READ(x, y, z, c) JOIN(READ, VEC)(src, x, y, z, c)
#define EROSION_READ_OTHER(x, y, z, c) JOIN(READ, VEC)(other, x, y, z, c)
#define EROSION_STORE(i, v) JOIN(STORE, VEC)(dst, i, v)
#define EROSION_LOAD(p) JOIN(vload, VEC)(0, p)
#define EROSION_KEEP(v, p) JOIN(vstore, VEC)(v, 0, p)
#endif

#if VEC > 1
// The VEC pixels from x on, one by one; not inlined, for it is rare and long.
__attribute__((noinline)) VT erosion_gathered(SOURCE(src), int x, int y, int z, int c, int width, int mode,
                                              src_T outside) {
  src_T v[VEC];
  for (int i = 0; i < VEC; ++i) {
    const int p = border_index(x + i, width, mode);
    v[i] = (p | y | z) < 0 ? outside : READ(src, max(p, 0), max(y, 0), max(z, 0), c);
  }
  return EROSION_LOAD(v);
}
#endif

// The VEC pixels from x on. y and z are of the image, or -1 for the constant. `whole`, a constant at each call: they
// lie in the image along x; there is no branch then, so that loads can overlap.
INLINE VT erosion_pixels(SOURCE(src), int x, int y, int z, int c, int width, int mode, src_T outside, int whole) {
  const int in_y = max(y, 0), in_z = max(z, 0);
#if VEC == 1
  const int p = whole ? x : border_index(x, width, mode);
  const VT v = READ(src, max(p, 0), in_y, in_z, c);
  return (p | y | z) < 0 ? outside : v;
#else
  if (!whole) return erosion_gathered(src_ARGS, x, y, z, c, width, mode, outside);
  const VT v = EROSION_READ(x, in_y, in_z, c);
  return (y | z) < 0 ? (VT)(outside) : v;
#endif
}
INLINE VT erosion_pixels_near(SOURCE(src), int x, int y, int z, int c, int width, int mode, src_T outside) {
  if (x >= 0 && x + VEC <= width) return erosion_pixels(src_ARGS, x, y, z, c, width, mode, outside, 1);
  return erosion_pixels(src_ARGS, x, y, z, c, width, mode, outside, 0);
}

// Writes one pixel, or the VEC pixels from x on, of which size.x - x lie in the image.
INLINE void erosion_write_one(global dst_S* restrict dst, OTHER int4 size, int x, int y, int z, int c, src_T v) {
#if FINISH
  v = FINISHED(READ(other, x, y, z, c), v);
#endif
  STORE(dst, INDEX(size, x, y, z, c), v);
}
INLINE void erosion_write(global dst_S* restrict dst, OTHER int4 size, int x, int y, int z, int c, VT v) {
#if VEC == 1
  erosion_write_one(dst, OTHER_ARGS size, x, y, z, c, v);
#else
  if (x + VEC <= size.x) {
#if FINISH
    v = FINISHED(EROSION_READ_OTHER(x, y, z, c), v);
#endif
    EROSION_STORE(INDEX(size, x, y, z, c), v);
  } else {
    src_T part[VEC];
    EROSION_KEEP(v, part);
    for (int i = 0; i < size.x - x; ++i) erosion_write_one(dst, OTHER_ARGS size, x + i, y, z, c, part[i]);
  }
#endif
}

// NY outputs along a line (axis 1: y, 2: z); positions[j] is what stands for position j - radius, -1 for the constant.
INLINE void erosion_column(SOURCE(src), int x, int across, int c, int width, int mode, src_T outside, int radius,
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

INLINE void erosion_column_near(SOURCE(src), int x, int across, int c, int width, int mode, src_T outside, int radius,
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
#define PIXELS4 JOIN(src, _T4)
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
// Tiles are counted along x, then y, then planes of channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_box(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                       const int rx, const int ry, const int4 size,
                                                                       const int mode, const OUTSIDE_T out_of_image) {
  const src_T outside = (src_T)out_of_image;
  local src_T rows[TY * BOX_WIDTH] __attribute__((aligned(64)));
  local int positions[TY + 2 * RMAX];
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z), l = get_local_id(0);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY;
  const int tx = min(TX, size.x - x0), ty = min(TY, size.y - y0), count = tx + 2 * rx;
  erosion_positions(y0, ry, size.y, mode, positions);
  const int vectors = (count + VEC - 1) / VEC;
  for (int i = l; i < vectors * (TY / NY); i += LS) {
    const int part = i / vectors * NY, column = i % vectors * VEC;
    VT out[NY];
    erosion_column_near(src_ARGS, x0 - rx + column, z, c, size.x, mode, outside, ry, positions + part, 1, out);
    UNROLL for (int m = 0; m < NY; ++m) EROSION_KEEP(out[m], rows + (part + m) * BOX_WIDTH + column);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
#if VEC == 1
  for (int i = l; i < TX / 4 * ty; i += LS) {
    const int m = i / (TX / 4), x = i % (TX / 4) * 4;
    if (x >= tx) continue;
    PIXELS4 out = erosion_row4(rows + m * BOX_WIDTH + x, rx);
    if ((size.x & 3) == 0) {
#if FINISH
      out = FINISHED(READ4(other, x0 + x, y0 + m, z, c), out);
#endif
      STORE4_ALIGNED(dst, INDEX(size, x0 + x, y0 + m, z, c), out);
    } else {
      const src_T pixels[4] = {out.x, out.y, out.z, out.w};
      UNROLL for (int j = 0; j < 4; ++j)
        if (x + j < tx) erosion_write_one(dst, OTHER_ARGS size, x0 + x + j, y0 + m, z, c, pixels[j]);
    }
  }
#else
  const int n = 2 * rx + 1;
  for (int m = l; m < ty; m += LS) {  // runs of 1, 2, 4, ... pixels, in place; two of the longest make the window
    local src_T* row = rows + m * BOX_WIDTH;
    int run = 1;
    for (; 2 * run <= n; run *= 2) {
      for (int i = 0; i < count; i += VEC) {
        const VT v = PICK(EROSION_LOAD(row + i), EROSION_LOAD(row + i + run));
        EROSION_KEEP(v, row + i);
      }
    }
    for (int x = 0; x < tx; x += VEC)
      erosion_write(dst, OTHER_ARGS size, x0 + x, y0 + m, z, c,
                    PICK(EROSION_LOAD(row + x), EROSION_LOAD(row + x + n - run)));
  }
#endif
}
#endif

#if PART == 0 || PART == 2
// Along z. Tiles are counted along x, then z, then rows of channels.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void erosion_line(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                        const int radius, const int4 size,
                                                                        const int mode, const OUTSIDE_T out_of_image) {
  const src_T outside = (src_T)out_of_image;
  local int positions[TY + 2 * RMAX];
  const uint wide = (size.x + TX - 1) / TX, deep = (size.z + TY - 1) / TY, group = get_group_id(0);
  const uint line = group / wide / deep;
  const int y = (int)(line % (uint)size.y), c = (int)(line / (uint)size.y);
  const int x0 = (int)(group % wide) * TX, z0 = (int)(group / wide % deep) * TY;
  erosion_positions(z0, radius, size.z, mode, positions);
  for (int i = get_local_id(0); i < TX / VEC * (TY / NY); i += LS) {
    const int part = i / (TX / VEC) * NY, x = x0 + i % (TX / VEC) * VEC;
    if (x >= size.x) continue;
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
  const src_T outside = (src_T)out_of_image;
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
  const src_T outside = (src_T)out_of_image;
  local src_T tile[2][RUNS_SIZE + 2 * BX + 64] __attribute__((aligned(64)));
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
      local const src_T* in = tile[now];
      if (level > 0) {
        local src_T* to = tile[1 - now];
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
        local const src_T* from = in + i / TX * RUNS_WIDTH + i % TX;
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

#if VEC > 1 && (PART == 0 || PART == 5)
// What a line of runs becomes when these are made longer: of `last` pixels by another run that begins so much later.
INLINE VT erosion_narrowed(local const src_T* from, int level, int last, int middle) {
  VT v = EROSION_LOAD(from);
  if (level > 0) v = PICK(v, EROSION_LOAD(from + last));
  if (middle) v = PICK(v, EROSION_LOAD(from + 1));
  return v;
}

// `table`: for each of `levels`, from the widest on, how many rows of the footprint have it and its half width, then
// (dy, dz) of these rows.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void erosion_rows(SOURCE(src), OTHER global dst_S* restrict dst,
                                                                       global const int* restrict table,
                                                                       const int levels, const int ry, const int4 size,
                                                                       const int mode, const OUTSIDE_T out_of_image) {
  const src_T outside = (src_T)out_of_image;
  local src_T line[TX + 2 * RMAX + 8 * VEC] __attribute__((aligned(64)));
  local int positions[TY + 2 * RMAX];
  const uint wide = (size.x + TX - 1) / TX, high = (size.y + TY - 1) / TY, group = get_group_id(0);
  const uint plane = group / wide / high;
  const int z = (int)(plane % (uint)size.z), c = (int)(plane / (uint)size.z);
  const int x0 = (int)(group % wide) * TX, y0 = (int)(group / wide % high) * TY;
  const int tx = min(TX, size.x - x0), ty = min(TY, size.y - y0);
  erosion_positions(y0, ry, size.y, mode, positions);
  for (int m = 0; m < ty; ++m) {
    global const int* level = table;
    int before = 0;
    for (int k = 0; k <= levels; ++k) {  // the last one has no rows: it only widens, and writes
      const int rows = k < levels ? level[0] : 0, width = k < levels ? level[1] : 0;
      global const int2* row = (global const int2*)(level + 2);
      level += 2 + 2 * rows;
      const int n = k > 0 ? 2 * (before - width) + 1 : 1, count = tx + 2 * width;
      int run = 1;  // two runs make the window; for three pixels the one between is read, too
      if (n > 3)
        for (; 2 * run <= n; run *= 2)
          for (int i = 0; i < tx + 2 * before; i += VEC)
            EROSION_KEEP(PICK(EROSION_LOAD(line + i), EROSION_LOAD(line + i + run)), line + i);
      const int last = n - run, middle = n == 3 ? 1 : 0;
      before = width;
      for (int i = 0; i < count; i += 4 * VEC) {
        const int x = x0 - width + i;
        if (k == levels || x < 0 || x + 4 * VEC > size.x) {  // one vector after the other, also where the line ends
          ROLLED for (int q = 0; q < 4 * VEC && i + q < count; q += VEC) {
            VT v = erosion_narrowed(line + i + q, k, last, middle);
            if (k == levels) erosion_write(dst, OTHER_ARGS size, x + q, y0 + m, z, c, v);
            for (int r = 0; r < rows; ++r) {
              const int py = positions[m + ry + row[r].x], pz = border_index(z + row[r].y, size.z, mode);
              const VT p = erosion_pixels_near(src_ARGS, x + q, py, pz, c, size.x, mode, outside);
              v = k + r == 0 ? p : PICK(v, p);
            }
            EROSION_KEEP(v, line + i + q);
          }
          continue;
        }
        VT v[4];
        UNROLL for (int q = 0; q < 4; ++q) v[q] = erosion_narrowed(line + i + q * VEC, k, last, middle);
        for (int r = 0; r < rows; ++r) {
          const int py = positions[m + ry + row[r].x], pz = border_index(z + row[r].y, size.z, mode);
          if ((py | pz) < 0) {
            UNROLL for (int q = 0; q < 4; ++q) v[q] = k + r == 0 ? (VT)(outside) : PICK(v[q], (VT)(outside));
          } else if (k + r == 0) {
            UNROLL for (int q = 0; q < 4; ++q) v[q] = EROSION_READ(x + q * VEC, py, pz, c);
          } else {
            UNROLL for (int q = 0; q < 4; ++q) v[q] = PICK(v[q], EROSION_READ(x + q * VEC, py, pz, c));
          }
        }
        UNROLL for (int q = 0; q < 4; ++q) EROSION_KEEP(v[q], line + i + q * VEC);
      }
    }
  }
}
#endif
