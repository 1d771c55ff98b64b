// A partial sum per work-group, as the bits of a long.
#include "common.clh"
#include "alone.clh"
#include "reduce/reduce.clh"
#include "reduce/sum.clh"
#ifndef SUM_T
#define SUM_T long
#endif

#if SUM_FLOAT && defined(CLUMEN_F64)
#define SUM_V JOIN(double, VEC)
#define SUM_UNIT(k, v) a##k += JOIN(convert_double, VEC)(v);
#define SUM_ONE(p) total += (double)(p);
#define SUM_FLUSH()
#elif SUM_FLOAT
#define SUM_V JOIN(float, VEC)
#define SUM_UNIT(k, v)                                     \
  {                                                        \
    const SUM_V w = JOIN(convert_float, VEC)(v);           \
    const SUM_V s = a##k + w, t = s - a##k;                \
    lost += (a##k - (s - t)) + (w - t);                    \
    a##k = s;                                              \
  }
#define SUM_ONE(p) total = acc_add(total, acc_of((float)(p)));
#define SUM_FLUSH()
#else
#define SUM_V JOIN(SUM_T, VEC)
#define SUM_UNIT(k, v) a##k += JOIN3(convert_, SUM_T, VEC)(v);
#define SUM_ONE(p) total += (ulong)(long)(p);
#define SUM_FLUSH() { total += sum_of_lanes(a0 + a1 + a2 + a3); a0 = a1 = a2 = a3 = 0; }
static ulong sum_of_lanes(SUM_V v) {
  SUM_T lane[VEC];
  JOIN(vstore, VEC)(v, 0, lane);
  ulong total = 0;
  UNROLL for (int i = 0; i < VEC; ++i) total += (ulong)(long)lane[i];
  return total;
}
#endif

#if SUM_FLOAT
static sum_t sum_of_vectors(SUM_V v, SUM_V lost) {
#ifdef CLUMEN_F64
  double lane[VEC];
#else
  float lane[VEC], rest[VEC];
  JOIN(vstore, VEC)(lost, 0, rest);
#endif
  JOIN(vstore, VEC)(v, 0, lane);
  sum_t total = acc_zero();
  UNROLL for (int i = 0; i < VEC; ++i) {
    total = acc_add(total, acc_of(lane[i]));
#ifndef CLUMEN_F64
    if (isfinite(rest[i])) total = acc_add(total, acc_of(rest[i]));  // NaN beside an infinity
#endif
  }
  return total;
}
#endif

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void sum_partials(SOURCE(src), const int4 size,
                                                                         global long* restrict partial) {
  local sum_t all[LS];
  sum_t total = SUM_ZERO;
  SUM_V a0 = 0, a1 = 0, a2 = 0, a3 = 0;
#if SUM_FLOAT
  SUM_V lost = 0;
#endif
  REDUCE_EACH(SUM_UNIT, SUM_ONE, SUM_FLUSH)
#if SUM_FLOAT && defined(CLUMEN_F64)
  total += sum_of_vectors((a0 + a1) + (a2 + a3), lost);
#elif SUM_FLOAT
  total = acc_add(total, sum_of_vectors(a0, lost));
  total = acc_add(total, sum_of_vectors(a1, 0));
  total = acc_add(total, sum_of_vectors(a2, 0));
  total = acc_add(total, sum_of_vectors(a3, 0));
#endif
  total = sum_of_group(total, all);
  if (get_local_id(0) == 0) partial[get_group_id(0)] = as_long(total);
}
