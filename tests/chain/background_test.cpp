#include <algorithm>
#include <cmath>

#include "clumen/clumen.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// What lies above the background, up to 1000, and where that is more than 20.
Image foreground(const Image& image, const Image& background) { return clip(image - background, 0, 1000) > 20; }

std::uint64_t launches() { return context().statistics().launches; }

void check_passes(DType dtype, const Shape& shape) {
  INFO(name_of(dtype) << " " << to_string(shape));
  const Image image = cast(context().push(random_pixels<std::uint8_t>(shape), shape), dtype);
  image.compute();
  gaussian(image, 3).compute();
  std::uint64_t before = launches();
  const Image background = gaussian(image, 3);
  background.compute();
  const std::uint64_t of_gaussian = launches() - before;
  CHECK(of_gaussian <= 2);  // x and y at once, then z

  before = launches();
  const Image mask = foreground(image, gaussian(image, 3));
  mask.compute();
  // the difference, the clip and the comparison are one pass: nothing is converted, copied or filled
  CHECK(launches() - before == of_gaussian + 1);
  CHECK(mask.dtype() == DType::boolean);

  const Values pixels = pull(image), ground = pull(background), found = pull(mask);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const Value above = std::clamp<Value>(pixels[i] - ground[i], 0, 1000);
    if (std::abs(above - 20) > 1e-3) REQUIRE(found[i] == (above > 20 ? 1 : 0));
  }
}

}  // namespace

TEST_CASE("gaussian, difference, clip and threshold are the passes of the gaussian and one more") {
  for (const DType dtype : {DType::u8, DType::u16, DType::f32}) {
    check_passes(dtype, Shape(131, 70));
    check_passes(dtype, Shape(61, 33, 12));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("the chain's mask feeds binary operations in bits, without a pass of its own for its bytes") {
  const Shape shape(131, 70);
  const Image image = context().push(random_pixels<std::uint16_t>(shape), shape);
  const Image background = gaussian(image, 3);
  background.compute();
  binary_erosion(foreground(image, background), disk(2)).compute();
  std::uint64_t before = launches();
  const Image bits = binary_erosion(background > 20, disk(2));
  bits.compute();
  const std::uint64_t alone = launches() - before;
  before = launches();
  binary_erosion(foreground(image, background), disk(2)).compute();
  CHECK(launches() - before == alone);
}
