#include <map>
#include <set>

#include "clumen/morphology.hpp"
#include "core/check.hpp"
#include "filter/erosion_pass.hpp"
#include "filter/footprint_rows.hpp"
#include "morphology/spread.hpp"

namespace clumen {
namespace {

constexpr int largest_margin = 8;            // words beside those that a CPU's item does
constexpr int longest_run = 33;              // of which a kernel makes a window from three words
constexpr std::int64_t separable_rows = 32;  // boxes of more rows are done axis by axis

// A footprint as kernels_cl/morphology/binary_erosion.cl wants it.
struct RunTable {
  std::vector<int> numbers;
  int groups = 0;
};

using Place = std::array<int, 2>;  // of a row: dy, dz
using Run = std::array<int, 2>;    // first pixel, length

void add_run(std::map<Run, std::vector<Place>>& rows_of_run, int first, int length, const Place& row) {
  // A long run is covered by runs of the longest length, which may overlap.
  for (int done = 0; done < length; done += longest_run) {
    const int piece = std::min(length, longest_run);
    rows_of_run[{first + std::min(done, length - piece), piece}].push_back(row);
  }
}

RunTable table_of(const Footprint& footprint) {
  const Shape& s = footprint.shape();
  std::map<Run, std::vector<Place>> rows_of_run;
  for (std::int64_t z = 0; z < s.z; ++z)
    for (std::int64_t y = 0; y < s.y; ++y)
      for (std::int64_t x = 0; x < s.x;) {
        std::int64_t end = x;
        while (end < s.x && footprint.at(end, y, z)) ++end;
        if (end > x)
          add_run(rows_of_run, static_cast<int>(x - s.x / 2), static_cast<int>(end - x),
                  {static_cast<int>(y - s.y / 2), static_cast<int>(z - s.z / 2)});
        x = end + 1;
      }
  RunTable table;
  table.groups = static_cast<int>(rows_of_run.size());
  int first_row = 0;
  for (const auto& [run, rows] : rows_of_run) {
    const int shift = run[0] & 31, count = static_cast<int>(rows.size());
    table.numbers.insert(table.numbers.end(), {first_row, count, (run[0] - shift) / 32, shift | run[1] << 8});
    first_row += count;
  }
  for (const auto& [run, rows] : rows_of_run)
    for (const Place& row : rows) table.numbers.insert(table.numbers.end(), row.begin(), row.end());
  return table;
}

// One pass over bits on a CPU, for flat footprints of which each row is one run around its centre.
Image eroded_by_rows(const Image& bits, const Reach& r, const RowTable& rows, std::uint32_t flip) {
  constexpr int words_of_item = 64;
  const int rows_of_item = bits.context().device().local_memory >= 1 << 17 ? 256 : 64;
  const Image result = new_bits(bits, r);
  const Shape& s = bits.shape();
  const auto words = static_cast<std::size_t>(words_of_row(s));
  Launch launch(result, "morphology/binary_erosion", "binary_erosion_rows");
  launch.buffer("table", table_buffer(bits, rows.numbers)).pixels("src", bits).pixels("dst", result);
  launch.define("LS", 1).define("WORDS", words_of_item).define("ROWS", rows_of_item).define("MARGIN", largest_margin);
  launch.arg("lengths", rows.lengths).arg("ry", static_cast<int>(r.y)).arg("margin", static_cast<int>(r.x + 31) / 32);
  launch.arg("size", size_of_image(s)).arg("row_words", static_cast<int>(words)).arg("flip", flip);
  launch.run(
      {ceil_div(words, words_of_item) * ceil_div(static_cast<std::size_t>(s.y), static_cast<std::size_t>(rows_of_item)),
       static_cast<std::size_t>(s.z), static_cast<std::size_t>(s.c)},
      {1, 1, 1});
  return result;
}

/// How far runs reach, from 0 on: those that the footprint has, and between them what a kernel makes each from the one
/// before with.
std::vector<int> reaches_of(const std::vector<Row>& rows) {
  std::set<int> wanted{0};
  for (const Row& row : rows) wanted.insert(row.half);
  std::vector<int> reaches;
  for (const int reach : wanted) {
    while (!reaches.empty() && reach - reaches.back() > std::min(2 * reaches.back() + 1, 31))
      reaches.push_back(reaches.back() + std::min(2 * reaches.back() + 1, 31));
    reaches.push_back(reach);
  }
  return reaches;
}

/// The rows of an item's tile in local memory, as binary_erosion_planes has them.
struct PlanesTile {
  int words = 0, rows = 0, margin = 0;
  Reach reach;
  int row_step() const { return words + 2 * margin; }
  int plane() const { return (rows * row_step() + 63) / 64 * 64; }
  int runs() const { return ((rows + 2 * static_cast<int>(reach.y)) * row_step() + 15) / 16 * 16 + 128; }
  int room(int lengths) const { return (2 * static_cast<int>(reach.z) + 1) * plane() + lengths * runs() + 192; }
};

/// One pass over bits on a CPU, for solid footprints put together from their disks; nothing where these do not lie one
/// in the other, and where local memory is too small.
std::optional<Image> eroded_by_planes(const Image& bits, const Footprint& footprint, std::uint32_t flip) {
  const Reach r = footprint.reach();
  const std::vector<Row> rows = rows_of(footprint);
  const std::vector<Disk> disks = disks_of(rows);
  if (disks.empty() || r.x > 32 * largest_margin) return std::nullopt;
  const std::vector<int> reaches = reaches_of(rows);
  const auto lengths = static_cast<int>(reaches.size());
  const Shape& s = bits.shape();
  const auto row_words = static_cast<int>(words_of_row(s));
  PlanesTile tile{std::min((row_words + 7) / 8 * 8, 16), 64, static_cast<int>(r.x + 31) / 32, r};
  const auto bytes = [&] { return 4 * room_for(tile.room(lengths)); };
  while (tile.rows > 8 && bytes() > bits.context().device().local_memory) tile.rows /= 2;
  if (bytes() > bits.context().device().local_memory) return std::nullopt;
  std::vector<std::int32_t> table;
  std::map<int, int> place_of;
  for (std::size_t k = 0; k < reaches.size(); ++k) {
    if (k > 0) table.push_back(reaches[k] - reaches[k - 1]);
    place_of[reaches[k]] = static_cast<int>(k) * tile.runs();
  }
  const std::vector<std::int32_t> steps = disk_table(disks, place_of, tile.row_step(), r);
  table.insert(table.end(), steps.begin(), steps.end());
  const Image result = new_bits(bits, r);
  const std::size_t columns = tiles(row_words, tile.words) * tiles(s.y, tile.rows) * static_cast<std::size_t>(s.c);
  const auto planes = static_cast<int>(planes_of_group(s, r, columns));
  Launch launch(result, "morphology/binary_erosion_planes", "binary_erosion_planes");
  launch.buffer("table", table_buffer(bits, table)).pixels("src", bits).pixels("dst", result);
  launch.define("ROOM", static_cast<std::int64_t>(room_for(tile.room(lengths))));
  launch.arg("counts", cl_int4{{lengths, static_cast<int>(disks.size()), planes, tile.runs()}});
  launch.arg("place", cl_int4{{tile.words, tile.rows, tile.plane(), 0}});
  launch.arg("radius", cl_int4{{tile.margin, static_cast<int>(r.y), static_cast<int>(r.z), 0}});
  launch.arg("size", size_of_image(s)).arg("row_words", row_words).arg("flip", flip);
  launch.run({columns * tiles(s.z, planes), 1, 1}, {1, 1, 1});
  return result;
}

// One pass over bits. `flip` is 0, or all ones for the erosion of the complement.
Image eroded_bits(const Image& bits, const Footprint& footprint, std::uint32_t flip) {
  if (bits.is_tracing()) return new_bits(bits, footprint.reach());
  const Reach r = footprint.reach();
  if (on_cpu(bits) && footprint.shape().z == 1 && !footprint.is_box() && r.x <= 32 * largest_margin)
    if (const RowTable rows = row_table(footprint); rows.lengths > 0) return eroded_by_rows(bits, r, rows, flip);
  if (on_cpu(bits) && footprint.shape().z > 1 && !footprint.is_box())
    if (const auto result = eroded_by_planes(bits, footprint, flip)) return *result;
  const Image result = new_bits(bits, footprint.reach());
  const Shape& s = bits.shape();
  const auto words = static_cast<std::size_t>(words_of_row(s)), y = static_cast<std::size_t>(s.y);
  const auto z = static_cast<std::size_t>(s.z), c = static_cast<std::size_t>(s.c);
  const auto ls = static_cast<std::size_t>(tuned(bits, "binary_erosion.LS"));
  Launch launch(result, "morphology/binary_erosion", "binary_erosion");
  const RunTable table = table_of(footprint);
  launch.buffer("table", table_buffer(bits, table.numbers)).arg("groups", table.groups);
  constexpr int words_of_item = 64;
  launch.pixels("src", bits).pixels("dst", result);
  launch.define("LS", static_cast<std::int64_t>(ls)).define("WORDS", words_of_item);
  launch.arg("size", size_of_image(s)).arg("row_words", static_cast<int>(words)).arg("flip", flip);
  launch.run({ls == 1 ? ceil_div(words, words_of_item) * y : words * y, z, c}, {ls, 1, 1});
  return result;
}

Image eroded(std::string_view operation, const Image& image, const Footprint& footprint, std::uint32_t flip) {
  require_image(operation, "image", image);
  const Shape& f = footprint.shape();
  require(f.z == 1 || image.shape().ndim == 3, operation, "footprint", to_string(f), "one flat in z for a 2D image");
  const Image bits = in_bits(image);
  if (f.y * f.z <= separable_rows || !footprint.is_box()) return eroded_bits(bits, footprint, flip);
  Image result = eroded_bits(bits, box(f.x, 1), flip);
  if (f.y > 1) result = eroded_bits(result, box(1, f.y), flip);
  if (f.z > 1) result = eroded_bits(result, box(1, 1, f.z), flip);
  return result;
}

}  // namespace

Image binary_erosion(const Image& image, const std::optional<Footprint>& footprint) {
  return eroded("binary_erosion", image, or_cross("binary_erosion", footprint, image), 0);
}

Image binary_dilation(const Image& image, const std::optional<Footprint>& footprint) {
  return eroded("binary_dilation", image, or_cross("binary_dilation", footprint, image).mirrored(), ~0u);
}

Image binary_opening(const Image& image, const std::optional<Footprint>& footprint) {
  const Footprint around = or_cross("binary_opening", footprint, image);
  return eroded("binary_opening", eroded("binary_opening", image, around, 0), around.mirrored(), ~0u);
}

Image binary_closing(const Image& image, const std::optional<Footprint>& footprint) {
  const Footprint around = or_cross("binary_closing", footprint, image);
  return eroded("binary_closing", eroded("binary_closing", image, around.mirrored(), ~0u), around, 0);
}

}  // namespace clumen
