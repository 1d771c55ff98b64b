#include "variants.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <random>

namespace clumen::variants {

Image Variants::random(const Shape& shape, DType dtype) const {
  std::mt19937 generator(7);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.pixels()));
  for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(generator() % (dtype == DType::boolean ? 2 : 6));
  const Image image = context_.push(pixels, shape);
  return dtype == DType::u8 ? image : store(cast(image, dtype));
}

std::vector<Input> Variants::inputs(const Shape& shape) const {
  const Image whole = random(shape, DType::f32), small = random(shape, DType::u16);
  const Offset corner{3, 2, shape.z > 2 ? 1 : 0};
  const Shape inner(shape.x - 7, shape.y - 5, shape.z > 2 ? shape.z - 2 : shape.z, 1, shape.ndim);
  const Image mask = binary_erosion(whole > 0.5, box(3, 3)), coloured = random(colour, DType::u8);
  return {
      {"a region of u16", [=] { return small.region(corner, inner); }},
      {"an expression", [=] { return whole * 2 + small; }},
      {"a comparison with a device scalar", [=] { return small > threshold_otsu(small); }},
      {"a region of bits", [=] { return mask.region(corner, inner); }},
      {"a channel", [=] { return coloured.channel(1); }},
  };
}

void Variants::call(const std::string& what, const std::function<void()>& operation) {
  ++calls_;
  try {
    operation();
  } catch (const std::exception& error) {
    ++failures_;
    fmt::print(stderr, "{}: {}\n", what, error.what());
  }
}

std::vector<Family>& families() {
  static std::vector<Family> all;
  return all;
}

}  // namespace clumen::variants

int main() {
  using namespace clumen;
  try {
    const char* name = std::getenv("CLUMEN_TEST_DEVICE");
    const auto open = [name] { return name && *name ? Context::find(name) : Context::best(); };
    variants::Variants real(open());
    setenv("CLUMEN_DRY_RUN", "1", 1);
    variants::Variants dry(open());
    for (const variants::Family& family : variants::families())
      family.call(family.run == variants::Run::dry ? dry : real);
    fmt::print("{} calls, {} failed\n", real.calls() + dry.calls(), real.failures() + dry.failures());
    return real.failures() + dry.failures() ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "variants: {}\n", error.what());
    return 1;
  }
}
