#include "transform/moving.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

Position flipped(Position p, const Shape& s, Axis axis) {
  if (axis == Axis::x) p.x = s.x - 1 - p.x;
  if (axis == Axis::y) p.y = s.y - 1 - p.y;
  if (axis == Axis::z) p.z = s.z - 1 - p.z;
  if (axis == Axis::c) p.c = s.c - 1 - p.c;
  return p;
}

void check(const Image& image, const Values& in) {
  const Shape& s = image.shape();
  for (const Axis axis : axes_of(s)) {
    INFO("axis " << static_cast<int>(axis));
    const Image turned = flip(image, axis);
    CHECK(turned.dtype() == image.dtype());
    CHECK(equal(pull(turned), moved(in, s, s, [&](Position p) { return flipped(p, s, axis); })));
  }
}

}  // namespace

TEST_CASE("flip equals the definition for odd shapes") { check_shapes(check); }
TEST_CASE("flip of every dtype") { check_dtypes(check); }
TEST_CASE("flip of views, bits and pending expressions") { check_inputs(check); }

TEST_CASE("flip undoes itself") {
  const Shape shape(19, 17, 5, 2);
  const Values in = values_of(DType::i16, shape, 9);
  CHECK(equal(pull(flip(flip(push(context(), in, shape, DType::i16), Axis::y), Axis::y)), in));
}

TEST_CASE("flip keeps the physical size of pixels and says that it reaches everywhere") {
  CHECK(flip(fine_image(), Axis::z).pixel_size() == fine_pixels);
  CHECK(flip(Image::tracing({8, 6, 4}, DType::u16), Axis::x).reach().global);
}

TEST_CASE("flip compiles once for all shapes") {
  check_compiles_once([](const Image& image) { flip(image, Axis::x).compute(); });
}

TEST_CASE("flip rejects what it cannot do") {
  CHECK_THROWS_AS(flip(Image(), Axis::x), ArgumentError);
  CHECK_THROWS_AS(flip(bytes_4x3(), Axis::z), ArgumentError);
}
