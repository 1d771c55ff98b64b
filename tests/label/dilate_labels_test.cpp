#include "clumen/distance.hpp"
#include "label/label_images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

bool within(const At& p, const At& q, double radius) {
  const auto d = [](std::int64_t a, std::int64_t b) { return static_cast<double>((a - b) * (a - b)); };
  return std::sqrt(d(p.x, q.x) + d(p.y, q.y) + d(p.z, q.z)) <= radius;
}

/// visit(place) for each pixel of the image within the radius.
template <class Visit>
void each_within(const Shape& s, const At& p, double radius, Visit visit) {
  const auto r = static_cast<std::int64_t>(std::min(radius, 1000.0));
  for (std::int64_t z = std::max<std::int64_t>(0, p.z - r); z <= std::min(s.z - 1, p.z + r); ++z)
    for (std::int64_t y = std::max<std::int64_t>(0, p.y - r); y <= std::min(s.y - 1, p.y + r); ++y)
      for (std::int64_t x = std::max<std::int64_t>(0, p.x - r); x <= std::min(s.x - 1, p.x + r); ++x)
        if (within(p, {x, y, z}, radius)) visit(index(s, x, y, z));
}

Values eroded(const Values& in, const Shape& s, double radius) {
  Values out = in;
  for (std::size_t i = 0; i < in.size(); ++i)
    each_within(s, at_of(s, i), radius, [&](std::size_t q) {
      if (in[q] != in[i]) out[i] = 0;
    });
  return out;
}

/// The nearest label, of several as near the first in raster order.
Values grown(const Values& in, const Shape& s, double radius) {
  Values out = in;
  for (std::size_t i = 0; i < in.size(); ++i) {
    double best = INFINITY;
    if (in[i] != 0) continue;
    const At p = at_of(s, i);
    each_within(s, p, radius, [&](std::size_t place) {
      const At q = at_of(s, place);
      const double d = static_cast<double>((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y)) +
                       static_cast<double>((p.z - q.z) * (p.z - q.z));
      if (in[place] != 0 && d < best) best = d, out[i] = in[place];
    });
  }
  return out;
}

Values closed(const Values& in, const Shape& s, double radius) {
  Values out = grown(in, s, radius), whole = out;
  for (std::size_t i = 0; i < in.size(); ++i)
    each_within(s, at_of(s, i), radius, [&](std::size_t q) {
      if (whole[q] == 0) out[i] = 0;
    });
  return out;
}

Values smoothed(const Values& in, const Shape& s, double radius) {
  Values out = grown(grown(eroded(in, s, radius), s, radius), s, 900);
  for (std::size_t i = 0; i < in.size(); ++i)
    if (in[i] == 0) out[i] = 0;
  return out;
}

void check_all(const Values& labels, const Shape& s, DType dtype, double radius) {
  const Image image = push(context(), labels, s, dtype);
  INFO(to_string(s) << " " << name_of(dtype) << ", radius " << radius);
  CHECK(erode_labels(image, radius).dtype() == dtype);
  CHECK(differences(pull(erode_labels(image, radius)), eroded(labels, s, radius)) == 0);
  CHECK(differences(pull(dilate_labels(image, radius)), grown(labels, s, radius)) == 0);
  CHECK(differences(pull(opening_labels(image, radius)), grown(eroded(labels, s, radius), s, radius)) == 0);
  CHECK(differences(pull(closing_labels(image, radius)), closed(labels, s, radius)) == 0);
  CHECK(differences(pull(smooth_labels(image, radius)), smoothed(labels, s, radius)) == 0);
}

}  // namespace

TEST_CASE("labels are grown, eroded, opened, closed and smoothed as defined", "[label]") {
  for (const Shape& s : odd_shapes())
    for (const double radius : {0.0, 1.0, 1.5, 2.0, 3.7}) check_all(patches(s, {1, 2, 5, 9}, 3), s, DType::i32, radius);
  check_all(patches({70, 45}, {1, 2}, 4), {70, 45}, DType::u8, 12);
  check_all(patches({70, 45}, {1}, 4), {70, 45}, DType::u8, 200);
  CHECK(context().broken_frames().empty());
}

TEST_CASE("labels of every dtype are eroded, also large and negative ones", "[label]") {
  const Shape s(41, 33), solid(19, 12, 9);
  for (const DType dtype : integer_dtypes()) {
    Values choice = some_labels(dtype);
    if (is_signed(dtype)) choice.push_back(-3);
    if (size_of(dtype) == 8) choice.push_back(std::ldexp(Value(1), 40) + 1);
    if (dtype == DType::u8 || dtype == DType::i64) check_all(patches(s, choice, 5), s, dtype, 2);
    const Values labels = patches(solid, choice, 6);
    INFO(name_of(dtype));
    CHECK(pull(erode_labels(push(context(), labels, solid, dtype), 1.8)) == eroded(labels, solid, 1.8));
  }
}

TEST_CASE("labels are eroded far, and in images that are long", "[label]") {
  Values one(300 * 260, 3);
  one[130 * 300 + 150] = 0;
  CHECK(pull(erode_labels(push(context(), one, {300, 260}, DType::u16), 120.3)) == eroded(one, {300, 260}, 120.3));
  CHECK(pull(erode_labels(push(context(), Values(20, 3), {5, 4}, DType::u16), INFINITY)) == Values(20, 3));
  for (const Shape& s : {Shape(70001, 1), Shape(1, 70001), Shape(1, 1, 70001)}) {
    Values row(70001, 7);
    row[20] = 8;
    Values wanted = row;
    for (std::size_t i = 0; i <= 69020; ++i) wanted[i] = i <= 20 || i - 20 <= 69000 ? 0 : 7;
    wanted[20] = 0;
    CHECK(differences(pull(erode_labels(push(context(), row, s, DType::u8), 69000)), wanted) == 0);
  }
}

TEST_CASE("an opening is a part of the labels, a closing holds them; twice is once", "[label]") {
  for (const Shape& s : {Shape(64, 51), Shape(25, 20, 13)}) {
    const Values labels = patches(s, {1, 2, 3, 4, 5, 6}, 8);
    const Image image = push(context(), labels, s, DType::u16);
    const Image open = opening_labels(image, 2), close = closing_labels(image, 2);
    const Values opened = pull(open), closed = pull(close);
    int parts = 0, wholes = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      parts += opened[i] == 0 || opened[i] == labels[i];
      wholes += labels[i] == 0 || closed[i] == labels[i];
    }
    CHECK(parts == s.pixels());
    CHECK(wholes == s.pixels());
    CHECK(pull(opening_labels(open, 2)) == opened);
    CHECK(pull(closing_labels(close, 2)) == closed);
    CHECK(opened != labels);
  }
}

TEST_CASE("erode_labels labels the pieces on request, takes views and pending expressions", "[label]") {
  const Shape s(90, 60, 2), part(70, 41);
  const Values labels = patches(s, {1, 2, 3}, 9);
  Values cut;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(labels[index(s, x + 11, y + 13, 1)]);
  const Image view = push(context(), labels, s, DType::u8).plane(1).region({11, 13}, part);
  CHECK(pull(erode_labels(view, 2)) == eroded(cut, part, 2));
  CHECK(pull(erode_labels(view * 1, 2)) == eroded(cut, part, 2));
  CHECK(pull(smooth_labels(view * 1, 1)) == smoothed(cut, part, 1));
  const Image pieces = erode_labels(view, 2, Relabel::yes);
  CHECK(pieces.dtype() == DType::i32);
  CHECK(pull(pieces) == pull(label(erode_labels(view, 2))));
}

TEST_CASE("smooth_connected_labels parts labels where they are narrow", "[label]") {
  for (const Shape& s : {Shape(90, 60), Shape(25, 20, 13), Shape(1, 1)}) {
    const Values labels = patches(s, {1, 2, 3}, 9);
    const Image image = push(context(), labels, s, DType::u8);
    Values wanted = grown(pull(label(push(context(), eroded(labels, s, 2), s, DType::u8))), s, 900);
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (labels[i] == 0) wanted[i] = 0;
    CHECK(smooth_connected_labels(image, 2).dtype() == DType::i32);
    CHECK(differences(pull(smooth_connected_labels(image, 2)), wanted) == 0);
  }
  // two squares on a bridge
  Values bridge(40 * 11, 0);
  for (std::int64_t y = 0; y < 11; ++y)
    for (std::int64_t x = 0; x < 40; ++x)
      if (x < 11 || x >= 29 || y == 5) bridge[index({40, 11}, x, y, 0)] = 7;
  const Values parted = pull(smooth_connected_labels(push(context(), bridge, {40, 11}, DType::u16), 3));
  CHECK(parted[index({40, 11}, 0, 0, 0)] == 1);
  CHECK(parted[index({40, 11}, 39, 10, 0)] == 2);
  CHECK(parted[index({40, 11}, 20, 5, 0)] > 0);
  CHECK(parted[index({40, 11}, 20, 4, 0)] == 0);
}

TEST_CASE("labels' shapes: reach, no waiting, and what is refused", "[label]") {
  const Image traced = Image::tracing({40, 30}, DType::i32), solid = Image::tracing({40, 30, 9}, DType::u8);
  CHECK(erode_labels(traced, 3.5).reach().x == 3);
  CHECK(erode_labels(traced, 3.5).reach().z == 0);
  CHECK(erode_labels(solid, 3.5).reach().z == 3);
  CHECK(opening_labels(traced, 2).reach().y == 4);
  CHECK(dilate_labels(traced, 2).reach().y == 2);
  CHECK(closing_labels(traced, 2).reach().global);
  CHECK(smooth_labels(traced, 2).reach().global);
  CHECK(smooth_connected_labels(traced, 2).reach().global);
  const Image image = push(context(), patches({50, 40}, {1, 2}), {50, 40}, DType::i32);
  context().finish();
  const auto waits = context().statistics().waits;
  for (const auto& operation : {opening_labels, closing_labels, smooth_labels, dilate_labels}) operation(image, 2);
  CHECK(context().statistics().waits == waits);
  const auto refused = [](auto operation) {
    CHECK_THROWS_AS(operation(Image(), 1), ArgumentError);
    CHECK_THROWS_AS(operation(Image::tracing({8, 8}), 1), ArgumentError);
    CHECK_THROWS_AS(operation(Image::tracing({8, 8}, DType::boolean), 1), ArgumentError);
    CHECK_THROWS_AS(operation(Image::tracing({8, 8, 1, 2}, DType::u8), 1), ArgumentError);
    CHECK_THROWS_AS(operation(Image::tracing({8, 8}, DType::u8), -1), ArgumentError);
    CHECK_THROWS_AS(operation(Image::tracing({8, 8}, DType::u8), NAN), ArgumentError);
  };
  refused(dilate_labels), refused(opening_labels), refused(closing_labels), refused(smooth_labels);
  refused(smooth_connected_labels);
  refused([](const Image& labels, double radius) { return erode_labels(labels, radius); });
}
