#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "clumen/pointwise.hpp"
#include "support/images.hpp"

/// Images that whatever looks at all pixels must read right.
namespace clumen::test {

/// An image with its pixels, in any order.
template <class T>
struct Case {
  std::string what;
  Image image;
  std::vector<T> pixels;
};

template <class T>
std::vector<Case<T>> whole_images() {
  std::vector<Case<T>> cases;
  for (const Shape& s : odd_shapes()) {
    auto pixels = random_pixels<T>(s, 7);
    cases.push_back({to_string(s), context().push(pixels, s), pixels});
  }
  return cases;
}

/// A region, a plane, channels, and pending expressions over whole images and over views.
template <class T>
std::vector<Case<T>> views_and_expressions() {
  const Shape s{67, 21, 5, 3};
  const auto pixels = random_pixels<T>(s, 11), other = random_pixels<T>(s, 12);
  const Image image = context().push(pixels, s), second = context().push(other, s);
  Case<T> channel{"channel", image.channel(1), {}}, plane{"plane", image.plane(2), {}};
  Case<T> region{"region", image.region({5, 3, 1}, {50, 9, 3}), {}};
  Case<T> expression{"expression", maximum(image, second), {}};
  Case<T> mixed{"expression over regions",
                maximum(image.region({5, 3, 1}, {50, 9, 3}), second.region({5, 3, 1}, {50, 9, 3})),
                {}};
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) {
          const std::size_t i = index(s, x, y, z, c);
          if (c == 1) channel.pixels.push_back(pixels[i]);
          if (z == 2) plane.pixels.push_back(pixels[i]);
          expression.pixels.push_back(std::max(pixels[i], other[i]));
          if (x < 5 || x >= 55 || y < 3 || y >= 12 || z < 1 || z >= 4) continue;
          region.pixels.push_back(pixels[i]);
          mixed.pixels.push_back(std::max(pixels[i], other[i]));
        }
  return {{"channels", image, pixels}, channel, plane, region, expression, mixed};
}

/// Both for some dtypes, as each layout of each dtype is a program to build; whole images for the others.
template <class T>
std::vector<Case<T>> all_cases() {
  auto cases = whole_images<T>();
  constexpr DType dtype = dtype_for<T>();
  if (dtype != DType::u8 && dtype != DType::i64 && dtype != DType::f32) return cases;
  for (auto& c : views_and_expressions<T>()) cases.push_back(std::move(c));
  return cases;
}

/// The number of a scalar as its own type, exact also for 64-bit integers.
template <class T>
T number(const Scalar& scalar) {
  return scalar.image().pull_vector<T>().at(0);
}

}  // namespace clumen::test

#define CLUMEN_INTEGER_TYPES \
  std::uint8_t, std::int8_t, std::uint16_t, std::int16_t, std::uint32_t, std::int32_t, std::uint64_t, std::int64_t
#define CLUMEN_PIXEL_TYPES CLUMEN_INTEGER_TYPES, float, double
