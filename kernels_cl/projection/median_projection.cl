// The median of what lies along one axis: the bits of the wanted pixel are found one after the other, from the highest,
// by counting pixels below. Pixels are compared as unsigned integers in the same order.
#include "common.clh"
#include "alone.clh"
#ifndef LS
#define LS 64
#endif
#ifndef VEC
#define VEC 4
#endif
#ifndef AXIS
#define AXIS 2
#endif
// What pixels are, the unsigned integer of its width and its bits, and what the mean of two is computed in.
#ifndef PIXEL_T
#define PIXEL_T float
#define PIXEL_FLOAT 1
#define PIXEL_SIGNED 1
#define KEY_T uint
#define KEY_BITS 32
#define MIDDLE_T float
#endif
// Pixels of a line that a CPU keeps; 0 on a GPU, and where local memory is small.
#ifndef KEPT
#define KEPT 0
#endif
#define TOP (KEY_T)((KEY_T)1 << (KEY_BITS - 1))

#define KEY_V JOIN(KEY_T, VEC)
#define PIXEL_V JOIN(PIXEL_T, VEC)
#define INT_V JOIN(int, VEC)
#define TO_INT(v) JOIN(convert_int, VEC)(v)
static inline KEY_V keys_of(PIXEL_V v) {
#if PIXEL_FLOAT
  const KEY_V bits = JOIN3(as_, KEY_T, VEC)(v);
  return bits ^ ((bits & TOP) != (KEY_T)0 ? (KEY_V)(~(KEY_T)0) : (KEY_V)TOP);
#elif PIXEL_SIGNED
  return JOIN3(as_, KEY_T, VEC)(v) ^ TOP;
#else
  return v;
#endif
}
static inline PIXEL_V pixels_of(KEY_V key) {
#if PIXEL_FLOAT
  return JOIN3(as_, PIXEL_T, VEC)(key ^ ((key & TOP) != (KEY_T)0 ? (KEY_V)TOP : (KEY_V)(~(KEY_T)0)));
#elif PIXEL_SIGNED
  return JOIN3(as_, PIXEL_T, VEC)(key ^ TOP);
#else
  return key;
#endif
}

#if AXIS == 0
#define LINE(LOAD, k) LOAD(src, k, o % size.y, o / size.y % size.z, o / size.y / size.z)
#elif AXIS == 1
#define LINE(LOAD, k) LOAD(src, x, k, o % size.z, o / size.z)
#elif AXIS == 2
#define LINE(LOAD, k) LOAD(src, x, o % size.y, k, o / size.y)
#else
#define LINE(LOAD, k) LOAD(src, x, o % size.y, o / size.y, k)
#endif

// Pixel k of VEC lines. Along x these are lines of different rows, pixel by pixel.
static inline PIXEL_V lines(SOURCE(src), const int4 size, int x0, int last, int o0, int k) {
#if AXIS > 0
  if (last - x0 + 1 >= VEC) {
    const int x = x0, o = o0;
    return JOIN3(convert_, PIXEL_T, VEC)(LINE(JOIN(READ, VEC), k));
  }
#endif
  PIXEL_T one[VEC];
  UNROLL for (int i = 0; i < VEC; ++i) {
#if AXIS > 0
    const int x = min(x0 + i, last), o = o0;
#else
    const int o = min(o0 + i, last);
#endif
    one[i] = (PIXEL_T)LINE(READ, k);
  }
  return JOIN(vload, VEC)(0, one);
}

// An item has VEC lines. width: those that lie side by side; units: how many times VEC lines there are.
kernel __attribute__((reqd_work_group_size(LS, 1, 1))) void median_projection(SOURCE(src), const int4 size,
                                                                              const int count, const int width,
                                                                              const long units,
                                                                              global dst_S* restrict dst) {
  const long unit = get_global_id(0);
  if (unit >= units) return;
  const int across = (width + VEC - 1) / VEC, place = max(0, min((int)(unit % across) * VEC, width - VEC));
#if AXIS > 0
  const int x = place, o = (int)(unit / across);
  const long at = (long)o * width + x;
#else
  const int x = 0, o = place;
  const long at = o;
#endif
#define PIXELS(k) lines(src_ARGS, size, x, width - 1, o, k)
  const int middle = (count - 1) / 2;
  KEY_V found = 0;
#if PIXEL_FLOAT
  KEY_V nan = 0;
#define TAKE_NAN(key) nan |= JOIN3(as_, KEY_T, VEC)(pixels_of(key) != pixels_of(key));
#else
#define TAKE_NAN(key)
#endif
#if KEPT > 0
  local KEY_V kept[KEPT];
  const int keep = count <= KEPT;
  if (keep)
    for (int k = 0; k < count; ++k) kept[k] = keys_of(PIXELS(k));
#define EACH_KEY(body)                                                                   \
  {                                                                                      \
    if (keep) for (int k = 0; k < count; ++k) { const KEY_V key = kept[k]; body }        \
    else for (int k = 0; k < count; ++k) { const KEY_V key = keys_of(PIXELS(k)); body } \
  }
#else
#define EACH_KEY(body) \
  for (int k = 0; k < count; ++k) { const KEY_V key = keys_of(PIXELS(k)); body }
#endif
  ROLLED for (int bit = KEY_BITS - 1; bit >= 0; --bit) {
    const KEY_V trial = found | (KEY_T)((KEY_T)1 << bit);
    INT_V below = 0;
    EACH_KEY(below -= TO_INT(key < trial);)
    found = JOIN3(convert_, KEY_T, VEC)(below <= middle) != (KEY_T)0 ? trial : found;
  }
  INT_V up_to = 0;
  KEY_V next = (KEY_V)(~(KEY_T)0);
  EACH_KEY(
    up_to -= TO_INT(key <= found);
    next = ((key > found) & (key < next)) ? key : next;
    TAKE_NAN(key)
  )
  const KEY_V other = JOIN3(convert_, KEY_T, VEC)(up_to > middle + 1) != (KEY_T)0 ? found : next;
#define MIDDLES(v) JOIN3(convert_, MIDDLE_T, VEC)(pixels_of(v))
#define MIDDLE_V JOIN(MIDDLE_T, VEC)
  // an even number of pixels has two in the middle
  MIDDLE_V result = MIDDLES(found);
  if (count % 2 == 0) result = (result + MIDDLES(other)) / 2;
#if PIXEL_FLOAT
  result = nan != (KEY_T)0 ? (MIDDLE_V)NAN : result;
#endif
  if (width >= VEC) {
    JOIN(STORE, VEC)(dst, at, result);
    return;
  }
  MIDDLE_T one[VEC];
  JOIN(vstore, VEC)(result, 0, one);
  UNROLL for (int i = 0; i < VEC; ++i)
    if (i < width) STORE(dst, at + i, one[i]);
}
