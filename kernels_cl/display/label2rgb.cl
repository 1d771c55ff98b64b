// A colour for each label by its rank among those present, over a gray image.
// RGB_CHANNELS: of the image, 0 where there is none; RGB_SIGNED: integers from -1 to 1.
#include "common.clh"
#include "alone.clh"
#include "label/label_rank.clh"
#ifndef RGB_CHANNELS
#define RGB_CHANNELS 1
#endif
#ifndef RGB_SIGNED
#define RGB_SIGNED 0
#endif

#define RGB_COLORS 10
constant float rgb_colors[3 * RGB_COLORS] = {
    1.000f, 0.000f, 0.000f,   // red
    0.000f, 0.000f, 1.000f,   // blue
    1.000f, 1.000f, 0.000f,   // yellow
    1.000f, 0.000f, 1.000f,   // magenta
    0.000f, 0.502f, 0.000f,   // green
    0.294f, 0.000f, 0.510f,   // indigo
    1.000f, 0.549f, 0.000f,   // darkorange
    0.000f, 1.000f, 1.000f,   // cyan
    1.000f, 0.753f, 0.796f,   // pink
    0.604f, 0.804f, 0.196f};  // yellowgreen

#if RGB_CHANNELS == 3
#define RGB_GRAY(READ_, TO_FLOAT) \
  (max(max(TO_FLOAT(READ_(src, x, y, z, 0)), TO_FLOAT(READ_(src, x, y, z, 1))), TO_FLOAT(READ_(src, x, y, z, 2))) * scale)
#elif RGB_CHANNELS
#define RGB_GRAY(READ_, TO_FLOAT) (TO_FLOAT(READ_(src, x, y, z, 0)) * scale)
#else
#define RGB_GRAY(READ_, TO_FLOAT) 0
#endif
#if RGB_SIGNED
#define RGB_LIMITED(gray) max(gray, -1.0f)
#else
#define RGB_LIMITED(gray) (gray)
#endif
// Neighbours mostly have the same label: its rank is looked up once.
#define RGB_LOOK_UP(label)                                      \
  if ((label) != known) {                                       \
    known = (label);                                            \
    const uint place = label_rank(known, RANKS_ARGS) % RGB_COLORS * 3; \
    red = known == 0 ? 0 : rgb_colors[place] * alpha;           \
    green = known == 0 ? 0 : rgb_colors[place + 1] * alpha;     \
    blue = known == 0 ? 0 : rgb_colors[place + 2] * alpha;      \
  }

kernel void label2rgb(SOURCE(labels),
#if RGB_CHANNELS
                      SOURCE(src), const float scale,
#endif
                      RANKS_PARAMS, const int4 size, const float alpha, global float* restrict dst) {
  const int y = get_global_id(1), z = get_global_id(2);
  if (y >= size.y || z >= size.z) return;
  const long plane = (long)size.x * size.y * size.z;
  labels_T known = 0;
  float red = 0, green = 0, blue = 0;
  int x = 4 * get_global_id(0);
  for (; x + 4 <= size.x; x += 4 * get_global_size(0)) {
    labels_T label[4];
    vstore4(READ4(labels, x, y, z, 0), 0, label);
    float reds[4], greens[4], blues[4];
    UNROLL for (int k = 0; k < 4; ++k) {
      RGB_LOOK_UP(label[k])
      reds[k] = red;
      greens[k] = green;
      blues[k] = blue;
    }
    const float4 gray = RGB_LIMITED((float4)(RGB_GRAY(READ4, convert_float4))) * (1 - alpha);
    const long i = INDEX(size, x, y, z, 0);
    vstore4(vload4(0, reds) + gray, 0, dst + i);
    vstore4(vload4(0, greens) + gray, 0, dst + i + plane);
    vstore4(vload4(0, blues) + gray, 0, dst + i + 2 * plane);
  }
  for (; x < size.x; ++x) {
    RGB_LOOK_UP(READ(labels, x, y, z, 0))
    const float gray = RGB_LIMITED((float)(RGB_GRAY(READ, convert_float))) * (1 - alpha);
    const long i = INDEX(size, x, y, z, 0);
    dst[i] = red + gray;
    dst[i + plane] = green + gray;
    dst[i + 2 * plane] = blue + gray;
  }
}
