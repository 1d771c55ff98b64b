// A chain of pointwise operations is one kernel, also with a reduction at its end: the mean squared difference of an
// image and its blur reads both once and writes one number.
#include <clumen/clumen.hpp>
#include <cstdio>
using namespace clumen;

int main() {
  Context gpu = Context::best();
  Image noise = gpu.push(std::vector<float>(512 * 512, 1.0F), Shape(512, 512));
  Image smooth = gaussian(noise, 2);
  const auto before = gpu.statistics().launches;
  Scalar difference = mean(square(noise - smooth));
  std::printf("mean squared difference %g, in %d launches\n", difference.value(),
              static_cast<int>(gpu.statistics().launches - before));
}
