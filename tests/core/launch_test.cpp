#include "core/launch.hpp"

#include "support/catch.hpp"
#include "support/images.hpp"
#include "support/kernel_folder.hpp"
#include "support/pixels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

constexpr const char* kAddNumber =
    "#include \"common.clh\"\n"
    "kernel void add_number(SOURCE(src), global dst_S* dst, const int count, const float number) {\n"
    "  const int i = get_global_id(0);\n"
    "  if (i < count) STORE(dst, i, READ(src, i, 0, 0, 0) + number);\n"
    "}\n";

Image add_number(const Image& in, float number) {
  const Image out = new_image(in, in.shape(), DType::f32);
  Launch(out, "test/add_number", "add_number")
      .source("src", in)
      .output("dst", out)
      .arg("count", static_cast<int>(in.shape().x))
      .arg("number", number)
      .run({static_cast<std::size_t>(in.shape().x)}, {1});
  return out;
}

}  // namespace

TEST_CASE("a kernel from the override folder, and its change at the next launch") {
  const KernelFolder folder;
  folder.write("test/add_number.cl", kAddNumber);
  const Image in = push(context(), {1, 2, 3}, Shape(3, 1), DType::u8);
  CHECK(pull(add_number(in, 0.5F)) == Values{1.5, 2.5, 3.5});
  std::string changed = kAddNumber;
  changed.replace(changed.find("+ number"), 8, "- number");
  folder.write("test/add_number.cl", changed);
  CHECK(pull(add_number(in, 0.5F)) == Values{0.5, 1.5, 2.5});
  folder.write("test/add_number.cl", kAddNumber);
  CHECK(pull(add_number(in, 0.5F)) == Values{1.5, 2.5, 3.5});
}

TEST_CASE("arguments are bound by name and checked") {
  const KernelFolder folder;
  folder.write("test/add_number.cl", kAddNumber);
  const Image in = push(context(), {1, 2, 3}, Shape(3, 1), DType::u8), out = context().empty(Shape(3, 1), DType::f32);
  const auto launch = [&] { return Launch(out, "test/add_number", "add_number").source("src", in).output("dst", out); };
  using Catch::Contains;
  CHECK_THROWS_WITH(launch().arg("count", 3).run({3}, {1}), Contains("add_number") && Contains("number"));
  CHECK_THROWS_WITH(launch().arg("count", 3).arg("nunber", 1.0F).run({3}, {1}),
                    Contains("nothing") && Contains("number"));
  CHECK_THROWS_WITH(launch().arg("count", 3U).arg("number", 1.0F).run({3}, {1}),
                    Contains("count is int") && Contains("uint"));
  CHECK_THROWS_WITH(launch().arg("count", 3).arg("number", 1).run({3}, {1}),
                    Contains("number is float") && Contains("int"));
  CHECK_THROWS_AS(launch().arg("count", 3).arg("number", 1.0F).arg("more", 1).run({3}, {1}), ArgumentError);
  CHECK_THROWS_AS(launch().arg("count", std::int64_t{3}).arg("number", 1.0F).run({3}, {1}), ArgumentError);
  CHECK_THROWS_WITH(Launch(out, "test/add_number", "add_nunber").source("src", in).output("dst", out).run({3}, {1}),
                    Contains("add_nunber"));
  CHECK_THROWS_WITH(Launch(out, "test/nowhere", "add_number").run({3}, {1}), Contains("test/nowhere"));
  // arguments in another order are the same launch
  Launch(out, "test/add_number", "add_number")
      .arg("number", 4.0F)
      .output("dst", out)
      .arg("count", 3)
      .source("src", in)
      .run({3}, {1});
  CHECK(pull(out) == Values{5, 6, 7});
}

TEST_CASE("a bare pointer's dtype is the kernel's") {
  const KernelFolder folder;
  folder.write("test/bare.cl", "kernel void bare(global const float* src, global float* dst) { dst[0] = src[0]; }\n");
  const Image u8 = push(context(), {1}, Shape(1, 1), DType::u8), f32 = push(context(), {7}, Shape(1, 1), DType::f32),
              out = context().empty(Shape(1, 1), DType::f32);
  CHECK_THROWS_WITH(Launch(out, "test/bare", "bare").pixels("src", u8).pixels("dst", out).run({1}, {1}),
                    Catch::Contains("src is float*") && Catch::Contains("uchar*"));
  CHECK_THROWS_AS(Launch(out, "test/bare", "bare").arg("src", 1).pixels("dst", out).run({1}, {1}), ArgumentError);
  Launch(out, "test/bare", "bare").pixels("src", f32).pixels("dst", out).run({1}, {1});
  CHECK(pull(out) == Values{7});
}

TEST_CASE("a build error names the kernel's file and line") {
  const KernelFolder folder;
  folder.write("test/broken.cl",
               "#include \"common.clh\"\nkernel void broken(global int* dst) {\n  dst[0] = nonsense;\n}\n");
  const Image out = context().empty(Shape(1, 1), DType::i32);
  CHECK_THROWS_AS(Launch(out, "test/broken", "broken").pixels("dst", out).run({1}, {1}), DeviceError);
  CHECK_THROWS_WITH(
      Launch(out, "test/broken", "broken").pixels("dst", out).run({1}, {1}),
      Catch::Contains("test/broken.cl:3") && Catch::Contains("nonsense") && Catch::Contains(context().device().name));
  folder.write("test/broken.cl", "kernel void broken(global int* dst) {\n  dst[0] = 5;\n}\n");
  Launch(out, "test/broken", "broken").pixels("dst", out).run({1}, {1});
  CHECK(pull(out) == Values{5});
}

TEST_CASE("a kernel that writes outside its image is found by the guard frames") {
  ContextOptions options;
  options.memory = ContextOptions::Memory::guarded;
  const Context own = Context::find(context().device().name, options);
  const KernelFolder folder;
  folder.write("test/outside.cl", "kernel void outside(global uchar* dst, const int at) { dst[at] = 1; }\n");
  const auto write_at = [&](int at) {
    const Image out = own.empty(Shape(10, 1), DType::u8);
    Launch(out, "test/outside", "outside").pixels("dst", out).arg("at", at).run({1}, {1});
  };
  write_at(0);
  write_at(9);
  CHECK(own.broken_frames().empty());
  write_at(-1);
  REQUIRE(own.broken_frames().size() == 1);
  CHECK(own.broken_frames()[0].find("10 bytes") != std::string::npos);
  write_at(12);
  CHECK(own.broken_frames().size() == 2);
}

TEST_CASE("nothing is launched on a tracing image") {
  const std::uint64_t before = context().statistics().launches;
  const Image in = Image::tracing(Shape(3, 1)), out = new_image(in, in.shape(), DType::f32, Reach{2, 1, 0});
  Launch(out, "test/nowhere", "nothing").source("src", in).output("dst", out).arg("a", 1).define("B", 2).run({3}, {1});
  CHECK(context().statistics().launches == before);
  CHECK(out.is_tracing());
  CHECK(out.reach() == Reach{2, 1, 0});
}
