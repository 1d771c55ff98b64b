#include "clumen/label.hpp"
#include "clumen/reduce.hpp"
#include "core/image_state.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// By filling from each pixel above the high threshold.
template <class T>
std::vector<std::uint8_t> expected(const std::vector<T>& pixels, const Shape& s, double low, double high) {
  low = std::min(low, high);
  std::vector<std::uint8_t> out(pixels.size());
  std::vector<std::array<std::int64_t, 3>> open;
  const auto visit = [&](std::int64_t x, std::int64_t y, std::int64_t z, double above) {
    if (x < 0 || y < 0 || z < 0 || x >= s.x || y >= s.y || z >= s.z) return;
    const std::size_t i = index(s, x, y, z);
    if (out[i] || !(static_cast<double>(pixels[i]) > above)) return;
    out[i] = 1;
    open.push_back({x, y, z});
  };
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x) {
        visit(x, y, z, high);
        while (!open.empty()) {
          const auto [a, b, c] = open.back();
          open.pop_back();
          visit(a - 1, b, c, low), visit(a + 1, b, c, low), visit(a, b - 1, c, low);
          visit(a, b + 1, c, low), visit(a, b, c - 1, low), visit(a, b, c + 1, low);
        }
      }
  return out;
}

std::vector<std::uint8_t> bytes(const Image& mask) {
  REQUIRE(mask.dtype() == DType::boolean);
  return cast(mask, DType::u8).pull_vector<std::uint8_t>();
}

template <class T>
void check(const Shape& s, double low, double high) {
  auto pixels = random_pixels<T>(s, 5);
  if constexpr (!std::is_integral_v<T>) pixels[pixels.size() / 2] = std::numeric_limits<T>::quiet_NaN();
  INFO(name_of(dtype_for<T>()) << " " << to_string(s) << ", " << low << " " << high);
  CHECK(bytes(apply_hysteresis_threshold(context().push(pixels, s), low, high)) == expected(pixels, s, low, high));
}

}  // namespace

TEST_CASE("apply_hysteresis_threshold keeps what touches a high pixel", "[label]") {
  for (const Shape& s : odd_shapes()) check<float>(s, -100, 800);
  check<std::uint8_t>({129, 67}, 110, 250);
  check<std::int16_t>({65, 40}, 0, 30000);
  check<float>({35, 9, 33}, 500, 990);
  check<float>({64, 40}, 900, 300);  // low above high
  CHECK(context().broken_frames().empty());
}

TEST_CASE("apply_hysteresis_threshold with most labels that there can be", "[label]") {
  const Shape s(67, 33);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(s.pixels()));
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) pixels[index(s, x, y, 0)] = (x + y) % 2 == 0 ? x % 3 + 1 : 0;
  CHECK(bytes(apply_hysteresis_threshold(context().push(pixels, s), 0, 2)) == expected(pixels, s, 0, 2));
}

TEST_CASE("apply_hysteresis_threshold of views and expressions, with thresholds on the device", "[label]") {
  const Shape s(83, 45, 3, 2);
  const auto pixels = random_pixels<float>(s, 8);
  const Image image = context().push(pixels, s), part = image.channel(1).region({7, 3, 1}, {60, 40, 2});
  const auto before = context().statistics();
  const Scalar half = max(part) * 0.5;
  const Image of_part = apply_hysteresis_threshold(part, 0, half),
              of_twice = apply_hysteresis_threshold(part * 2, 10, 1800);
  const Image everywhere = apply_hysteresis_threshold(part, part * 0, part * 0 + 900);
  CHECK(context().statistics().waits == before.waits);
  const auto own = part.pull_vector<float>();
  CHECK(bytes(of_part) == expected(own, part.shape(), 0, half.value()));
  CHECK(bytes(of_twice) == expected(own, part.shape(), 5, 900));
  CHECK(bytes(everywhere) == expected(own, part.shape(), 0, 900));
  CHECK(context().broken_frames().empty());
}

TEST_CASE("apply_hysteresis_threshold checks its arguments and has a global reach", "[label]") {
  CHECK_THROWS_AS(apply_hysteresis_threshold(Image(), 1, 2), ArgumentError);
  CHECK_THROWS_AS(apply_hysteresis_threshold(context().push(std::vector<float>(12), {2, 2, 1, 3}), 1, 2),
                  ArgumentError);
  const Image traced = apply_hysteresis_threshold(Image::tracing({9, 9}), 1, 2);
  CHECK(traced.dtype() == DType::boolean);
  CHECK(traced.reach().global);
}
