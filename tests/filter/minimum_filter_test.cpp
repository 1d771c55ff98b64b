#include "clumen/filter.hpp"
#include "clumen/morphology.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

// The passes are those of erosion and dilation, whose tests go through dtypes, views and footprints.
namespace clumen {
namespace {

using test::context;

constexpr Border::Mode all_modes[] = {Border::Mode::nearest, Border::Mode::reflect, Border::Mode::mirror,
                                      Border::Mode::constant, Border::Mode::wrap};

/// The smallest and the largest pixel under the footprint, pixel by pixel.
std::pair<std::vector<int>, std::vector<int>> oracle(const std::vector<int>& in, const Shape& s, const Footprint& f,
                                                     Border border) {
  std::vector<int> smallest, largest;
  const Reach r = f.reach();
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x) {
        std::vector<int> seen;
        for (std::int64_t k = 0; k < f.shape().z; ++k)
          for (std::int64_t j = 0; j < f.shape().y; ++j)
            for (std::int64_t i = 0; i < f.shape().x; ++i) {
              if (!f.at(i, j, k)) continue;
              const auto px = test::border_position(x + i - r.x, s.x, border.mode);
              const auto py = test::border_position(y + j - r.y, s.y, border.mode);
              const auto pz = test::border_position(z + k - r.z, s.z, border.mode);
              seen.push_back(std::min({px, py, pz}) < 0 ? static_cast<int>(border.value)
                                                        : in[test::index(s, px, py, pz)]);
            }
        smallest.push_back(*std::min_element(seen.begin(), seen.end()));
        largest.push_back(*std::max_element(seen.begin(), seen.end()));
      }
  return {smallest, largest};
}

TEST_CASE("minimum_filter and maximum_filter equal the definition at every border") {
  for (const Shape& shape : {Shape(37, 21), Shape(2, 3), Shape(12, 9, 7), Shape(1, 1)}) {
    const auto pixels = test::random_pixels<int>(shape, 21);
    const Image image = context().push(pixels, shape);
    for (const Border::Mode mode : all_modes)
      for (const Footprint& f : {box(5, 3), shape.ndim > 2 ? ball(2) : disk(2)}) {
        const auto [smallest, largest] = oracle(pixels, shape, f, Border{mode, 7});
        INFO(to_string(shape) << ", mode " << static_cast<int>(mode) << ", " << (f.is_box() ? "box" : "ball"));
        CHECK(minimum_filter(image, f, Border{mode, 7}).pull_vector<int>() == smallest);
        CHECK(maximum_filter(image, f, Border{mode, 7}).pull_vector<int>() == largest);
      }
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("minimum_filter is erosion, and says how far it reaches") {
  const Image traced = Image::tracing(Shape(64, 64, 64), DType::u16);
  CHECK(minimum_filter(maximum_filter(traced, box(5, 7, 3)), ball(2)).reach() == Reach{4, 5, 3, false});
  CHECK(maximum_filter(traced, disk(3)).dtype() == DType::u16);
  const Shape shape(40, 17);
  const Image image = context().push(test::random_pixels<float>(shape), shape);
  CHECK(minimum_filter(image, disk(2)).pull_vector<float>() == erosion(image, disk(2)).pull_vector<float>());
}

TEST_CASE("minimum_filter and maximum_filter reject a solid footprint on a flat image") {
  const Image image = context().push(std::vector<float>(12), Shape(4, 3));
  CHECK_THROWS_WITH(minimum_filter(image, ball(1)),
                    Catch::Contains("minimum_filter: footprint is 3x3x3; allowed is an extent of 1 along z"));
  CHECK_THROWS_AS(maximum_filter(image, box(3, 3, 3)), ArgumentError);
  CHECK_THROWS_AS(minimum_filter(Image(), disk(1)), ArgumentError);
}

}  // namespace
}  // namespace clumen
