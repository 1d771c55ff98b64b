#include <map>
#include <queue>

#include "clumen/label.hpp"
#include "clumen/morphology.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

namespace clumen {
namespace {

using test::context;
using test::Value;
using test::Values;
using Mask = std::vector<std::uint8_t>;

/// Each object is filled, and goes if it has too few pixels.
Mask oracle(const Mask& in, const Shape& s, int connectivity, std::int64_t most) {
  Mask out = in, seen(in.size());
  for (std::size_t first = 0; first < in.size(); ++first) {
    if (!in[first] || seen[first]) continue;
    std::vector<std::size_t> object{first};
    seen[first] = 1;
    for (std::size_t n = 0; n < object.size(); ++n) {
      const auto at = static_cast<std::int64_t>(object[n]);
      const std::int64_t x = at % s.x, y = at / s.x % s.y, z = at / s.x / s.y;
      for (int step = 0; step < 27; ++step) {
        const int dx = step % 3 - 1, dy = step / 3 % 3 - 1, dz = step / 9 - 1;
        const std::int64_t qx = x + dx, qy = y + dy, qz = z + dz;
        if (std::abs(dx) + std::abs(dy) + std::abs(dz) > connectivity) continue;
        if (qx < 0 || qy < 0 || qz < 0 || qx >= s.x || qy >= s.y || qz >= s.z) continue;
        const std::size_t i = test::index(s, qx, qy, qz);
        if (!in[i] || seen[i]) continue;
        seen[i] = 1;
        object.push_back(i);
      }
    }
    if (static_cast<std::int64_t>(object.size()) <= most)
      for (const std::size_t i : object) out[i] = 0;
  }
  return out;
}

Mask pulled(const Image& image) { return cast(image, DType::u8).pull_vector<std::uint8_t>(); }
Mask inverted(Mask mask) {
  for (std::uint8_t& v : mask) v = !v;
  return mask;
}

TEST_CASE("small objects and holes go, at every connectivity") {
  for (const Shape& s : test::odd_shapes())
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity)
      for (const std::int64_t most : {0, 1, 4, 64, 100000}) {
        const Mask mask = test::random_mask(s, 0.4, 3);
        const Image image = context().push(mask, s);
        INFO(to_string(s) << ", connectivity " << connectivity << ", " << most);
        const Image objects = remove_small_objects(cast(image, DType::boolean), connectivity, most);
        CHECK(objects.dtype() == DType::boolean);
        CHECK(pulled(objects) == oracle(mask, s, connectivity, most));
        const Mask holes = oracle(inverted(mask), s, connectivity, most);
        CHECK(remove_small_holes(image, connectivity, most).dtype() == DType::boolean);
        CHECK(pulled(remove_small_holes(image, connectivity, most)) == inverted(holes));
      }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("labels with few pixels go, in every dtype") {
  const Shape s(61, 20, 2);
  for (const DType dtype : test::all_dtypes()) {
    if (is_float(dtype) || dtype == DType::boolean) continue;
    std::mt19937_64 rng(4);
    Values labels(static_cast<std::size_t>(s.pixels()));
    std::map<Value, int> counts;
    for (Value& v : labels) {
      v = static_cast<Value>(rng() % 60);
      if (size_of(dtype) > 2 && v == 59) v = 70001;
      ++counts[v];
    }
    const Image image = test::push(context(), labels, s, dtype);
    for (Value& v : labels) v = counts[v] <= 40 ? 0 : v;
    INFO(name_of(dtype));
    CHECK(remove_small_objects(image, 1, 40).dtype() == dtype);
    CHECK(test::pull(remove_small_objects(image, 1, 40)) == labels);
  }
}

TEST_CASE("small objects of views, bits and pending expressions go") {
  const Shape s(150, 90, 3), part(101, 70);
  const auto pixels = test::random_pixels<std::uint16_t>(s, 11);
  const Image plane = context().push(pixels, s).plane(2).region({7, 5}, part);
  Mask mask;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) mask.push_back(pixels[test::index(s, x + 7, y + 5, 2)] > 40000);
  CHECK(pulled(remove_small_objects(plane > 40000, 2, 5)) == oracle(mask, part, 2, 5));
  CHECK(pulled(remove_small_objects(binary_erosion(plane > 40000, box(1, 1)), 2, 5)) == oracle(mask, part, 2, 5));
  CHECK(pulled(remove_small_objects(remove_small_objects(plane > 40000), 1)) == oracle(mask, part, 1, 64));
}

TEST_CASE("small objects: reach and what is refused") {
  const Image traced = Image::tracing(Shape(64, 64), DType::boolean),
              labels = Image::tracing(Shape(64, 64), DType::i32);
  CHECK(remove_small_objects(traced).reach().global);
  CHECK(remove_small_holes(labels).reach().global);
  CHECK_THROWS_AS(remove_small_objects(Image()), ArgumentError);
  CHECK_THROWS_AS(remove_small_holes(Image()), ArgumentError);
  CHECK_THROWS_AS(remove_small_objects(Image::tracing(Shape(8, 8))), ArgumentError);
  CHECK_THROWS_AS(remove_small_holes(Image::tracing(Shape(8, 8))), ArgumentError);
  CHECK_THROWS_AS(remove_small_objects(Image::tracing(Shape(8, 8, 1, 2), DType::u8)), ArgumentError);
  CHECK_THROWS_AS(remove_small_objects(traced, 3), ArgumentError);
  CHECK_THROWS_AS(remove_small_objects(traced, 0), ArgumentError);
  CHECK_THROWS_AS(remove_small_holes(traced, 1, -1), ArgumentError);
  CHECK_THROWS_AS(remove_small_objects(context().push(std::vector<std::int16_t>{1, -1}, Shape(2, 1))), ArgumentError);
  const std::vector<std::uint64_t> large{1, std::uint64_t{1} << 63};
  CHECK_THROWS_AS(remove_small_objects(context().push(large, Shape(2, 1))), ArgumentError);
}

}  // namespace
}  // namespace clumen
