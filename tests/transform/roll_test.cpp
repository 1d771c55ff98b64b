#include "transform/moving.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

Position rolled(Position p, const Shape& s, std::int64_t shift, Axis axis) {
  const auto back = [shift](std::int64_t at, std::int64_t n) { return (((at - shift) % n) + n) % n; };
  if (axis == Axis::x) p.x = back(p.x, s.x);
  if (axis == Axis::y) p.y = back(p.y, s.y);
  if (axis == Axis::z) p.z = back(p.z, s.z);
  if (axis == Axis::c) p.c = back(p.c, s.c);
  return p;
}

void check(const Image& image, const Values& in) {
  const Shape& s = image.shape();
  for (const Axis axis : axes_of(s))
    for (const std::int64_t shift : {1, -7, 1000}) {
      INFO("axis " << static_cast<int>(axis) << " by " << shift);
      const Image turned = roll(image, shift, axis);
      CHECK(turned.dtype() == image.dtype());
      CHECK(equal(pull(turned), moved(in, s, s, [&](Position p) { return rolled(p, s, shift, axis); })));
    }
}

}  // namespace

TEST_CASE("roll equals the definition for odd shapes") { check_shapes(check); }
TEST_CASE("roll of every dtype") { check_dtypes(check); }
TEST_CASE("roll of views, bits and pending expressions") { check_inputs(check); }

TEST_CASE("roll keeps the physical size of pixels and says that it reaches everywhere") {
  CHECK(roll(fine_image(), 3, Axis::z).pixel_size() == fine_pixels);
  CHECK(roll(Image::tracing({8, 6, 4}, DType::u16), 3, Axis::y).reach().global);
}

TEST_CASE("roll compiles once for all shapes") {
  check_compiles_once([](const Image& image) { roll(image, 5, Axis::x).compute(); });
}

TEST_CASE("roll rejects what it cannot do") {
  CHECK_THROWS_AS(roll(Image(), 1, Axis::x), ArgumentError);
  CHECK_THROWS_AS(roll(bytes_4x3(), 1, Axis::z), ArgumentError);
}
