#include <map>

#include "label/label_images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

template <class Gone>
Values without(Values labels, Gone gone) {
  for (Value& v : labels)
    if (v != 0 && gone(v)) v = 0;
  return labels;
}

std::map<Value, std::int64_t> sizes(const Values& labels) {
  std::map<Value, std::int64_t> out;
  for (const Value v : labels) ++out[v];
  return out;
}

}  // namespace

TEST_CASE("labels go by their size, in every dtype", "[label]") {
  for (const Shape& s : {Shape(97, 61), Shape(33, 9, 11), Shape(5, 1), Shape(1, 1)})
    for (const DType dtype : integer_dtypes()) {
      const Values labels = patches(s, some_labels(dtype), 7);
      const Image image = push(context(), labels, s, dtype);
      const auto n = sizes(labels);
      const std::int64_t low = 100, high = n.begin()->second / 2;
      INFO(to_string(s) << " " << name_of(dtype));
      CHECK(filter_label_by_size(image).dtype() == dtype);
      CHECK(pull(filter_label_by_size(image, low, high)) ==
            without(labels, [&](Value v) { return n.at(v) < low || n.at(v) > high; }));
      CHECK(pull(remove_small_labels(image, n.rbegin()->second)) ==
            without(labels, [&](Value v) { return n.at(v) < n.rbegin()->second; }));
      CHECK(pull(remove_large_labels(image, n.rbegin()->second)) ==
            without(labels, [&](Value v) { return n.at(v) > n.rbegin()->second; }));
      CHECK(pull(remove_small_labels(image, 0)) == labels);
      CHECK(pull(remove_large_labels(image, 0)) == Values(labels.size(), 0));
      CHECK(pull(remove_large_labels(image, INT64_MAX)) == labels);
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("labels go by a list, and by their values", "[label]") {
  const Shape s(61, 45, 3), part(50, 40);
  const Values list{1, 0, 5, 0, 1, 0, 0, 1}, values{7, 2.5, -4, NAN, 9, 1e9, 3, 3};
  const auto listed = [&](Value v) { return v >= 0 && v < 8; };
  for (const DType dtype : integer_dtypes()) {
    Values choice{1, 2, 3, 4, 5, 6, 7, 8, 100};
    if (is_signed(dtype)) choice.push_back(-2);
    if (size_of(dtype) >= 4) choice.push_back(16777217);
    if (size_of(dtype) >= 8) choice.push_back(std::ldexp(Value(1), 32) + 2);
    const Values labels = patches(s, choice, 8);
    Values cut;
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(labels[index(s, x + 9, y + 3, 2)]);
    const Image view = push(context(), labels, s, dtype).plane(2).region({9, 3}, part);
    const Image flags = push(context(), list, {8, 1}, DType::u8), map = push(context(), values, {8, 1}, DType::f32);
    INFO(name_of(dtype));
    const auto at = [](const Values& of, Value v) { return of[static_cast<std::size_t>(v)]; };
    const auto goes = [&](Value v) { return listed(v) && at(list, v) != 0; };
    const auto inside = [&](Value v) { return listed(v) && at(values, v) >= 2.5 && at(values, v) <= 9; };
    CHECK(remove_labels(view, flags).dtype() == dtype);
    CHECK(pull(remove_labels(view, flags)) == without(cut, goes));
    if (dtype == DType::i32) {
      for (const Image& f : {flags * 2, flags > 0, cast(flags, DType::f32)})
        CHECK(pull(remove_labels(view, f)) == without(cut, goes));
      CHECK(pull(remove_labels(where(view, view, 0), flags)) == without(cut, goes));
      CHECK(pull(remove_labels_with_map_values_within_range(view, map * 2, 5, 18)) == without(cut, inside));
    }
    CHECK(pull(remove_labels_with_map_values_within_range(view, map, 2.5, 9)) == without(cut, inside));
    CHECK(pull(remove_labels_with_map_values_out_of_range(view, map, 2.5, 9)) ==
          without(cut, [&](Value v) { return !inside(v); }));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("labels that go: reach, waiting, and what is refused", "[label]") {
  const Image traced = Image::tracing({40, 30}, DType::u8), row = Image::tracing({9, 1}, DType::f32);
  CHECK(filter_label_by_size(traced).reach().global);
  CHECK(remove_labels(traced, row).reach().x == 0);
  for (const Image& wrong : {Image(), Image::tracing({8, 8}), Image::tracing({8, 8}, DType::boolean),
                             Image::tracing({8, 8, 1, 2}, DType::u8)}) {
    CHECK_THROWS_AS(filter_label_by_size(wrong), ArgumentError);
    CHECK_THROWS_AS(remove_small_labels(wrong), ArgumentError);
    CHECK_THROWS_AS(remove_large_labels(wrong), ArgumentError);
    CHECK_THROWS_AS(remove_labels(wrong, row), ArgumentError);
    CHECK_THROWS_AS(remove_labels_with_map_values_out_of_range(wrong, row), ArgumentError);
    CHECK_THROWS_AS(remove_labels_with_map_values_within_range(wrong, row), ArgumentError);
  }
  CHECK_THROWS_AS(filter_label_by_size(traced, -1, 3), ArgumentError);
  CHECK_THROWS_AS(filter_label_by_size(traced, 1, -3), ArgumentError);
  CHECK_THROWS_AS(remove_labels(traced, Image()), ArgumentError);
  CHECK_THROWS_AS(remove_labels(traced, Image::tracing({9, 2})), ArgumentError);
  CHECK_THROWS_AS(remove_labels(traced, context().push(std::vector<float>{1}, {1, 1})), ArgumentError);
  CHECK_THROWS_AS(remove_labels_with_map_values_within_range(traced, row, NAN), ArgumentError);
  CHECK_THROWS_AS(remove_labels_with_map_values_out_of_range(traced, row, 0, NAN), ArgumentError);
  const Image real = context().push(std::vector<std::int32_t>{1, -1}, {2, 1});
  CHECK_THROWS_AS(filter_label_by_size(real), ArgumentError);
  const Image list = context().push(std::vector<float>{0, 1}, {2, 1});
  context().finish();
  const auto waits = context().statistics().waits;
  remove_labels(real, list);
  remove_small_labels(cast(real, DType::u8));
  CHECK(context().statistics().waits == waits);
}
