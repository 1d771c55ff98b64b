#include <cmath>

#include "clumen/display.hpp"
#include "clumen/graph.hpp"
#include "clumen/pointwise.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

std::vector<float> expected_of(const Values& pixels, const std::vector<double>& keys, const std::vector<double>& values,
                               float missing) {
  std::vector<float> out;
  for (const Value v : pixels) {
    float found = missing;
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (v == static_cast<Value>(keys[i])) found = static_cast<float>(values[i]);
    out.push_back(found);
  }
  return out;
}

int differences(const std::vector<float>& a, const std::vector<float>& b) {
  int n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += !(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])));
  return a.size() == b.size() ? n : -1;
}

}  // namespace

TEST_CASE("map_array equals its definition for every dtype, with numbers close together and far apart") {
  const std::vector<double> close = {0, 1, 2, 3, 100, 7, 1, -3},
                            far = {1, -100, 0, 1LL << 40, 5, 9007199254740991, 100};
  const std::vector<double> values = {5, 4.5, -3, 1e20, 0.1, 7, 8, 9};
  for (const Shape& s : odd_shapes())
    for (const DType dtype :
         {DType::boolean, DType::u8, DType::i8, DType::u16, DType::i16, DType::u32, DType::i32, DType::u64, DType::i64})
      for (const std::vector<double>& keys : {close, far}) {
        const std::vector<double> used(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(keys.size()));
        INFO(to_string(s) << " " << name_of(dtype));
        const Values pixels = telling_values(dtype, static_cast<std::size_t>(s.pixels()), 5);
        const Image image = push(context(), pixels, s, dtype);
        CHECK(differences(map_array(image, keys, used).pull_vector<float>(), expected_of(pixels, keys, used, 0)) == 0);
        CHECK(differences(map_array(image, keys, used, NAN).pull_vector<float>(),
                          expected_of(pixels, keys, used, NAN)) == 0);
      }
}

TEST_CASE("map_array of views, channels and pending expressions, and with nothing to find") {
  const Shape s(40, 20, 3, 2);
  std::vector<std::int32_t> pixels(static_cast<std::size_t>(s.pixels()));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::int32_t>(i % 13);
  const Image image = context().push(pixels, s);
  const Image squares = map_array(image, {1, 2, 3, 4}, {1, 4, 9, 16});
  CHECK(squares.shape() == s);
  CHECK(squares.pull_vector<float>()[17] == 16);
  const Image view = image.region({3, 2, 1}, {30, 15, 2});
  CHECK(map_array(view, {3}, {7}).pull_vector<float>() == map_array(view * 2 - view, {3}, {7}).pull_vector<float>());
  CHECK(map_array(view, {3}, {7}).pull_vector<float>() ==
        cast(cast(view == 3, DType::f32) * 7, DType::f32).pull_vector<float>());
  CHECK(map_array(image.channel(1), {}, {}, 2.5).pull_vector<float>() == std::vector<float>(2400, 2.5f));
  CHECK(map_array(image > 5, {1}, {3}).pull_vector<float>()[12] == 3);
}

TEST_CASE("parametric_map has each label's value, and can be shown") {
  Table table;
  table.add("label", std::vector<std::int64_t>{7, 2});
  table.add("area", std::vector<std::int64_t>{70, 20});
  const Image labels = context().push(std::vector<std::uint16_t>{0, 2, 7, 3, 7, 2}, {3, 2});
  CHECK(parametric_map(labels, table, "area").pull_vector<float>() == std::vector<float>{0, 20, 70, 0, 70, 20});
  CHECK_THROWS_WITH(parametric_map(labels, table, "size"),
                    Catch::Contains("parametric_map: column is size; allowed is label, area"));
  CHECK(parametric_map(Image::tracing({9, 9, 9}, DType::i32), table, "area").reach() == Reach{});
}

TEST_CASE("map_array refuses what it cannot do") {
  const Image flat = Image::tracing({5, 4}, DType::u8);
  CHECK_THROWS_WITH(map_array(flat, {1, 2}, {3}), Catch::Contains("length of output_vals is 1; allowed is 2"));
  CHECK_THROWS_WITH(map_array(flat, {1.5}, {3}), Catch::Contains("input_vals is 1.5"));
  CHECK_THROWS_AS(map_array(flat, {NAN}, {3}), ArgumentError);
  CHECK_THROWS_WITH(map_array(Image::tracing({5, 4}, DType::f32), {1}, {3}), Catch::Contains("dtype of input_arr"));
  CHECK_THROWS_AS(map_array(Image(), {1}, {3}), ArgumentError);
}
