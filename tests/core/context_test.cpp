#include "clumen/context.hpp"

#include <array>
#include <cstdlib>
#include <thread>

#include "clumen/error.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

TEST_CASE("devices are found by part of any name, whatever its case") {
  const auto devices = Context::devices();
  REQUIRE(!devices.empty());
  for (const Device& d : devices) {
    CHECK(d.memory > 0);
    CHECK(d.compute_units > 0);
    CHECK(d.work_group >= 64);
    CHECK(Context::find(d.name).device().name == d.name);
  }
  std::string shout = devices[0].platform;
  for (char& c : shout) c = static_cast<char>(std::toupper(c));
  CHECK_NOTHROW(Context::find(shout));
}

TEST_CASE("an unknown device names those there are") {
  CHECK_THROWS_AS(Context::find("no such device"), NoDeviceError);
  CHECK_THROWS_WITH(Context::find("no such device"),
                    Catch::Contains("no such device") && Catch::Contains(Context::devices()[0].name));
}

TEST_CASE("the best device is a GPU where there is one") {
  bool gpu = false;
  for (const Device& d : Context::devices()) gpu = gpu || d.kind == Device::Kind::gpu;
  CHECK((Context::best().device().kind == Device::Kind::gpu) == gpu);
}

TEST_CASE("a dry run without a folder for its programs is refused") {
  const char* folder = std::getenv("CLUMEN_KERNEL_DUMP");
  const std::string before = folder ? folder : "";
  setenv("CLUMEN_DRY_RUN", "1", 1);
  unsetenv("CLUMEN_KERNEL_DUMP");
  CHECK_THROWS_AS(Context::best(), ArgumentError);
  CHECK_THROWS_WITH(Context::best(), Catch::Contains("CLUMEN_KERNEL_DUMP"));
  unsetenv("CLUMEN_DRY_RUN");
  if (folder) setenv("CLUMEN_KERNEL_DUMP", before.c_str(), 1);
}

TEST_CASE("copies are the same context, others are not") {
  const Context a = Context::best(), b = a, c = Context::best();
  CHECK(a == b);
  CHECK(!(a == c));
  CHECK(a.push(std::vector<float>{1}, Shape(1, 1)).context() == b);
}

TEST_CASE("finish waits and counts") {
  const Context own = Context::best();
  const std::uint64_t before = own.statistics().waits;
  own.finish();
  CHECK(own.statistics().waits == before + 1);
}

TEST_CASE("a chain waits only when it is pulled") {
  const Image a = push(context(), telling_values(DType::f32, 1000, 1), Shape(100, 10), DType::f32);
  const std::uint64_t before = context().statistics().waits;
  const Image b = (a + 1) * 2, c = b.region({1, 1, 0}, Shape(50, 5)), d = c > 3,
              e = cast(d, DType::u8) + cast(c, DType::i32);
  CHECK(context().statistics().waits == before);
  e.pull();
  CHECK(context().statistics().waits == before + 1);
}

TEST_CASE("eight threads on one context") {
  if (!takes_threads()) return;
  const Context own = Context::best();
  const auto chain = [&own](std::uint64_t seed) {
    const Shape s(61 + static_cast<std::int64_t>(seed), 43);
    const Image a = own.push(random_pixels<std::uint16_t>(s, seed), s),
                b = own.push(random_pixels<float>(s, seed + 9), s);
    const Image mixed = where(a > 30000, a * 0.5 - b, b % 7.0);
    const Image part = mixed.region({3, 2, 0}, Shape(50, 40));
    std::vector<float> out = (part + part).pull_vector<float>();
    const auto more = (cast(a, DType::i32) - 5).pull_vector<std::int32_t>();
    out.push_back(static_cast<float>(more.back()));
    return out;
  };
  std::vector<std::vector<float>> alone;
  for (std::uint64_t seed = 0; seed < 8; ++seed) alone.push_back(chain(seed));
  std::vector<std::thread> threads;
  std::array<int, 8> right{};
  for (std::size_t t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (std::uint64_t round = 0; round < 20; ++round) {
        const std::uint64_t seed = (t + round) % 8;
        right[t] += chain(seed) == alone[seed];
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const int count : right) CHECK(count == 20);
  CHECK(own.broken_frames().empty());
}

TEST_CASE("eight threads that share a pending image") {
  if (!takes_threads()) return;
  for (int round = 0; round < 10; ++round) {
    const Image a = push(context(), {1, 2, 3, 4}, Shape(4, 1), DType::f32);
    const Image pending = a * 3 + 1;
    std::vector<std::thread> threads;
    std::array<Values, 8> got;
    for (std::size_t t = 0; t < 8; ++t)
      threads.emplace_back([&, t] { got[t] = t % 2 ? pull(pending) : pull(pending + 0); });
    for (std::thread& thread : threads) thread.join();
    for (const Values& values : got) CHECK(values == Values{4, 7, 10, 13});
  }
}

TEST_CASE("eight threads build the same programs at once") {
  if (!takes_threads()) return;
  ContextOptions options;
  options.cache_folder = "off";
  const Context own = Context::find(context().device().name, options);
  std::vector<std::thread> threads;
  std::array<Values, 8> got;
  for (std::size_t t = 0; t < 8; ++t)
    threads.emplace_back([&, t] { got[t] = pull(push(own, {1, 2}, Shape(2, 1), DType::i16) * 3); });
  for (std::thread& thread : threads) thread.join();
  for (const Values& values : got) CHECK(values == Values{3, 6});
  CHECK(own.statistics().builds == 1);
}

TEST_CASE("reach adds up along a chain and joins as the largest") {
  CHECK((Reach{1, 2, 3} + Reach{4, 5, 6}) == Reach{5, 7, 9});
  CHECK((Reach{1, 2, 3} + Reach{0, 0, 0, true}).global);
  CHECK(Reach::max({1, 5, 0}, {2, 3, 1}) == Reach{2, 5, 1});
  CHECK(Reach::max({1, 5, 0}, {2, 3, 1, true}) == Reach{2, 5, 1, true});
}

TEST_CASE("scalars give their number as it is") {
  const Scalar large(push(context(), {9007199254740993LL}, Shape(1, 1), DType::i64));
  CHECK(large.integer() == 9007199254740993LL);
  CHECK(Scalar(push(context(), {0.5}, Shape(1, 1), DType::f16)).value() == 0.5);
  CHECK(Scalar(push(context(), {1}, Shape(1, 1), DType::boolean)).integer() == 1);
  CHECK_THROWS_AS(Scalar(push(context(), {0.5}, Shape(1, 1), DType::f32)).integer(), ArgumentError);
  CHECK_THROWS_AS(Scalar(push(context(), {1, 2}, Shape(2, 1), DType::f32)), ArgumentError);
  CHECK_THROWS_AS(Scalar(Image()), ArgumentError);
}
