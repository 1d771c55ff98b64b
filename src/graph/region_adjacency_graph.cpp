#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "clumen/graph.hpp"
#include "core/check.hpp"
#include "core/context_state.hpp"
#include "core/launch.hpp"
#include "core/staging.hpp"
#include "graph/sorted.hpp"
#include "label/labels.hpp"

namespace clumen {
namespace {

constexpr std::string_view kOperation = "region_adjacency_graph";
constexpr std::int64_t kMostPixels = std::int64_t{1} << 32;
constexpr std::uint64_t kLargestLabel = 0xfffffffe;

// What contacts.cl counts of a pair of labels.
struct Contact {
  std::uint32_t first, second;  ///< the smaller label plus 1, the larger one
  std::uint32_t x, y, z, diagonal, diagonal_carry, unused;

  std::uint64_t a() const { return first - 1; }
  std::uint64_t b() const { return second; }
  std::uint64_t touches() const {
    return std::uint64_t{x} + y + z + diagonal + (static_cast<std::uint64_t>(diagonal_carry) << 32);
  }
};
static_assert(sizeof(Contact) == 32);

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

class Contacts {
 public:
  Contacts(const Image& labels, int connectivity) : labels_(labels), connectivity_(connectivity) {}

  // In any order.
  std::vector<Contact> find() {
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

  std::vector<Contact> list(std::uint32_t capacity, std::uint32_t count) {
    std::vector<Contact> contacts(count);
    if (count == 0) return contacts;
    ContextState& context = *labels_.state().context;
    const Buffer list(context, count * sizeof(Contact));
    const std::size_t ls = items();
    const unsigned each = ls == 1 ? 4096 : 1;
    Launch launch(labels_, "graph/contacts_list", "contacts_list");
    launch.define("LS", static_cast<std::int64_t>(ls));
    launch.buffer("slots", slots_).buffer("header", header_).buffer("list", list);
    launch.arg("count", capacity).arg("each", each).run({ceil_div(capacity, each)}, {ls});
    read_buffer(context, list, contacts.data(), count * sizeof(Contact));
    return contacts;
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

// How often each label touches any other, the background included.
std::vector<std::uint64_t> borders_of(const std::vector<Contact>& contacts, const std::vector<std::int64_t>& labels) {
  std::vector<std::uint64_t> borders(labels.size(), 0);
  const Places places(labels);
  for (const Contact& c : contacts) {
    borders[places.of(static_cast<std::int64_t>(c.a()))] += c.touches();
    borders[places.of(static_cast<std::int64_t>(c.b()))] += c.touches();
  }
  return borders;
}

// Of sorted contacts. Few labels are the larger one of all their pairs.
std::vector<std::int64_t> labels_of(const std::vector<Contact>& contacts) {
  std::vector<std::int64_t> lower, upper, all;
  for (const Contact& c : contacts)
    if (lower.empty() || lower.back() != static_cast<std::int64_t>(c.a()))
      lower.push_back(static_cast<std::int64_t>(c.a()));
  const Places places(lower);
  for (const Contact& c : contacts)
    if (places.of(static_cast<std::int64_t>(c.b())) == lower.size()) upper.push_back(static_cast<std::int64_t>(c.b()));
  std::ranges::sort(upper);
  upper.erase(std::unique(upper.begin(), upper.end()), upper.end());
  std::ranges::merge(lower, upper, std::back_inserter(all));
  return all;
}

Table table_of(const std::vector<Contact>& contacts, const std::vector<std::int64_t>& labels, Background background,
               const std::array<double, 3>& size) {
  const std::vector<std::uint64_t> borders = borders_of(contacts, labels);
  const Places places(labels);
  std::vector<std::int64_t> a, b, count;
  std::vector<double> area, portion_a, portion_b;
  for (std::vector<std::int64_t>* column : {&a, &b, &count}) column->reserve(contacts.size());
  for (std::vector<double>* column : {&area, &portion_a, &portion_b}) column->reserve(contacts.size());
  for (const Contact& c : contacts) {
    if (c.a() == 0 && background == Background::exclude) continue;
    a.push_back(static_cast<std::int64_t>(c.a()));
    b.push_back(static_cast<std::int64_t>(c.b()));
    count.push_back(static_cast<std::int64_t>(c.touches()));
    area.push_back(c.x * (size[1] * size[2]) + c.y * (size[0] * size[2]) + c.z * (size[0] * size[1]));
    const auto portion = [&](std::int64_t label) {
      return static_cast<double>(c.touches()) / static_cast<double>(borders[places.of(label)]);
    };
    portion_a.push_back(portion(a.back()));
    portion_b.push_back(portion(b.back()));
  }
  Table edges;
  edges.add("label_a", std::move(a));
  edges.add("label_b", std::move(b));
  edges.add("touch_count", std::move(count));
  edges.add("contact_area", std::move(area));
  edges.add("touch_portion_a", std::move(portion_a));
  edges.add("touch_portion_b", std::move(portion_b));
  return edges;
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

  std::vector<Contact> contacts = Contacts(label_image, connectivity).find();
  if (contacts.empty()) return Graph(table_of({}, {}, background, size), only_label(label_image, background));
  const int bits = std::bit_width(std::ranges::max(contacts, {}, &Contact::second).second);
  sort_by(contacts, [&](const Contact& c) { return c.a() << bits | c.b(); });
  std::vector<std::int64_t> labels = labels_of(contacts);
  Table edges = table_of(contacts, labels, background, size);
  if (background == Background::exclude && labels.front() == 0) labels.erase(labels.begin());
  return Graph(std::move(edges), std::move(labels));
}

}  // namespace clumen
