#include "distance/labels.hpp"

using namespace clumen;
using namespace clumen::test;

TEST_CASE("voronoi_labels equals its definition; of labels as near the first is taken") {
  for (const Shape& s : odd_shapes())
    for (const int count : {1, 5, 60}) {
      INFO(to_string(s) << ", " << count << " labels");
      const Labels labels = seeds(s, count, 11);
      const Image image = context().push(labels, s);
      CHECK(differences(pulled(voronoi_labels(image)), expected_of(labels, s)) == 0);
    }
}

TEST_CASE("labels grow from objects, not only from points") {
  const Shape s(131, 97);
  Labels labels(static_cast<std::size_t>(s.pixels()), 0);
  for (std::int64_t y = 0; y < s.y; ++y)
    for (std::int64_t x = 0; x < s.x; ++x)
      if ((x / 13 + y / 17) % 3 == 0 && x % 13 < 9 && y % 17 > 4)
        labels[index(s, x, y, 0)] = static_cast<std::int32_t>(1 + x / 13 + 100 * (y / 17));
  const Image image = context().push(labels, s);
  CHECK(differences(pulled(voronoi_labels(image)), expected_of(labels, s)) == 0);
  CHECK(differences(pulled(expand_labels(image, 4)), expected_of(labels, s, 4)) == 0);
  CHECK(differences(pulled(expand_labels(image, 14)), expected_of(labels, s, 14)) == 0);
}

TEST_CASE("voronoi_labels far from a few labels") {
  for (const Shape& s : {Shape(517, 389), Shape(69, 60, 71)})
    for (const int count : {1, 3, 12}) {
      const Labels labels = seeds(s, count, 5);
      CHECK(differences(pulled(voronoi_labels(context().push(labels, s))), expected_of(labels, s)) == 0);
    }
}

TEST_CASE("labels of every integer dtype, and those above 2^32") {
  const Shape s(61, 35);
  Labels labels = seeds(s, 20, 3);
  for (std::int32_t& v : labels) v %= 100;
  const Image image = context().push(labels, s);
  for (const DType dtype : integers) {
    INFO(name_of(dtype));
    const Image grown = voronoi_labels(cast(image, dtype));
    CHECK(grown.dtype() == dtype);
    CHECK(differences(pulled(grown), expected_of(labels, s)) == 0);
  }
  const std::int64_t big = (std::int64_t{1} << 40) + 3;
  CHECK(voronoi_labels(context().push(std::vector<std::int64_t>{0, big, 0, 0, -big}, {5, 1}))
            .pull_vector<std::int64_t>() == std::vector<std::int64_t>{big, big, big, -big, -big});
}

TEST_CASE("labels of views and pending expressions, and none at all") {
  const Shape s(83, 41, 5);
  const Labels labels = seeds(s, 90, 4);
  const Shape part(61, 30, 3);
  Labels cut;
  for (std::int64_t z = 0; z < part.z; ++z)
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(labels[index(s, x + 9, y + 5, z + 1)]);
  const Image view = context().push(labels, s).region({9, 5, 1}, part);
  CHECK(differences(pulled(voronoi_labels(view)), expected_of(cut, part)) == 0);
  CHECK(differences(pulled(voronoi_labels(view * 2 - view)), expected_of(cut, part)) == 0);
  CHECK(differences(pulled(expand_labels(view * 2 - view, 2)), expected_of(cut, part, 2)) == 0);
  const Labels none(static_cast<std::size_t>(s.pixels()), 0);
  CHECK(pulled(voronoi_labels(context().push(none, s))) == none);
  CHECK(pulled(expand_labels(context().push(none, s), 3)) == none);
}

TEST_CASE("masked_voronoi_labels is 0 where the mask is") {
  const Shape s(67, 51);
  const Labels labels = seeds(s, 9, 6);
  const Mask mask = random_mask(s, 0.5, 8);
  Labels expected = expected_of(labels, s);
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] *= mask[i];
  const Image image = context().push(labels, s), where = context().push(mask, s);
  CHECK(differences(pulled(masked_voronoi_labels(image, where)), expected) == 0);
  CHECK(differences(pulled(masked_voronoi_labels(image, where > 0)), expected) == 0);
}

TEST_CASE("labels with other distances between pixels") {
  // no two sites are as near: the extents and distances are chosen so
  const std::vector<std::pair<Shape, PerAxis>> cases = {
      {{57, 45}, {1, 1.4142135623730951, 1}},
      {{25, 19, 13}, {1, 1.4142135623730951, 1.7320508075688772}},
      {{25, 19, 71}, {1, 1.4142135623730951, 0.17320508075688772}},  // far in pixels along one axis alone
      {{9, 71, 19}, {1.4142135623730951, 0.17320508075688772, 1}}};
  for (const auto& [s, spacing] : cases) {
    const Labels labels = seeds(s, 12, 9);
    const Image image = context().push(labels, s);
    for (const double distance : {2.0, 7.3, 1000.0}) {
      const Labels found = pulled(expand_labels(image, distance, spacing));
      const std::vector<Nearest> nearest = nearest_of(sites_of(labels), s, spacing);
      int wrong = 0;
      for (std::size_t i = 0; i < found.size(); ++i) {
        double nearest_of_found = INFINITY;  // of the label that it has: one of those that are as near
        for (std::size_t j = 0; j < labels.size(); ++j)
          if (found[i] != 0 && labels[j] == found[i])
            nearest_of_found = std::min(nearest_of_found, squared_between(place_of(s, i), place_of(s, j), spacing));
        if (std::sqrt(nearest[i].squared) > distance) wrong += found[i] != 0;
        else wrong += !(nearest_of_found <= nearest[i].squared * (1 + 1e-6));
      }
      CHECK(wrong == 0);
    }
  }
  const Labels labels = seeds({57, 45}, 12, 9);
  CHECK(differences(pulled(expand_labels(context().push(labels, {57, 45}), 1.5, 0.5)),
                    expected_of(labels, {57, 45}, 1.5, 0.5)) == 0);
}

TEST_CASE("labels grow without a wait, state their reach and refuse what they cannot do") {
  const Image flat = Image::tracing({40, 30}, DType::u16), deep = Image::tracing({40, 30, 20}, DType::i32);
  CHECK(voronoi_labels(flat).reach().global);
  CHECK(voronoi_labels(flat).dtype() == DType::u16);
  CHECK(expand_labels(flat, 3).reach() == Reach{3, 3, 0, false});
  CHECK(expand_labels(deep, 3, PerAxis(1, 2, 0.5)).reach() == Reach{3, 1, 6, false});
  const Image image = context().push(seeds({300, 200}, 30, 1), {300, 200});
  context().finish();
  const Statistics start = context().statistics();
  expand_labels(voronoi_labels(image), 3);
  CHECK(context().statistics().waits == start.waits);
  CHECK_THROWS_WITH(voronoi_labels(Image::tracing({4, 3}, DType::boolean)), Catch::Contains("label(mask)"));
  CHECK_THROWS_AS(voronoi_labels(Image::tracing({4, 3}, DType::f32)), ArgumentError);
  CHECK_THROWS_AS(voronoi_labels(Image::tracing({4, 3, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(voronoi_labels(Image()), ArgumentError);
  CHECK_THROWS_AS(voronoi_labels(flat, 0), ArgumentError);
  CHECK_THROWS_WITH(expand_labels(flat, -1), Catch::Contains("expand_labels: distance is -1; allowed is 0 or more"));
  CHECK_THROWS_AS(expand_labels(flat, NAN), ArgumentError);
  CHECK_THROWS_AS(masked_voronoi_labels(flat, deep), ArgumentError);
  CHECK_THROWS_AS(masked_voronoi_labels(flat, Image()), ArgumentError);
  CHECK(context().broken_frames().empty());
}
