#include "label/label_images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// The comment's definition, pixel by pixel.
Values expected(const Values& labels, const Shape& s, int connectivity, Boundaries mode, Value background) {
  Values out;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    bool edge = false;
    each_neighbour(s, at_of(s, i), connectivity, [&](std::size_t q) { edge |= labels[q] != labels[i]; });
    const bool behind = labels[i] == background;
    Value largest = labels[i], smallest = labels[i];
    each_neighbour(s, at_of(s, i), s.ndim, [&](std::size_t q) {
      largest = std::max(largest, labels[q]);
      if (labels[q] != background) smallest = std::min(smallest, labels[q]);
    });
    if (mode == Boundaries::inner) edge &= !behind;
    if (mode == Boundaries::outer) edge &= behind || largest != smallest;
    out.push_back(edge);
  }
  return out;
}

Values between(const Values& labels, const Shape& s, const Shape& doubled, Value none) {
  Values out;
  for (std::int64_t i = 0; i < doubled.pixels(); ++i) {
    const At p = at_of(doubled, static_cast<std::size_t>(i));
    std::vector<Value> seen;
    for (std::int64_t z = p.z / 2; z <= (p.z + 1) / 2; ++z)
      for (std::int64_t y = p.y / 2; y <= (p.y + 1) / 2; ++y)
        for (std::int64_t x = p.x / 2; x <= (p.x + 1) / 2; ++x)
          if (labels[index(s, x, y, z)] != none) seen.push_back(labels[index(s, x, y, z)]);
    std::sort(seen.begin(), seen.end());
    out.push_back(std::unique(seen.begin(), seen.end()) - seen.begin() > 1);
  }
  return out;
}

}  // namespace

TEST_CASE("find_boundaries equals its definition in every mode and connectivity", "[label]") {
  for (const Shape& s : odd_shapes()) {
    const Values labels = patches(s, {1, 2, 5, 9}, 3);
    const Image image = push(context(), labels, s, DType::i32);
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity)
      for (const Boundaries mode : {Boundaries::thick, Boundaries::inner, Boundaries::outer})
        for (const int background : {0, 2}) {
          INFO(to_string(s) << ", " << connectivity << ", mode " << static_cast<int>(mode) << ", " << background);
          const Image found = find_boundaries(image, connectivity, mode, background);
          CHECK(found.dtype() == DType::boolean);
          CHECK(pull(found) == expected(labels, s, connectivity, mode, background));
        }
    const Shape doubled(2 * s.x - 1, 2 * s.y - 1, 2 * s.z - 1);
    CHECK(pull(find_boundaries(image, 1, Boundaries::subpixel)) == between(labels, s, doubled, INT32_MAX));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("find_boundaries of every dtype, masks, views, bits and pending expressions", "[label]") {
  const Shape s(67, 35), doubled(133, 69);
  for (const DType dtype : integer_dtypes()) {
    Values choice = some_labels(dtype);
    if (is_signed(dtype)) choice.push_back(-3);
    Value largest = 0;
    visit(dtype, [&](auto zero) { largest = static_cast<Value>(std::numeric_limits<decltype(zero)>::max()); });
    choice.push_back(largest);
    const Values labels = patches(s, choice, 4);
    const Image image = push(context(), labels, s, dtype);
    INFO(name_of(dtype));
    CHECK(pull(find_boundaries(image, 2, Boundaries::outer)) == expected(labels, s, 2, Boundaries::outer, 0));
    CHECK(pull(find_boundaries(image, 1, Boundaries::subpixel)) == between(labels, s, doubled, largest));
  }
  const Values mask = patches(s, {1}, 6);
  const Image image = push(context(), mask, s, DType::boolean);
  const Image other = push(context(), mask, s, DType::u16) * 3 > 2;
  for (const Boundaries mode : {Boundaries::thick, Boundaries::inner, Boundaries::outer})
    for (const Image& m : {image, other})
      for (const int background : {0, 1})
        CHECK(pull(find_boundaries(m, 1, mode, background)) == expected(mask, s, 1, mode, background));
  CHECK(pull(find_boundaries(image, 1, Boundaries::subpixel)) == between(mask, s, doubled, 255));
  const Shape part(50, 20);
  Values cut;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(mask[index(s, x + 9, y + 7, 0)]);
  CHECK(pull(find_boundaries(image.region({9, 7}, part))) == expected(cut, part, 1, Boundaries::thick, 0));
}

TEST_CASE("find_boundaries: a law, its reach, and what it refuses", "[label]") {
  CHECK(pull(find_boundaries(push(context(), Values(42, 5), {7, 6}, DType::u8))) == Values(42, 0));
  const Image traced = Image::tracing({40, 30, 8}, DType::i32);
  CHECK(find_boundaries(traced).reach().z == 1);
  CHECK(find_boundaries(traced, 1, Boundaries::subpixel).shape().z == 15);
  CHECK_THROWS_AS(find_boundaries(Image()), ArgumentError);
  CHECK_THROWS_AS(find_boundaries(Image::tracing({8, 8})), ArgumentError);
  CHECK_THROWS_AS(find_boundaries(Image::tracing({8, 8, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(find_boundaries(traced, 0), ArgumentError);
  CHECK_THROWS_AS(find_boundaries(traced, 4), ArgumentError);
}
