#include "transform/moving.hpp"

using namespace clumen;
using namespace clumen::test;

TEST_CASE("crop is a view of what is left, and undoes pad") {
  const Shape shape(19, 17, 5, 2);
  const Values in = values_of(DType::i16, shape, 9);
  const Image image = push(context(), in, shape, DType::i16);
  const Image part = crop(image, {{3, 1, 2}, {4, 0, 1}});
  CHECK(part.shape() == Shape(12, 16, 2, 2, 3));
  CHECK(equal(pull(part), moved(in, shape, part.shape(), [](Position p) {
                return Position{p.x + 3, p.y + 1, p.z + 2, p.c};
              })));
  CHECK(crop(image, 2).shape() == Shape(15, 13, 1, 2, 3));
  CHECK(equal(pull(crop(pad(image, 4, PadMode::wrap), 4)), in));
}

TEST_CASE("crop keeps the physical size of pixels and reaches nowhere") {
  CHECK(crop(fine_image(), 1).pixel_size() == fine_pixels);
  CHECK_FALSE(crop(Image::tracing({8, 6, 4}, DType::u16), 1).reach().global);
}

TEST_CASE("crop rejects what it cannot do") {
  const Image image = bytes_4x3();
  CHECK_THROWS_AS(crop(image, 2), ArgumentError);
  CHECK_THROWS_AS(crop(image, -1), ArgumentError);
  CHECK_THROWS_AS(crop(image, Widths({0, 0, 1}, {0, 0, 0})), ArgumentError);
}
