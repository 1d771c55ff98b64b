#include "transform/moving.hpp"

using namespace clumen;
using namespace clumen::test;

TEST_CASE("concatenate along every axis") {
  for (const Axis axis : {Axis::x, Axis::y, Axis::z, Axis::c})
    for (const DType dtype : {DType::u8, DType::f32}) {
      const auto shape_of = [axis](std::int64_t n) {
        Shape s(33, 21, 4, 2);
        (axis == Axis::x ? s.x : axis == Axis::y ? s.y : axis == Axis::z ? s.z : s.c) = n;
        return s;
      };
      const std::vector<std::int64_t> lengths{5, 1, 18};
      std::vector<Values> parts;
      std::vector<Image> images;
      for (const std::int64_t n : lengths) {
        parts.push_back(values_of(dtype, shape_of(n), static_cast<std::uint64_t>(n)));
        images.push_back(push(context(), parts.back(), shape_of(n), dtype));
      }
      Values expected;
      const Shape out = shape_of(24);
      for (std::int64_t c = 0; c < out.c; ++c)
        for (std::int64_t z = 0; z < out.z; ++z)
          for (std::int64_t y = 0; y < out.y; ++y)
            for (std::int64_t x = 0; x < out.x; ++x) {
              std::array<std::int64_t, 4> p{x, y, z, c};
              std::size_t which = 0;
              for (auto& at = p[static_cast<std::size_t>(axis)]; at >= lengths[which]; ++which) at -= lengths[which];
              expected.push_back(parts[which][index(shape_of(lengths[which]), p[0], p[1], p[2], p[3])]);
            }
      const Image result = concatenate(images, axis);
      CHECK(result.shape() == out);
      CHECK(result.dtype() == dtype);
      CHECK(equal(pull(result), expected));
    }
  const Image one = push(context(), values_of(DType::u8, {4, 3}), {4, 3}, DType::u8);
  CHECK(concatenate({one}, Axis::x).shape() == one.shape());
  CHECK(concatenate({one > 3, one > 4}, Axis::y).shape() == Shape(4, 6));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("concatenate says that it reaches everywhere") {
  const Image traced = Image::tracing({8, 6, 4}, DType::u16);
  CHECK(concatenate({traced, traced}, Axis::c).reach().global);
}

TEST_CASE("concatenate rejects what it cannot do") {
  const Image image = bytes_4x3();
  CHECK_THROWS_AS(concatenate({}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, Image()}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, cast(image, DType::u16)}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, flip(transpose(image, Axes::yxz), Axis::x)}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, Image::tracing({4, 3}, DType::u8)}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, image}, Axis::z), ArgumentError);
}
