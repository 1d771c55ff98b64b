// Pixels with a neighbour of another label, and pixels between pixels.
#include "common.clh"
#include "alone.clh"
#include "label/rows.clh"
// The kernel of which a program is made: 1 or 2; 0 both.
#ifndef PART
#define PART 0
#endif

// The largest number of an integer dtype: all bits, but for the sign.
#define LARGEST(T) ((T)(((T)-1 > (T)0 ? ~0ul : ~0ul >> 1) >> (64 - 8 * sizeof(T))))

#if PART <= 1
#ifndef CONNECTIVITY
#define CONNECTIVITY 1
#endif
#ifndef AXES
#define AXES 2
#endif
// Which of these pixels count: 0 all, 1 those of labels, 2 those of the background, and those of labels that have another
// label beside them.
#ifndef MODE
#define MODE 0
#endif
// Whether any pixel may be background.
#ifndef BEHIND
#define BEHIND 1
#endif
// Whether the source lies without gaps and its rows are of whole fours.
#ifndef FOURS
#define FOURS 0
#endif
#ifndef DEPTH
#define DEPTH 1
#endif

// An item takes so many pixels of a row at once.
#ifdef CLUMEN_CPU
#define PIXELS 16
#define BEFORE(l, m) (BOUNDARIES_T)(l, m.s0123, m.s456, m.s789a, m.sbcde)
#define AFTER(m, r) (BOUNDARIES_T)(m.s1234, m.s5678, m.s9abc, m.sdef, r)
#define BOUNDARIES_STORE(i, v) STORE16(dst, i, v)
#else
#define PIXELS 4
#define BEFORE(l, m) (BOUNDARIES_T)(l, m.s012)
#define AFTER(m, r) (BOUNDARIES_T)(m.s123, r)
#if FOURS
#define BOUNDARIES_STORE(i, v) STORE4_ALIGNED(dst, i, v)
#else
#define BOUNDARIES_STORE(i, v) STORE4(dst, i, v)
#endif
#endif
#define BOUNDARIES_T JOIN3(labels, _T, PIXELS)
#if FOURS
#define BOUNDARIES_READ(x, y, z) AT4(labels, INDEX(size, x, y, z, 0) / 4)
#else
#define BOUNDARIES_READ(x, y, z) JOIN(READ, PIXELS)(labels, x, y, z, 0)
#endif

// What is known of the neighbours of pixels; of those within any connectivity, where that matters, the largest label and
// the smallest one that is not background.
#define BOUNDARIES_SEE(T, q, steps)                                            \
  {                                                                            \
    const T seen = (q);                                                        \
    if ((steps) <= CONNECTIVITY) differ |= here ^ seen;                        \
    if (MODE == 2) {                                                           \
      largest = max(largest, seen);                                            \
      smallest = min(smallest, BOUNDARIES_SHOWN(T, seen));                     \
    }                                                                          \
  }
#define BOUNDARIES_ROWS                                   \
  UNROLL for (int dz = -(AXES > 2); dz <= (AXES > 2); ++dz) \
    UNROLL for (int dy = -(AXES > 1); dy <= (AXES > 1); ++dy)
// Rows that matter.
#define BOUNDARIES_WANTED (abs(dy) + abs(dz) <= (MODE == 2 ? AXES : CONNECTIVITY))

// PIXELS of them from x on, of a row that has as many.
inline JOIN(uchar, PIXELS) boundaries_of(SOURCE(labels), labels_T background, int x, int y, int z, int4 size) {
#if BEHIND
#define BOUNDARIES_SHOWN(T, v) select(v, (T)(LARGEST(labels_T)), (v) == (T)(background))
#else
#define BOUNDARIES_SHOWN(T, v) (v)
#endif
  const BOUNDARIES_T here = BOUNDARIES_READ(x, y, z);
  BOUNDARIES_T differ = here ^ here, largest = here, smallest = BOUNDARIES_SHOWN(BOUNDARIES_T, here);
  const int before = max(x - 1, 0), after = min(x + PIXELS, size.s0 - 1);
  BOUNDARIES_ROWS {
    if (!BOUNDARIES_WANTED) continue;
    // beyond the image is what is at its border
    const int qy = clamp(y + dy, 0, size.s1 - 1), qz = clamp(z + dz, 0, size.s2 - 1), steps = abs(dy) + abs(dz);
    const BOUNDARIES_T middle = steps == 0 ? here : BOUNDARIES_READ(x, qy, qz);
    if (steps > 0) BOUNDARIES_SEE(BOUNDARIES_T, middle, steps)
    if (steps + 1 <= (MODE == 2 ? AXES : CONNECTIVITY)) {
      BOUNDARIES_SEE(BOUNDARIES_T, BEFORE(READ(labels, before, qy, qz, 0), middle), steps + 1)
      BOUNDARIES_SEE(BOUNDARIES_T, AFTER(middle, READ(labels, after, qy, qz, 0)), steps + 1)
    }
  }
  JOIN(uchar, PIXELS) edge = JOIN(convert_uchar, PIXELS)(differ != (BOUNDARIES_T)(0));
#if BEHIND && MODE > 0
  const JOIN(uchar, PIXELS) behind = JOIN(convert_uchar, PIXELS)(here == (BOUNDARIES_T)(background));
#else
  const JOIN(uchar, PIXELS) behind = 0;
#endif
#if MODE == 1
  edge &= ~behind;
#elif MODE == 2
  edge &= behind | JOIN(convert_uchar, PIXELS)(largest != smallest);
#endif
  (void)largest, (void)smallest, (void)behind;
  return edge & (JOIN(uchar, PIXELS))(1);
}

// The same for one pixel of a narrow row.
inline uchar boundaries_pixel(SOURCE(labels), labels_T background, int x, int y, int z, int4 size) {
#if BEHIND
#undef BOUNDARIES_SHOWN
#define BOUNDARIES_SHOWN(T, v) ((T)((v) == background ? LARGEST(T) : (v)))
#endif
  const labels_T here = READ(labels, x, y, z, 0);
  labels_T differ = 0, largest = here, smallest = BOUNDARIES_SHOWN(labels_T, here);
  BOUNDARIES_ROWS ROLLED for (int dx = -1; dx <= 1; ++dx) {
    const int qx = clamp(x + dx, 0, size.s0 - 1), qy = clamp(y + dy, 0, size.s1 - 1),
              qz = clamp(z + dz, 0, size.s2 - 1);
    BOUNDARIES_SEE(labels_T, READ(labels, qx, qy, qz, 0), abs(dx) + abs(dy) + abs(dz))
  }
#if BEHIND
  const bool behind = here == background;
#else
  const bool behind = false;
#endif
#if MODE == 0
  (void)behind, (void)largest, (void)smallest;
  return differ != 0;
#elif MODE == 1
  (void)largest, (void)smallest;
  return differ != 0 && !behind;
#else
  return differ != 0 && (behind || largest != smallest);
#endif
}

// An item of a CPU does a row, one of a GPU so many pixels of some planes. The last pixels of a row may be done twice.
kernel void boundaries(SOURCE(labels), global dst_S* restrict dst, const long background, const int4 size) {
  const int y = get_global_id(1), z0 = (int)get_global_id(2) * DEPTH;
  if (y >= size.s1) return;
  ROLLED for (int z = z0; z < min(z0 + DEPTH, size.s2); ++z) {
    if (size.s0 < PIXELS) {
      if (get_global_id(0) == 0)
        ROLLED for (int x = 0; x < size.s0; ++x)
          STORE(dst, INDEX(size, x, y, z, 0), boundaries_pixel(labels_ARGS, (labels_T)background, x, y, z, size));
    } else {
#ifdef CLUMEN_CPU
      for (int left = 0; left < size.s0; left += PIXELS) {
#else
      const int left = PIXELS * (int)get_global_id(0);
      if (left < size.s0) {
#endif
        const int x = min(left, size.s0 - PIXELS);
        BOUNDARIES_STORE(INDEX(size, x, y, z, 0), boundaries_of(labels_ARGS, (labels_T)background, x, y, z, size));
      }
    }
  }
}
#endif

#if PART != 1
// Pixels between pixels, at odd coordinates, that lie between two labels; the dtype's largest number is no label.
kernel void between_pixels(SOURCE(src), const int4 size, global dst_S* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  EACH_PIXEL(x, size) {
    const src_T none = LARGEST(src_T);
    src_T label = none;
    int differ = 0;
    UNROLL for (int n = 0; n < 8; ++n) {
      // at even coordinates both are the same pixel
      const src_T v = READ(src, (x + (n & 1)) >> 1, (y + (n >> 1 & 1)) >> 1, (z + (n >> 2)) >> 1, 0);
      if (v == none) continue;
      differ |= label != none && v != label;
      label = v;
    }
    STORE(dst, INDEX(size, x, y, z, 0), differ);
  }
}
#endif
