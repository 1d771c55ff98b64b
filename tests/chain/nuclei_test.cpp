#include <algorithm>
#include <array>
#include <thread>

#include "clumen/clumen.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// Bright disks on a dark ground with noise.
Image nuclei(const Shape& s) {
  std::vector<std::uint16_t> x = random_pixels<std::uint16_t>(s);
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t i = 0; i < s.x; ++i) {
      const std::int64_t dx = i % 40 - 20, dy = y % 40 - 20;
      std::uint16_t& pixel = x[index(s, i, y, 0)];
      pixel = static_cast<std::uint16_t>(pixel % 100 + (dx * dx + dy * dy < 100 ? 1000 : 50));
    }
  return context().push(x, s);
}

Image labels_of(const Image& cells) {
  const Image smooth = gaussian(cells, 2);
  return label(binary_erosion(smooth > threshold_otsu(smooth), disk(2)));
}

}  // namespace

TEST_CASE("the main chain waits for the host only when it is pulled") {
  const Image cells = nuclei(Shape(200, 160));
  labels_of(cells).pull();
  const Statistics before = context().statistics();
  const Image labels = labels_of(cells);
  CHECK(context().statistics().waits == before.waits);
  const auto pixels = labels.pull_vector<std::int32_t>();
  CHECK(context().statistics().waits == before.waits + 1);
  CHECK(context().statistics().builds == before.builds);
  CHECK(*std::max_element(pixels.begin(), pixels.end()) == 20);
  CHECK(pixels[index(Shape(200, 160), 20, 20, 0)] == 1);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("the main chain allocates and builds nothing when it is repeated, whatever the shape") {
  const Image cells = nuclei(Shape(200, 160));
  const auto first = labels_of(cells).pull_vector<std::int32_t>();
  labels_of(cells).pull();
  const Statistics before = context().statistics();
  for (int i = 0; i < 5; ++i) REQUIRE(labels_of(cells).pull_vector<std::int32_t>() == first);
  CHECK(context().statistics().allocations == before.allocations);
  for (std::int64_t n = 30; n < 130; ++n) labels_of(nuclei(Shape(n, 170 - n))).pull();
  CHECK(context().statistics().builds == before.builds);
  CHECK(context().statistics().loads == before.loads);
}

TEST_CASE("a reduction computes the expression that it reads") {
  const Shape s(100, 80);
  const Image a = push(context(), telling_values(DType::u8, 8000, 1), s, DType::u8),
              b = push(context(), telling_values(DType::i16, 8000, 2), s, DType::i16);
  const Image stored = a + b;
  stored.pull();
  sum(stored).value();
  std::uint64_t before = context().statistics().launches;
  sum(stored).value();
  const std::uint64_t alone = context().statistics().launches - before;
  before = context().statistics().launches;
  const Scalar difference = sum(square(cast(a, DType::f32) - b));
  CHECK(context().statistics().launches - before == alone);
  Value want = 0;
  const Values x = pull(a), y = pull(b);
  for (std::size_t i = 0; i < x.size(); ++i) want += (x[i] - y[i]) * (x[i] - y[i]);
  CHECK(close(difference.value(), static_cast<double>(want), 1e-6));
}

TEST_CASE("a tracing image adds up the reach of the chain") {
  const Image in = Image::tracing(Shape(100, 80), DType::u16);
  const Image smooth = gaussian(in, 5);
  CHECK(smooth.reach() == Reach{20, 20, 0});
  const Image mask = binary_erosion(smooth > 3, disk(2));
  CHECK(mask.reach() == Reach{22, 22, 0});
  CHECK((smooth - in).reach() == Reach{20, 20, 0});
  CHECK(label(mask).reach().global);
  CHECK(labels_of(in).reach().global);
}

TEST_CASE("threads run the main chain at once and agree") {
  if (!takes_threads()) return;
  const Image cells = nuclei(Shape(200, 160));
  const auto alone = labels_of(cells).pull_vector<std::int32_t>();
  std::vector<std::thread> threads;
  std::array<int, 8> right{};
  for (std::size_t t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int round = 0; round < 5; ++round) right[t] += labels_of(cells).pull_vector<std::int32_t>() == alone;
    });
  for (std::thread& thread : threads) thread.join();
  for (const int count : right) CHECK(count == 5);
}
