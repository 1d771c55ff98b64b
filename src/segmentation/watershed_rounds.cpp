#include <bit>

#include "morphology/rounds.hpp"
#include "segmentation/watershed.hpp"

namespace clumen {
namespace {

constexpr std::size_t group_items = 256, segment = 2048;
constexpr int rounds_at_once = 8;  // before the host looks whether another one is needed

// What all kernels of one watershed share.
struct Flood : FloodInput {
  Buffer level{}, node{};                    // for each pixel
  Buffer state{}, root{}, height{}, best{};  // for basins and the trees that they grow into
  Buffer ways{}, count{};                    // of each segment
  int rounds = 0;                            // in which trees grow

  const Shape& shape() const { return image.shape(); }
  std::uint64_t pixels() const { return static_cast<std::uint64_t>(shape().pixels()); }
  std::size_t key() const { return key_bytes(image.dtype()); }
  bool wide() const { return key() == 8; }
  bool masked() const { return !mask.empty(); }
  std::size_t segments() const { return ceil_div(pixels(), segment); }
  /// Minima are no neighbours of one another.
  std::uint64_t most_basins() const { return pixels() / 2 + 1; }

  Launch launch(std::string_view file, std::string_view kernel) const {
    Launch l(image, file, kernel);
    l.define("LS", static_cast<std::int64_t>(group_items)).define("SEGMENT", static_cast<std::int64_t>(segment));
    l.define("NEIGHBOURS", neighbours).define("KEY_BITS", static_cast<std::int64_t>(8 * key()));
    l.define("KEY_T", word_of(key()));
    return l;
  }
  /// Over all pixels.
  void run(Launch& launch) const { launch.run({segments() * group_items}, {group_items}); }
};

Flood flood_of(const FloodInput& input) {
  const Image& image = input.image;
  Flood flood{input};
  ContextState& context = *image.state().context;
  const std::uint64_t pixels = flood.pixels(), basins = flood.most_basins() + 1, key = flood.key();
  flood.rounds = std::bit_width(flood.most_basins()) + 1;  // each halves the trees at least
  flood.level = Buffer(context, pixels * key);
  flood.node = Buffer(context, pixels * 4);
  flood.root = Buffer(context, basins * 4);
  flood.height = Buffer(context, basins * key);
  flood.best = Buffer(context, basins * (flood.wide() ? 12 : 8));
  flood.ways = Buffer(context, flood.segments() * segment * 8);
  flood.count = Buffer(context, flood.segments() * 4);
  const auto state_bytes = static_cast<std::uint64_t>(flood.rounds + 1) * 4;
  flood.state = Buffer(context, state_bytes);
  fill_buffer(image.state().context, flood.state, 0, state_bytes);
  return flood;
}

void find_basins(const Flood& f) {
  const cl_int4 size = size_of_image(f.shape());
  const auto pixels = static_cast<unsigned>(f.pixels());
  Launch descend = f.launch("segmentation/watershed_basins", "watershed_descend");
  descend.source("src", f.image).define("MASKED", f.masked() ? 1 : 0);
  if (f.masked()) descend.source("mask", f.mask);
  descend.buffer("level", f.level).buffer("node", f.node).buffer("state", f.state).buffer("root", f.root);
  descend.buffer("height", f.height).buffer("best", f.best).arg("size", size).arg("pixels", pixels);
  f.run(descend);
  Launch basins = f.launch("segmentation/watershed_trees", "watershed_basins");
  basins.define("PART", 2).buffer("node", f.node).arg("pixels", pixels);
  f.run(basins);
}

/// Every tree that is not flooded grows together with another one.
void grow(const Flood& f, int round) {
  const cl_int4 size = size_of_image(f.shape());
  const auto over_ways = [&](std::string_view kernel) {
    Launch launch = f.launch("segmentation/watershed_trees", kernel);
    launch.define("PART", 2).buffer("level", f.level).buffer("node", f.node).buffer("ways", f.ways);
    launch.buffer("count", f.count).buffer("root", f.root).buffer("best", f.best).arg("size", size);
    return launch;
  };
  Launch lowest = over_ways("watershed_lowest");
  f.run(lowest.buffer("state", f.state).arg("turn", round));
  for (int word = 1; word <= (f.wide() ? 2 : 1); ++word) {
    Launch next = over_ways("watershed_next_word");
    f.run(next.arg("word", word));
  }
  const std::size_t most = f.most_basins() >> round;
  const std::size_t groups = std::min<std::size_t>(ceil_div(most, group_items), 1024) + 1;
  for (const std::string_view kernel : {"watershed_join", "watershed_roots"}) {
    Launch nodes = f.launch("segmentation/watershed_trees", kernel);
    nodes.define("PART", 2).buffer("state", f.state).buffer("root", f.root).buffer("height", f.height);
    nodes.buffer("best", f.best).arg("turn", round).run({groups * group_items}, {group_items});
  }
}

/// Whether there was anything to do in a round; waits.
bool grew(const Flood& f, int round) {
  int any = 0;
  read_buffer(*f.image.state().context, f.state, &any, sizeof any, static_cast<std::size_t>(1 + round) * 4);
  return any != 0;
}

void grow_trees(const Flood& f) {
  const cl_int4 size = size_of_image(f.shape());
  Launch ways = f.launch("segmentation/watershed_trees", "watershed_ways");
  ways.define("PART", 1).source("labels", f.markers).buffer("level", f.level).buffer("node", f.node);
  ways.buffer("ways", f.ways).buffer("count", f.count).arg("size", size);
  f.run(ways.arg("pixels", static_cast<unsigned>(f.pixels())));
  int round = 0;
  do {
    for (const int end = std::min(round + rounds_at_once, f.rounds); round < end; ++round) grow(f, round);
  } while (round < f.rounds && grew(f, round - 1));
}

/// The last round, what is wrong with markers, and a stamp for each tile.
struct Steps {
  std::size_t x, y, z;                 // extents of a tile
  Buffer steps{}, entries{}, state{};  // entries: where the flood comes to a pixel's level
  cl_int4 tiles{};
  std::size_t groups() const { return static_cast<std::size_t>(tiles.s[0]) * tiles.s[1] * tiles.s[2]; }
};

Steps steps_of(const Flood& f) {
  const Shape& s = f.shape();
  Steps out{.x = 32, .y = 32, .z = 1};
  if (s.z > 1) out = {.x = 16, .y = 8, .z = 8};
  const auto tiles = [](std::int64_t n, std::size_t tile) {
    return static_cast<int>(ceil_div(static_cast<std::size_t>(n), tile));
  };
  out.tiles = {{tiles(s.x, out.x), tiles(s.y, out.y), tiles(s.z, out.z), 1}};
  out.steps = Buffer(*f.image.state().context, f.pixels() * 4);
  out.entries = Buffer(*f.image.state().context, f.pixels() * 4);
  out.state = new_rounds(f.image, static_cast<std::int64_t>(out.groups()) + 1);
  return out;
}

Steps count_steps(const Flood& f) {
  const cl_int4 size = size_of_image(f.shape());
  const auto pixels = static_cast<unsigned>(f.pixels());
  Steps out = steps_of(f);
  Launch levels = f.launch("segmentation/watershed_flood", "watershed_levels");
  levels.define("PART", 2);
  levels.buffer("level", f.level).buffer("node", f.node).buffer("steps", out.steps).buffer("root", f.root);
  f.run(levels.buffer("height", f.height).arg("pixels", pixels));
  Launch sources = f.launch("segmentation/watershed_flood", "watershed_sources");
  sources.define("PART", 1).define("SIGNED", is_signed(f.markers.dtype()) ? 1 : 0).source("labels", f.markers);
  sources.buffer("level", f.level)
      .buffer("node", f.node)
      .buffer("steps", out.steps)
      .buffer("entry", out.entries)
      .buffer("wrong", out.state);
  f.run(sources.arg("size", size).arg("pixels", pixels));
  settle(
      [&](int round) {
        Launch launch = f.launch("segmentation/watershed_steps", "watershed_steps");
        launch.define("TX", static_cast<std::int64_t>(out.x)).define("TY", static_cast<std::int64_t>(out.y));
        launch.define("TZ", static_cast<std::int64_t>(out.z)).define("SOLID", f.shape().z > 1 ? 1 : 0);
        launch.buffer("level", f.level).buffer("steps", out.steps).buffer("entry", out.entries);
        launch.buffer("state", out.state);
        launch.arg("size", size).arg("tiles", out.tiles).arg("turn", round);
        launch.run({out.groups() * group_items}, {group_items});
      },
      [&] { return last_round(f.image, out.state); });
  std::array<int, 2> found{};
  read_buffer(*f.image.state().context, out.state, found.data(), sizeof found);
  require_markers(found[1]);
  return out;
}

/// Where each pixel was flooded from.
void find_origins(const Flood& f, const Steps& steps) {
  const cl_int4 size = size_of_image(f.shape());
  const auto pixels = static_cast<unsigned>(f.pixels());
  const Buffer state = new_rounds(f.image, 1);
  const auto prepared = [&](std::string_view kernel) {
    Launch launch = f.launch("segmentation/watershed_flood", kernel);
    return std::move(launch.define("PART", 2).buffer("entry", steps.entries));
  };
  const auto over_ties = [&](std::string_view kernel) {
    Launch launch = prepared(kernel);
    launch.buffer("level", f.level).buffer("steps", steps.steps).buffer("origin", f.node);
    return std::move(launch.buffer("ties", f.ways).buffer("count", f.count).arg("size", size));
  };
  // Trees have grown, so their room is free.
  const Buffer &open = f.best, &open_count = f.root;
  Launch origins = over_ties("watershed_origins");
  f.run(origins.buffer("open", open).buffer("open_count", open_count).arg("pixels", pixels));
  const auto over_open = [&](std::string_view kernel, int round) {
    Launch launch = prepared(kernel);
    return std::move(
        launch.buffer("open", open).buffer("open_count", open_count).buffer("state", state).arg("turn", round));
  };
  settle(
      [&](int round) {
        Launch begin = over_open("watershed_entries_begin", round);
        f.run(begin.buffer("origin", f.node));
        Launch entries = over_open("watershed_entries", round);
        f.run(entries);
        Launch order = over_ties("watershed_order");
        f.run(order.buffer("state", state).arg("turn", round));
      },
      [&] { return last_round(f.image, state); });
}

/// A copy of the origins, which labels will shorten.
Buffer kept_origins(const Flood& f) {
  Buffer copy(*f.image.state().context, f.pixels() * 4);
  Launch launch = f.launch("segmentation/watershed_flood", "watershed_copy").define("PART", 2);
  f.run(launch.buffer("origin", f.node).buffer("copy", copy).arg("pixels", static_cast<unsigned>(f.pixels())));
  return copy;
}

void write_labels(const Flood& f, const Image& result) {
  Launch labels = f.launch("segmentation/watershed_flood", "watershed_labels");
  labels.define("PART", 3).source("labels", f.markers).output("dst", result).buffer("origin", f.node);
  f.run(labels.arg("size", size_of_image(f.shape())).arg("pixels", static_cast<unsigned>(f.pixels())));
}

/// Sets the pixels on lines between labels to 0; waits.
void draw_lines(const Flood& f, const Steps& steps, const Buffer& origins, const Image& result) {
  const cl_int4 size = size_of_image(f.shape());
  const auto pixels = static_cast<unsigned>(f.pixels());
  const std::uint64_t bytes = 4 * ceil_div(f.pixels(), 4);
  const Buffer on_line(*f.image.state().context, bytes);
  fill_buffer(f.image.state().context, on_line, 0, bytes);
  const Buffer state = new_rounds(f.image, 0);
  const auto prepared = [&](std::string_view kernel) {
    Launch launch = f.launch("segmentation/watershed_line", kernel);
    launch.output("dst", result).buffer("steps", steps.steps).buffer("on_line", on_line).arg("pixels", pixels);
    return launch;
  };
  settle(
      [&](int round) {
        Launch line = prepared("watershed_line");
        line.buffer("level", f.level)
            .buffer("origin", origins)
            .buffer("entry", steps.entries)
            .buffer("state", state)
            .arg("size", size)
            .arg("turn", round);
        f.run(line);
      },
      [&] { return last_round(f.image, state); });
  Launch cut = prepared("watershed_cut");
  f.run(cut);
}

}  // namespace

void flood_in_rounds(const FloodInput& input, const Image& result) {
  for (const Image& image : {input.image, input.markers}) stored(image);  // they are read by several kernels
  const Flood flood = flood_of(input);
  find_basins(flood);
  grow_trees(flood);
  const Steps steps = count_steps(flood);
  find_origins(flood, steps);
  const Buffer origins = input.line == WatershedLine::yes ? kept_origins(flood) : Buffer();
  write_labels(flood, result);
  if (input.line == WatershedLine::yes) draw_lines(flood, steps, origins, result);
}

}  // namespace clumen
