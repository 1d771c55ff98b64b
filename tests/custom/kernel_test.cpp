#include <filesystem>
#include <fstream>

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

constexpr const char* kShift = R"(// the pixel `dx` to the right, times a number
kernel void shift_scale(SOURCE(src), const int4 size, global dst_S* restrict dst, const int dx, const float factor) {
  const int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2) % size.s2, c = get_global_id(2) / size.s2;
  const int from = clamp(x + dx, 0, size.s0 - 1);
  STORE(dst, INDEX(size, x, y, z, c), READ(src, from, y, z, c) * factor);
}
)";

Kernel shift() { return Kernel::from_text(context(), kShift); }

Values shifted(const Values& from, const Shape& s, int dx, Value factor) {
  Values out(from.size());
  for (std::int64_t row = 0; row < s.y * s.z * s.c; ++row)
    for (std::int64_t x = 0; x < s.x; ++x)
      out[static_cast<std::size_t>(row * s.x + x)] =
          factor * from[static_cast<std::size_t>(row * s.x + std::clamp<std::int64_t>(x + dx, 0, s.x - 1))];
  return out;
}

/// A folder that is gone afterwards.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("clumen-custom-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

}  // namespace

TEST_CASE("a kernel in clumen's way: every dtype, odd shapes, channels") {
  std::vector<Shape> shapes = odd_shapes();
  shapes.emplace_back(9, 4, 3, 2);
  for (const DType dtype : all_that_exist()) {
    for (const Shape& shape : shapes) {
      const Image image = push(context(), some_values(shape.pixels(), 7), shape, dtype);
      const Image got = shift()({{"src", image}, {"dx", 2}, {"factor", 1.0}});
      CAPTURE(name_of(dtype), to_string(shape));
      CHECK(got.shape() == shape);
      CHECK(got.dtype() == dtype);
      CHECK(pull(got) == shifted(pull(image), shape, 2, 1));
    }
  }
}

TEST_CASE("views and pending expressions go in without a copy, and sizes do not compile again") {
  const Image image = push(context(), some_values(300, 8), Shape(20, 15), DType::u8);
  const Image part = image.region({3, 2, 0}, Shape(11, 7)) * 2.0;
  const std::vector<KernelArgument> arguments{
      {"src", part}, {"dst", Output{.dtype = DType::f32}}, {"dx", -1}, {"factor", 0.5}};
  const Kernel kernel = shift();
  const auto launches = context().statistics().launches;
  const Image got = kernel(arguments);
  CHECK(context().statistics().launches - launches == 1);
  CHECK(pull(got) == shifted(pull(part), part.shape(), -1, 0.5));
  const Image larger = push(context(), some_values(31 * 17, 9), Shape(31, 17), DType::u8);
  const auto builds = context().statistics().builds + context().statistics().loads;
  const Image more = kernel({{"src", larger.region({1, 1, 0}, Shape(29, 13)) * 2.0},
                             {"dst", Output{.dtype = DType::f32}},
                             {"dx", 5},
                             {"factor", 2}});
  CHECK(more.pull().shape().x == 29);
  CHECK(context().statistics().builds + context().statistics().loads == builds);
}

TEST_CASE("outputs: their shape, their dtype, what is in them before, and several") {
  const std::string text = R"(
kernel void count(global const float* src, const int4 src_size, global uint* counts, global float* last) {
  const int x = get_global_id(0), y = get_global_id(1);
  const float v = src[y * src_size.s0 + x];
  atomic_add(counts + (int)v, 1);
  if (x == src_size.s0 - 1) last[y] += v;
}
)";
  const Image src = push(context(), {0, 1, 1, 2, 2, 2}, Shape(3, 2), DType::f32);
  const Kernel count = Kernel::from_text(context(), text);
  const Image before = push(context(), {100, 200}, Shape(2, 1), DType::f32);
  const std::vector<Image> out = count.run(
      {{"src", src}, {"counts", Output{Shape(4, 1), DType::u32, 0}}, {"last", before}}, Work{.items = {3, 2, 1}});
  REQUIRE(out.size() == 2);
  CHECK(pull(out[0]) == Values{1, 2, 3, 0});
  CHECK(pull(out[1]) == Values{101, 202});
  CHECK(pull(before) == Values{100, 200});  // no operation changes an image
  CHECK_THROWS_WITH(
      count({{"src", src}, {"counts", Output{Shape(4, 1), DType::u32, 0}}, {"last", before}}, Work{.items = {3, 2, 1}}),
      Contains("number of outputs is 2"));
}

TEST_CASE("numbers take their parameter's type, and only values that fit") {
  const std::string text = R"(
kernel void numbers(global float* dst, const char a, const uint b, const long c, const float d, const int4 e, const float2 f) {
  dst[0] = a; dst[1] = b; dst[2] = c; dst[3] = d; dst[4] = e.s0 + 10 * e.s3; dst[5] = f.s0 - f.s1;
}
)";
  const Kernel kernel = Kernel::from_text(context(), text);
  const auto run = [&](KernelArgument a, KernelArgument f) {
    return kernel({{"dst", Output{Shape(6, 1), DType::f32, {}}},
                   std::move(a),
                   {"b", 3000000000.0},
                   {"c", -5},
                   {"d", 1},
                   {"e", std::vector<double>{1, 2, 3, 4}},
                   std::move(f)},
                  Work{.items = {1, 1, 1}});
  };
  CHECK(pull(run({"a", -3}, {"f", std::vector<double>{1.5, 1}})) == Values{-3, 3e9, -5, 1, 41, 0.5});
  const KernelArgument f{"f", std::vector<double>{0, 0}};
  CHECK_THROWS_WITH(run({"a", 128}, f),
                    Contains("kernel numbers: a is 128") && Contains("whole number that char holds"));
  CHECK_THROWS_WITH(run({"a", 2.5}, f), Contains("a is 2.5"));
  CHECK_THROWS_WITH(run({"a", NAN}, f), Contains("a is nan"));
  CHECK_THROWS_WITH(run({"a", 1}, {"f", 3.0}), Contains("f is 1 numbers; allowed is 2 for float2"));
}

TEST_CASE("arguments: missing ones, unknown ones, twice, of the wrong kind") {
  const Image image = push(context(), {1, 2}, Shape(2, 1), DType::f32);
  CHECK_THROWS_WITH(shift()({{"src", image}, {"dx", 1}}),
                    Contains("kernel shift_scale: factor is not given") && Contains("float"));
  CHECK_THROWS_WITH(shift()({{"src", image}, {"dx", 1}, {"factor", 1}, {"radius", 2}}),
                    Contains("radius is none of its parameters") && Contains("src, size, dst, dx, factor"));
  CHECK_THROWS_WITH(shift()({{"src", image}, {"dx", 1}, {"dx", 2}, {"factor", 1}}), Contains("dx is given twice"));
  CHECK_THROWS_WITH(shift()({{"src", 3}, {"dx", 1}, {"factor", 1}}), Contains("src is a number; allowed is an image"));
  CHECK_THROWS_WITH(shift()({{"src", image}, {"dx", image}, {"factor", 1}}), Contains("dx is an image"));
  CHECK_THROWS_WITH(shift()({{"dx", 1}, {"factor", 1}}), Contains("src is not given"));
  const Context other = Context::find(context().device().name);
  CHECK_THROWS_AS(shift()({{"src", push(other, {1}, Shape(1, 1), DType::f32)}, {"dx", 1}, {"factor", 1}}),
                  ArgumentError);
  const Kernel raw =
      Kernel::from_text(context(), "kernel void raw(global const uchar* src, global uchar* dst) { dst[0] = src[0]; }");
  CHECK_THROWS_WITH(raw({{"src", image}}), Contains("src") && Contains("float"));
}

TEST_CASE("files: includes beside them, several kernels, what is not there") {
  const Folder folder;
  folder.write("twice.clh", "inline float twice(float v) { return 2 * v; }\n");
  const std::string file = folder.write("two.cl", R"(#include "twice.clh"
/* kernel void commented(global float* dst) */
__kernel void first(global const float* src, global float* dst) { dst[get_global_id(0)] = twice(src[get_global_id(0)]); }
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void second(__global const float *src, __global float *dst) {
  dst[get_global_id(0)] = FACTOR * src[get_global_id(0)];
}
)");
  const Image image = push(context(), {1, 2}, Shape(2, 1), DType::f32);
  CHECK_THROWS_WITH(context().kernel(file), Contains("several kernels") && Contains("first, second"));
  CHECK_THROWS_WITH(context().kernel(file, "third"), Contains("no kernel third") && Contains("first, second"));
  const Kernel second = context().kernel(file, "second").define("FACTOR", "3");
  CHECK(pull(second({{"src", image}}, Work{.items = {2, 1, 1}, .group = {1, 1, 1}})) == Values{3, 6});
  CHECK(pull(second.define("FACTOR", "4")({{"src", image}}, Work{.items = {2, 1, 1}, .group = {1, 1, 1}})) ==
        Values{4, 8});
  CHECK(pull(context().kernel(file, "first").define("FACTOR", "1")({{"src", image}})) == Values{2, 4});
  CHECK_THROWS_AS(context().kernel((folder.path / "none.cl").string()), IoError);
  const std::string lost = folder.write("lost.cl", "\n#include \"nowhere.clh\"\nkernel void k(global float* dst) {}\n");
  CHECK_THROWS_WITH(context().kernel(lost), Contains("lost.cl:2") && Contains("nowhere.clh"));
  CHECK_THROWS_WITH(context().kernel(folder.write("empty.cl", "// nothing\n")), Contains("has no kernel"));
}

TEST_CASE("a mistake in a kernel is told with its file and line") {
  const Folder folder;
  const std::string file =
      folder.write("wrong.cl", "kernel void wrong(global float* dst) {\n  dst[0] = 1;\n  dst[1] = oops;\n}\n");
  const Kernel kernel = context().kernel(file);
  try {
    kernel({{"dst", Output{Shape(2, 1), DType::f32, {}}}});
    FAIL("no error");
  } catch (const DeviceError& error) {
    const std::string message = error.what();
    CAPTURE(message);
    CHECK(message.find("wrong.cl:3") != std::string::npos);
    CHECK(message.find("oops") != std::string::npos);
  }
}

TEST_CASE("a tracing image gets the reach that a kernel was given") {
  const Image image = Image::tracing(Shape(10, 10), DType::u8);
  const Image near = shift()({{"src", image}, {"dx", 1}, {"factor", 1}}, Work{.reach = {1, 0, 0}});
  CHECK(near.is_tracing());
  CHECK(near.reach() == Reach{1, 0, 0});
  CHECK(near.dtype() == DType::u8);
  CHECK(shift()({{"src", image}, {"dx", 1}, {"factor", 1}}).reach().global);
}

TEST_CASE("tunables of a text are macros, the first choice unless defined, and the group of its launch") {
  const Image image = push(context(), Values(16, 0), Shape(16, 1), DType::i32);
  const Kernel kernel =
      Kernel::from_text(context(),
                        "// tunable TILE: 16 -8\n  //tunable GROUP: 4x1x1 8\n"
                        "kernel void k(global const int* src, global int* dst) {\n"
                        "  dst[get_global_id(0)] = TILE * 100 + GROUP_X * 10 + get_local_size(0);\n}\n");
  CHECK(pull(kernel({{"src", image}})) == Values(16, 1644));
  CHECK(pull(kernel.define("TILE", "-8")({{"src", image}})) == Values(16, -756));
  CHECK(pull(kernel.define("GROUP", "8")({{"src", image}})) == Values(16, 1688));
  CHECK(pull(kernel({{"src", image}}, Work{{}, {2, 1, 1}, {}})) == Values(16, 1622));
  CHECK_THROWS_WITH(kernel.define("GROUP", "big")({{"src", image}}),
                    Contains("GROUP is big; allowed is a size like 16x4"));
  CHECK_THROWS_WITH(Kernel::from_text(context(), "// tunable A: x\nkernel void k(global int* dst) {}"),
                    Contains("tunable A has the choice x"));
}
