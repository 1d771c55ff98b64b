#include <optional>

#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

const Shape kShape(7, 5, 4, 3);

/// The pixels of a region of one channel or all, taken one by one.
Values cut(const Values& from, const Offset& first, const Shape& size, std::int64_t c0) {
  Values out;
  for (std::int64_t c = 0; c < size.c; ++c)
    for (std::int64_t z = 0; z < size.z; ++z)
      for (std::int64_t y = 0; y < size.y; ++y)
        for (std::int64_t x = 0; x < size.x; ++x)
          out.push_back(from[index(kShape, first.x + x, first.y + y, first.z + z, c0 + c)]);
  return out;
}

}  // namespace

TEST_CASE("views of each dtype show the pixels they name, and copy none") {
  for (const DType t : all_that_exist()) {
    const Values x = telling_values(t, static_cast<std::size_t>(kShape.pixels()), 1);
    const Image image = push(context(), x, kShape, t);
    const Statistics before = context().statistics();
    const Image channel = image.channel(2), plane = image.plane(3), both = channel.plane(1),
                region = image.region({2, 1, 1}, Shape(4, 3, 2)),
                nested = region.region({1, 1, 1}, Shape(2, 2, 1)).channel(1);
    CHECK(context().statistics().bytes_used == before.bytes_used);
    CHECK(context().statistics().launches == before.launches);
    const auto equals = [](const Image& view, const Values& want) {
      const Values got = pull(view);
      REQUIRE(got.size() == want.size());
      for (std::size_t i = 0; i < got.size(); ++i) REQUIRE(same(got[i], want[i]));
    };
    INFO(name_of(t));
    equals(channel, cut(x, {}, Shape(7, 5, 4, 1), 2));
    equals(plane, cut(x, {0, 0, 3}, Shape(7, 5, 1, 3), 0));
    equals(both, cut(x, {0, 0, 1}, Shape(7, 5, 1, 1), 2));
    equals(region, cut(x, {2, 1, 1}, Shape(4, 3, 2, 3), 0));
    equals(nested, cut(x, {3, 2, 2}, Shape(2, 2, 1, 1), 1));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("the shape of views") {
  const Image image = context().empty(kShape, DType::u8, {0.1, 0.2, 0.5, "um"});
  CHECK(image.channel(0).shape() == Shape(7, 5, 4));
  CHECK(image.plane(0).shape() == Shape(7, 5, 1, 3, 2));
  CHECK(image.region({0, 0, 0}, Shape(3, 2, 1)).shape() == Shape(3, 2, 1, 3, 3));
  CHECK(image.plane(0).pixel_size() == image.pixel_size());
  CHECK(image.plane(0).with_ndim(3).shape().ndim == 3);
  CHECK(image.with_pixel_size({2, 2, 2, "mm"}).pixel_size().unit == "mm");
  CHECK(image.pixel_size().unit == "um");
}

TEST_CASE("views of a pending expression, and a view that outlives its image") {
  std::optional<Image> view;
  {
    const Image image = push(context(), {1, 2, 3, 4, 5, 6}, Shape(3, 2), DType::f32);
    const Image pending = cast(image, DType::i32);
    view = pending.region({1, 0, 0}, Shape(2, 2));
  }
  CHECK(pull(*view) == Values{2, 3, 5, 6});
}

TEST_CASE("views that leave the image are refused") {
  const Image image = context().empty(kShape, DType::u8);
  CHECK_THROWS_WITH(image.channel(3),
                    Catch::Contains("channel") && Catch::Contains("c is 3") && Catch::Contains("0 to 2"));
  CHECK_THROWS_AS(image.channel(-1), ArgumentError);
  CHECK_THROWS_WITH(image.plane(4), Catch::Contains("0 to 3"));
  CHECK_THROWS_WITH(image.region({1, 0, 0}, Shape(7, 5, 4)), Catch::Contains("7x5x4"));
  CHECK_THROWS_AS(image.region({-1, 0, 0}, Shape(2, 2)), ArgumentError);
  CHECK_THROWS_AS(image.region({INT64_MAX, 0, 0}, Shape(2, 2)), ArgumentError);
  CHECK_THROWS_AS(image.region({0, 0, 0}, Shape(0, 2)), ArgumentError);
  CHECK_THROWS_AS(image.with_ndim(2), ArgumentError);
  CHECK_THROWS_AS(Image::tracing(kShape).channel(3), ArgumentError);
}
