#include <optional>

#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// A context of its own. Guarded ones have buffers of exact sizes, plain ones of size classes: both must keep the
/// rules.
Context own_context(std::uint64_t limit = 0) {
  ContextOptions options;
  options.memory_limit = limit;
  return Context::find(context().device().name, options);
}

constexpr std::uint64_t kMiB = 1 << 20;

Image megabytes(const Context& on, std::int64_t n) { return on.empty(Shape(1024, 1024 * n), DType::u8); }

}  // namespace

TEST_CASE("a repeated chain allocates nothing") {
  const Context own = own_context();
  const Shape s(123, 77);
  const std::vector<float> x = random_pixels<float>(s);
  const auto chain = [&] {
    const Image a = own.push(x, s);
    const Image mask = (a * 2 - 1 > 3) && (a % 5 < 2);
    return cast(mask, DType::u8).pull_vector<std::uint8_t>();
  };
  const auto first = chain();
  chain();
  const std::uint64_t allocations = own.statistics().allocations;
  for (int i = 0; i < 20; ++i) REQUIRE(chain() == first);
  CHECK(own.statistics().allocations == allocations);
}

TEST_CASE("memory is counted, kept and given back") {
  const Context own = own_context();
  CHECK(own.statistics().bytes_used == 0);
  {
    const Image a = megabytes(own, 3);
    CHECK(own.statistics().bytes_used >= 3 * kMiB);
    CHECK(own.statistics().bytes_used < 4 * kMiB);
    const Image view = a.region({0, 0, 0}, Shape(10, 10));
    CHECK(own.statistics().bytes_used < 4 * kMiB);
  }
  CHECK(own.statistics().bytes_used == 0);
  CHECK(own.statistics().bytes_kept >= 3 * kMiB);
  own.trim();
  CHECK(own.statistics().bytes_kept == 0);
  const std::uint64_t allocations = own.statistics().allocations;
  const Image again = megabytes(own, 3);
  CHECK(own.statistics().allocations == allocations + 1);
}

TEST_CASE("a view keeps the memory of its image") {
  const Context own = own_context();
  std::optional<Image> a = megabytes(own, 2);
  std::optional<Image> view = a->region({5, 5, 0}, Shape(3, 3));
  a.reset();
  CHECK(own.statistics().bytes_used >= 2 * kMiB);
  view.reset();
  CHECK(own.statistics().bytes_used == 0);
}

TEST_CASE("a full device is told with its sizes, and goes on working") {
  const Context own = own_context(10 * kMiB);
  std::optional<Image> a = megabytes(own, 6);
  CHECK_THROWS_AS(megabytes(own, 6), DeviceError);
  CHECK_THROWS_WITH(megabytes(own, 6), Catch::Contains("6.0 MiB") && Catch::Contains("10.0 MiB"));
  CHECK_THROWS_WITH(own.empty(Shape(1 << 20, 1 << 20, 1 << 10), DType::u8), Catch::Contains("MiB"));
  CHECK(own.push(std::vector<float>{1, 2}, Shape(2, 1)).pull_vector<float>() == std::vector<float>{1, 2});
  a.reset();
  const Image b = megabytes(own, 9);  // what the pool keeps of another size makes room
  CHECK(own.statistics().bytes_used + own.statistics().bytes_kept <= 10 * kMiB);
}

TEST_CASE("a chain that does not fit fails as a whole and leaves nothing behind") {
  const Context own = own_context(10 * kMiB);
  const Image a = own.push(std::vector<std::uint8_t>(4 * kMiB, 3), Shape(2048, 2048));
  const Image wide = cast(a, DType::f32) + 1;  // 16 MiB
  CHECK_THROWS_AS(wide.pull(), DeviceError);
  CHECK_THROWS_AS(wide.pull(), DeviceError);
  const std::vector<std::uint8_t> fits = (a + 1).pull_vector<std::uint8_t>();
  CHECK(fits[0] == 4);
  CHECK(own.statistics().bytes_used == 4 * kMiB);
}
