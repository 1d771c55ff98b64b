// Peaks of labels, each as if the others were not there.
#include "common.clh"
#include "alone.clh"
#include "label/rows.clh"
// The kernel of which a program is made: 1, 2 or 3; 0 all.
#ifndef PART
#define PART 0
#endif
// Whether a place is inside a label's box.
#define LABEL_PEAKS_INSIDE(box, x, y, z)                                                                              \
  ((x) >= (box)[0] && (y) >= (box)[1] && (z) >= (box)[2] && (x) <= (box)[3] && (y) <= (box)[4] && (z) <= (box)[5])

#if PART <= 1
// The box of each label: its least and largest x, y and z. Only where a row enters or leaves a label is one looked at.
kernel void label_peaks_boxes(SOURCE(labels), volatile global int* boxes, const int4 size) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.s1 || z >= size.s2) return;
  EACH_PIXEL(x, size) {
    const labels_T label = READ(labels, x, y, z, 0);
    if (label == 0) continue;
    const bool enters = x == 0 || READ(labels, x - 1, y, z, 0) != label;
    if (!enters && x + 1 < size.s0 && READ(labels, x + 1, y, z, 0) == label) continue;
    volatile global int* box = boxes + 6 * (long)label;
    atomic_min(box, x);
    atomic_min(box + 1, y);
    atomic_min(box + 2, z);
    atomic_max(box + 3, x);
    atomic_max(box + 4, y);
    atomic_max(box + 5, z);
  }
}
#endif

#if PART == 0 || PART == 2
// 1 where no pixel of the label under the footprint is higher, 0 elsewhere. Beyond the label's box are the pixels of its
// border. varied: whether a label has a pixel that is no such one.
kernel void label_peaks_highest(SOURCE(src), SOURCE(labels), global const int* restrict boxes,
                                global const int4* restrict steps, const int count, global uint* restrict varied,
                                global dst_S* restrict dst, const int4 size) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.s1 || z >= size.s2) return;
  EACH_PIXEL(x, size) {
    const labels_T label = READ(labels, x, y, z, 0);
    bool highest = label != 0;
    if (highest) {
      global const int* box = boxes + 6 * (long)label;
      const src_T mine = READ(src, x, y, z, 0);
      ROLLED for (int i = 0; i < count && highest; ++i) {
        const int qx = clamp(x + steps[i].s0, box[0], box[3]), qy = clamp(y + steps[i].s1, box[1], box[4]),
                  qz = clamp(z + steps[i].s2, box[2], box[5]);
        highest = READ(labels, qx, qy, qz, 0) != label || !(READ(src, qx, qy, qz, 0) > mine);
      }
      if (!highest) varied[label] = 1;
    }
    STORE(dst, INDEX(size, x, y, z, 0), highest);
  }
}
#endif

#if PART == 0 || PART == 3
// Of labels of which all pixels are highest those remain that are in no cross inside the label.
#ifndef AXES
#define AXES 2
#endif
#define LABEL_PEAKS_OWN(x, y, z) (LABEL_PEAKS_INSIDE(box, x, y, z) && READ(labels, x, y, z, 0) == label)
inline bool label_peaks_cross(SOURCE(labels), global const int* box, labels_T label, int x, int y, int z) {
  if (!LABEL_PEAKS_OWN(x, y, z) || !LABEL_PEAKS_OWN(x - 1, y, z) || !LABEL_PEAKS_OWN(x + 1, y, z)) return false;
#if AXES > 1
  if (!LABEL_PEAKS_OWN(x, y - 1, z) || !LABEL_PEAKS_OWN(x, y + 1, z)) return false;
#endif
#if AXES > 2
  if (!LABEL_PEAKS_OWN(x, y, z - 1) || !LABEL_PEAKS_OWN(x, y, z + 1)) return false;
#endif
  return true;
}

kernel void label_peaks_chosen(SOURCE(labels), global const int* restrict boxes, global const uint* restrict varied,
                               global const uchar* restrict highest, global dst_S* restrict dst, const int4 size) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.s1 || z >= size.s2) return;
  EACH_PIXEL(x, size) {
    const long at = INDEX(size, x, y, z, 0);
    bool chosen = highest[at];
    const labels_T label = READ(labels, x, y, z, 0);
    if (chosen && !varied[label]) {
      global const int* box = boxes + 6 * (long)label;
      ROLLED for (int k = 0; k < 2 * AXES + 1 && chosen; ++k) {
        const int step = k & 1 ? 1 : -1, axis = k / 2;  // the last one is the pixel itself
        chosen = !label_peaks_cross(labels_ARGS, box, label, x + (axis == 0 && AXES > 0 ? step : 0),
                                    y + (axis == 1 && AXES > 1 ? step : 0), z + (axis == 2 && AXES > 2 ? step : 0));
      }
    }
    STORE(dst, at, chosen);
  }
}
#endif
