// The triangle threshold from the counts of a histogram, by one work-group: the bin farthest below the line from the
// peak to the end of the longer tail.
#include "common.clh"
#include "alone.clh"
#ifdef CLUMEN_F64
#define CANDIDATE_T double
#else
#define CANDIDATE_T long
#endif
#include "threshold/counts.clh"

kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void triangle(COUNTS_PARAMS, global dst_S* restrict dst) {
#pragma OPENCL FP_CONTRACT OFF
  local candidate_t all[LS];
  const int lid = get_local_id(0);
  COUNTS_BEGIN
  candidate_t peak = {0, -1}, best = {0, -1};
  int again = 0;
  // the peak first, then what is farthest: one loop, as PoCL 3.1 cannot compile two calls
  ROLLED for (int pass = 0; pass < 2; ++pass) {
    candidate_t own = {0, -1};
    if (pass == 0) {
      ROLLED for (int i = first + lid; i <= last; i += LS) {
        const candidate_t here = {(CANDIDATE_T)counts[i], i};
        if (candidate_before(here, own)) own = here;
      }
    } else {
      // x counts the bins from the end of the tail on
      const int flip = peak.bin - first < last - peak.bin, width = flip ? last - peak.bin : peak.bin - first;
#ifdef CLUMEN_F64
      const double norm = sqrt(peak.value * peak.value + (double)width * width);
      const double high = peak.value / norm, wide = width / norm;
#else
      const long high = peak.value, wide = width;
#endif
      ROLLED for (int x = lid; x < width; x += LS) {
        const int i = flip ? last - x : first + x;
        const CANDIDATE_T up = high * x, down = wide * (CANDIDATE_T)counts[i];
        const candidate_t here = {up - down, x};
        if (candidate_before(here, own)) own = here;
      }
      again = flip;
    }
    own = candidate_first(own, all);
    if (pass == 0) peak = own;
    else best = own;
  }
  if (lid == 0) COUNTS_STORE(again ? last - best.bin : first + best.bin)
}
