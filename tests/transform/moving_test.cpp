#include <functional>

#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "clumen/transform.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

/// Operations that move pixels and change none: flip, transpose, crop, pad, roll, concatenate.
namespace clumen {
namespace {

using test::context;
using test::Values;

struct Position {
  std::int64_t x, y, z, c;
};

/// The result by the definition: `from` says which pixel of the source stands at a position, or none (the constant).
Values moved(const Values& in, const Shape& s, const Shape& out, const std::function<Position(Position)>& from,
             test::Value constant = 0) {
  Values result;
  for (std::int64_t c = 0; c < out.c; ++c)
    for (std::int64_t z = 0; z < out.z; ++z)
      for (std::int64_t y = 0; y < out.y; ++y)
        for (std::int64_t x = 0; x < out.x; ++x) {
          const Position p = from({x, y, z, c});
          const bool inside = p.x >= 0 && p.y >= 0 && p.z >= 0 && p.c >= 0;
          result.push_back(inside ? in[test::index(s, p.x, p.y, p.z, p.c)] : constant);
        }
  return result;
}

bool equal(const Values& a, const Values& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), test::same);
}

Values values_of(DType dtype, const Shape& s, std::uint64_t seed = 3) {
  return test::telling_values(dtype, static_cast<std::size_t>(s.pixels()), seed);
}

std::vector<Shape> shapes() {
  auto all = test::odd_shapes();
  all.insert(all.end(), {{70, 37, 1, 3}, {130, 66, 3, 2}, {1, 300, 2}, {2, 1, 150}, {700, 3}});
  return all;
}

std::vector<Axis> axes_of(const Shape& s) {
  std::vector<Axis> axes{Axis::x, Axis::c};
  if (s.ndim > 1) axes.push_back(Axis::y);
  if (s.ndim > 2) axes.push_back(Axis::z);
  return axes;
}

Position flipped(Position p, const Shape& s, Axis axis) {
  if (axis == Axis::x) p.x = s.x - 1 - p.x;
  if (axis == Axis::y) p.y = s.y - 1 - p.y;
  if (axis == Axis::z) p.z = s.z - 1 - p.z;
  if (axis == Axis::c) p.c = s.c - 1 - p.c;
  return p;
}

Position rolled(Position p, const Shape& s, std::int64_t shift, Axis axis) {
  const auto back = [shift](std::int64_t at, std::int64_t n) { return (((at - shift) % n) + n) % n; };
  if (axis == Axis::x) p.x = back(p.x, s.x);
  if (axis == Axis::y) p.y = back(p.y, s.y);
  if (axis == Axis::z) p.z = back(p.z, s.z);
  if (axis == Axis::c) p.c = back(p.c, s.c);
  return p;
}

constexpr Axes all_axes[] = {Axes::xzy, Axes::yxz, Axes::yzx, Axes::zxy, Axes::zyx};
constexpr std::string_view axes_names[] = {"xzy", "yxz", "yzx", "zxy", "zyx"};

Shape transposed(const Shape& s, std::string_view order) {
  const auto n = [&](char axis) { return s.xyz()[static_cast<std::size_t>(axis - 'x')]; };
  return {n(order[0]), n(order[1]), n(order[2]), s.c, s.ndim};
}

Position untransposed(Position p, std::string_view order) {
  std::array<std::int64_t, 3> at{};
  at[static_cast<std::size_t>(order[0] - 'x')] = p.x;
  at[static_cast<std::size_t>(order[1] - 'x')] = p.y;
  at[static_cast<std::size_t>(order[2] - 'x')] = p.z;
  return {at[0], at[1], at[2], p.c};
}

Border::Mode border_of(PadMode mode) {
  switch (mode) {
    case PadMode::constant:
      return Border::Mode::constant;
    case PadMode::edge:
      return Border::Mode::nearest;
    case PadMode::reflect:
      return Border::Mode::mirror;
    case PadMode::symmetric:
      return Border::Mode::reflect;
    default:
      return Border::Mode::wrap;
  }
}

constexpr PadMode all_modes[] = {PadMode::constant, PadMode::edge, PadMode::reflect, PadMode::symmetric, PadMode::wrap};

void check_pad(const Image& image, const Values& in, Offset before, Offset after, PadMode mode, double constant) {
  const Shape& s = image.shape();
  const Shape out(s.x + before.x + after.x, s.y + before.y + after.y, s.z + before.z + after.z, s.c, s.ndim);
  INFO(to_string(s) << ", mode " << static_cast<int>(mode));
  const Image result = pad(image, {before, after}, mode, constant);
  CHECK(result.shape() == out);
  CHECK(result.dtype() == image.dtype());
  const auto from = [&](Position p) {
    return Position{test::border_position(p.x - before.x, s.x, border_of(mode)),
                    test::border_position(p.y - before.y, s.y, border_of(mode)),
                    test::border_position(p.z - before.z, s.z, border_of(mode)), p.c};
  };
  CHECK(equal(test::pull(result), moved(in, s, out, from, constant)));
}

void check_all(const Image& image, const Values& in) {
  const Shape& s = image.shape();
  INFO(to_string(s) << ", " << name_of(image.dtype()));
  for (const Axis axis : axes_of(s)) {
    INFO("axis " << static_cast<int>(axis));
    const Image turned = flip(image, axis);
    CHECK(turned.dtype() == image.dtype());
    CHECK(equal(test::pull(turned), moved(in, s, s, [&](Position p) { return flipped(p, s, axis); })));
    for (const std::int64_t shift : {1, -7, 1000})
      CHECK(equal(test::pull(roll(image, shift, axis)),
                  moved(in, s, s, [&](Position p) { return rolled(p, s, shift, axis); })));
  }
  for (std::size_t i = 0; i < 5; ++i) {
    if (s.ndim < 2 || (s.ndim < 3 && all_axes[i] != Axes::yxz)) continue;
    const Shape out = transposed(s, axes_names[i]);
    const Image turned = transpose(image, all_axes[i]);
    INFO("axes " << axes_names[i]);
    CHECK(turned.shape() == out);
    CHECK(turned.dtype() == image.dtype());
    CHECK(equal(test::pull(turned), moved(in, s, out, [&](Position p) { return untransposed(p, axes_names[i]); })));
  }
}

TEST_CASE("flip, roll and transpose equal the definition for odd shapes") {
  for (const Shape& shape : shapes()) {
    const Values in = values_of(DType::f32, shape);
    check_all(test::push(context(), in, shape, DType::f32), in);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("flip, roll, transpose and pad of every dtype") {
  for (const Shape& shape : {Shape(37, 22, 5, 2), Shape(36, 11, 3)}) {
    for (const DType dtype : test::all_dtypes()) {
      if (!test::has(dtype)) continue;
      const Values in = values_of(dtype, shape);
      const Image image = test::push(context(), in, shape, dtype);
      check_all(image, in);
      check_pad(image, in, {3, 1, 2}, {20, 0, 1}, PadMode::constant, dtype == DType::boolean ? 1 : 100);
      check_pad(image, in, {0, 1, 2}, {0, 0, 1}, PadMode::constant, dtype == DType::boolean ? 1 : 100);
      check_pad(image, in, {3, 1, 2}, {20, 0, 1}, PadMode::reflect, 0);
    }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("pad equals the definition in every mode, also wider than the image") {
  for (const Shape& shape : {Shape(1, 1), Shape(4, 3), Shape(33, 31), Shape(700, 2), Shape(5, 4, 3, 2)}) {
    const Values in = values_of(DType::f32, shape, 5);
    const Image image = test::push(context(), in, shape, DType::f32);
    const std::int64_t deep = shape.ndim > 2 ? 1 : 0;
    for (const PadMode mode : all_modes) {
      check_pad(image, in, {1, 2, deep}, {3, 1, 2 * deep}, mode, -2.5);
      check_pad(image, in, {9, 0, 0}, {11, 13, 8 * deep}, mode, NAN);
    }
  }
  const Values in = values_of(DType::u64, {5, 4}, 6);
  check_pad(test::push(context(), in, {5, 4}, DType::u64), in, {1, 1, 0}, {1, 1, 0}, PadMode::constant, 0x1p63);
  const Values half = values_of(DType::f16, {5, 4}, 6);
  for (const double v : {0.5, -65504.0, 1e9, 0x1p-24, 0x1.8p-15})
    check_pad(test::push(context(), half, {5, 4}, DType::f16), half, {1, 1, 0}, {1, 1, 0}, PadMode::constant,
              static_cast<double>(test::from_half(test::to_half(v))));
  CHECK(pad(test::push(context(), in, {5, 4}, DType::u64), 2).shape() == Shape(9, 8));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("moving views, bits and pending expressions") {
  const Shape whole(60, 41, 6, 2), part(41, 30, 4, 2);
  const Values in = values_of(DType::u16, whole, 7);
  const Image image = test::push(context(), in, whole, DType::u16);
  const Values inner = moved(in, whole, part, [](Position p) { return Position{p.x + 7, p.y + 5, p.z + 1, p.c}; });
  const Image view = image.region({7, 5, 1}, part);
  check_all(view, inner);
  check_pad(view, inner, {2, 3, 0}, {50, 0, 1}, PadMode::symmetric, 0);

  Values changed = inner;
  for (auto& v : changed) v = static_cast<float>(v) * 0.5F - 3;
  check_all(cast(view, DType::f32) * 0.5 - 3, changed);
  check_pad(cast(view, DType::f32) * 0.5 - 3, changed, {2, 3, 0}, {5, 0, 1}, PadMode::constant, 1.5);

  const Shape flat(77, 40);
  const Values mask = values_of(DType::boolean, flat, 8);
  const Image bits = binary_dilation(test::push(context(), mask, flat, DType::boolean), box(1, 1));
  check_all(bits, mask);
  check_pad(bits, mask, {2, 3, 0}, {5, 0, 0}, PadMode::constant, 1);
  const Shape cut(50, 30);
  check_all(bits.region({3, 4, 0}, cut), moved(mask, flat, cut, [](Position p) {
              return Position{p.x + 3, p.y + 4, 0, 0};
            }));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("crop is a view of what is left, and undoes pad") {
  const Shape shape(19, 17, 5, 2);
  const Values in = values_of(DType::i16, shape, 9);
  const Image image = test::push(context(), in, shape, DType::i16);
  const Image part = crop(image, {{3, 1, 2}, {4, 0, 1}});
  CHECK(part.shape() == Shape(12, 16, 2, 2, 3));
  CHECK(equal(test::pull(part), moved(in, shape, part.shape(), [](Position p) {
                return Position{p.x + 3, p.y + 1, p.z + 2, p.c};
              })));
  CHECK(crop(image, 2).shape() == Shape(15, 13, 1, 2, 3));
  CHECK(equal(test::pull(crop(pad(image, 4, PadMode::wrap), 4)), in));
  CHECK(equal(test::pull(flip(flip(image, Axis::y), Axis::y)), in));
  CHECK(equal(test::pull(transpose(transpose(image, Axes::yzx), Axes::zxy)), in));
}

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
        images.push_back(test::push(context(), parts.back(), shape_of(n), dtype));
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
              expected.push_back(parts[which][test::index(shape_of(lengths[which]), p[0], p[1], p[2], p[3])]);
            }
      const Image result = concatenate(images, axis);
      CHECK(result.shape() == out);
      CHECK(result.dtype() == dtype);
      CHECK(equal(test::pull(result), expected));
    }
  const Image one = test::push(context(), values_of(DType::u8, {4, 3}), {4, 3}, DType::u8);
  CHECK(concatenate({one}, Axis::x).shape() == one.shape());
  CHECK(concatenate({one > 3, one > 4}, Axis::y).shape() == Shape(4, 6));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("moving keeps the physical size of pixels and says that it reaches everywhere") {
  const Shape shape(8, 6, 4);
  const Image image =
      test::push(context(), values_of(DType::u8, shape), shape, DType::u8).with_pixel_size({0.1, 0.2, 0.3, "um"});
  CHECK(transpose(image, Axes::zxy).pixel_size() == PixelSize{0.3, 0.1, 0.2, "um"});
  CHECK(flip(image, Axis::z).pixel_size() == image.pixel_size());
  CHECK(pad(image, 2).pixel_size() == image.pixel_size());
  const Image traced = Image::tracing(shape, DType::u16);
  CHECK(flip(traced, Axis::x).reach().global);
  CHECK(transpose(traced, Axes::yxz).reach().global);
  CHECK(transpose(traced, Axes::zyx).shape() == Shape(4, 6, 8));
  CHECK(pad(traced, 3).reach().global);
  CHECK(roll(traced, 3, Axis::y).reach().global);
  CHECK(concatenate({traced, traced}, Axis::c).reach().global);
  CHECK_FALSE(crop(traced, 1).reach().global);
}

TEST_CASE("moving compiles once for all shapes") {
  const auto run = [](std::int64_t x) {
    const Shape shape(x, 20 + x % 7);
    const Image image = context().push(test::random_pixels<float>(shape), shape);
    transpose(flip(image, Axis::x), Axes::yxz).compute();
    pad(image, {{x, 1, 0}, {0, x, 0}}, PadMode::wrap).compute();
  };
  run(50);
  const auto before = context().statistics();
  for (int i = 0; i < 20; ++i) run(30 + 7 * i);
  const auto after = context().statistics();
  CHECK(after.builds + after.loads == before.builds + before.loads);
}

TEST_CASE("moving rejects what it cannot do") {
  const Image image = test::push(context(), values_of(DType::u8, {4, 3}), {4, 3}, DType::u8);
  CHECK_THROWS_AS(flip(Image(), Axis::x), ArgumentError);
  CHECK_THROWS_AS(flip(image, Axis::z), ArgumentError);
  CHECK_THROWS_AS(roll(image, 1, Axis::z), ArgumentError);
  CHECK_THROWS_AS(transpose(image, Axes::zyx), ArgumentError);
  CHECK_THROWS_AS(transpose(image.with_ndim(2).region({0, 0, 0}, {4, 1}).with_ndim(1), Axes::yxz), ArgumentError);
  CHECK_THROWS_AS(crop(image, 2), ArgumentError);
  CHECK_THROWS_AS(crop(image, -1), ArgumentError);
  CHECK_THROWS_AS(crop(image, Widths({0, 0, 1}, {0, 0, 0})), ArgumentError);
  CHECK_THROWS_AS(pad(image, Widths({0, 0, 1}, {0, 0, 0})), ArgumentError);
  CHECK_THROWS_AS(pad(image, -1), ArgumentError);
  CHECK_THROWS_AS(pad(image, 1, PadMode::constant, 256), ArgumentError);
  CHECK_THROWS_AS(pad(image, 1, PadMode::constant, 0.5), ArgumentError);
  CHECK_THROWS_AS(pad(image, 1, PadMode::constant, NAN), ArgumentError);
  CHECK_THROWS_AS(concatenate({}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, Image()}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, cast(image, DType::u16)}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, flip(transpose(image, Axes::yxz), Axis::x)}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, Image::tracing({4, 3}, DType::u8)}, Axis::x), ArgumentError);
  CHECK_THROWS_AS(concatenate({image, image}, Axis::z), ArgumentError);
}

}  // namespace
}  // namespace clumen
