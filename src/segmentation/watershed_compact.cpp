#include "morphology/rounds.hpp"
#include "segmentation/watershed.hpp"

namespace clumen {
namespace {

constexpr std::size_t group_items = 256, segment = 2048;

struct Compact : FloodInput {
  std::size_t key;
  std::array<std::size_t, 3> tile;
  cl_int4 tiles;
  Buffer values{}, flooded{}, changes{}, from{};  // for each pixel

  std::size_t groups() const { return static_cast<std::size_t>(tiles.s[0]) * tiles.s[1] * tiles.s[2]; }
  Launch launch(int part, std::string_view kernel) const {
    Launch l(image, "segmentation/watershed_compact", kernel);
    l.define("PART", part).define("LS", static_cast<std::int64_t>(group_items));
    l.define("SEGMENT", static_cast<std::int64_t>(segment)).define("NEIGHBOURS", neighbours);
    l.define("KEY_BITS", static_cast<std::int64_t>(8 * key)).define("KEY_T", word_of(key));
    l.define("COST_T", cost_type(image).name);
    return l;
  }
  void over_pixels(Launch& launch) const {
    const auto pixels = static_cast<std::size_t>(image.shape().pixels());
    launch.arg("pixels", static_cast<unsigned>(pixels)).run({ceil_div(pixels, segment) * group_items}, {group_items});
  }
};

Compact compact_of(const FloodInput& input) {
  const Shape& s = input.image.shape();
  ContextState& context = *input.image.state().context;
  Compact out{input, cost_type(input.image).bytes, {32, 16, 1}, {}};
  if (s.z > 1) out.tile = {8, 8, 8};
  const std::array<std::int64_t, 3> extent{s.x, s.y, s.z};
  for (std::size_t axis = 0; axis < 3; ++axis)
    out.tiles.s[axis] = static_cast<int>(ceil_div(static_cast<std::size_t>(extent[axis]), out.tile[axis]));
  const auto pixels = static_cast<std::uint64_t>(s.pixels());
  out.values = Buffer(context, pixels * out.key);
  out.flooded = Buffer(context, pixels * (2 * out.key + 8));
  out.changes = Buffer(context, pixels * (2 * out.key + 8));
  out.from = Buffer(context, pixels);
  return out;
}

/// Waits.
void begin(const Compact& c) {
  const Buffer wrong = new_rounds(c.image, 0);
  Launch begin = c.launch(1, "watershed_compact_begin");
  begin.define("MASKED", c.mask.empty() ? 0 : 1).define("SIGNED", is_signed(c.markers.dtype()) ? 1 : 0);
  begin.source("src", c.image).source("labels", c.markers);
  if (!c.mask.empty()) begin.source("mask", c.mask);
  begin.buffer("values", c.values).buffer("flooded", c.flooded).buffer("from", c.from).buffer("wrong", wrong);
  begin.arg("size", size_of_image(c.image.shape()));
  c.over_pixels(begin);
  require_markers(last_round(c.image, wrong));
}

enum class Turn : std::uint8_t { grows, shrinks };

/// Until nothing changes; returns whether anything has. Waits.
bool take_turn(const Compact& c, Turn turn) {
  const Buffer state = new_rounds(c.image, static_cast<std::int64_t>(c.groups()) + 1);
  const auto prepared = [&](std::string_view kernel, int round) {
    Launch launch = c.launch(2, kernel);
    launch.define("GROWS", turn == Turn::grows ? 1 : 0).define("SOLID", c.image.shape().z > 1 ? 1 : 0);
    launch.define("TX", static_cast<std::int64_t>(c.tile[0])).define("TY", static_cast<std::int64_t>(c.tile[1]));
    launch.define("TZ", static_cast<std::int64_t>(c.tile[2])).buffer("flooded", c.flooded).buffer("changes", c.changes);
    launch.buffer("from", c.from).buffer("state", state).arg("turn", round);
    return launch;
  };
  settle(
      [&](int round) {
        Launch tiles = prepared("watershed_compact", round);
        tiles.buffer("values", c.values).arg("size", size_of_image(c.image.shape())).arg("tiles", c.tiles);
        set_compactness(tiles, c);
        tiles.run({c.groups() * group_items}, {group_items});
        Launch commit = prepared("watershed_compact_commit", round);
        c.over_pixels(commit);
      },
      [&] { return last_round(c.image, state); });
  int changed = 0;
  read_buffer(*c.image.state().context, state, &changed, sizeof changed, 4);
  return changed != 0;
}

}  // namespace

void flood_compactly_in_rounds(const FloodInput& input, const Image& result) {
  const Compact compact = compact_of(input);
  begin(compact);
  while (take_turn(compact, Turn::grows) && take_turn(compact, Turn::shrinks)) {
  }
  Launch labels = compact.launch(3, "watershed_compact_labels");
  labels.source("labels", input.markers).output("dst", result).buffer("flooded", compact.flooded);
  labels.arg("size", size_of_image(input.image.shape()));
  compact.over_pixels(labels);
}

}  // namespace clumen
