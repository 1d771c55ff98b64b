#include "core/quirks.hpp"

#include <algorithm>

#include "clumen/distance.hpp"
#include "clumen/error.hpp"
#include "clumen/filter.hpp"
#include "clumen/label.hpp"
#include "clumen/morphology.hpp"
#include "clumen/projection.hpp"
#include "core/launch.hpp"
#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/kernel_folder.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

Quirks quirks() { return quirks_of(context().empty(Shape(1, 1), DType::u8)); }

}  // namespace

TEST_CASE("quirks are those of the driver that has them") {
  Device device;
  device.platform = "rusticl";
  device.name = "llvmpipe (LLVM 15.0.6, 256 bits)";
  CHECK(quirks_of(device).items_are_lanes);
  CHECK(quirks_of(device).most_turns == 65535);
  CHECK(quirks_of(device).products_unfused);
  CHECK(quirks_of(device).signed_bytes_crash);
  CHECK(quirks_of(device).widened_compare_unsigned);
  CHECK(quirks_of(device).threads_crash);
  device.name = "AMD Radeon";
  CHECK(!quirks_of(device).items_are_lanes);
  CHECK(quirks_of(device).most_turns == 0);
  device.platform = "Portable Computing Language";
  CHECK(defines_of(quirks_of(device)).empty());
  CHECK(quirks_of(device).builds_collide);  // the eight processes of cache_test.cpp collide
  CHECK(!quirks_of(device).buffers_in_place);
  CHECK(!quirks_of(device).binaries_crash);
  device.kind = Device::Kind::cpu;
  CHECK(quirks_of(device).buffers_in_place);
  CHECK(quirks_of(device).binaries_crash);
}

TEST_CASE("binaries_crash: the driver is asked for none, and nothing is kept") {
  if (!quirks().binaries_crash) return;
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("clumen-binaries-" + std::to_string(getpid()));
  {
    ContextOptions options;
    options.cache_folder = folder.string();
    const Context own = Context::find(context().device().name, options);
    CHECK(pull(push(own, {1, 2}, Shape(2, 1), DType::f32) + 1) == Values{2, 3});
    CHECK(own.statistics().builds == 1);
  }
  CHECK(!std::filesystem::exists(folder));
}

TEST_CASE("buffers_in_place: the host waits for what still works on the memory that it gets") {
  const Shape s(1000, 700);
  const Image noise = context().push(random_pixels<float>(s), s);
  for (int round = 0; round < 8; ++round) {
    median(noise, box(5, 5));  // its memory is free at once, and written to for some time
    const Image image = context().push(std::vector<float>(static_cast<std::size_t>(s.pixels()), 2), s);
    const std::vector<float> two = image.pull_vector<float>(), three = (image + 1.0).pull_vector<float>();
    CHECK(std::all_of(two.begin(), two.end(), [](float v) { return v == 2; }));
    CHECK(std::all_of(three.begin(), three.end(), [](float v) { return v == 3; }));
  }
}

TEST_CASE("items_are_lanes: kernels take their GPU form") {
  CHECK(!(quirks().items_are_lanes && on_cpu(context().empty(Shape(1, 1), DType::u8))));
}

TEST_CASE("most_turns: what would take more is refused") {
  const Image image = context().empty(Shape(3, 2), DType::f32);
  CHECK_NOTHROW(require_turns(image, "test", 65535));
  CHECK_NOTHROW(require_turns(Image::tracing(Shape(3, 2)), "test", INT64_MAX));
  if (!turns_are_few(image)) return;
  CHECK_THROWS_WITH(require_turns(image, "test", 65536), Catch::Contains("test: may take 65536 turns"));
  CHECK_THROWS_AS(median(image, box(257, 259)), DeviceError);
  CHECK_THROWS_WITH(distance_transform_edt(context().empty(Shape(400000, 1), DType::u8)),
                    Catch::Contains("distance along x: may take"));
  CHECK_THROWS_WITH(distance_transform_edt(context().empty(Shape(1, 40000), DType::u8)),
                    Catch::Contains("distance along y: may take"));
}

TEST_CASE("products_unfused: sums of products are rounded once") {
  const KernelFolder folder;
  folder.write("test/fused.cl",
               "#include \"common.clh\"\n"
               "kernel void fused(SOURCE(src), global dst_S* dst) {\n"
               "  const float v = READ(src, 0, 0, 0, 0), product = READ(src, 1, 0, 0, 0);\n"
               "  STORE(dst, 0, MULTIPLY_ADD(v, v, -product));\n"
               "}\n");
  const float v = 3.0003F, product = v * v;
  const Image in = context().push(std::vector<float>{v, product}, Shape(2, 1)), out = new_image(in, {1, 1}, DType::f32);
  Launch(out, "test/fused", "fused").source("src", in).output("dst", out).run({1}, {1});
  const double lost = static_cast<double>(v) * static_cast<double>(v) - static_cast<double>(product);
  const float found = out.pull_vector<float>().at(0);
  CHECK((found == static_cast<float>(lost) || (found == 0 && !quirks().products_unfused)));
}

TEST_CASE("widened_compare_unsigned: a long made from an int compares as the int does") {
  const KernelFolder folder;
  folder.write("test/widen.cl",
               "#include \"common.clh\"\n"
               "kernel void widen(SOURCE(src), global dst_S* dst) {\n"
               "  const int i = get_global_id(0), v = READ(src, i, 0, 0, 0);\n"
               "  const long wide = WIDEN(v);\n"
               "  STORE(dst, i, (wide < 0) + 2 * (wide < 5) + 4 * (wide > -100) + 8 * (wide >= 0) + 16 * (v < 0));\n"
               "}\n");
  const Values x{-13, 13, 0, 5, -100, -2147483648.0L, 2147483647};
  Values expected;
  for (const Value v : x) expected.push_back((v < 0) + 2 * (v < 5) + 4 * (v > -100) + 8 * (v >= 0) + 16 * (v < 0));
  const Shape shape(static_cast<std::int64_t>(x.size()), 1);
  const Image in = push(context(), x, shape, DType::i32), out = new_image(in, shape, DType::u8);
  Launch(out, "test/widen", "widen").source("src", in).output("dst", out).run({x.size()}, {1});
  CHECK(pull(out) == expected);
}

TEST_CASE("signed_bytes_crash: reconstruction and small objects of i8") {
  const Values pixels{-128, 3, 127, -1, 0, 5, 5, -7, 100, -100, 2, 2};
  const Image mask = push(context(), pixels, Shape(4, 3), DType::i8);
  CHECK(pull(reconstruction(mask, mask)) == pixels);
  const Image labels = push(context(), {1, 1, 0, 2, 1, 0, 3, 3, 0, 3, 3, 3}, Shape(4, 3), DType::i8);
  CHECK(pull(remove_small_objects(labels, 1, 3)) == Values{0, 0, 0, 0, 0, 0, 3, 3, 0, 3, 3, 3});
}

TEST_CASE("structs that a group shares keep what stands beside a byte") {
  const Shape shape(33, 19, 7);
  const auto pixels = random_pixels<std::uint8_t>(shape, 5);
  std::vector<std::int64_t> expected;
  for (auto line = pixels.begin(); line != pixels.end(); line += 33)
    expected.push_back(std::max_element(line, line + 33) - line);
  CHECK(argmax_projection(context().push(pixels, shape), Axis::x).pull_vector<std::int64_t>() == expected);
}
