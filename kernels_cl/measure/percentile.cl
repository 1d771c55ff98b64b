// The pixels of two ranks among all, digit by digit, and what lies between them: of the pixels whose keys begin with the
// digits that are known, those with each next digit are counted; then a group finds the digit in which each rank falls.
//
// state: for both ranks the rank among the pixels that begin with its known digits, and these; then whether there is NaN,
// and from COUNTS on how many pixels have each digit, for the second rank only once its digits differ.
#include "common.clh"
#include "alone.clh"
#include "measure/percentile.clh"
#include "measure/regionprops_add.clh"
#define PIECE 4096  // pixels of a row that a group takes at once

// A pixel's key, of KEY_BITS bits.
inline regionprops_key percentile_key(VALUE_T v) {
#if KEY_BITS < 32
  return (uint)((int)v + (SIGNED ? 1 << (KEY_BITS - 1) : 0));
#else
  return regionprops_table_key(v);
#endif
}
#if LS == 1
#define COUNT(at) ++*(at)
#else
#define COUNT(at) atomic_inc(at)
#endif

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void percentile_count(SOURCE(intensity),
                                                                             volatile global ulong* state,
                                                                             const int shift, const int4 size) {
  local uint bins[2 * DIGITS];
  local uint nan;
  const int lid = (int)get_local_id(0), top = shift + 8 == KEY_BITS;
  for (int i = lid; i < 2 * DIGITS; i += LS) bins[i] = 0;
  if (lid == 0) nan = 0;
  barrier(CLK_LOCAL_MEM_FENCE);
  const regionprops_key low = (regionprops_key)KNOWN(0), high = (regionprops_key)KNOWN(1);
  const int pieces = (size.s0 + PIECE - 1) / PIECE, after = (shift + 8) % KEY_BITS;
  const long tasks = (long)pieces * size.s1 * size.s2 * size.s3;
  for (long task = get_group_id(0); task < tasks; task += get_num_groups(0)) {
    const int x0 = (int)(task % pieces) * PIECE, x1 = min(x0 + PIECE, size.s0);
    const long row = task / pieces;
    const int y = (int)(row % size.s1), z = (int)(row / size.s1 % size.s2), c = (int)(row / size.s1 / size.s2);
    for (int x = x0 + lid; x < x1; x += LS) {
      const VALUE_T v = READ(intensity, x, y, z, c);
      const regionprops_key key = percentile_key(v);
      const uint digit = (uint)(key >> shift) % DIGITS;
      if (IS_NAN(v)) nan = 1;
      if (top || (key ^ low) >> after == 0) COUNT(bins + digit);
      if (low != high && (key ^ high) >> after == 0) COUNT(bins + DIGITS + digit);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lid; i < 2 * DIGITS; i += LS) regionprops_table_add((volatile global uint*)(state + COUNTS + i), bins[i]);
  if (lid == 0 && nan) ANY_NAN = 1;
}
