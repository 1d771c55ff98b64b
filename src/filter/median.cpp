#include <algorithm>
#include <optional>

#include "core/check.hpp"
#include "core/launch.hpp"
#include "filter/outside.hpp"
#include "filter/rank.hpp"

namespace clumen {
namespace {

std::string_view key_type(DType dtype) {
  if (is_float(dtype)) return dtype == DType::f64 ? "ulong" : "uint";
  constexpr std::string_view names[] = {"uchar", "uchar", "char", "ushort", "short", "uint", "int", "ulong", "long"};
  return names[static_cast<int>(dtype)];
}

/// The outputs of one group, and how many rows of them are in local memory at once.
struct Tile {
  int group, x, y, rows;
};

/// What the kernel takes of local memory: a ring of rows of keys, and the sorted lists of some rows.
std::size_t local_bytes(const Tile& tile, const Shape& box, std::size_t key) {
  const int lanes = tile.group == 1 ? 64 / static_cast<int>(key) : 16;
  const auto radius = static_cast<int>(box.x / 2), width = (tile.x + 2 * radius + lanes - 1) / lanes * lanes;
  const auto rows = (tile.rows + 2 * radius) * box.z + tile.rows * box.y * box.z;
  return static_cast<std::size_t>(rows * width) * key;
}

Tile tile_of(const Image& out, const Shape& box) {
  const std::size_t key = is_float(out.dtype()) ? std::max<std::size_t>(4, size_of(out.dtype())) : size_of(out.dtype());
  Tile tile{tuned(out, "median.LS"), tuned(out, "median.TX") / (key == 8 ? 2 : 1), tuned(out, "median.TY"), 1};
  if (tile.group > 1) tile.rows = tile.y;
  const std::uint64_t room = out.is_tracing() ? UINT64_MAX : out.context().device().local_memory;
  while (local_bytes(tile, box, key) > room && tile.x > 16) {
    if (tile.rows > 1) tile.rows = tile.y /= 2;
    else tile.x /= 2;
  }
  return tile;
}

std::size_t tiles(std::int64_t pixels, int tile) {
  return ceil_div(static_cast<std::size_t>(pixels), static_cast<std::size_t>(tile));
}

int kind_of(DType t) { return !is_float(t) ? 0 : t == DType::f64 ? 2 : 1; }

void run_by_tiles(Launch& launch, const Shape& s, const Tile& tile) {
  const auto items = static_cast<std::size_t>(tile.group);
  launch.run({tiles(s.x, tile.x) * tiles(s.y, tile.y) * static_cast<std::size_t>(s.z * s.c) * items, 1, 1},
             {items, 1, 1});
}

/// On a GPU, of 3 pixels along each axis, of f32 and f16: others some compilers keep in memory or spill.
bool is_near(const Image& image, const Shape& box) {
  return !on_cpu(image) && box.x == 3 && is_float(image.dtype()) && size_of(image.dtype()) < 8;
}

/// None where compilers for AMD's GPUs would keep the pixels in memory.
std::optional<Image> median_near(const Image& image, const Footprint& box, Border border) {
  const Image out = new_image(image, image.shape(), image.dtype(), box.reach());
  const bool deep = box.shape().z > 1;
  Launch launch(out, "filter/median_near", "median_near");
  launch.source("src", image, Fuse::cheap);
  const bool aligned = launch.is_dense("src") && out.shape().x % 4 == 0;
  if (!deep && !aligned) return std::nullopt;
  const int rows = deep ? 1 : tuned(out, "median.NEAR_ROWS"), nx = deep ? 4 : 8;
  const int group = tuned(out, "median.NEAR_LS"), turns = deep ? tuned(out, "median.DEEP_TURNS") : 1, tx = 32 * nx;
  const Tile tile{group, tx, group / 32 * turns * rows, rows};
  launch.output("dst", out)
      .define("LS", group)
      .define("TX", tx)
      .define("NX", nx)
      .define("TURNS", turns)
      .define("ROWS", rows)
      .define("DEEP", deep ? 1 : 0)
      .arg("size", size_of_image(out.shape()))
      .arg("mode", static_cast<int>(border.mode))
      .arg("out_of_image", static_cast<float>(border.value));
  run_by_tiles(launch, out.shape(), tile);
  return out;
}

}  // namespace

bool has_network(const Image& image, const Footprint& footprint) {
  const Shape& s = footprint.shape();
  if (!footprint.is_box() || s.x != s.y) return false;
  // 49 pixels of 8 bytes are more than the registers of some GPUs hold
  const int largest = size_of(image.dtype()) == 8 && !on_cpu(image) ? 5 : 7;
  return s.z == 1 ? s.x >= 3 && s.x <= largest : s.z == 3 && s.x == 3;
}

Image median_by_network(const Image& image, const Footprint& box, Border border) {
  if (is_near(image, box.shape()))
    if (const std::optional<Image> near = median_near(image, box, border)) return *near;
  const Image out = new_image(image, image.shape(), image.dtype(), box.reach());
  const DType t = out.dtype();
  const Tile tile = tile_of(out, box.shape());
  Launch launch(out, "filter/median", "median_box");
  launch.source("src", image, Fuse::cheap)
      .output("dst", out)
      .define("LS", tile.group)
      .define("TX", tile.x)
      .define("TY", tile.y)
      .define("ROWS", tile.rows)
      .define("BOX", box.shape().x)
      .define("DEEP", box.shape().z > 1 ? 1 : 0)
      .define("KIND", kind_of(t))
      .define("KEY", key_type(t))
      .arg("size", size_of_image(out.shape()))
      .arg("mode", static_cast<int>(border.mode));
  bind_outside(launch, t, border.value);
  run_by_tiles(launch, out.shape(), tile);
  return out;
}

}  // namespace clumen
