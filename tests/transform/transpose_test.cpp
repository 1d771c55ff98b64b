#include "transform/moving.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

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

void check(const Image& image, const Values& in) {
  const Shape& s = image.shape();
  for (std::size_t i = 0; i < 5; ++i) {
    if (s.ndim < 2 || (s.ndim < 3 && all_axes[i] != Axes::yxz)) continue;
    const Shape out = transposed(s, axes_names[i]);
    const Image turned = transpose(image, all_axes[i]);
    INFO("axes " << axes_names[i]);
    CHECK(turned.shape() == out);
    CHECK(turned.dtype() == image.dtype());
    CHECK(equal(pull(turned), moved(in, s, out, [&](Position p) { return untransposed(p, axes_names[i]); })));
  }
}

}  // namespace

TEST_CASE("transpose equals the definition for odd shapes") { check_shapes(check); }
TEST_CASE("transpose of every dtype") { check_dtypes(check); }
TEST_CASE("transpose of views, bits and pending expressions") { check_inputs(check); }

TEST_CASE("transpose there and back changes nothing") {
  const Shape shape(19, 17, 5, 2);
  const Values in = values_of(DType::i16, shape, 9);
  CHECK(equal(pull(transpose(transpose(push(context(), in, shape, DType::i16), Axes::yzx), Axes::zxy)), in));
}

TEST_CASE("transpose moves the physical size of pixels too and says that it reaches everywhere") {
  CHECK(transpose(fine_image(), Axes::zxy).pixel_size() == PixelSize{0.3, 0.1, 0.2, "um"});
  const Image traced = Image::tracing({8, 6, 4}, DType::u16);
  CHECK(transpose(traced, Axes::yxz).reach().global);
  CHECK(transpose(traced, Axes::zyx).shape() == Shape(4, 6, 8));
}

TEST_CASE("transpose compiles once for all shapes") {
  check_compiles_once([](const Image& image) { transpose(image, Axes::yxz).compute(); });
}

TEST_CASE("transpose rejects what it cannot do") {
  const Image image = bytes_4x3();
  CHECK_THROWS_AS(transpose(image, Axes::zyx), ArgumentError);
  CHECK_THROWS_AS(transpose(image.with_ndim(2).region({0, 0, 0}, {4, 1}).with_ndim(1), Axes::yxz), ArgumentError);
}
