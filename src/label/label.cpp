#include "clumen/label.hpp"

#include <algorithm>
#include <bit>

#include "core/check.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

constexpr std::int64_t largest_i32_labels = std::int64_t{1} << 31;
constexpr std::int64_t most_nodes = std::int64_t{1} << 32;
constexpr std::uint32_t most_chunks = 1024;  // a group of label_number adds the counts of all that come before it

// What all kernels of one labelling share.
struct Labelling {
  Image image;   // the values; none for a bool image
  Image set;     // in bits: what is not 0
  Image starts;  // in bits: the first pixels of runs of equal values; none for a bool image
  Image labels;
  int connectivity;
  std::size_t ls;
  unsigned words;
  Buffer parents;

  Launch launch(std::string_view kernel) const {
    Launch l(labels, "label/label", kernel);
    l.define("LS", static_cast<std::int64_t>(ls)).define("CONNECTIVITY", connectivity);
    l.define("LABEL_T", labels.dtype() == DType::i64 ? "long" : "int");
    l.pixels("set", set);
    if (!image.empty()) l.define("VALUES", 1).source("src", image).pixels("starts", starts);
    return l;
  }
  Launch& geometry(Launch& l) const {
    return l.arg("size", size_of_image(set.shape())).arg("row_words", static_cast<int>(words_of_row(set.shape())));
  }
};

void find_runs(const Labelling& all) {
  Launch launch = all.launch("label_runs");
  all.geometry(launch).arg("words", all.words);
  launch.run({all.words}, {all.ls});
}

// Tiles of LS words: binary logarithms of their extents in words and rows. Narrow ones, as measured on an H200.
cl_int4 tile_shifts(const Shape& s, int ls) {
  const auto needed = [](std::int64_t n) {
    return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(n - 1)));
  };
  int rest = static_cast<int>(std::bit_width(static_cast<unsigned>(ls))) - 1;
  const int w = std::min({needed(words_of_row(s)), s.z > 1 ? 1 : 2, rest});
  rest -= w;
  const int z = std::min(needed(s.z), rest / 2);
  return {{w, rest - z, z, 0}};
}

// Joins tile by tile in local memory, and then the tiles.
void unite_tiles(const Labelling& all) {
  const Shape& s = all.set.shape();
  const cl_int4 shift = tile_shifts(s, static_cast<int>(all.ls));
  const auto tiles_along = [](std::int64_t n, int log) { return static_cast<int>(((n - 1) >> log) + 1); };
  const cl_int4 tiles{
      {tiles_along(words_of_row(s), shift.s[0]), tiles_along(s.y, shift.s[1]), tiles_along(s.z, shift.s[2]), 1}};
  const std::size_t groups = static_cast<std::size_t>(tiles.s[0]) * static_cast<std::size_t>(tiles.s[1]) *
                             static_cast<std::size_t>(tiles.s[2]);
  Launch inside = all.launch("label_tiles");
  all.geometry(inside).buffer("parents", all.parents).arg("shift", shift).arg("tiles", tiles);
  inside.run({groups * all.ls}, {all.ls});
  Launch seams = all.launch("label_seams");
  all.geometry(seams).buffer("parents", all.parents).arg("shift", shift).arg("words", all.words);
  seams.run({all.words}, {all.ls});
}

// Joins strip by strip, each by one item without atomics, and then the strips.
void unite_strips(const Labelling& all) {
  const Shape& s = all.set.shape();
  const std::int64_t strips = tuned(all.set, "label.STRIPS");
  // Strips of whole planes, where there are enough of them, have the fewest rows before them to be joined with.
  const std::int64_t unit = s.z >= strips ? s.y : 1, units = s.y * s.z / unit;
  const std::int64_t strip = unit * ((units + strips - 1) / strips), count = (s.y * s.z + strip - 1) / strip;
  for (const int borders : {0, 1}) {
    if (count == borders) break;
    Launch launch = all.launch("label_strips");
    all.geometry(launch).buffer("parents", all.parents);
    launch.arg("strip", static_cast<int>(strip)).arg("borders", borders);
    launch.run({static_cast<std::size_t>(count - borders)}, {1});
  }
}

// Numbers the components in raster order and writes every pixel's number.
void number(const Labelling& all) {
  ContextState& context = *all.set.state().context;
  const auto ls = static_cast<unsigned>(all.ls);
  const unsigned smallest = std::max(256u, (all.words + most_chunks - 1) / most_chunks);
  const unsigned chunk = (smallest + ls - 1) / ls * ls, chunks = (all.words + chunk - 1) / chunk;
  const Buffer roots(context, std::uint64_t{all.words} * 4), counts(context, std::uint64_t{chunks} * 4);
  const std::size_t items = chunks * all.ls;
  Launch flatten = all.launch("label_flatten");
  flatten.buffer("parents", all.parents).buffer("roots", roots).buffer("counts", counts);
  flatten.arg("chunk", chunk).arg("words", all.words).run({items}, {all.ls});
  Launch number = all.launch("label_number");
  number.buffer("roots", roots).buffer("counts", counts).buffer("parents", all.parents);
  number.arg("chunk", chunk).arg("words", all.words).run({items}, {all.ls});
  Launch write = all.launch("label_write");
  all.geometry(write).buffer("roots", roots).buffer("parents", all.parents).pixels("dst", all.labels);
  write.arg("words", all.words);
  if (ls == 1) write.arg("chunk", chunk).run({items}, {1});
  else write.run({ceil_div(all.words, all.ls / 8) * all.ls}, {all.ls});
}

}  // namespace

Image label(const Image& image, std::optional<int> connectivity) {
  require_image("label", "image", image);
  const Shape& s = image.shape();
  require(!is_float(image.dtype()), "label", "dtype of image", name_of(image.dtype()), "bool or an integer");
  require(s.c == 1, "label", "channels of image", s.c, "1; choose one with image.channel(c)");
  const int joined = connectivity.value_or(s.ndim);
  require(joined >= 1 && joined <= s.ndim, "label", "connectivity", joined, fmt::format("1 to {}", s.ndim));
  const bool values = image.dtype() != DType::boolean;
  const std::int64_t nodes = words_of_row(s) * s.y * s.z * (values ? 32 : 16);
  require(nodes <= most_nodes, "label", "image", to_string(s), "at most 2^32 pixels (bool: 2^33)");

  const Image labels =
      new_image(image, s, s.pixels() < largest_i32_labels ? DType::i32 : DType::i64, Reach{0, 0, 0, true});
  if (image.is_tracing()) return labels;
  const auto words = static_cast<unsigned>(words_of_row(s) * s.y * s.z);
  Labelling all{.image = values ? image : Image(),
                .set = values ? new_bits(image) : in_bits(image),
                .starts = values ? new_bits(image) : Image(),
                .labels = labels,
                .connectivity = s.z == 1 ? std::min(joined, 2) : joined,
                .ls = static_cast<std::size_t>(tuned(image, "label.LS")),
                .words = words,
                .parents = Buffer(*image.state().context, static_cast<std::uint64_t>(nodes) * 4)};
  if (values) {
    stored(image);  // a pending expression would be computed in every pass
    find_runs(all);
  }
  if (all.ls == 1) unite_strips(all);
  else unite_tiles(all);
  number(all);
  return labels;
}

}  // namespace clumen
