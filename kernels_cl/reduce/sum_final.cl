// The sum of the partial sums, or the mean.
#include "common.clh"
#include "alone.clh"
#include "reduce/sum.clh"
#ifndef SUM_SIGNED
#define SUM_SIGNED 1
#endif
#ifndef SUM_MEAN
#define SUM_MEAN 0
#endif
#ifdef CLUMEN_F64
#define sum_whole(v) ((double)(v))
#else
// The higher 40 bits and what they leave.
#define sum_whole(v) \
  acc_add(acc_of((float)((v) >> 24) * 0x1p24f), acc_of((float)(long)((v) - ((long)(float)((v) >> 24) << 24))))
#endif

// Adds the partial sums; the mean divides by `pixels`.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void sum_final(global const long* restrict partial,
                                                                      const int partials, const long pixels,
                                                                      global dst_S* restrict dst) {
  local sum_t all[LS];
  sum_t total = SUM_ZERO;
  for (int i = get_local_id(0); i < partials; i += LS) {
#if !SUM_FLOAT
    total += (ulong)partial[i];
#elif defined(CLUMEN_F64)
    total += as_double(partial[i]);
#else
    total = acc_add(total, as_float2(partial[i]));
#endif
  }
  total = sum_of_group(total, all);
  if (get_local_id(0) != 0) return;
#if SUM_FLOAT && SUM_MEAN
  STORE(dst, 0, acc_mean(total, pixels));
#elif SUM_FLOAT
  STORE(dst, 0, acc_value(total));
#elif SUM_MEAN && SUM_SIGNED
  STORE(dst, 0, acc_mean(sum_whole((long)total), pixels));
#elif SUM_MEAN
  STORE(dst, 0, acc_mean(sum_whole(total), pixels));
#else
  STORE(dst, 0, total);
#endif
}
