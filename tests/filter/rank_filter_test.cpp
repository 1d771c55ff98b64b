#include <optional>

#include "clumen/filter.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"

namespace clumen {
namespace {

using test::context;

constexpr Border::Mode all_modes[] = {Border::Mode::nearest, Border::Mode::reflect, Border::Mode::mirror,
                                      Border::Mode::constant, Border::Mode::wrap};

/// What order the pixels come in: NaN last.
template <class T>
bool before(T a, T b) {
  return a != a ? false : b != b ? true : a < b;
}

/// The most frequent value of a sorted list, the smallest of several.
template <class T>
T most_frequent(const std::vector<T>& sorted) {
  std::size_t best = 0, best_at = 0;
  for (std::size_t i = 0, j = 0; i < sorted.size(); i = j) {
    while (j < sorted.size() && !before(sorted[i], sorted[j])) ++j;
    if (j - i > best) best = j - i, best_at = i;
  }
  return sorted[best_at];
}

/// The pixel of a rank under the footprint (none: the most frequent one), all of them sorted for each pixel.
template <class T>
std::vector<T> oracle(const std::vector<T>& in, const Shape& s, const Footprint& f, std::optional<std::size_t> rank,
                      Border border, T outside = T(7)) {
  std::vector<T> out(in.size()), seen;
  const Reach r = f.reach();
  for (std::int64_t c = 0; c < s.c; ++c)
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) {
          seen.clear();
          for (std::int64_t k = 0; k < f.shape().z; ++k)
            for (std::int64_t j = 0; j < f.shape().y; ++j)
              for (std::int64_t i = 0; i < f.shape().x; ++i) {
                if (!f.at(i, j, k)) continue;
                const auto px = test::border_position(x + i - r.x, s.x, border.mode);
                const auto py = test::border_position(y + j - r.y, s.y, border.mode);
                const auto pz = test::border_position(z + k - r.z, s.z, border.mode);
                seen.push_back(std::min({px, py, pz}) < 0 ? outside : in[test::index(s, px, py, pz, c)]);
              }
          std::sort(seen.begin(), seen.end(), before<T>);
          out[test::index(s, x, y, z, c)] = rank ? seen[*rank] : most_frequent(seen);
        }
  return out;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](T p, T q) { return p == q || (p != p && q != q); });
}

std::size_t size_of(const Footprint& f) {
  return static_cast<std::size_t>(std::count(f.mask().begin(), f.mask().end(), 1));
}

/// A footprint without any symmetry.
Footprint lopsided(const Shape& shape, std::uint64_t seed) {
  auto mask = test::random_mask(shape, 0.4, seed);
  mask[0] = mask[1] = mask[2] = 1;
  return Footprint(std::move(mask), shape);
}

/// Median, a low rank and the most frequent of whole numbers with many ties.
void check_all(const Shape& shape, const Footprint& f, Border::Mode mode, std::uint64_t seed) {
  auto pixels = test::random_pixels<float>(shape, seed);
  for (float& v : pixels) v = std::floor(v / 40);
  const Image image = context().push(pixels, shape);
  const std::size_t n = size_of(f);
  const Border border{mode, 7};
  INFO(to_string(shape) << " under " << to_string(f.shape()) << ", " << n << " pixels, mode "
                        << static_cast<int>(mode));
  const auto check = [&](std::optional<std::size_t> rank, const auto& filtered) {
    test::unless_refused([&] {
      const auto got = filtered().template pull_vector<float>();
      CHECK(got == oracle(pixels, shape, f, rank, border));
    });
  };
  check(n / 2, [&] { return median(image, f, border); });
  check(1, [&] { return rank_filter(image, 1, f, border); });
  check(std::nullopt, [&] { return majority(image, f, border); });
}

TEST_CASE("rank filters equal the definition at every border, for odd shapes") {
  std::uint64_t seed = 0;
  for (const Shape& shape : test::odd_shapes())
    for (const Border::Mode mode : all_modes) {
      check_all(shape, box(5, 3), mode, ++seed);
      check_all(shape, shape.ndim > 2 ? ball(2) : disk(3), mode, ++seed);
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("medians of small boxes equal the definition at every border, for odd shapes and several tiles") {
  std::vector<Shape> shapes = test::odd_shapes();
  shapes.insert(shapes.end(), {Shape(1100, 40), Shape(600, 3, 5)});
  for (const Shape& shape : shapes) {
    const auto pixels = test::random_pixels<float>(shape, 4);
    const Image image = context().push(pixels, shape);
    for (const Border::Mode mode : all_modes) {
      if (shape.pixels() > 30000 && mode != Border::Mode::wrap) continue;
      std::vector<Footprint> boxes = {box(3, 3), box(5, 5), box(7, 7)};
      if (shape.ndim > 2) boxes = {box(3, 3, 3)};
      for (const Footprint& f : boxes) {
        INFO(to_string(shape) << " under " << to_string(f.shape()) << ", mode " << static_cast<int>(mode));
        CHECK(median(image, f, Border{mode, 7}).pull_vector<float>() ==
              oracle(pixels, shape, f, size_of(f) / 2, Border{mode, 7}));
      }
    }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("rank filters under footprints of any form, which are not turned") {
  std::uint64_t seed = 50;
  const Shape flat(70, 45), solid(23, 20, 11);
  for (const Shape& s : {Shape(3, 5), Shape(17, 3), Shape(31, 1), Shape(1, 25), Shape(9, 9)})
    check_all(flat, lopsided(s, ++seed), Border::Mode::mirror, 1);
  for (const Shape& s : {Shape(5, 3, 3), Shape(1, 1, 9), Shape(1, 9, 1), Shape(3, 1, 5)})
    check_all(solid, lopsided(s, ++seed), Border::Mode::wrap, 2);
  check_all(solid, octahedron(3), Border::Mode::constant, ++seed);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("rank filters under large windows, and of images smaller than these") {
  std::uint64_t seed = 70;
  check_all(Shape(90, 70), box(31, 31), Border::Mode::reflect, ++seed);
  check_all(Shape(60, 50), disk(25), Border::Mode::nearest, ++seed);
  check_all(Shape(20, 9), box(101, 101), Border::Mode::mirror, ++seed);
  check_all(Shape(3, 2), box(257, 259), Border::Mode::wrap, ++seed);
  check_all(Shape(21, 18, 15), box(7, 7, 7), Border::Mode::reflect, ++seed);
  check_all(Shape(12, 11, 9), ball(7), Border::Mode::nearest, ++seed);
  CHECK(context().broken_frames().empty());
}

/// Each dtype is a program of its own.
template <class T>
void check_dtype() {
  const Shape shape(67, 20);
  auto pixels = test::random_pixels<T>(shape, 7);
  for (std::size_t i = 0; i < pixels.size(); i += 2) pixels[i] = pixels[i / 4];  // so that some values are frequent
  const Image image = context().push(pixels, shape);
  INFO(name_of(dtype_for<T>()));
  const Border border = Border::constant(3);
  const Footprint f = disk(2);
  CHECK(same(median(image, f, border).template pull_vector<T>(), oracle(pixels, shape, f, 6, border, T(3))));
  CHECK(same(median(image, box(3, 3), border).template pull_vector<T>(),
             oracle(pixels, shape, box(3, 3), 4, border, T(3))));
  CHECK(
      same(majority(image, f, border).template pull_vector<T>(), oracle(pixels, shape, f, std::nullopt, border, T(3))));
}

TEST_CASE("rank filters of every dtype, exact") {
  test::for_each_number([]<class T>() { check_dtype<T>(); });
  CHECK(context().broken_frames().empty());
}

TEST_CASE("rank filters of bool and f16") {
  const Shape shape(65, 20);
  const auto mask = test::random_mask(shape, 0.5);
  const Image image = context().push(mask, shape);
  const auto expected = oracle<std::uint8_t>(mask, shape, disk(2), 6, Border::nearest);
  CHECK(median(image > 0, disk(2)).dtype() == DType::boolean);
  CHECK(cast(median(image > 0, disk(2)), DType::u8).pull_vector<std::uint8_t>() == expected);
  CHECK(median(cast(image, DType::f16), disk(2)).dtype() == DType::f16);
  CHECK(cast(median(cast(image, DType::f16), disk(2)), DType::u8).pull_vector<std::uint8_t>() == expected);
  CHECK(cast(majority(cast(image, DType::f16), disk(2), Border::nearest), DType::u8).pull_vector<std::uint8_t>() ==
        expected);
}

TEST_CASE("rank filters take NaN for larger than every number") {
  const Shape shape(40, 30);
  auto pixels = test::random_pixels<float>(shape, 10);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < pixels.size(); i += 3) pixels[i] = i % 2 ? nan : -nan;
  for (std::int64_t y = 5; y < 15; ++y)
    for (std::int64_t x = 8; x < 20; ++x) pixels[test::index(shape, x, y, 0)] = nan;
  pixels[test::index(shape, 30, 20, 0)] = INFINITY;
  pixels[test::index(shape, 31, 20, 0)] = -INFINITY;
  const Image image = context().push(pixels, shape);
  for (const Footprint& f : {box(3, 3), box(7, 7), disk(3)})
    CHECK(same(median(image, f).pull_vector<float>(), oracle(pixels, shape, f, size_of(f) / 2, Border::nearest)));
  CHECK(same(majority(image, disk(3)).pull_vector<float>(),
             oracle(pixels, shape, disk(3), std::nullopt, Border::reflect)));
  const std::vector<float> zeros = {-0.0F, 0.0F, 0.0F, -1, -1};  // zeros of either sign are one value
  CHECK(majority(context().push(zeros, Shape(5, 1)), box(5, 1), Border::constant(9)).pull_vector<float>()[2] == 0);
}

TEST_CASE("percentile_filter and rank_filter count as SciPy does") {
  const Shape shape(41, 23);
  const auto pixels = test::random_pixels<std::int32_t>(shape, 11);
  const Image image = context().push(pixels, shape);
  const Footprint f = disk(2);  // 13 pixels
  const auto at = [&](std::size_t rank) { return oracle(pixels, shape, f, rank, Border::reflect); };
  for (const auto& [percentile, rank] :
       {std::pair{0.0, 0}, {7.6, 0}, {7.7, 1}, {50.0, 6}, {-20.0, 10}, {99.9, 12}, {100.0, 12}, {-100.0, 0}})
    CHECK(percentile_filter(image, percentile, f).pull_vector<std::int32_t>() == at(static_cast<std::size_t>(rank)));
  for (const int rank : {0, 3, 12, -1, -5, -13})
    CHECK(rank_filter(image, rank, f).pull_vector<std::int32_t>() ==
          at(static_cast<std::size_t>(rank < 0 ? rank + 13 : rank)));
  const std::vector<std::uint8_t> two = {1, 0, 1};  // of an even number the larger one
  const Footprint ends(two, Shape(3, 1));
  CHECK(median(image, ends).pull_vector<std::int32_t>() == oracle(pixels, shape, ends, 1, Border::nearest));
}

TEST_CASE("median without a footprint takes a box of 3 along each axis") {
  const Shape flat(20, 15), solid(9, 8, 7);
  const auto a = test::random_pixels<float>(flat, 12), b = test::random_pixels<float>(solid, 13);
  CHECK(median(context().push(a, flat)).pull_vector<float>() == oracle(a, flat, box(3, 3), 4, Border::nearest));
  CHECK(median(context().push(b, solid)).pull_vector<float>() == oracle(b, solid, box(3, 3, 3), 13, Border::nearest));
}

TEST_CASE("majority keeps labels above 255 and above 2^24") {
  const Shape shape(50, 40);
  std::vector<std::uint32_t> labels(static_cast<std::size_t>(shape.pixels()));
  for (std::size_t i = 0; i < labels.size(); ++i)
    labels[i] = static_cast<std::uint32_t>((1U << 24) + 1 + i % 50 / 10 + i / 500);
  const Image image = context().push(labels, shape);
  CHECK(majority(image, box(5, 5)).pull_vector<std::uint32_t>() ==
        oracle(labels, shape, box(5, 5), std::nullopt, Border::reflect));
}

TEST_CASE("rank filters of views, channels and pending expressions") {
  const Shape shape(40, 30, 3, 2);
  const auto pixels = test::random_pixels<std::uint16_t>(shape, 14);
  const Image image = context().push(pixels, shape);
  const Shape part(25, 17);
  std::vector<std::uint16_t> region;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) region.push_back(pixels[test::index(shape, x + 7, y + 5, 2, 1)]);
  const Image view = image.channel(1).plane(2).region({7, 5}, part);
  std::vector<float> doubled(region.begin(), region.end());
  for (float& v : doubled) v *= 2;
  for (const Footprint& f : {box(3, 3), box(5, 5), disk(2)}) {
    const std::size_t middle = size_of(f) / 2;
    CHECK(median(view, f).pull_vector<std::uint16_t>() == oracle(region, part, f, middle, Border::nearest));
    CHECK(median(image, f).pull_vector<std::uint16_t>() == oracle(pixels, shape, f, middle, Border::nearest));
    CHECK(median(cast(view, DType::f32) * 2, f).pull_vector<float>() ==
          oracle(doubled, part, f, middle, Border::nearest));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("rank filters keep a constant image, and compile once for all shapes") {
  const Shape shape(33, 21, 5);
  const std::vector<std::int32_t> pixels(static_cast<std::size_t>(shape.pixels()), 1 << 30);
  CHECK(median(context().push(pixels, shape), ball(2)).pull_vector<std::int32_t>() == pixels);
  CHECK(majority(context().push(pixels, shape), box(1, 1)).pull_vector<std::int32_t>() == pixels);
  const auto run = [](std::int64_t x, int radius) {
    const Shape s(x, 20 + x % 7);
    median(context().push(test::random_pixels<std::int32_t>(s), s), disk(radius)).pull();
  };
  run(50, 2);
  const auto earlier = context().statistics();
  for (int i = 0; i < 10; ++i) run(30 + 7 * i, 2 + i % 3);
  const auto later = context().statistics();
  CHECK(later.builds + later.loads == earlier.builds + earlier.loads);
}

TEST_CASE("rank filters say how far they reach") {
  const Image traced = Image::tracing(Shape(64, 64, 64), DType::u16);
  CHECK(median(majority(traced, box(5, 7, 3)), ball(2)).reach() == Reach{4, 5, 3, false});
  CHECK(percentile_filter(rank_filter(traced, 1, disk(3)), 40, box(3, 1)).reach() == Reach{4, 3, 0, false});
  CHECK(median(traced).reach() == Reach{1, 1, 1, false});
  CHECK(median(traced).dtype() == DType::u16);
}

TEST_CASE("rank filters reject what they cannot do") {
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_AS(median(Image()), ArgumentError);
  CHECK_THROWS_AS(median(image, ball(1)), ArgumentError);
  CHECK_THROWS_AS(majority(image, ball(1)), ArgumentError);
  CHECK_THROWS_AS(rank_filter(image, 2, ball(1)), ArgumentError);
  CHECK_THROWS_WITH(rank_filter(image, 13, disk(2)), Catch::Contains("rank_filter: rank is 13; allowed is -13 to 12"));
  CHECK_THROWS_AS(rank_filter(image, -14, disk(2)), ArgumentError);
  CHECK_THROWS_AS(percentile_filter(image, 101, disk(2)), ArgumentError);
  CHECK_THROWS_AS(percentile_filter(image, std::nan(""), disk(2)), ArgumentError);
  CHECK_THROWS_AS(percentile_filter(image, 50, ball(1)), ArgumentError);
}

}  // namespace
}  // namespace clumen
