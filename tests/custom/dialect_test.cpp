#include "clumen/custom.hpp"
#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"
#include "support/images.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;
using Catch::Contains;

namespace {

// Written as files for clEsperanto and CLIJ are: a helper that takes an image, a sampler, positions of the image's own
// type.
constexpr const char* kNeighbours =
    R"(__constant sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;

inline float right_of(IMAGE_src_TYPE src, int x, int y, int z) {
  return (float) READ_IMAGE(src, sampler, POS_src_INSTANCE(x + 1, y, z, 0)).x;
}

__kernel void sum_with_right(
    IMAGE_src_TYPE src,
    IMAGE_dst_TYPE dst,
    const float scalar)
{
  const int x = get_global_id(0);
  const int y = get_global_id(1);
  const int z = get_global_id(2);
  const POS_src_TYPE pos = POS_src_INSTANCE(x, y, z, 0);
  const float value = (float) READ_src_IMAGE(src, sampler, pos).x + right_of(src, x, y, z) + scalar;
  WRITE_IMAGE(dst, POS_dst_INSTANCE(x, y, z, 0), CONVERT_dst_PIXEL_TYPE(value));
}
)";

Value stored_as(DType dtype, Value v) {
  if (dtype == DType::boolean) return v != 0;
  if (is_float(dtype)) return v;
  return visit(dtype, [v](auto zero) -> Value {
    using L = std::numeric_limits<decltype(zero)>;
    const Value lowest = static_cast<Value>(L::min()), highest = static_cast<Value>(L::max());
    return std::clamp(std::trunc(v), lowest, highest);
  });
}

}  // namespace

TEST_CASE("a kernel in clEsperanto's dialect: images of one to three dimensions, every pair of dtypes") {
  const Kernel kernel = Kernel::from_text(context(), kNeighbours);
  const std::vector<Shape> shapes{{9, 1, 1, 1, 1}, {1, 1}, {17, 6}, {5, 4, 3}, {33, 1, 2}};
  for (const DType from : all_that_exist()) {
    for (const DType to : {from, DType::f32, DType::u8}) {
      for (const Shape& shape : shapes) {
        const Image image = push(context(), some_values(shape.pixels(), 10), shape, from);
        const Image got = kernel({{"src", image}, {"dst", Output{.dtype = to}}, {"scalar", 250}});
        CAPTURE(name_of(from), name_of(to), to_string(shape));
        CHECK(got.dtype() == to);
        const Values in = pull(image);
        Values expected(in.size());
        for (std::size_t i = 0; i < in.size(); ++i) {
          const bool last = (static_cast<std::int64_t>(i) + 1) % shape.x == 0;
          expected[i] = stored_as(to, in[i] + (last ? in[i] : in[i + 1]) + 250);
        }
        CHECK(pull(got) == expected);
      }
    }
  }
}

TEST_CASE("the dialect: views, masks and pending images; outside reads the nearest; writes outside are dropped") {
  const std::string text = R"(
__kernel void shifted(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst, const int dx, const int dy) {
  const sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;
  const int x = get_global_id(0), y = get_global_id(1);
  const IMAGE_src_PIXEL_TYPE v = READ_IMAGE(src, sampler, (int2)(x - 100, y + 100)).x;
  WRITE_IMAGE(dst, (int4)(x + dx, y + dy, 0, 0), CONVERT_dst_PIXEL_TYPE(v + GET_IMAGE_WIDTH(src) + 1000 * GET_IMAGE_HEIGHT(dst) + 100000 * GET_IMAGE_DEPTH(src)));
}
)";
  const Kernel kernel = Kernel::from_text(context(), text);
  const Image image = push(context(), some_values(120, 11), Shape(12, 10), DType::f32);
  const Image part = image.region({2, 3, 0}, Shape(4, 3)) + 1;
  const Values in = pull(part);
  const Values got = pull(kernel({{"src", part}, {"dst", Output{.fill = -1}}, {"dx", 1}, {"dy", -1}}));
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 4; ++x) {
      const Value expected = x == 0 || y == 2 ? -1 : in[2 * 4] + 4 + 3000 + 100000;
      CHECK(got[static_cast<std::size_t>(y * 4 + x)] == expected);
    }
  const Image mask = image > 3;
  const Kernel copy = Kernel::from_text(context(), R"(
__kernel void copy(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {
  const sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP_TO_EDGE | CLK_FILTER_NEAREST;
  const int2 pos = (int2){get_global_id(0), get_global_id(1)};
  WRITE_dst_IMAGE(dst, pos, READ_src_IMAGE(src, sampler, pos).x);
}
)");
  CHECK(pull(copy({{"src", mask}})) == pull(mask));
}

TEST_CASE("the dialect: sizes do not compile again, dtypes do") {
  const Kernel kernel = Kernel::from_text(context(), kNeighbours);
  const auto run = [&](const Shape& shape, DType dtype) {
    kernel({{"src", push(context(), some_values(shape.pixels(), 12), shape, dtype)}, {"scalar", 0}}).pull();
    return context().statistics().builds + context().statistics().loads;
  };
  const auto once = run(Shape(8, 8), DType::u16);
  CHECK(run(Shape(31, 9), DType::u16) == once);
  CHECK(run(Shape(130, 70), DType::u16) == once);
}

TEST_CASE("the dialect: channels are refused, mistakes are told at the file's own line") {
  const Kernel kernel = Kernel::from_text(context(), kNeighbours);
  const Image image = context().empty(Shape(4, 4, 1, 2), DType::u8);
  CHECK_THROWS_WITH(kernel({{"src", image}, {"scalar", 0}}),
                    Contains("channels of src is 2") && Contains("channel(c)"));
  const Kernel wrong = Kernel::from_text(context(),
                                         "__kernel void w(IMAGE_src_TYPE src, IMAGE_dst_TYPE dst) {\n  int a = b;\n  "
                                         "WRITE_IMAGE(dst, (int2)(0, 0), 1);\n}\n",
                                         "", "mine.cl");
  CHECK_THROWS_WITH(wrong({{"src", image.channel(0)}}), Contains("mine.cl:2") && Contains("'b'"));
}
