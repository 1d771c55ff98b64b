// Lines between labels: a pixel is on one when, at its turn, a neighbour that is not has another label. So it depends
// on those before it only; all are decided again, everywhere at once, until nothing changes.
#include "common.clh"
#include "alone.clh"
#include "segmentation/watershed.clh"

// on_line: 0 or 1 for each pixel. Markers have their labels before it is their turn. state: the last round needed.
GROUP watershed_line(global const dst_S* restrict dst, global const KEY_T* restrict level,
                     global const uint* restrict steps, global const uint* restrict origin,
                     global const uint* restrict entry, volatile global uchar* on_line, volatile global int* state, const int4 size, const uint pixels,
                     const int turn) {
  if (state[0] < turn) return;
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    if (steps[p] == never) continue;
    const int4 at = place_of(p, size);
    const dst_S label = dst[p];
    uchar found = 0;
    FOR_NEIGHBOURS(k, at, size) {
      const uint q = neighbour_of(p, k, size);
      if (steps[q] == never || dst[q] == label) continue;
      if (flooded_before(level, steps, origin, entry, q, p) & BEFORE) found |= !on_line[q];
      else found |= steps[q] == 0;
    }
    if (found == on_line[p]) continue;
    on_line[p] = found;
    state[0] = turn + 1;
  }
}

GROUP watershed_cut(global dst_S* restrict dst, global const uint* restrict steps, global const uchar* restrict on_line,
                    const uint pixels) {
  FOR_PIXELS_OF_SEGMENT(p, pixels) {
    if (on_line[p] && steps[p] != 0) dst[p] = 0;
  }
}
