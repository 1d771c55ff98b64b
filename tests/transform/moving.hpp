#pragma once
#include <functional>

#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/transform.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

/// What the tests share of operations that move pixels and change none: flip, transpose, crop, pad, roll, concatenate.
namespace clumen::test {

struct Position {
  std::int64_t x, y, z, c;
};

/// The result by the definition: `from` says which pixel of the source stands at a position, or none (the constant).
inline Values moved(const Values& in, const Shape& s, const Shape& out, const std::function<Position(Position)>& from,
                    Value constant = 0) {
  Values result;
  for (std::int64_t c = 0; c < out.c; ++c)
    for (std::int64_t z = 0; z < out.z; ++z)
      for (std::int64_t y = 0; y < out.y; ++y)
        for (std::int64_t x = 0; x < out.x; ++x) {
          const Position p = from({x, y, z, c});
          const bool inside = p.x >= 0 && p.y >= 0 && p.z >= 0 && p.c >= 0;
          result.push_back(inside ? in[index(s, p.x, p.y, p.z, p.c)] : constant);
        }
  return result;
}

inline bool equal(const Values& a, const Values& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
}

inline Values values_of(DType dtype, const Shape& s, std::uint64_t seed = 3) {
  return telling_values(dtype, static_cast<std::size_t>(s.pixels()), seed);
}

inline std::vector<Axis> axes_of(const Shape& s) {
  std::vector<Axis> axes{Axis::x, Axis::c};
  if (s.ndim > 1) axes.push_back(Axis::y);
  if (s.ndim > 2) axes.push_back(Axis::z);
  return axes;
}

/// Checks an operation, as check(image, its pixels), on odd shapes.
template <class Check>
void check_shapes(Check check) {
  auto shapes = odd_shapes();
  shapes.insert(shapes.end(), {{70, 37, 1, 3}, {130, 66, 3, 2}, {1, 300, 2}, {2, 1, 150}, {700, 3}});
  for (const Shape& shape : shapes) {
    INFO(to_string(shape));
    const Values in = values_of(DType::f32, shape);
    check(push(context(), in, shape, DType::f32), in);
  }
  CHECK(context().broken_frames().empty());
}

/// On every dtype.
template <class Check>
void check_dtypes(Check check) {
  const Shape shape(37, 22, 5, 2);
  for (const DType dtype : all_dtypes()) {
    if (!has(dtype)) continue;
    INFO(name_of(dtype));
    const Values in = values_of(dtype, shape);
    check(push(context(), in, shape, dtype), in);
  }
  CHECK(context().broken_frames().empty());
}

/// On a view, a pending expression, bits and a view of bits.
template <class Check>
void check_inputs(Check check) {
  const Shape whole(60, 41, 6, 2), part(41, 30, 4, 2);
  const Values in = values_of(DType::u16, whole, 7);
  const Image view = push(context(), in, whole, DType::u16).region({7, 5, 1}, part);
  const Values inner = moved(in, whole, part, [](Position p) { return Position{p.x + 7, p.y + 5, p.z + 1, p.c}; });
  check(view, inner);

  Values changed = inner;
  for (auto& v : changed) v = static_cast<float>(v) * 0.5F - 3;
  check(cast(view, DType::f32) * 0.5 - 3, changed);

  const Shape flat(77, 40), cut(50, 30);
  const Values mask = values_of(DType::boolean, flat, 8);
  const Image bits = binary_dilation(push(context(), mask, flat, DType::boolean), box(1, 1));
  check(bits, mask);
  check(bits.region({3, 4, 0}, cut), moved(mask, flat, cut, [](Position p) {
          return Position{p.x + 3, p.y + 4, 0, 0};
        }));
  CHECK(context().broken_frames().empty());
}

/// Checks that call(image) compiles nothing for new shapes.
template <class Call>
void check_compiles_once(Call call) {
  const auto run = [&call](std::int64_t x) {
    const Shape shape(x, 20 + x % 7);
    call(context().push(random_pixels<float>(shape), shape));
  };
  run(50);
  const auto before = context().statistics();
  for (int i = 0; i < 20; ++i) run(30 + 7 * i);
  const auto after = context().statistics();
  CHECK(after.builds + after.loads == before.builds + before.loads);
}

/// An image of 4 x 3 bytes, for what is rejected.
inline Image bytes_4x3() { return push(context(), values_of(DType::u8, {4, 3}), {4, 3}, DType::u8); }

inline const PixelSize fine_pixels{0.1, 0.2, 0.3, "um"};
/// An image of 8 x 6 x 4 of those.
inline Image fine_image() {
  const Shape shape(8, 6, 4);
  return push(context(), values_of(DType::u8, shape), shape, DType::u8).with_pixel_size(fine_pixels);
}

}  // namespace clumen::test
