// Erosion of an image in bits on a CPU by a solid footprint whose rows are runs around their centre and whose planes lie
// one in the other, as those of balls do; dilation is the erosion of the complement (`flip` is all ones then). Runs of
// each length are found once for each row, longer ones from shorter ones; disks are put together from runs, each from
// the one inside it; each disk goes into all the planes of the result that see it. Outside the image counts as 1.
#include "common.clh"
#include "alone.clh"
#ifndef ROOM
#define ROOM 65536  // words of local memory: planes under way, runs of rows
#endif

typedef uint16 words16 __attribute__((aligned(4)));
#define WORDS_AT(p) (*(local words16*)(p))
#define VECTORS 4  // that are in registers
#define CHUNK (16 * VECTORS)
#define EACH_VECTOR UNROLL for (int i = 0; i < VECTORS; ++i)

// The bits of a row's word that lie after its end.
inline uint binary_planes_tail(int word, int width) {
  const int inside = width - 32 * word;
  return inside >= 32 ? 0 : inside <= 0 ? ~0u : ~0u << inside;
}

// Rows of a tile lie one after the other, each with `margin` words on either side.
// table: for each of `lengths` after the first, by how much a run reaches further on either side; then for each disk:
// how many rows are new, and where their runs lie relative to those of length 1 of the centre's row; in how many planes
// it is, and which, counted from the last.
// counts: lengths, disks, planes of a tile, words from the runs of one length to those of the next; place: words of a
// row of a tile, its rows, words of its planes; radius: margin, rows, planes
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void binary_erosion_planes(
    global const uint* restrict src, global uint* restrict dst, global const int* restrict table, const int4 counts,
    const int4 place, const int4 radius, const int4 size, const int row_words, const uint flip) {
  local uint room[ROOM] __attribute__((aligned(64)));
  const uint wide = (row_words + place.x - 1) / place.x, high = (size.y + place.y - 1) / place.y;
  const uint group = get_group_id(0), tile = group / wide / high, deep = (size.z + counts.z - 1) / counts.z;
  const int first = (int)(group % wide) * place.x, n = min(place.x, row_words - first);
  const int y0 = (int)(group / wide % high) * place.y, ty = min(place.y, size.y - y0);
  const int z0 = (int)(tile % deep) * counts.z, tz = min(counts.z, size.z - z0);
  const long volume = (long)(tile / deep) * size.z * size.y;
  const int step = place.x + 2 * radius.x, seen = (ty + 2 * radius.y) * step, planes = 2 * radius.z + 1;
  const int from = first - radius.x, begin = max(-from, 0), end = min(step, row_words - from);
  local uint* found = room;  // of planes z - radius.z to z + radius.z, each in place z mod planes
  local uint* runs = found + planes * place.z + CHUNK;
  for (int z = -radius.z; z < tz + radius.z; ++z) {
    const int at = (z + radius.z) % planes, newest = at == 0 ? planes - 1 : at - 1;
    for (int i = 0; i < place.z; i += 16) WORDS_AT(found + newest * place.z + i) = (uint16)(~0u);
    if (z0 + z >= 0 && z0 + z < size.z) {
      for (int i = -16; i < seen + CHUNK; i += 16) WORDS_AT(runs + i) = (uint16)(~0u);
      for (int row = max(radius.y - y0, 0); row < min(ty + 2 * radius.y, size.y - y0 + radius.y); ++row) {
        global const uint* in = src + (volume + (long)(z0 + z) * size.y + y0 - radius.y + row) * row_words + from;
        local uint* to = runs + row * step;
        VECTORIZE for (int i = begin; i < end; ++i) to[i] = in[i] ^ flip;
        if (from + end == row_words) to[end - 1] |= binary_planes_tail(row_words - 1, size.x);
      }
      for (int k = 1; k < counts.x; ++k) {
        const int more = table[k - 1];
        local const uint* shorter = runs + (k - 1) * counts.w;
        local uint* longer = runs + k * counts.w;
        for (int i = 0; i < seen; i += 16) {
          const uint16 v = WORDS_AT(shorter + i);
          WORDS_AT(longer + i) = v & (v << more | WORDS_AT(shorter + i - 1) >> (32 - more)) &
                                 (v >> more | WORDS_AT(shorter + i + 1) << (32 - more));
        }
      }
      for (int word = 0; word < ty * step; word += CHUNK) {
        local const uint* centre = runs + radius.y * step + word;
        global const int* t = table + counts.x - 1;
        uint16 v[VECTORS];
        EACH_VECTOR v[i] = (uint16)(~0u);
        for (int d = 0; d < counts.y; ++d) {
          const int rows = *t++;
          for (int k = 0; k < rows; ++k) {
            EACH_VECTOR v[i] &= WORDS_AT(centre + t[k] + 16 * i);
          }
          t += rows;
          const int in_planes = *t++;
          for (int k = 0; k < in_planes; ++k) {
            const int ahead = at + *t++, there = ahead >= planes ? ahead - planes : ahead;
            local uint* out = found + there * place.z + word;
            EACH_VECTOR WORDS_AT(out + 16 * i) &= v[i];
          }
        }
      }
    }
    if (z < radius.z) continue;
    for (int m = 0; m < ty; ++m) {
      global uint* out = dst + (volume + (long)(z0 + z - radius.z) * size.y + y0 + m) * row_words + first;
      local const uint* result = found + at * place.z + m * step + radius.x;
      VECTORIZE for (int i = 0; i < n; ++i) out[i] = result[i] ^ flip;
      if (first + n == row_words) out[n - 1] &= ~binary_planes_tail(row_words - 1, size.x);
    }
  }
}
