#include <set>

#include "label/label_images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// Fills from every pixel that is picked over pixels of its value; those become the number.
Values cleared(const Values& labels, const Shape& s, const std::vector<bool>& picked, Value number) {
  Values out = labels;
  std::vector<bool> gone(labels.size());
  bool background = false;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!picked[i] || gone[i]) continue;
    background |= labels[i] == 0;
    std::vector<std::size_t> open{i};
    gone[i] = true;
    while (!open.empty()) {
      const std::size_t p = open.back();
      open.pop_back();
      each_neighbour(s, at_of(s, p), s.ndim, [&](std::size_t q) {
        if (gone[q] || labels[q] != labels[p]) return;
        gone[q] = true;
        open.push_back(q);
      });
    }
  }
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] == 0 ? background : static_cast<bool>(gone[i])) out[i] = number;
  return out;
}

std::vector<bool> at_ends(const Shape& s, std::int64_t more) {
  std::vector<bool> out;
  const auto end = [&](std::int64_t i, std::int64_t n) { return i <= more || i >= n - 1 - more; };
  for (std::int64_t i = 0; i < s.pixels(); ++i) {
    const At p = at_of(s, static_cast<std::size_t>(i));
    out.push_back(end(p.x, s.x) || (s.ndim > 1 && end(p.y, s.y)) || (s.ndim > 2 && end(p.z, s.z)));
  }
  return out;
}

}  // namespace

TEST_CASE("clear_border takes the objects that touch the border, or what a mask leaves out", "[label]") {
  for (const Shape& s : odd_shapes()) {
    const Values labels = patches(s, {1, 2, 5}, 3);
    const Image image = push(context(), labels, s, DType::i32);
    for (const std::int64_t more : {0, 1, 3})
      for (const int number : {0, 7}) {
        if (more >= std::min({s.x, s.y, s.ndim > 2 ? s.z : s.x})) continue;
        INFO(to_string(s) << ", " << more << ", " << number);
        CHECK(pull(clear_border(image, more, number)) == cleared(labels, s, at_ends(s, more), number));
      }
    const auto mask = random_mask(s, 0.9, 4);
    std::vector<bool> picked;
    for (const auto v : mask) picked.push_back(v == 0);
    const Image kept = context().push(mask, s);
    CHECK(pull(clear_border(image, 1000, 0, kept)) == cleared(labels, s, picked, 0));
    CHECK(pull(clear_border(image, 0, 3, kept > 0)) == cleared(labels, s, picked, 3));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("clear_border of every dtype, masks, views and pending expressions", "[label]") {
  const Shape s(60, 41, 2), part(50, 33);
  for (const DType dtype : all_dtypes()) {
    if (is_float(dtype)) continue;
    Values choice = dtype == DType::boolean ? Values{1} : some_labels(dtype);
    if (is_signed(dtype)) choice.push_back(-3);
    const Values labels = patches(s, choice, 5);
    Values cut;
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(labels[index(s, x + 7, y + 5, 1)]);
    const Image view = push(context(), labels, s, dtype).plane(1).region({7, 5}, part);
    INFO(name_of(dtype));
    CHECK(clear_border(view).dtype() == dtype);
    CHECK(pull(clear_border(view)) == cleared(cut, part, at_ends(part, 0), 0));
    // each form is programs to compile
    if (dtype == DType::u16) CHECK(pull(clear_border(where(view, view, 0))) == cleared(cut, part, at_ends(part, 0), 0));
    if (dtype != DType::boolean) CHECK(pull(clear_border(view, 0, 9)) == cleared(cut, part, at_ends(part, 0), 9));
  }
  // every pixel an object
  Values all;
  for (int i = 0; i < 35; ++i) all.push_back(i + 1);
  CHECK(pull(clear_border(push(context(), all, {7, 5}, DType::u8))) == cleared(all, {7, 5}, at_ends({7, 5}, 0), 0));
}

TEST_CASE("remove_labels_on_edges goes by label, and by axis", "[label]") {
  for (const Shape& s : {Shape(40, 31), Shape(17, 13, 9), Shape(9, 1), Shape(1, 1)})
    for (const DType dtype : integer_dtypes()) {
      const Values labels = patches(s, some_labels(dtype), 6);
      const Image image = push(context(), labels, s, dtype);
      for (int axes = 0; axes < 8; ++axes) {
        const auto has = [&](int axis) { return (axes >> axis & 1) != 0; };
        std::set<Value> gone;
        for (std::size_t i = 0; i < labels.size(); ++i) {
          const At p = at_of(s, i);
          if ((has(0) && (p.x == 0 || p.x == s.x - 1)) || (has(1) && (p.y == 0 || p.y == s.y - 1)) ||
              (has(2) && s.ndim > 2 && (p.z == 0 || p.z == s.z - 1)))
            gone.insert(labels[i]);
        }
        Values wanted = labels;
        for (Value& v : wanted)
          if (gone.contains(v)) v = 0;
        const auto choice = [&](int axis) { return has(axis) ? Exclude::yes : Exclude::no; };
        INFO(to_string(s) << " " << name_of(dtype) << ", axes " << axes);
        CHECK(pull(remove_labels_on_edges(image, choice(0), choice(1), choice(2))) == wanted);
      }
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("clear_border and remove_labels_on_edges: reach, waiting, and what is refused", "[label]") {
  const Image traced = Image::tracing({40, 30}, DType::u8);
  CHECK(clear_border(traced).reach().global);
  CHECK(remove_labels_on_edges(traced).reach().global);
  CHECK_THROWS_AS(clear_border(Image()), ArgumentError);
  CHECK_THROWS_AS(clear_border(Image::tracing({8, 8})), ArgumentError);
  CHECK_THROWS_AS(clear_border(Image::tracing({8, 8, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(clear_border(traced, -1), ArgumentError);
  CHECK_THROWS_AS(clear_border(traced, 30), ArgumentError);
  CHECK_THROWS_AS(clear_border(traced, 0, 256), ArgumentError);
  CHECK_THROWS_AS(clear_border(traced, 0, -1), ArgumentError);
  CHECK_THROWS_AS(clear_border(Image::tracing({8, 8}, DType::boolean), 0, 2), ArgumentError);
  CHECK_THROWS_AS(clear_border(traced, 0, 0, Image::tracing({40, 31}, DType::u8)), ArgumentError);
  const Image real = context().push(std::vector<std::int32_t>{1, 0, 5, 2}, {4, 1});
  CHECK_THROWS_AS(clear_border(real, 0, 0, Image::tracing({4, 1}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(remove_labels_on_edges(Image()), ArgumentError);
  CHECK_THROWS_AS(remove_labels_on_edges(Image::tracing({8, 8}, DType::boolean)), ArgumentError);
  CHECK_THROWS_AS(remove_labels_on_edges(Image::tracing({8, 8, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(remove_labels_on_edges(context().push(std::vector<std::int32_t>{1, -1}, {2, 1})), ArgumentError);
  CHECK_THROWS_AS(remove_labels_on_edges(context().push(std::vector<std::int64_t>{1, std::int64_t{1} << 31}, {2, 1})),
                  ArgumentError);
  context().finish();
  const auto waits = context().statistics().waits;
  clear_border(real);
  remove_labels_on_edges(cast(real, DType::u16));
  CHECK(context().statistics().waits == waits);
}
