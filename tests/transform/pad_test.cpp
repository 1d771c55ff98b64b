#include "transform/moving.hpp"
#include "transform/oracle.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

void check(const Image& image, const Values& in, Offset before, Offset after, PadMode mode, double constant) {
  const Shape& s = image.shape();
  const Shape out(s.x + before.x + after.x, s.y + before.y + after.y, s.z + before.z + after.z, s.c, s.ndim);
  INFO(to_string(s) << ", mode " << static_cast<int>(mode));
  const Image result = pad(image, {before, after}, mode, constant);
  CHECK(result.shape() == out);
  CHECK(result.dtype() == image.dtype());
  const auto from = [&](Position p) {
    return Position{border_position(p.x - before.x, s.x, border_mode(mode)),
                    border_position(p.y - before.y, s.y, border_mode(mode)),
                    border_position(p.z - before.z, s.z, border_mode(mode)), p.c};
  };
  CHECK(equal(pull(result), moved(in, s, out, from, constant)));
}

}  // namespace

TEST_CASE("pad equals the definition in every mode, also wider than the image") {
  for (const Shape& shape : {Shape(1, 1), Shape(4, 3), Shape(33, 31), Shape(700, 2), Shape(5, 4, 3, 2)}) {
    const Values in = values_of(DType::f32, shape, 5);
    const Image image = push(context(), in, shape, DType::f32);
    const std::int64_t deep = shape.ndim > 2 ? 1 : 0;
    for (const PadMode mode : all_pad_modes) {
      check(image, in, {1, 2, deep}, {3, 1, 2 * deep}, mode, -2.5);
      check(image, in, {9, 0, 0}, {11, 13, 8 * deep}, mode, NAN);
    }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("pad of every dtype") {
  check_dtypes([](const Image& image, const Values& in) {
    check(image, in, {3, 1, 2}, {20, 0, 1}, PadMode::constant, image.dtype() == DType::boolean ? 1 : 100);
    check(image, in, {0, 1, 2}, {0, 0, 1}, PadMode::constant, image.dtype() == DType::boolean ? 1 : 100);
    check(image, in, {3, 1, 2}, {20, 0, 1}, PadMode::reflect, 0);
  });
}

TEST_CASE("pad by one width, and by constants at the end of their range") {
  const Shape shape(5, 4);
  const Values in = values_of(DType::u64, shape, 6), half = values_of(DType::f16, shape, 6);
  const Image image = push(context(), in, shape, DType::u64);
  CHECK(pad(image, 2).shape() == Shape(9, 8));
  check(image, in, {1, 1, 0}, {1, 1, 0}, PadMode::constant, 0x1p63);
  for (const double v : {0.5, -65504.0, 1e9, 0x1p-24, 0x1.8p-15})
    check(push(context(), half, shape, DType::f16), half, {1, 1, 0}, {1, 1, 0}, PadMode::constant,
          static_cast<double>(from_half(to_half(v))));
}

TEST_CASE("pad of views, bits and pending expressions") {
  check_inputs([](const Image& image, const Values& in) {
    const std::int64_t deep = image.shape().ndim > 2 ? 1 : 0;
    check(image, in, {2, 3, 0}, {50, 0, deep}, PadMode::symmetric, 0);
    check(image, in, {2, 3, 0}, {5, 0, deep}, PadMode::constant, 1);
  });
}

TEST_CASE("pad keeps the physical size of pixels and says that it reaches everywhere") {
  CHECK(pad(fine_image(), 2).pixel_size() == fine_pixels);
  CHECK(pad(Image::tracing({8, 6, 4}, DType::u16), 3).reach().global);
}

TEST_CASE("pad compiles once for all shapes") {
  check_compiles_once([](const Image& image) {
    const std::int64_t x = image.shape().x;
    pad(image, {{x, 1, 0}, {0, x, 0}}, PadMode::wrap).compute();
  });
}

TEST_CASE("pad rejects what it cannot do") {
  const Image image = bytes_4x3();
  CHECK_THROWS_AS(pad(image, Widths({0, 0, 1}, {0, 0, 0})), ArgumentError);
  CHECK_THROWS_AS(pad(image, -1), ArgumentError);
  CHECK_THROWS_AS(pad(image, 1, PadMode::constant, 256), ArgumentError);
  CHECK_THROWS_AS(pad(image, 1, PadMode::constant, 0.5), ArgumentError);
  CHECK_THROWS_AS(pad(image, 1, PadMode::constant, NAN), ArgumentError);
}
