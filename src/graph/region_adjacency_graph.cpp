#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "clumen/graph.hpp"
#include "core/check.hpp"
#include "core/context_state.hpp"
#include "core/launch.hpp"
#include "core/staging.hpp"
#include "graph/links.hpp"
#include "graph/parts.hpp"
#include "graph/sorted.hpp"
#include "label/labels.hpp"
#include "reduce/sort.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "region_adjacency_graph";
constexpr std::int64_t kMostPixels = std::int64_t{1} << 32;
constexpr std::uint64_t kLargestLabel = 0xfffffffe;

// What contacts.cl counts of a pair of labels.
struct Contact {
  std::uint32_t first, second;  ///< the smaller label plus 1, the larger one
  std::uint32_t x, y, z, diagonal, diagonal_carry, unused;

  std::int64_t a() const { return std::int64_t{first} - 1; }
  std::int64_t b() const { return second; }
  std::uint64_t touches() const {
    return std::uint64_t{x} + y + z + diagonal + (static_cast<std::uint64_t>(diagonal_carry) << 32);
  }
};
static_assert(sizeof(Contact) == 32);
using Contacts = std::span<const Contact>;

struct Header {
  std::uint32_t taken, listed, wrong, full;
};

// Which labels the kernel must look at, whether they are in range.
int limits_of(DType dtype) {
  if (size_of(dtype) == 8) return 2;
  if (dtype == DType::u32) return 3;
  return is_signed(dtype) ? 1 : 0;
}

[[noreturn]] void refuse_labels() {
  require(false, kOperation, "label_image", "with negative or too large labels", "0 to 4294967294");
  std::abort();
}

class ContactTable {
 public:
  ContactTable(const Image& labels, int connectivity) : labels_(labels), connectivity_(connectivity) {}

  // By rising labels.
  HostImage find() {
    const std::int64_t guess = std::clamp<std::int64_t>(labels_.shape().pixels() / 32, 4096, 1 << 26);
    for (auto capacity = std::bit_ceil(static_cast<std::uint32_t>(guess));; capacity *= 8) {
      const Header header = count(capacity);
      if (header.wrong) refuse_labels();
      if (!header.full) return list(capacity, header.taken);
      if (capacity >= 1u << 28) throw DeviceError("region_adjacency_graph: more than 2^28 pairs of labels touch");
    }
  }

 private:
  std::size_t items() const { return static_cast<std::size_t>(tuned(labels_, {"contacts.LS", 1, 128})); }

  Header count(std::uint32_t capacity) {
    const auto& context = labels_.state().context;
    slots_ = Buffer(*context, capacity * sizeof(Contact));
    header_ = Buffer(*context, sizeof(Header));
    fill_buffer(context, slots_, 0, capacity * sizeof(Contact));
    fill_buffer(context, header_, 0, sizeof(Header));
    const Shape& s = labels_.shape();
    const std::size_t ls = items();
    const auto rows = static_cast<std::size_t>(tuned(labels_, {"contacts.ROWS", 16, 16}));
    Launch launch(labels_, "graph/contacts", "contacts");
    launch.define("LS", static_cast<std::int64_t>(ls)).define("ROWS", static_cast<std::int64_t>(rows));
    launch.define("CONNECTIVITY", connectivity_).define("AXES", s.z > 1 ? 3 : s.y > 1 ? 2 : 1);
    launch.define("LIMITS", limits_of(labels_.dtype()));
    launch.source("labels", labels_).buffer("slots", slots_).buffer("header", header_);
    launch.arg("mask", capacity - 1).arg("size", size_of_image(s));
    launch.run({ls == 1 ? 1 : static_cast<std::size_t>(s.x), ceil_div(static_cast<std::size_t>(s.y), rows),
                static_cast<std::size_t>(s.z)},
               {ls, 1, 1});
    Header header{};
    read_buffer(*context, header_, &header, sizeof header);
    return header;
  }

  HostImage list(std::uint32_t capacity, std::uint32_t count) {
    if (count == 0) return {};
    const Shape row(count, 1);
    const Image pairs = new_image(labels_, row, DType::u64), places = new_image(labels_, row, DType::u32);
    const std::size_t ls = items();
    const unsigned each = ls == 1 ? 4096 : 1;
    Launch find = list_launch("contacts_list", 1);
    find.buffer("header", header_).pixels("pairs", pairs).pixels("places", places);
    find.arg("count", capacity).arg("each", each).run({ceil_div(capacity, each)}, {ls});
    const Image contacts = new_image(labels_, {8 * std::int64_t{count}, 1}, DType::u32);
    Launch get = list_launch("contacts_counts", 2);
    get.pixels("places", sorted(pairs, places).beside).pixels("counts", contacts).arg("count", count);
    get.run({count}, {ls});
    return contacts.pull();
  }

  Launch list_launch(std::string_view kernel, int part) const {
    Launch launch(labels_, "graph/contacts_list", kernel);
    launch.define("LS", static_cast<std::int64_t>(items())).define("PART", part).buffer("slots", slots_);
    return launch;
  }

  Image labels_;
  int connectivity_;
  Buffer slots_, header_;
};

// The label that all pixels of an image without contacts have.
std::vector<std::int64_t> only_label(const Image& labels, Background background) {
  const HostImage pixel = labels.region({}, Shape(1, 1, 1, 1, labels.shape().ndim)).pull();
  return visit(labels.dtype(), [&](auto zero) -> std::vector<std::int64_t> {
    using T = decltype(zero);
    const T label = *static_cast<const T*>(pixel.data());
    if (label < zero || static_cast<std::uint64_t>(label) > kLargestLabel) refuse_labels();
    if (label == zero && background == Background::exclude) return {};
    return {static_cast<std::int64_t>(label)};
  });
}

// Size of a pixel along x, y, z; 1 along z for an image in a plane.
std::array<double, 3> pixel_size(const Image& labels, const Sigma& spacing) {
  std::array<double, 3> size{spacing.x, spacing.y, spacing.z};
  const std::array<double, 3> own{labels.pixel_size().x, labels.pixel_size().y, labels.pixel_size().z};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (static_cast<int>(axis) >= labels.shape().ndim) size[axis] = 1;
    require(std::isfinite(size[axis]) && size[axis] >= 0, kOperation, fmt::format("spacing along {}", "xyz"[axis]),
            size[axis], "more than 0, or 0 for the image's own");
    if (size[axis] == 0) size[axis] = own[axis];
  }
  return size;
}

// Of sorted contacts. Few labels are the larger one of all their pairs.
std::vector<std::int64_t> labels_of(Contacts contacts) {
  std::vector<std::int64_t> lower, upper, all;
  for (const Contact& c : contacts)
    if (lower.empty() || lower.back() != c.a()) lower.push_back(c.a());
  const Places places(lower);
  for (const Contact& c : contacts)
    if (places.of(c.b()) == lower.size()) upper.push_back(c.b());
  std::ranges::sort(upper);
  upper.erase(std::unique(upper.begin(), upper.end()), upper.end());
  std::ranges::merge(lower, upper, std::back_inserter(all));
  return all;
}

// How often each label touches any other, the background included.
std::vector<std::uint64_t> borders_of(Contacts contacts, const std::vector<std::int64_t>& labels) {
  std::vector<std::uint64_t> borders(labels.size(), 0);
  const Places places(labels);
  for (const Contact& c : contacts) {
    borders[places.of(c.a())] += c.touches();
    borders[places.of(c.b())] += c.touches();
  }
  return borders;
}

// Contacts as a graph; columns are made beside each other, for there may be millions of rows.
Graph graph_of(Contacts contacts, std::vector<std::int64_t> labels, Background background,
               const std::array<double, 3>& size) {
  std::vector<std::uint64_t> borders;
  std::vector<std::int64_t> a, b, count;
  std::vector<double> area, portion_a, portion_b;
  std::vector<std::uint32_t> from, to;
  // those of label 0 come first
  const std::size_t behind = background == Background::include ? 0 : !labels.empty() && labels.front() == 0;
  const auto first = std::ranges::find_if(contacts, [&](const Contact& c) { return behind == 0 || c.a() > 0; });
  const Contacts edges(first, contacts.end());
  const std::size_t rows = edges.size();
  const Places places(labels);
  const auto portion = [&](std::size_t row, std::uint32_t node) {
    return static_cast<double>(edges[row].touches()) / static_cast<double>(borders[node + behind]);
  };
  const auto face = [&](std::size_t row) {
    const Contact& c = edges[row];
    return c.x * (size[1] * size[2]) + c.y * (size[0] * size[2]) + c.z * (size[0] * size[1]);
  };
  together(
      rows, [&] { borders = borders_of(contacts, labels); }, [&] { area = column_of<double>(rows, face); },
      [&] { a = column_of<std::int64_t>(rows, [&](std::size_t row) { return edges[row].a(); }); },
      [&] { b = column_of<std::int64_t>(rows, [&](std::size_t row) { return edges[row].b(); }); },
      [&] { count = column_of<std::int64_t>(rows, [&](std::size_t row) { return edges[row].touches(); }); },
      [&] {
        from = column_of<std::uint32_t>(rows, [&](std::size_t row) { return places.of(edges[row].a()) - behind; });
      },
      [&] {
        to = column_of<std::uint32_t>(rows, [&](std::size_t row) { return places.of(edges[row].b()) - behind; });
      });
  LinkedGraph::Links links;
  together(
      rows, [&] { links = links_of(labels.size() - behind, from, to, Ends::both); },
      [&] { portion_a = column_of<double>(rows, [&](std::size_t row) { return portion(row, from[row]); }); },
      [&] { portion_b = column_of<double>(rows, [&](std::size_t row) { return portion(row, to[row]); }); });
  if (behind > 0) labels.erase(labels.begin());
  Table table;
  table.add("label_a", std::move(a));
  table.add("label_b", std::move(b));
  table.add("touch_count", std::move(count));
  table.add("contact_area", std::move(area));
  table.add("touch_portion_a", std::move(portion_a));
  table.add("touch_portion_b", std::move(portion_b));
  return LinkedGraph::of(std::move(table), std::move(labels), std::move(links));
}

}  // namespace

Graph region_adjacency_graph(const Image& label_image, int connectivity, Background background, Sigma spacing) {
  require_labels(kOperation, "label_image", label_image);
  const Shape& s = label_image.shape();
  require(connectivity >= 1 && connectivity <= s.ndim, kOperation, "connectivity", connectivity,
          fmt::format("1 to {}", s.ndim));
  require(s.pixels() < kMostPixels, kOperation, "label_image", to_string(s), "fewer than 2^32 pixels");
  const std::array<double, 3> size = pixel_size(label_image, spacing);
  if (label_image.is_tracing() || s.pixels() == 0) return {};
  stored(label_image);  // a pending expression would be computed for each neighbour

  const HostImage found = ContactTable(label_image, connectivity).find();
  const Contacts contacts(static_cast<const Contact*>(found.data()), found.bytes() / sizeof(Contact));
  if (contacts.empty()) return graph_of({}, only_label(label_image, background), Background::include, size);
  return graph_of(contacts, labels_of(contacts), background, size);
}

}  // namespace clumen
