#include "common.clh"
// Sets whole words; clEnqueueFillBuffer is slower on every device that was measured.
kernel void fill_words(global uint* restrict words, const uint word, const long count) {
#ifdef CLUMEN_CPU
  const long first = get_global_id(0) * 65536L, last = min(first + 65536L, count);
  for (long i = first; i < last; ++i) words[i] = word;
#else
  const long i = get_global_id(0);
  if (i < count) words[i] = word;
#endif
}
