// A flag for each label: set where some pixel of it is picked out, and looked up for each pixel.
#include "common.clh"
#include "alone.clh"
#include "label/rows.clh"
// Kernels of which a program is made; 0 all.
#define FLAGS_WHERE 1
#define FLAGS_ENDS 2
#define FLAGS_PICK 3
#define FLAGS_REPLACE 4
#ifndef PART
#define PART 0
#endif

// flags: a bit for each label, 0 before.
inline void set_flag(volatile global uint* flags, ulong label) {
  const uint bit = 1u << (label & 31);
  if (!(flags[label >> 5] & bit)) atomic_or(flags + (label >> 5), bit);
}
inline uint flag_of(global const uint* restrict flags, ulong label) { return flags[label >> 5] >> (label & 31) & 1; }

#if PART == 0 || PART == FLAGS_WHERE
// Where `src` is not 0.
kernel void flag_where(SOURCE(src), SOURCE(labels), const int4 size, volatile global uint* flags) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size)
    if (READ(src, x, y, z, 0)) set_flag(flags, (ulong)READ(labels, x, y, z, 0));
}
#endif

#if PART == 0 || PART == FLAGS_ENDS
// In the first and the last `ends` pixels along each axis.
kernel void flag_ends(SOURCE(labels), const int4 size, const int4 ends, volatile global uint* flags) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  const int whole = min(y, size.y - 1 - y) < ends.y || min(z, size.z - 1 - z) < ends.z;
  EACH_PIXEL(x, size)
    if (whole || min(x, size.x - 1 - x) < ends.x) set_flag(flags, (ulong)READ(labels, x, y, z, 0));
}
#endif

#if PART == 0 || PART == FLAGS_PICK
// Which pixels' labels have a flag; 0 is no label.
kernel void pick_flagged(SOURCE(labels), const int4 size, global const uint* restrict flags,
                         global dst_S* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size) {
    const ulong label = (ulong)READ(labels, x, y, z, 0);
    STORE(dst, INDEX(size, x, y, z, 0), label ? flag_of(flags, label) : 0);
  }
}
#endif

#if PART == 0 || PART == FLAGS_REPLACE
// `src`, but `value` where the label has a flag.
kernel void replace_flagged(SOURCE(src), SOURCE(labels), const int4 size, const long value,
                            global const uint* restrict flags, global dst_S* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size) {
    const uint flag = flag_of(flags, (ulong)READ(labels, x, y, z, 0));
    STORE(dst, INDEX(size, x, y, z, 0), flag ? (dst_T)value : (dst_T)READ(src, x, y, z, 0));
  }
}
#endif
