#include <map>
#include <set>

#include "label/label_images.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

/// Keys in their order become offset, offset + 1, ...; `zero` becomes 0.
template <class Key>
Values numbered(const std::vector<Key>& keys, const Key& zero, Value offset = 1) {
  std::map<Key, Value> numbers;
  for (const Key& k : keys) numbers[k] = 0;
  numbers.erase(zero);
  for (auto& [key, number] : numbers) number = offset++;
  Values out;
  for (const Key& k : keys) out.push_back(k == zero ? 0 : numbers[k]);
  return out;
}

using Pair = std::pair<Value, Value>;
Values joined(const Values& a, const Values& b) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < a.size(); ++i) pairs.emplace_back(a[i], b[i]);
  return numbered(pairs, Pair(0, 0));
}

Values combined(const Values& a, const Values& b) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < a.size(); ++i) pairs.emplace_back(b[i] != 0, b[i] != 0 ? b[i] : a[i]);
  return numbered(pairs, Pair(0, 0));
}

/// Each label takes over the smallest one that it touches, until nothing changes.
Values merged(Values labels, const Shape& s, int connectivity) {
  for (bool changed = true; changed;) {
    std::map<Value, Value> lower;
    for (std::size_t i = 0; i < labels.size(); ++i)
      each_neighbour(s, at_of(s, i), connectivity, [&](std::size_t q) {
        if (labels[i] == 0 || labels[q] == 0 || labels[q] >= labels[i]) return;
        const auto [at, is_new] = lower.emplace(labels[i], labels[q]);
        if (!is_new) at->second = std::min(at->second, labels[q]);
      });
    changed = !lower.empty();
    for (Value& v : labels)
      if (const auto at = lower.find(v); at != lower.end()) v = at->second;
  }
  return numbered(labels, Value(0));
}

}  // namespace

TEST_CASE("relabel_sequential numbers labels in their order", "[label]") {
  for (const Shape& s : odd_shapes())
    for (const DType dtype : integer_dtypes()) {
      const Values labels = patches(s, some_labels(dtype), 7);
      const Image image = push(context(), labels, s, dtype);
      INFO(to_string(s) << " " << name_of(dtype));
      CHECK(relabel_sequential(image).dtype() == dtype);
      CHECK(pull(relabel_sequential(image)) == numbered(labels, Value(0)));
      CHECK(pull(relabel_sequential(image, 200)) == numbered(labels, Value(0), 200));
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("relabel_sequential widens where labels might not fit", "[label]") {
  const auto dtype_of = [](DType dtype, std::int64_t edge, std::int64_t offset) {
    return relabel_sequential(Image::tracing({edge, edge}, dtype), offset).dtype();
  };
  CHECK(dtype_of(DType::u8, 100, 1) == DType::u8);
  CHECK(dtype_of(DType::u8, 100, 2) == DType::u16);
  CHECK(dtype_of(DType::u8, 10, 100) == DType::u8);
  CHECK(dtype_of(DType::i8, 100, 2) == DType::u8);
  CHECK(dtype_of(DType::i16, 200, 1) == DType::i16);
  CHECK(dtype_of(DType::u16, 1000, 2) == DType::u32);
  CHECK(dtype_of(DType::i32, 1000, std::int64_t{1} << 31) == DType::u32);
  CHECK(dtype_of(DType::i64, 1000, 5) == DType::i64);
  Values all;
  for (int i = 0; i < 255; ++i) all.push_back(255 - i);
  CHECK(pull(relabel_sequential(push(context(), all, {51, 5}, DType::u8))) == all);
  for (Value& v : all) v += 3;
  CHECK(pull(relabel_sequential(push(context(), all, {51, 5}, DType::u16), 4)) == all);
}

TEST_CASE("relabel_sequential of labels that lie far apart, views and pending expressions", "[label]") {
  const Value far = std::ldexp(Value(1), 62) + 1;
  const Values labels{0, far, 5, far - 1, 5, 0, 1, far};
  for (const DType dtype : {DType::i64, DType::u64})
    CHECK(pull(relabel_sequential(push(context(), labels, {4, 2}, dtype))) == Values{0, 4, 2, 3, 2, 0, 1, 4});
  const Values largest{18446744073709551615.0L, 3, 0, 18446744073709551614.0L};
  CHECK(pull(relabel_sequential(push(context(), largest, {4, 1}, DType::u64), 7)) == Values{9, 7, 0, 8});
  const Values wide{0x80000000L, 0x7fffffffL, 1, 0};
  CHECK(pull(relabel_sequential(push(context(), wide, {4, 1}, DType::u32))) == Values{3, 2, 1, 0});
  const Shape s(70, 50, 2), part(61, 33);
  const Values whole = patches(s, {3, 50, 1000, 16777219}, 4);
  Values cut;
  for (std::int64_t y = 0; y < part.y; ++y)
    for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(whole[index(s, x + 5, y + 9, 1)]);
  const Image view = push(context(), whole, s, DType::u32).plane(1).region({5, 9}, part);
  CHECK(pull(relabel_sequential(view)) == numbered(cut, Value(0)));
  CHECK(pull(relabel_sequential(view * 2)) == numbered(cut, Value(0)));
  // millions of labels
  std::vector<std::int32_t> many(3000000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::int32_t>(3 * (many.size() - i));
  const auto found = relabel_sequential(context().push(many, {3000, 1000})).pull_vector<std::int32_t>();
  bool right = true;
  for (std::size_t i = 0; i < many.size(); ++i) right &= found[i] == many[i] / 3;
  CHECK(right);
}

TEST_CASE("join_segmentations and combine_labels", "[label]") {
  for (const Shape& s : odd_shapes())
    for (const DType dtype : {DType::u8, DType::i32, DType::u64}) {
      const Values a = patches(s, some_labels(dtype), 7), b = patches(s, some_labels(DType::i16), 8);
      const Image first = push(context(), a, s, dtype), second = push(context(), b, s, DType::i16);
      INFO(to_string(s) << " " << name_of(dtype));
      CHECK(join_segmentations(first, second).dtype() == DType::i32);
      CHECK(pull(join_segmentations(first, second)) == joined(a, b));
      CHECK(pull(join_segmentations(second, first)) == joined(b, a));
      CHECK(pull(join_segmentations(first * 1, first)) == numbered(a, Value(0)));
      CHECK(combine_labels(first, second).dtype() == DType::i32);
      CHECK(pull(combine_labels(first, second)) == combined(a, b));
      CHECK(pull(combine_labels(second, first)) == combined(b, a));
    }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("join_segmentations of more pairs than fit in a table", "[label]") {
  const Shape s(301, 300);
  std::vector<std::int32_t> a, b;
  for (std::int64_t i = 0; i < s.pixels(); ++i) {
    a.push_back(static_cast<std::int32_t>(i * 7919 % s.pixels()));
    b.push_back(static_cast<std::int32_t>(i / 2));
  }
  const Values wanted = joined(Values(a.begin(), a.end()), Values(b.begin(), b.end()));
  CHECK(pull(join_segmentations(context().push(a, s), context().push(b, s))) == wanted);
}

TEST_CASE("merge_touching_labels joins what touches", "[label]") {
  for (const Shape& s : odd_shapes())
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity)
      for (const double share : {0.1, 0.4}) {
        // few pixels set, each with a label of many, so that some labels have pieces far from one another
        Values labels;
        std::mt19937_64 rng(5);
        for (const auto v : random_mask(s, share, 3)) labels.push_back(v ? 1 + 3 * static_cast<Value>(rng() % 500) : 0);
        INFO(to_string(s) << ", connectivity " << connectivity << ", " << share);
        CHECK(pull(merge_touching_labels(push(context(), labels, s, DType::i32), connectivity)) ==
              merged(labels, s, connectivity));
      }
  for (const DType dtype : integer_dtypes()) {
    const Shape s(66, 37);
    const Values labels = patches(s, some_labels(dtype), 2);
    CHECK(pull(merge_touching_labels(push(context(), labels, s, dtype), 2)) == merged(labels, s, 2));
  }
  CHECK(context().broken_frames().empty());
}

TEST_CASE("merge_touching_labels: a chain of labels, and components are label's", "[label]") {
  const Shape s(2000, 3);
  std::mt19937 rng(3);
  std::vector<std::int32_t> row(2000);
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<std::int32_t>(i) + 1;
  std::shuffle(row.begin(), row.end(), rng);
  std::vector<std::int32_t> pixels(6000, 0);
  std::copy(row.begin(), row.end(), pixels.begin() + 2000);
  const auto found = merge_touching_labels(context().push(pixels, s)).pull_vector<std::int32_t>();
  CHECK(std::set<std::int32_t>(found.begin(), found.end()) == std::set<std::int32_t>{0, 1});
  const Shape plane(120, 90);
  const Image mask = context().push(random_mask(plane, 0.3), plane) > 0;
  CHECK(pull(merge_touching_labels(label(mask, 1), 2)) == pull(label(mask, 2)));
}

TEST_CASE("what numbers labels: reach, waiting, and what is refused", "[label]") {
  const Image traced = Image::tracing({40, 30}, DType::u8);
  CHECK(relabel_sequential(traced).reach().global);
  CHECK(join_segmentations(traced, traced).reach().global);
  CHECK(combine_labels(traced, traced).reach().global);
  CHECK(merge_touching_labels(traced).reach().global);
  for (const Image& wrong : {Image(), Image::tracing({40, 30}), Image::tracing({40, 30}, DType::boolean),
                             Image::tracing({40, 30, 1, 2}, DType::u8)}) {
    CHECK_THROWS_AS(relabel_sequential(wrong), ArgumentError);
    CHECK_THROWS_AS(join_segmentations(wrong, traced), ArgumentError);
    CHECK_THROWS_AS(join_segmentations(traced, wrong), ArgumentError);
    CHECK_THROWS_AS(combine_labels(wrong, traced), ArgumentError);
    CHECK_THROWS_AS(combine_labels(traced, wrong), ArgumentError);
    CHECK_THROWS_AS(merge_touching_labels(wrong), ArgumentError);
  }
  const Image small = Image::tracing({40, 29}, DType::u8),
              real = context().push(std::vector<std::uint8_t>{1, 2}, {2, 1});
  CHECK_THROWS_AS(join_segmentations(traced, small), ArgumentError);
  CHECK_THROWS_AS(combine_labels(traced, small), ArgumentError);
  CHECK_THROWS_AS(join_segmentations(Image::tracing({2, 1}, DType::u8), real), ArgumentError);
  CHECK_THROWS_AS(combine_labels(Image::tracing({2, 1}, DType::u8), real), ArgumentError);
  CHECK_THROWS_AS(relabel_sequential(traced, 0), ArgumentError);
  CHECK_THROWS_AS(relabel_sequential(traced, (std::int64_t{1} << 31) + 1), ArgumentError);
  CHECK_THROWS_AS(merge_touching_labels(traced, 0), ArgumentError);
  CHECK_THROWS_AS(merge_touching_labels(traced, 3), ArgumentError);
  const Image negative = context().push(std::vector<std::int32_t>{1, -1}, {2, 1});
  CHECK_THROWS_AS(relabel_sequential(negative), ArgumentError);
  CHECK_THROWS_AS(join_segmentations(negative, negative), ArgumentError);
  CHECK_THROWS_AS(combine_labels(negative, negative), ArgumentError);
  CHECK_THROWS_AS(merge_touching_labels(negative), ArgumentError);
  context().finish();
  const auto waits = context().statistics().waits;
  relabel_sequential(real);
  merge_touching_labels(real);
  CHECK(context().statistics().waits == waits);
}
