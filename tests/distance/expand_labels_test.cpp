#include "distance/labels.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

// Objects of 9 by 12 pixels with gaps between them.
Labels bricks(const Shape& s) {
  Labels labels(static_cast<std::size_t>(s.pixels()), 0);
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x)
        if ((x / 13 + y / 17 + z / 5) % 3 == 0 && x % 13 < 9 && y % 17 > 4)
          labels[index(s, x, y, z)] = static_cast<std::int32_t>(1 + x / 13 + 100 * (y / 17) + 10000 * (z / 5));
  return labels;
}

}  // namespace

TEST_CASE("expand_labels equals its definition; of labels as near the first is taken") {
  for (const Shape& s : odd_shapes())
    for (const int count : {1, 5, 60}) {
      INFO(to_string(s) << ", " << count << " labels");
      const Labels labels = seeds(s, count, 11);
      const Image image = context().push(labels, s);
      for (const double distance : {0.0, 0.5, 1.0, 1.5, 3.0, 5.0, 11.0, 11.9, 12.0, 40.0})
        CHECK(differences(pulled(expand_labels(image, distance)), expected_of(labels, s, distance)) == 0);
    }
}

TEST_CASE("expand_labels across words of 32 pixels and tiles") {
  for (const Shape& s : {Shape(131, 97), Shape(65, 41, 17), Shape(32, 70), Shape(33, 64, 2)}) {
    INFO(to_string(s));
    const Labels labels = bricks(s), few = seeds(s, 25, 8);
    for (const double distance : {1.0, 2.5, 4.0, 11.3, 14.0}) {
      CHECK(differences(pulled(expand_labels(context().push(labels, s), distance)), expected_of(labels, s, distance)) ==
            0);
      CHECK(differences(pulled(expand_labels(context().push(few, s), distance)), expected_of(few, s, distance)) == 0);
    }
  }
}

TEST_CASE("expand_labels keeps every integer dtype, and labels above 2^32") {
  const Shape s(61, 35);
  Labels labels = seeds(s, 20, 3);
  for (std::int32_t& v : labels) v %= 100;
  for (const DType dtype : integers) {
    INFO(name_of(dtype));
    const Image grown = expand_labels(cast(context().push(labels, s), dtype), 4);
    CHECK(grown.dtype() == dtype);
    CHECK(differences(pulled(grown), expected_of(labels, s, 4)) == 0);
  }
  const std::int64_t big = (std::int64_t{1} << 40) + 3;
  CHECK(expand_labels(context().push(std::vector<std::int64_t>{0, big, 0, 0, 0, -big}, {6, 1}), 1)
            .pull_vector<std::int64_t>() == std::vector<std::int64_t>{big, big, big, 0, -big, -big});
}

TEST_CASE("expand_labels of views, of equal distances between pixels, and of one length alone") {
  const Shape s(83, 41, 5), part(61, 30, 3);
  const Labels labels = seeds(s, 90, 4);
  Labels cut;
  for (std::int64_t z = 0; z < part.z; ++z)
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(labels[index(s, x + 9, y + 5, z + 1)]);
  const Image view = context().push(labels, s).region({9, 5, 1}, part);
  CHECK(differences(pulled(expand_labels(view, 2)), expected_of(cut, part, 2)) == 0);
  CHECK(differences(pulled(expand_labels(view, 0.7, 0.35)), expected_of(cut, part, 0.7, 0.35)) == 0);
  CHECK(differences(
            pulled(expand_labels(view.plane(1), 2, PerAxis(1, 1, 7))),
            expected_of({cut.begin() + part.x * part.y, cut.begin() + 2 * part.x * part.y}, {part.x, part.y}, 2)) == 0);
}
