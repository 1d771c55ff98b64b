#include "clumen/graph.hpp"

#include <map>
#include <random>
#include <set>

#include "clumen/pointwise.hpp"
#include "support/catch.hpp"
#include "support/device.hpp"

using namespace clumen;
using namespace clumen::test;

namespace {

using Labels = std::vector<std::int64_t>;

struct Contact {
  std::int64_t touches = 0;
  double area = 0;
};
using Contacts = std::map<std::pair<std::int64_t, std::int64_t>, Contact>;

// Every pixel looks at all its neighbours, on both sides, so that each pair is met twice.
Contacts contacts_of(const Labels& labels, const Shape& s, int connectivity, const Sigma& size) {
  Contacts out;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x)
        for (std::int64_t dz = -1; dz <= 1; ++dz)
          for (std::int64_t dy = -1; dy <= 1; ++dy)
            for (std::int64_t dx = -1; dx <= 1; ++dx) {
              const auto steps = std::abs(dx) + std::abs(dy) + std::abs(dz);
              const bool inside =
                  x + dx >= 0 && y + dy >= 0 && z + dz >= 0 && x + dx < s.x && y + dy < s.y && z + dz < s.z;
              if (!inside || steps == 0 || steps > connectivity) continue;
              const std::int64_t a = labels[index(s, x, y, z)], b = labels[index(s, x + dx, y + dy, z + dz)];
              if (a >= b) continue;
              Contact& c = out[{a, b}];
              ++c.touches;
              if (steps == 1) c.area += dx != 0 ? size.y * size.z : dy != 0 ? size.x * size.z : size.x * size.y;
            }
  return out;
}

int wrong_edges(const Graph& graph, const Contacts& expected, Background background) {
  std::map<std::int64_t, double> borders;
  for (const auto& [pair, contact] : expected) {
    borders[pair.first] += static_cast<double>(contact.touches);
    borders[pair.second] += static_cast<double>(contact.touches);
  }
  const Table& edges = graph.edges();
  const std::vector<double> a = edges.numbers("label_a"), b = edges.numbers("label_b"),
                            count = edges.numbers("touch_count"), area = edges.numbers("contact_area"),
                            of_a = edges.numbers("touch_portion_a"), of_b = edges.numbers("touch_portion_b");
  std::size_t row = 0;
  int wrong = 0;
  for (const auto& [pair, contact] : expected) {
    if (pair.first == 0 && background == Background::exclude) continue;
    if (row == edges.rows()) return -1;
    const auto touches = static_cast<double>(contact.touches);
    wrong += a[row] != static_cast<double>(pair.first) || b[row] != static_cast<double>(pair.second) ||
             count[row] != touches || std::abs(area[row] - contact.area) > 1e-12 * contact.area ||
             of_a[row] != touches / borders[pair.first] || of_b[row] != touches / borders[pair.second];
    ++row;
  }
  return row == edges.rows() ? wrong : -1;
}

// Patches of labels from 0 to `most`.
Labels patches(const Shape& s, std::int64_t most, std::uint64_t seed) {
  std::mt19937_64 rng(seed);
  const std::int64_t edge = 1 + static_cast<std::int64_t>(rng() % 5);
  Labels out(static_cast<std::size_t>(s.pixels()));
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x; ++x) {
        std::mt19937_64 of_patch(
            seed + static_cast<std::uint64_t>((x + y / 3) / edge + 1000 * (y / edge) + 1000000 * (z / edge)));
        of_patch.discard(3);
        out[index(s, x, y, z)] = static_cast<std::int64_t>(of_patch() % static_cast<std::uint64_t>(most + 1));
      }
  return out;
}

std::vector<std::int64_t> present(const Labels& labels, Background background) {
  std::set<std::int64_t> all(labels.begin(), labels.end());
  if (background == Background::exclude) all.erase(0);
  return {all.begin(), all.end()};
}

}  // namespace

TEST_CASE("region_adjacency_graph equals its definition") {
  std::vector<Shape> shapes = odd_shapes();
  shapes.insert(shapes.end(), {{83, 61}, {40, 33, 21}, {37, 2, 19}, {2, 40, 3}, {100, 1, 3}});
  for (const Shape& s : shapes)
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity)
      for (const Background background : {Background::exclude, Background::include}) {
        INFO(to_string(s) << ", connectivity " << connectivity);
        const Labels labels = patches(s, 30, static_cast<std::uint64_t>(s.x + connectivity));
        const Sigma size(0.5, 2, s.ndim == 3 ? 3 : 1);
        const Graph graph = region_adjacency_graph(context().push(labels, s), connectivity, background, size);
        CHECK(wrong_edges(graph, contacts_of(labels, s, connectivity, size), background) == 0);
        CHECK(graph.labels() == present(labels, background));
      }
}

TEST_CASE("labels in space touch between the first planes, too") {
  const Graph graph = region_adjacency_graph(context().push(std::vector<std::uint8_t>{1, 2}, Shape(1, 1, 2)));
  CHECK(graph.neighbors(1) == std::vector<std::int64_t>{2});
  CHECK(graph.neighbors(2) == std::vector<std::int64_t>{1});
}

TEST_CASE("region_adjacency_graph of large objects, where most pixels meet nobody") {
  for (const Shape& s : {Shape(301, 211), Shape(90, 70, 40)})
    for (int connectivity = 1; connectivity <= s.ndim; ++connectivity) {
      Labels labels(static_cast<std::size_t>(s.pixels()), 0);
      for (std::int64_t z = 0; z < s.z; ++z)
        for (std::int64_t y = 0; y < s.y; ++y)
          for (std::int64_t x = 0; x < s.x; ++x)
            labels[index(s, x, y, z)] = (x + y / 4) / 37 + 10 * ((y + z) / 29) + 100 * (z / 19);
      labels[index(s, 100 % s.x, 30, 0)] = 7777;  // one pixel amid others
      const Graph graph = region_adjacency_graph(context().push(labels, s), connectivity);
      CHECK(wrong_edges(graph, contacts_of(labels, s, connectivity, 1), Background::exclude) == 0);
    }
}

TEST_CASE("region_adjacency_graph of every integer dtype, views and pending expressions") {
  const Shape s(61, 35, 4), part(50, 21, 3);
  const Labels labels = patches(s, 100, 3);
  const Image image = context().push(labels, s), view = image.region({7, 5, 1}, part);
  const Contacts expected = contacts_of(labels, s, 3, 1);
  for (const DType dtype :
       {DType::u8, DType::i8, DType::u16, DType::i16, DType::u32, DType::i32, DType::u64, DType::i64})
    CHECK(wrong_edges(region_adjacency_graph(cast(image, dtype), 3), expected, Background::exclude) == 0);
  Labels cut;
  for (std::int64_t z = 0; z < part.z; ++z)
    for (std::int64_t y = 0; y < part.y; ++y)
      for (std::int64_t x = 0; x < part.x; ++x) cut.push_back(labels[index(s, x + 7, y + 5, z + 1)]);
  CHECK(wrong_edges(region_adjacency_graph(view, 2), contacts_of(cut, part, 2, 1), Background::exclude) == 0);
  CHECK(wrong_edges(region_adjacency_graph(view * 3 - view * 2, 2), contacts_of(cut, part, 2, 1),
                    Background::exclude) == 0);
  const std::int64_t large = 4294967294;
  const Graph pair = region_adjacency_graph(context().push(Labels{large, large - 1}, Shape(2, 1)));
  CHECK(pair.neighbors(large) == Labels{large - 1});
}

TEST_CASE("region_adjacency_graph has room for more contacts than it expects, and no pixel needs to touch another") {
  const Shape s(512, 256);
  Labels labels(static_cast<std::size_t>(s.pixels()));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int64_t>(i) + 1;
  const Graph graph = region_adjacency_graph(context().push(labels, s), 2);
  CHECK(static_cast<std::int64_t>(graph.edges().rows()) == 511 * 256 + 512 * 255 + 2 * 511 * 255);
  CHECK(wrong_edges(graph, contacts_of(labels, s, 2, 1), Background::exclude) == 0);
  const Graph same = region_adjacency_graph(context().push(labels, s), 2);
  CHECK(same.edges().numbers("label_b") == graph.edges().numbers("label_b"));
  CHECK(region_adjacency_graph(context().push(Labels(15, 4), {5, 3})).labels() == Labels{4});
  CHECK(region_adjacency_graph(context().push(Labels(15, 0), {5, 3})).labels().empty());
  CHECK(region_adjacency_graph(context().push(Labels(15, 0), {5, 3}), 1, Background::include).labels() == Labels{0});
  CHECK(context().broken_frames().empty());
}

TEST_CASE("region_adjacency_graph takes the image's pixel size, and refuses what it cannot do") {
  const Image image = context().push(std::vector<std::uint8_t>{1, 1, 2, 2}, {2, 2}).with_pixel_size({0.5, 7, 1, "µm"});
  CHECK(region_adjacency_graph(image, 1, Background::exclude, 0).edges().numbers("contact_area") ==
        std::vector<double>{1});
  CHECK(region_adjacency_graph(image).edges().numbers("contact_area") == std::vector<double>{2});
  const Image flat = Image::tracing({40, 30}, DType::u16);
  CHECK(region_adjacency_graph(flat).labels().empty());
  CHECK_THROWS_WITH(region_adjacency_graph(flat, 3),
                    Catch::Contains("region_adjacency_graph: connectivity is 3; allowed is 1 to 2"));
  CHECK_THROWS_WITH(region_adjacency_graph(Image::tracing({4, 3}, DType::f32)), Catch::Contains("f32"));
  CHECK_THROWS_AS(region_adjacency_graph(Image::tracing({4, 3}, DType::boolean)), ArgumentError);
  CHECK_THROWS_AS(region_adjacency_graph(Image::tracing({4, 3, 1, 2}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(region_adjacency_graph(Image::tracing({65536, 65536}, DType::u8)), ArgumentError);
  CHECK_THROWS_AS(region_adjacency_graph(flat, 1, Background::exclude, -1), ArgumentError);
  CHECK_THROWS_AS(region_adjacency_graph(Image()), ArgumentError);
  for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{4294967295}, std::int64_t{1} << 40}) {
    CHECK_THROWS_AS(region_adjacency_graph(context().push(Labels{1, 1, wrong}, Shape(3, 1))), ArgumentError);
    CHECK_THROWS_AS(region_adjacency_graph(context().push(Labels(40, wrong), Shape(40, 1))), ArgumentError);
  }
  CHECK_THROWS_WITH(region_adjacency_graph(context().push(std::vector<std::int8_t>{3, -3}, Shape(2, 1))),
                    Catch::Contains("negative"));
  CHECK_THROWS_AS(region_adjacency_graph(context().push(std::vector<std::uint32_t>{3, 4294967295}, Shape(2, 1))),
                  ArgumentError);
}
