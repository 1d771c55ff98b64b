// One more digit of each of two ranks, and after the last one what lies between them. Of the state see percentile.cl.
#include "common.clh"
#include "alone.clh"
#ifndef intensity_T
#define intensity_T dst_T  // no image is read here
#endif
#include "measure/percentile.clh"

// The pixel that has a key.
inline dst_T percentile_value(regionprops_key key) {
#if KEY_BITS < 32
  return (dst_T)((int)key - (SIGNED ? 1 << (KEY_BITS - 1) : 0));
#elif INTENSITY >= 3
  return (dst_T)regionprops_table_value(key);
#elif INTENSITY == 2
  return SIGNED ? (dst_T)(long)(key ^ 0x8000000000000000ul) : (dst_T)key;
#else
  return SIGNED ? (dst_T)(int)(key ^ 0x80000000u) : (dst_T)key;
#endif
}

// first, second: the ranks, which the first digit begins with. beyond: how far between them the result lies.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void percentile_digit(volatile global ulong* state,
                                                                             global dst_S* restrict dst, const int shift,
                                                                             const ulong first, const ulong second,
                                                                             const dst_T beyond) {
  local ulong counts[2 * DIGITS];
  const int lid = (int)get_local_id(0);
  for (int i = lid; i < 2 * DIGITS; i += LS) {
    counts[i] = state[COUNTS + i];
    state[COUNTS + i] = 0;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (lid != 0) return;
  const int apart = KNOWN(0) != KNOWN(1), top = shift + 8 == KEY_BITS;
  ROLLED for (int r = 0; r < 2; ++r) {
    ulong rank = top ? (r ? second : first) : RANK(r);
    int digit = 0;
    local const ulong* count = counts + (r && apart ? DIGITS : 0);
    while (digit < DIGITS - 1 && rank >= count[digit]) rank -= count[digit++];
    RANK(r) = rank;
    KNOWN(r) |= (ulong)digit << shift;
  }
  if (shift > 0) return;
  const dst_T low = percentile_value((regionprops_key)KNOWN(0)), high = percentile_value((regionprops_key)KNOWN(1));
  const dst_T share = beyond;
  dst_T v = share >= (dst_T)0.5f ? high - (high - low) * (1 - share) : low + (high - low) * share;
  if (low == high) v = low;
  STORE(dst, 0, ANY_NAN ? (dst_T)NAN : v);
}
