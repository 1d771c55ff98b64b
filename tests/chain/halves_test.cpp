#include <functional>

#include "clumen/clumen.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// Rows of f16 that begin at each place within a vector: regions of an image whose rows are an odd number long.
void same_as_copied(const std::function<Image(const Image&)>& operation) {
  const Shape s(113, 9, 3), part(67, 8, 3);
  std::vector<float> x = random_pixels<float>(s);
  const Image image = cast(context().push(x, s), DType::f16);
  const auto rounded = cast(image, DType::f32).pull_vector<float>();
  for (const std::int64_t left : {0, 1, 2, 3, 5, 7, 8, 15, 16, 31}) {
    std::vector<float> pixels;
    for (std::int64_t z = 0; z < part.z; ++z)
      for (std::int64_t y = 0; y < part.y; ++y)
        for (std::int64_t i = 0; i < part.x; ++i) pixels.push_back(rounded[index(s, left + i, y + 1, z)]);
    const Image copied = cast(context().push(pixels, part), DType::f16);
    const Image view = image.region({left, 1, 0}, part);
    INFO(left);
    const auto got = cast(operation(view), DType::f32).pull_vector<float>();
    CHECK(got == cast(operation(copied), DType::f32).pull_vector<float>());
  }
}

}  // namespace

// PoCL 3.1 reads and writes vectors of halves as if they lay at multiples of their size.
TEST_CASE("views of f16 at odd addresses are read as their copies are") {
  same_as_copied([](const Image& image) { return cast(image + image, DType::f16); });
  same_as_copied([](const Image& image) { return gaussian(image, 1.5); });
  same_as_copied([](const Image& image) { return uniform_filter(image, 5); });
  same_as_copied([](const Image& image) { return sobel(image); });
  same_as_copied([](const Image& image) { return erosion(image, box(5, 5, 1)); });
  same_as_copied([](const Image& image) { return binary_erosion(image > 0); });
  same_as_copied([](const Image& image) { return mean_projection(image, Axis::x); });
  same_as_copied([](const Image& image) { return transpose(image, Axes::yxz); });
  same_as_copied([](const Image& image) { return pad(image, 3, PadMode::reflect); });
  same_as_copied([](const Image& image) { return image - mean(image); });
}
