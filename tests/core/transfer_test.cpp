#include <optional>

#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

TEST_CASE("pixels of each dtype and odd size come back as they went") {
  for (const DType t : all_that_exist())
    for (const Shape& s : odd_shapes()) {
      const Values x = telling_values(t, static_cast<std::size_t>(s.pixels()), 2);
      const Image image = push(context(), x, s, t);
      const HostImage host = image.pull();
      REQUIRE(host.shape() == s);
      REQUIRE(host.dtype() == t);
      std::vector<char> copied(host.bytes());
      image.pull_to(copied.data());
      REQUIRE(std::memcmp(copied.data(), host.data(), host.bytes()) == 0);
      for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(same(pixel_at(host.data(), t, i), x[i]));
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("large images go in pieces") {
  const Shape s(4099, 4001);  // 65 MB, a size that no piece divides
  const std::vector<float> x = random_pixels<float>(s);
  const Image image = context().push(x, s);
  CHECK(image.pull_vector<float>() == x);
  std::vector<float> copied(x.size());
  image.pull_to(copied.data());
  CHECK(copied == x);
  const HostImage middle = image.region({0, 1000, 0}, Shape(4099, 2000)).pull();
  CHECK(std::memcmp(middle.data(), x.data() + 1000 * 4099, middle.bytes()) == 0);
  const HostImage inner = image.region({1, 1, 0}, Shape(4000, 4000)).pull();
  CHECK(inner.as<float>()[4000 * 4000 - 1] == x[4000 * 4099 + 4000]);
}

TEST_CASE("what is pushed may be changed at once") {
  for (const std::int64_t n : {100, 100000, 5000000}) {
    std::vector<std::uint16_t> x(static_cast<std::size_t>(n), 7);
    const Image image = context().push(x, Shape(n, 1));
    std::fill(x.begin(), x.end(), std::uint16_t{9});
    const auto back = image.pull_vector<std::uint16_t>();
    CHECK(std::all_of(back.begin(), back.end(), [](auto v) { return v == 7; }));
  }
}

TEST_CASE("pinned memory goes both ways and is used again") {
  const Shape s(1000, 777);
  for (int round = 0; round < 3; ++round) {
    const HostImage host = context().host_image(s, DType::i32, {0.5, 0.5, 1, "um"});
    for (std::int64_t i = 0; i < s.pixels(); ++i)
      host.as<std::int32_t>()[i] = static_cast<std::int32_t>(i * (round + 1));
    const Image image = context().push(host);
    CHECK(image.pixel_size() == host.pixel_size());
    const HostImage back = image.pull();
    CHECK(std::memcmp(back.data(), host.data(), host.bytes()) == 0);
  }
}

TEST_CASE("pulled pixels live longer than image and context") {
  std::optional<HostImage> host;
  {
    const Context own = Context::find(context().device().name);
    const Shape s(513, 257);
    const std::vector<std::int32_t> x = random_pixels<std::int32_t>(s);
    const Image image = own.push(x, s);
    host = image.pull();
    REQUIRE(std::memcmp(host->data(), x.data(), host->bytes()) == 0);
  }
  const std::vector<std::int32_t> x = random_pixels<std::int32_t>(Shape(513, 257));
  CHECK(std::memcmp(host->data(), x.data(), host->bytes()) == 0);
}

TEST_CASE("pulled pixels do not change when the image's memory is used again") {
  const Context own = Context::find(context().device().name);
  const Shape s(600, 400);
  std::optional<Image> image = own.push(std::vector<float>(240000, 1.0F), s);
  const HostImage host = image->pull();
  image.reset();
  for (int i = 0; i < 4; ++i) own.push(std::vector<float>(240000, 2.0F), s).pull();
  CHECK(host.as<float>()[0] == 1.0F);
  CHECK(host.as<float>()[239999] == 1.0F);
}

TEST_CASE("images outlive their context's handle") {
  std::optional<Image> image;
  {
    const Context own = Context::find(context().device().name);
    image = own.push(std::vector<std::uint8_t>{1, 2, 3}, Shape(3, 1));
  }
  CHECK(image->pull_vector<std::uint8_t>() == std::vector<std::uint8_t>{1, 2, 3});
}

TEST_CASE("wrong types and sizes are refused") {
  const Image image = context().push(std::vector<float>(6), Shape(3, 2));
  CHECK_THROWS_AS(image.pull_vector<double>(), ArgumentError);
  CHECK_THROWS_AS(context().push(std::vector<float>(5), Shape(3, 2)), ArgumentError);
  CHECK_THROWS_AS(context().empty(Shape(-1, 2), DType::u8), ArgumentError);
  CHECK_THROWS_AS(Image::tracing(Shape(3, 2)).pull(), ArgumentError);
  CHECK_THROWS_AS(Image::tracing(Shape(3, 2)).context(), ArgumentError);
}

TEST_CASE("an image without pixels") {
  const Image image = context().empty(Shape(0, 3), DType::f32);
  CHECK(image.pull().bytes() == 0);
  CHECK(image.pull_vector<float>().empty());
}
