#include "clumen/display.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

using Pixels = std::vector<float>;

std::vector<std::uint8_t> bytes(const Image& mask) { return cast(mask, DType::u8).pull_vector<std::uint8_t>(); }

/// Each channel in turn: the colour on the edges, the outline's beside them, else the image over `range`.
Pixels expected(const std::vector<std::uint8_t>& gray, int channels, const Image& labels, const Shape& s,
                const std::vector<double>& color, const std::vector<double>& outline) {
  const auto edges = bytes(find_boundaries(labels, 1, Boundaries::outer));
  const std::int64_t plane = s.x * s.y * s.z;
  Pixels out;
  for (int c = 0; c < 3; ++c)
    for (std::int64_t i = 0; i < plane; ++i) {
      const std::int64_t x = i % s.x, y = i / s.x % s.y, z = i / s.x / s.y;
      bool beside = false;
      for (int step = 0; step < 27; ++step) {
        const std::int64_t qx = x + step % 3 - 1, qy = y + step / 3 % 3 - 1, qz = z + step / 9 - 1;
        if (qx < 0 || qy < 0 || qz < 0 || qx >= s.x || qy >= s.y || qz >= s.z) continue;
        beside |= edges[index(s, qx, qy, qz)] != 0;
      }
      double v = gray[static_cast<std::size_t>(i + (channels == 3 ? c * plane : 0))] / 255.0;
      if (beside && !outline.empty()) v = outline[static_cast<std::size_t>(c)];
      if (edges[static_cast<std::size_t>(i)]) v = color[static_cast<std::size_t>(c)];
      out.push_back(static_cast<float>(v));
    }
  return out;
}

double worst(const Image& found, const Pixels& wanted) {
  const Pixels pixels = found.pull_vector<float>();
  if (pixels.size() != wanted.size()) return INFINITY;
  double worst = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) worst = std::max(worst, std::abs(double{pixels[i]} - wanted[i]));
  return worst;
}

}  // namespace

TEST_CASE("mark_boundaries draws boundaries and their outline over gray and colour", "[display]") {
  for (const Shape& s : odd_shapes())
    for (const int channels : {1, 3}) {
      const Shape whole(s.x, s.y, s.z, channels, s.ndim);
      const auto gray = random_pixels<std::uint8_t>(whole, 3);
      const Image image = context().push(gray, whole), labels = label(context().push(random_mask(s, 0.4), s) > 0, 1);
      INFO(to_string(whole));
      const Image found = mark_boundaries(image, labels);
      CHECK(found.dtype() == DType::f32);
      CHECK(worst(found, expected(gray, channels, labels, s, {1, 1, 0}, {})) < 1e-6);
      CHECK(worst(mark_boundaries(image, labels, {0.5, 0, 1}, {0, 1, 0.25}),
                  expected(gray, channels, labels, s, {0.5, 0, 1}, {0, 1, 0.25})) < 1e-6);
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("mark_boundaries of other dtypes, between pixels, and without a boundary", "[display]") {
  const Shape s(5, 4);
  const Image labels = context().push(std::vector<std::uint8_t>(20, 1), s);
  const auto constant = [&](auto v) { return mark_boundaries(context().push(std::vector(20, v), s), labels); };
  CHECK(worst(constant(std::uint16_t{13107}), Pixels(60, 0.2F)) < 1e-6);
  CHECK(worst(constant(std::int8_t{-128}), Pixels(60, -1.0F)) < 1e-6);
  CHECK(worst(constant(2.5F), Pixels(60, 2.5F)) == 0);
  const Image image = context().push(random_pixels<std::uint8_t>(s, 1), s);
  const Image twice = mark_boundaries(image, labels, {1, 1, 0}, {}, Boundaries::subpixel);
  CHECK(twice.shape().same_size({9, 7, 1, 3}));
  const Pixels between = twice.pull_vector<float>(), pixels = (cast(image, DType::f32) / 255.0).pull_vector<float>();
  for (std::int64_t i = 0; i < 20; ++i)
    CHECK(close(between[index({9, 7}, 2 * (i % 5), 2 * (i / 5), 0)], pixels[static_cast<std::size_t>(i)], 1e-5));
}

TEST_CASE("mark_boundaries: reach, and what is refused", "[display]") {
  const Image image = Image::tracing({40, 30}), labels = Image::tracing({40, 30}, DType::i32);
  CHECK(mark_boundaries(image, labels).reach().x == 1);
  CHECK(mark_boundaries(image, labels).shape().c == 3);
  CHECK(mark_boundaries(image, labels, {1, 1, 0}, {0, 0, 0}).reach().x == 2);
  CHECK_THROWS_AS(mark_boundaries(Image(), labels), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(image, Image()), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(image, image), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(Image::tracing({40, 31}), labels), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(Image::tracing({40, 30, 1, 2}), labels), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(image, labels, {1, 1}), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(image, labels, {1, 1, NAN}), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(image, labels, {1, 1, 0}, {1}), ArgumentError);
  CHECK_THROWS_AS(mark_boundaries(context().push(std::vector<float>(4), {2, 2}), Image::tracing({2, 2}, DType::u8)),
                  ArgumentError);
}
