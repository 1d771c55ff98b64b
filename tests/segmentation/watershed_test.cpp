#include <algorithm>
#include <numeric>
#include <random>

#include "clumen/pointwise.hpp"
#include "segmentation/watershed_oracle.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

// Every pixel another value, in hills and valleys of some pixels.
Heights distinct_values(const Shape& s, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Heights rough(static_cast<std::size_t>(s.pixels()));
  for (double& v : rough) v = static_cast<double>(rng() % 1000000);
  for (std::size_t i = 1; i < rough.size(); ++i) rough[i] = 0.7 * rough[i - 1] + 0.3 * rough[i];
  const auto row = static_cast<std::size_t>(s.x);
  for (std::size_t i = row; i < rough.size(); ++i) rough[i] = 0.7 * rough[i - row] + 0.3 * rough[i];
  std::vector<std::size_t> order(rough.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::pair(rough[a], a) < std::pair(rough[b], b); });
  Heights out(rough.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) out[order[rank]] = static_cast<double>(rank);
  return out;
}

Heights plateaus(const Shape& s, int levels, std::uint64_t seed) {
  Heights out = distinct_values(s, seed);
  for (double& v : out) v = std::floor(v * levels / static_cast<double>(s.pixels()));
  return out;
}

Labels random_markers(const Shape& s, int count, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  Labels out(static_cast<std::size_t>(s.pixels()), 0);
  for (int i = 1; i <= count; ++i) out[rng() % out.size()] = i;
  return out;
}

int differences(const Labels& a, const Labels& b) {
  int n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += a[i] != b[i];
  return a.size() == b.size() ? n : -1;
}

Labels pulled(const Image& image) { return cast(image, DType::i32).pull_vector<std::int32_t>(); }

std::vector<float> floats(const Heights& values) { return {values.begin(), values.end()}; }

Labels watershed_of(const Landscape& land, WatershedLine line = WatershedLine::no) {
  const Image mask = land.mask.empty() ? Image() : context().push(land.mask, land.shape);
  const Image image = context().push(floats(land.values), land.shape),
              markers = context().push(land.markers, land.shape);
  return pulled(watershed(image, markers, land.connectivity, mask, 0, line));
}

Labels compact_watershed_of(const Landscape& land, double compactness) {
  const Image mask = land.mask.empty() ? Image() : context().push(land.mask, land.shape);
  const Image image = context().push(floats(land.values), land.shape);
  const Image markers = context().push(land.markers, land.shape);
  return pulled(watershed(image, markers, land.connectivity, mask, compactness));
}

Labels compactly_in_turn(const Landscape& land, double compactness) {
  return has_f64() ? flooded_compactly<double>(land, compactness) : flooded_compactly<float>(land, compactness);
}

}  // namespace

TEST_CASE("watershed equals the queue where every value is another one") {
  for (const Shape& s : odd_shapes())
    for (const int count : {1, 3, 40})
      for (int connectivity = 1; connectivity <= s.ndim; ++connectivity) {
        INFO(to_string(s) << ", " << count << " markers, connectivity " << connectivity);
        const Landscape land{s, distinct_values(s, 3), random_markers(s, count, 5), connectivity, {}};
        CHECK(differences(watershed_of(land), flooded_in_turn(land)) == 0);
      }
}

TEST_CASE("watershed equals the queue on plateaus") {
  for (const Shape& s : odd_shapes())
    for (const int levels : {1, 2, 5, 30})
      for (int connectivity = 1; connectivity <= s.ndim; ++connectivity) {
        INFO(to_string(s) << ", " << levels << " levels, connectivity " << connectivity);
        const Landscape land{s, plateaus(s, levels, 7), random_markers(s, 12, 8), connectivity, {}};
        CHECK(differences(watershed_of(land), flooded_in_turn(land)) == 0);
      }
}

TEST_CASE("watershed over many tiles") {
  for (const Shape& s : {Shape(517, 389), Shape(75, 60, 71)})
    for (const int levels : {1, 6, 200}) {
      INFO(to_string(s) << ", " << levels << " levels");
      const Landscape land{s, plateaus(s, levels, 2), random_markers(s, 25, 3), 1, {}};
      CHECK(differences(watershed_of(land), flooded_in_turn(land)) == 0);
      const Landscape rough{s, distinct_values(s, 4), random_markers(s, 25, 6), 1, {}};
      CHECK(differences(watershed_of(rough), flooded_in_turn(rough)) == 0);
    }
}

TEST_CASE("watershed stays inside its mask") {
  for (const Shape& s : {Shape(67, 51), Shape(23, 19, 11)})
    for (const std::uint64_t seed : {1, 2, 3}) {
      Landscape land{s, distinct_values(s, seed), random_markers(s, 20, seed), 1, random_mask(s, 0.6, seed)};
      for (std::size_t i = 0; i < land.mask.size(); ++i) land.markers[i] *= land.mask[i];
      CHECK(differences(watershed_of(land), flooded_in_turn(land)) == 0);
      land.values = plateaus(s, 4, seed);
      CHECK(differences(watershed_of(land), flooded_in_turn(land)) == 0);
    }
}

TEST_CASE("watershed's lines are those of the queue") {
  for (const Shape& s : {Shape(67, 51), Shape(23, 19, 11), Shape(9, 1), Shape(1, 1)})
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity)
      for (const std::uint64_t seed : {1, 2, 3}) {
        INFO(to_string(s) << ", connectivity " << connectivity);
        Landscape land{s, distinct_values(s, seed), random_markers(s, 9, seed), connectivity, {}};
        CHECK(differences(watershed_of(land, WatershedLine::yes), flooded_with_lines(land)) == 0);
        land.values = plateaus(s, 5, seed);
        CHECK(differences(watershed_of(land, WatershedLine::yes), flooded_with_lines(land)) == 0);
        land.mask = random_mask(s, 0.7, seed);
        for (std::size_t i = 0; i < land.mask.size(); ++i) land.markers[i] *= land.mask[i];
        CHECK(differences(watershed_of(land, WatershedLine::yes), flooded_with_lines(land)) == 0);
      }
}

TEST_CASE("watershed's lines on plateaus part all labels") {
  const Shape s(131, 77);
  const Landscape land{s, plateaus(s, 5, 2), random_markers(s, 15, 4), 1, {}};
  const Labels plain = watershed_of(land), lines = watershed_of(land, WatershedLine::yes);
  int touching = 0, changed = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    changed += lines[i] != 0 && lines[i] != plain[i];
    for (const std::size_t q : land.neighbours(i))
      touching +=
          lines[i] != 0 && lines[q] != 0 && lines[i] != lines[q] && land.markers[i] == 0 && land.markers[q] == 0;
  }
  CHECK(touching == 0);
  CHECK(changed == 0);
  CHECK(std::count(lines.begin(), lines.end(), 0) > 0);
}

TEST_CASE("compact watershed equals the queue") {
  for (const Shape& s : odd_shapes())
    for (const double compactness : {0.001, 0.37, 20.0, 1e5})
      for (int connectivity = 1; connectivity <= s.ndim; ++connectivity) {
        INFO(to_string(s) << ", compactness " << compactness << ", connectivity " << connectivity);
        Landscape land{s, distinct_values(s, 3), random_markers(s, 40, 5), connectivity, {}};
        CHECK(differences(compact_watershed_of(land, compactness), compactly_in_turn(land, compactness)) == 0);
        land.values = plateaus(s, 5, 7);
        CHECK(differences(compact_watershed_of(land, compactness), compactly_in_turn(land, compactness)) == 0);
        land.values = plateaus(s, 1, 7);
        CHECK(differences(compact_watershed_of(land, compactness), compactly_in_turn(land, compactness)) == 0);
      }
}

TEST_CASE("compact watershed over many tiles, and in a mask") {
  for (const Shape& s : {Shape(217, 189), Shape(35, 40, 41)})
    for (const double compactness : {0.5, 200.0}) {
      INFO(to_string(s) << ", compactness " << compactness);
      Landscape land{s, distinct_values(s, 4), random_markers(s, 25, 6), 1, {}};
      CHECK(differences(compact_watershed_of(land, compactness), compactly_in_turn(land, compactness)) == 0);
      land.mask = random_mask(s, 0.7, 3);
      for (std::size_t i = 0; i < land.mask.size(); ++i) land.markers[i] *= land.mask[i];
      CHECK(differences(compact_watershed_of(land, compactness), compactly_in_turn(land, compactness)) == 0);
      land.values = plateaus(s, 20, 4);
      CHECK(differences(compact_watershed_of(land, compactness), compactly_in_turn(land, compactness)) == 0);
    }
}

TEST_CASE("compact labels of a constant image are those of the nearest markers, and the first of two counts") {
  const Shape s(81, 63);
  Labels markers(static_cast<std::size_t>(s.pixels()), 0);
  markers[index(s, 20, 30, 0)] = 2;
  markers[index(s, 60, 30, 0)] = 1;
  const Labels found = compact_watershed_of({s, Heights(markers.size(), 7), markers, 2, {}}, 0.1);
  Labels expected;
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x) expected.push_back(x <= 40 ? 2 : 1);
  CHECK(differences(found, expected) == 0);
}

TEST_CASE("watershed of every dtype") {
  const Shape s(61, 35);
  const Landscape land{s, plateaus(s, 100, 3), random_markers(s, 20, 4), 2, {}};
  const Image image = context().push(floats(land.values), s), markers = context().push(land.markers, s);
  const Labels expected = flooded_in_turn(land);
  for (const DType dtype : that_exist({DType::u8, DType::i8, DType::u16, DType::i16, DType::u32, DType::i32, DType::u64,
                                       DType::i64, DType::f16, DType::f32, DType::f64})) {
    INFO(name_of(dtype));
    const bool negative = lowest_of(dtype) < 0;
    const Image pixels = cast(negative ? image - 50 : image, dtype);
    CHECK(differences(pulled(watershed(pixels, markers, 2)), expected) == 0);
    if (!is_integer(dtype)) continue;
    const Image found = watershed(image, cast(markers, dtype), 2);
    CHECK(found.dtype() == dtype);
    CHECK(differences(pulled(found), expected) == 0);
  }
  Landscape flat = land;
  for (double& v : flat.values) v = v > 50;
  CHECK(differences(pulled(watershed(image > 50, markers, 2)), flooded_in_turn(flat)) == 0);
}

TEST_CASE("watershed sees what 32 bits do not") {
  const std::int64_t big = std::int64_t{1} << 60;
  const Image markers = context().push(std::vector<std::int32_t>{1, 0, 0, 0, 0, 2}, {6, 1});
  const auto labels = [&](const std::vector<std::int64_t>& pixels) {
    return pulled(watershed(context().push(pixels, {6, 1}), markers));
  };
  CHECK(labels({0, big + 1, 0, 0, big + 2, 0}) == Labels{1, 1, 1, 1, 2, 2});
  CHECK(labels({0, big + 2, 0, 0, big + 1, 0}) == Labels{1, 1, 2, 2, 2, 2});
  CHECK(labels({-5, -big, -5, -5, -big, -5}) == Labels{1, 1, 1, 2, 2, 2});
  const std::int64_t label = (std::int64_t{1} << 40) + 3;
  const Image far = context().push(std::vector<std::int64_t>{label, 0, 0}, {3, 1});
  CHECK(watershed(context().push(std::vector<float>{0, 1, NAN}, {3, 1}), far).pull_vector<std::int64_t>() ==
        std::vector<std::int64_t>{label, label, label});
}

TEST_CASE("NaN is flooded last, and zeros of both signs are one") {
  const Image markers = context().push(std::vector<std::int32_t>{1, 0, 0, 0, 0, 2}, {6, 1});
  const auto labels = [&](const std::vector<float>& pixels) {
    return pulled(watershed(context().push(pixels, {6, 1}), markers));
  };
  CHECK(labels({0, NAN, 0, 0, 1e30F, 0}) == Labels{1, 1, 2, 2, 2, 2});
  CHECK(labels({0, NAN, 0, 0, INFINITY, 0}) == Labels{1, 1, 2, 2, 2, 2});
  CHECK(labels({-0.0F, 0, -0.0F, 0, -0.0F, 0}) == Labels{1, 1, 1, 2, 2, 2});
}

TEST_CASE("watershed of views, pending expressions and masks in bits") {
  const Shape s(83, 41, 5), part(61, 30, 3);
  const Heights values = distinct_values(s, 4);
  Landscape cut{part, {}, random_markers(part, 15, 5), 1, {}};
  for (std::int64_t z = 0; z < part.z; ++z)
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.values.push_back(values[index(s, x + 9, y + 5, z + 1)]);
  const Image view = context().push(floats(values), s).region({9, 5, 1}, part);
  const Image markers = context().push(cut.markers, part);
  CHECK(differences(pulled(watershed(view, markers)), flooded_in_turn(cut)) == 0);
  CHECK(differences(pulled(watershed(view * 2 - view, markers + 0)), flooded_in_turn(cut)) == 0);
  for (std::size_t i = 0; i < cut.values.size(); ++i) cut.mask.push_back(cut.values[i] < 5000 || cut.markers[i] != 0);
  const Image mask = view < 5000 || markers != 0;
  CHECK(differences(pulled(watershed(view, markers, 1, mask)), flooded_in_turn(cut)) == 0);
}

TEST_CASE("watershed without markers begins at the local minima") {
  const Shape s(67, 51);
  Landscape land{s, distinct_values(s, 9), {}, 2, {}};
  const Image image = context().push(floats(land.values), s);
  for (std::size_t i = 0; i < land.values.size(); ++i) land.markers.push_back(0);
  std::int32_t number = 0;
  for (std::size_t i = 0; i < land.values.size(); ++i) {
    const auto around = land.neighbours(i);
    const auto higher = [&](std::size_t q) { return land.values[q] > land.values[i]; };
    if (std::all_of(around.begin(), around.end(), higher)) land.markers[i] = ++number;
  }
  CHECK(differences(pulled(watershed(image, {}, 2)), flooded_in_turn(land)) == 0);
  CHECK(pulled(watershed(context().push(std::vector<float>(6, 1), {3, 2}))) == Labels(6, 0));
}

TEST_CASE("watershed gives the same in every run, and a constant image is parted evenly") {
  const Shape s(211, 97);
  const Landscape land{s, plateaus(s, 9, 1), random_markers(s, 30, 2), 1, {}};
  const Labels once = watershed_of(land);
  for (int i = 0; i < 5; ++i) CHECK(watershed_of(land) == once);
  Labels markers(101, 0);
  markers.front() = 1;
  markers.back() = 2;
  const Labels halves = watershed_of({{101, 1}, Heights(101, 7), markers, 1, {}});
  CHECK(std::count(halves.begin(), halves.end(), 1) == 51);
  CHECK(std::count(halves.begin(), halves.end(), 2) == 50);
}

TEST_CASE("watershed refuses what it cannot do") {
  const Image flat = Image::tracing({40, 30}, DType::f32), marks = Image::tracing({40, 30}, DType::u16);
  CHECK(watershed(flat, marks).reach().global);
  CHECK(watershed(flat, marks).dtype() == DType::u16);
  CHECK_THROWS_AS(watershed(Image(), marks), ArgumentError);
  CHECK_THROWS_AS(watershed(Image::tracing({4, 3, 1, 2}, DType::u8), marks), ArgumentError);
  CHECK_THROWS_WITH(watershed(flat, Image::tracing({40, 31}, DType::u16)),
                    Catch::Contains("watershed: markers is 40x31; allowed is 40x30, as image"));
  CHECK_THROWS_WITH(watershed(flat, Image::tracing({40, 30}, DType::boolean)), Catch::Contains("label(mask)"));
  CHECK_THROWS_AS(watershed(flat, flat), ArgumentError);
  CHECK_THROWS_WITH(watershed(flat, marks, 3), Catch::Contains("watershed: connectivity is 3; allowed is 1 to 2"));
  CHECK_THROWS_AS(watershed(flat, marks, 0), ArgumentError);
  CHECK_THROWS_WITH(watershed(flat, marks, 1, {}, -1), Catch::Contains("compactness is -1; allowed is 0 or more"));
  CHECK_THROWS_AS(watershed(flat, marks, 1, {}, NAN), ArgumentError);
  CHECK_THROWS_AS(watershed(flat, marks, 1, {}, INFINITY), ArgumentError);
  CHECK_THROWS_WITH(watershed(flat, marks, 1, {}, 1, WatershedLine::yes), Catch::Contains("compactness is not 0"));
  CHECK_THROWS_AS(watershed(flat, marks, 1, Image::tracing({41, 30}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(watershed(flat, context().push(Labels(1200, 1), {40, 30})), ArgumentError);
  const Image image = context().push(std::vector<float>(6, 1), {3, 2});
  const auto markers = [&](const Labels& labels) { return context().push(labels, {3, 2}); };
  CHECK_THROWS_WITH(watershed(image, markers({0, 0, -2, 0, 0, 1})),
                    Catch::Contains("watershed: smallest of markers is negative; allowed is 0 or more"));
  const Image mask = context().push(std::vector<std::uint8_t>{1, 1, 1, 1, 1, 0}, {3, 2});
  CHECK_THROWS_WITH(watershed(image, markers({0, 0, 2, 0, 0, 1}), 1, mask), Catch::Contains("outside the mask"));
  CHECK(pulled(watershed(image, markers({0, 0, 2, 0, 0, 0}), 1, mask)) == Labels{2, 2, 2, 2, 2, 0});
  CHECK(pulled(watershed(image, markers({0, 0, 0, 0, 0, 0}))) == Labels(6, 0));
  CHECK(context().broken_frames().empty());
}
