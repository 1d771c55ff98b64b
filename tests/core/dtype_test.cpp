#include <cstring>

#include "clumen/image.hpp"
#include "support/catch.hpp"

using namespace clumen;

namespace {
// numpy.result_type of each pair, row by row, in the order of DType: the upper triangle.
constexpr const char* promoted[12] = {"bool u8 i8 u16 i16 u32 i32 u64 i64 f16 f32 f64",
                                      "u8 i16 u16 i16 u32 i32 u64 i64 f16 f32 f64",
                                      "i8 i32 i16 i64 i32 f64 i64 f16 f32 f64",
                                      "u16 i32 u32 i32 u64 i64 f32 f32 f64",
                                      "i16 i64 i32 f64 i64 f32 f32 f64",
                                      "u32 i64 u64 i64 f64 f64 f64",
                                      "i32 f64 i64 f64 f64 f64",
                                      "u64 f64 f64 f64 f64",
                                      "i64 f64 f64 f64",
                                      "f16 f32 f64",
                                      "f32 f64",
                                      "f64"};
}  // namespace

TEST_CASE("promote is NumPy's result_type", "[core]") {
  for (int a = 0; a < 12; ++a) {
    std::string row = promoted[a];
    for (int b = a; b < 12; ++b) {
      const DType expected = dtype_of(row.substr(0, row.find(' ')));
      row.erase(0, row.find(' ') + 1);
      INFO(name_of(DType(a)) << " with " << name_of(DType(b)));
      CHECK(promote(DType(a), DType(b)) == expected);
      CHECK(promote(DType(b), DType(a)) == expected);
    }
  }
}

TEST_CASE("dtypes have names, sizes and ranges", "[core]") {
  for (int i = 0; i < 12; ++i) CHECK(dtype_of(name_of(DType(i))) == DType(i));
  CHECK(dtype_of("uint16") == DType::u16);
  CHECK(dtype_of("float64") == DType::f64);
  CHECK_THROWS_AS(dtype_of("complex64"), ArgumentError);
  CHECK(size_of(DType::boolean) == 1);
  CHECK(size_of(DType::f16) == 2);
  CHECK(size_of(DType::i64) == 8);
  CHECK(lowest_of(DType::i16) == -32768);
  CHECK(highest_of(DType::u32) == 4294967295.0);
  CHECK(highest_of(DType::f16) == 65504);
  CHECK(lowest_of(DType::f32) == -highest_of(DType::f32));
}

TEST_CASE("shapes as text", "[core]") {
  CHECK(to_string(Shape(640, 480)) == "640x480");
  CHECK(to_string(Shape(64, 64, 32)) == "64x64x32");
  CHECK(to_string(Shape(640, 480, 1, 3)) == "640x480 with 3 channels");
  CHECK(to_string(Shape(5, 5, 1, 1, 3)) == "5x5x1");
}

TEST_CASE("a host image owns pixels of one type", "[core]") {
  const HostImage image(Shape(5, 4, 3, 2), DType::u16, {0.5, 0.5, 2, "um"});
  CHECK(image.bytes() == 240);
  std::memset(image.data(), 0, image.bytes());
  CHECK(image.as<std::uint16_t>()[119] == 0);
  CHECK_THROWS_AS(image.as<float>(), ArgumentError);
  CHECK_THROWS_AS(HostImage(Shape(-1, 4), DType::u8), ArgumentError);
  CHECK_THROWS_AS(HostImage(Shape(std::int64_t{1} << 40, std::int64_t{1} << 40), DType::u8), ArgumentError);
}
