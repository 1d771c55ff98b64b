#include <fmt/format.h>

#include "clumen/pointwise.hpp"
#include "core/check.hpp"
#include "label/labels.hpp"
#include "segmentation/watershed.hpp"

namespace clumen {
namespace {

/// The image with its border, as kernels_cl/segmentation/watershed_queue.cl describes it.
struct Queue {
  const FloodInput& input;
  std::uint64_t rows, pixels;
  Buffer keys{}, reached{}, next{};  // for each pixel

  const Shape& shape() const { return input.image.shape(); }
  std::size_t key() const { return input.is_compact() ? cost_type(input.image).bytes : key_bytes(input.image.dtype()); }
  Launch launch(std::string_view file, std::string_view kernel) const {
    Launch l(input.image, file, kernel);
    l.define("NEIGHBOURS", input.neighbours).define("KEY_BITS", static_cast<std::int64_t>(8 * key()));
    l.define("KEY_T", word_of(key())).define("LABEL_T", word_of(size_of(input.markers.dtype())));
    if (input.is_compact()) l.define("COST_T", cost_type(input.image).name);
    return l;
  }
  Launch launch(int part, std::string_view kernel) const {
    Launch l = launch("segmentation/watershed_queue", kernel);
    l.define("PART", part);
    return l;
  }
};

Queue queue_of(const FloodInput& input) {
  const Shape& s = input.image.shape();
  const auto rows = static_cast<std::uint64_t>(s.z > 1 ? (s.z + 2) * (s.y + 1) + 1 : s.y + 2);
  Queue queue{.input = input, .rows = rows, .pixels = rows * static_cast<std::uint64_t>(s.x + 1) + 1};
  require(queue.pixels < 0xFFFFFFF0U, "watershed", "image", to_string(s), "fewer than 2^32 pixels with its border");
  ContextState& context = *input.image.state().context;
  queue.keys = Buffer(context, queue.pixels * queue.key());
  queue.reached = Buffer(context, queue.pixels * size_of(input.markers.dtype()));
  queue.next = Buffer(context, queue.pixels * 4);
  return queue;
}

/// Waits.
void enter(const Queue& queue) {
  const FloodInput& input = queue.input;
  ContextState& context = *input.image.state().context;
  const Buffer wrong(context, 4);
  fill_buffer(input.image.state().context, wrong, 0, 4);
  Launch enter = queue.launch(1, "watershed_enter");
  enter.define("MASKED", input.mask.empty() ? 0 : 1).define("SIGNED", is_signed(input.markers.dtype()) ? 1 : 0);
  enter.source("src", input.image).source("labels", input.markers);
  if (!input.mask.empty()) enter.source("mask", input.mask);
  enter.buffer("keys", queue.keys).buffer("reached", queue.reached).buffer("next", queue.next).buffer("wrong", wrong);
  enter.arg("size", size_of_image(queue.shape())).arg("rows", static_cast<unsigned>(queue.rows));
  enter.run({queue.rows, 1, 1}, {1, 1, 1});
  int found = 0;
  read_buffer(context, wrong, &found, sizeof found);
  require_markers(found);
}

void flood(const Queue& queue) {
  const bool line = queue.input.line == WatershedLine::yes;
  const Buffer seen(*queue.input.image.state().context, line ? queue.pixels : 1);
  Launch flood = queue.launch(2, "watershed_queue");
  flood.define("LINE", line ? 1 : 0).buffer("keys", queue.keys).buffer("reached", queue.reached);
  flood.buffer("next", queue.next).buffer("seen", seen).arg("size", size_of_image(queue.shape()));
  flood.arg("pixels", static_cast<unsigned>(queue.pixels)).run({1, 1, 1}, {1, 1, 1});
}

void flood_compactly(const Queue& queue) {
  const FloodInput& input = queue.input;
  ContextState& context = *input.image.state().context;
  const Buffer before(context, queue.pixels * 4), flooded(context, queue.pixels * (2 * queue.key() + 8));
  Launch flood = queue.launch("segmentation/watershed_compact_queue", "watershed_compact_queue");
  flood.buffer("keys", queue.keys).buffer("reached", queue.reached).buffer("next", queue.next);
  flood.buffer("before", before).buffer("flooded", flooded).arg("size", size_of_image(queue.shape()));
  set_compactness(flood, input);
  flood.arg("pixels", static_cast<unsigned>(queue.pixels)).run({1, 1, 1}, {1, 1, 1});
}

void leave(const Queue& queue, const Image& result) {
  const Shape& s = queue.shape();
  Launch leave = queue.launch(3, "watershed_leave");
  leave.buffer("reached", queue.reached).output("dst", result).arg("size", size_of_image(s));
  leave.run({static_cast<std::size_t>(s.y), static_cast<std::size_t>(s.z), 1}, {1, 1, 1});
}

}  // namespace

void flood_from_a_queue(const FloodInput& input, const Image& result) {
  const Queue queue = queue_of(input);
  enter(queue);
  if (input.is_compact()) flood_compactly(queue);
  else flood(queue);
  leave(queue, result);
}

}  // namespace clumen
