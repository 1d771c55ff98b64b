#include "pointwise/oracle.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

Values numbered(const Shape& s, Value first = 0) {
  Values v(static_cast<std::size_t>(s.pixels()));
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = first + static_cast<Value>(i % 251);
  return v;
}

}  // namespace

TEST_CASE("every shape, whole and as a view") {
  for (const Shape& s : odd_shapes()) {
    const Values x = numbered(s), y = numbered(s, 3);
    const Image a = push(context(), x, s, DType::u16), b = push(context(), y, s, DType::f32);
    const Values got = pull(a * 2 - b);
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(got[i] == 2 * x[i] - y[i]);
    if (s.x < 3 || s.y < 3) continue;
    const Shape part(s.x - 2, s.y - 1, s.z, 1, s.ndim);
    const Values inner = pull(a.region({1, 1, 0}, part) + b.region({2, 0, 0}, part));
    for (std::int64_t z = 0; z < part.z; ++z)
      for (std::int64_t yy = 0; yy < part.y; ++yy)
        for (std::int64_t xx = 0; xx < part.x; ++xx)
          REQUIRE(inner[index(part, xx, yy, z)] == x[index(s, xx + 1, yy + 1, z)] + y[index(s, xx + 2, yy, z)]);
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("a pixel's value does not depend on where it is computed") {
  const Shape s(101, 3);
  const Image a = push(context(), telling_values(DType::f32, 303, 1), s, DType::f32);
  const auto chain = [](const Image& i) {
    return power(absolute(i), 0.37) + exp(i / 700) + log(absolute(i) + 1) + i % 3.3;
  };
  const Values whole = pull(chain(a));
  for (std::int64_t x0 = 0; x0 < 20; ++x0) {
    const Shape part(s.x - x0 - 3, 3);
    const Values piece = pull(chain(a.region({x0, 0, 0}, part)));
    for (std::int64_t y = 0; y < 3; ++y)
      for (std::int64_t x = 0; x < part.x; ++x)
        REQUIRE(same(piece[index(part, x, y, 0)], whole[index(s, x + x0, y, 0)]));
  }
}

TEST_CASE("broadcasting") {
  const Shape s(19, 5, 3, 2);
  const Values x = numbered(s);
  const Image image = push(context(), x, s, DType::i32);
  for (const Shape& other :
       {Shape(19, 1), Shape(1, 5), Shape(1, 1, 3), Shape(1, 1, 1, 2), Shape(19, 5), Shape(1, 1), Shape(19, 1, 3, 2)}) {
    const Values y = numbered(other, 7);
    const Image o = push(context(), y, other, DType::i32);
    const Image sum = image * 1000 + o;
    REQUIRE(sum.shape() == s);
    const Values got = pull(sum), swapped = pull(o + image * 1000);
    for (std::int64_t c = 0; c < s.c; ++c)
      for (std::int64_t z = 0; z < s.z; ++z)
        for (std::int64_t yy = 0; yy < s.y; ++yy)
          for (std::int64_t xx = 0; xx < s.x; ++xx) {
            const auto at = [](std::int64_t i, std::int64_t n) { return n == 1 ? 0 : i; };
            const std::size_t k = index(other, at(xx, other.x), at(yy, other.y), at(z, other.z), at(c, other.c));
            REQUIRE(got[index(s, xx, yy, z, c)] == x[index(s, xx, yy, z, c)] * 1000 + y[k]);
            REQUIRE(swapped[index(s, xx, yy, z, c)] == got[index(s, xx, yy, z, c)]);
          }
  }
  const Image row = push(context(), numbered(Shape(4, 1)), Shape(4, 1), DType::i32),
              column = push(context(), numbered(Shape(1, 3)), Shape(1, 3), DType::i32);
  CHECK(pull(row * 10 + column) == Values{0, 10, 20, 30, 1, 11, 21, 31, 2, 12, 22, 32});
}

TEST_CASE("channels and planes of views") {
  const Shape s(9, 4, 3, 2);
  const Values x = numbered(s);
  const Image image = push(context(), x, s, DType::u16);
  const Values got = pull(image.channel(1).plane(2) - cast(image.channel(0).plane(1), DType::i32));
  for (std::int64_t y = 0; y < 4; ++y)
    for (std::int64_t xx = 0; xx < 9; ++xx)
      REQUIRE(got[index(Shape(9, 4), xx, y, 0)] == x[index(s, xx, y, 2, 1)] - x[index(s, xx, y, 1, 0)]);
}

TEST_CASE("a chain is one kernel") {
  const Shape s(64, 64);
  const Image a = push(context(), numbered(s), s, DType::f32), b = push(context(), numbered(s, 2), s, DType::u8);
  const auto launches = [] { return context().statistics().launches; };
  const std::uint64_t before = launches();
  const Image chain = sqrt(absolute((a - b) * 2 + 1)) > 3;
  CHECK(launches() == before);
  const Values got = pull(chain);
  CHECK(launches() == before + 1);
  pull(chain);
  CHECK(launches() == before + 1);
  for (std::size_t i = 0; i < got.size(); ++i) {
    const Value x = static_cast<Value>(i % 251);
    REQUIRE(got[i] == (std::sqrt(std::abs((x - (x + 2)) * 2 + 1)) > 3));
  }
  CHECK(pull(chain.region({3, 3, 0}, Shape(2, 2))).size() == 4);
}

TEST_CASE("long chains are cut, not wrong") {
  Image sum = push(context(), {1, 2, 3}, Shape(3, 1), DType::i32);
  for (int i = 0; i < 200; ++i) sum = sum + 1;
  CHECK(pull(sum) == Values{201, 202, 203});
  Image doubled = push(context(), {1, 2, 3}, Shape(3, 1), DType::i64);
  for (int i = 0; i < 40; ++i) doubled = doubled + doubled;
  CHECK(pull(doubled) == Values{1LL << 40, 2LL << 40, 3LL << 40});
}

TEST_CASE("numbers and shapes are arguments: they build nothing") {
  const auto run = [](std::int64_t n, double k) {
    const Shape s(n, n % 7 + 1);
    const Image a = push(context(), numbered(s), s, DType::u8);
    const Values got = pull((a > 3) * 200.0 + a * k);
    REQUIRE(got[0] == 0);
  };
  run(5, 0.5);
  const Statistics before = context().statistics();
  for (int i = 1; i <= 100; ++i) run(i, i * 0.25);
  const Statistics after = context().statistics();
  CHECK(after.builds == before.builds);
  CHECK(after.loads == before.loads);
}

TEST_CASE("device scalars are read on the device") {
  const Image a = push(context(), {1, 2, 3, 4}, Shape(4, 1), DType::f32);
  const Scalar t(push(context(), {2.5}, Shape(1, 1), DType::f32)), u(push(context(), {2}, Shape(1, 1), DType::f32));
  const std::uint64_t waits = context().statistics().waits;
  const Image mask = a > (t * u - 2.5);
  const Image more = t < a;
  CHECK(context().statistics().waits == waits);
  CHECK(pull(mask) == Values{0, 0, 1, 1});
  CHECK(pull(more) == Values{0, 0, 1, 1});
  CHECK((t + u).value() == 4.5);
  CHECK((2 * t).value() == 5);
}

TEST_CASE("what a result takes from its operands") {
  const Image size1 = push(context(), {1}, Shape(1, 1), DType::f32);
  const Image a = push(context(), numbered(Shape(4, 3)), Shape(4, 3), DType::f32).with_pixel_size({0.5, 0.25, 1, "um"});
  CHECK((size1 + a).pixel_size() == a.pixel_size());
  CHECK((1 - a).pixel_size() == a.pixel_size());
  CHECK((size1 + a).shape().ndim == 2);
  const Image volume = push(context(), numbered(Shape(4, 3, 1, 1, 3)), Shape(4, 3, 1, 1, 3), DType::f32);
  CHECK((a + volume).shape().ndim == 3);
  CHECK((volume > size1).shape().ndim == 3);
}

TEST_CASE("tracing images go through") {
  const Image a = Image::tracing(Shape(40, 30), DType::u16);
  const Image b = (a * 2 - 1 > 3) && a % 2 == 0;
  CHECK(b.is_tracing());
  CHECK(b.dtype() == DType::boolean);
  CHECK(b.shape() == a.shape());
  CHECK(b.reach() == Reach{});
  CHECK_THROWS_AS(b.pull(), ArgumentError);
}
