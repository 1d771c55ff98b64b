#include "reduce/sort.hpp"

#include "core/check.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

Sorted room_for(const Image& keys) {
  return {new_image(keys, keys.shape(), DType::u64), new_image(keys, keys.shape(), DType::u32)};
}

}  // namespace

Sorted sorted(const Image& keys, const Image& beside) {
  const auto count = static_cast<unsigned>(keys.shape().x);
  Sorted out = room_for(keys);
  if (keys.is_tracing() || count == 0) return out;
  const auto ls = static_cast<std::size_t>(tuned(keys, {"sort.LS", 1, 256}));
  const auto tile = static_cast<unsigned>(tuned(keys, {"sort.TILE", 32, 1024}));
  const auto most = static_cast<unsigned>(tuned(keys, {"sort.EACH", 4096, 8}));
  Launch tiles(keys, "reduce/sort", "sort_tiles");
  tiles.define("LS", static_cast<std::int64_t>(ls)).define("TILE", tile).define("BESIDE", beside.empty() ? 0 : 1);
  tiles.define("PART", 1).pixels("keys", keys).pixels("sorted", out.keys).pixels("moved", out.beside);
  if (!beside.empty()) tiles.pixels("beside", beside);
  tiles.arg("count", count).run({ceil_div(count, tile) * ls}, {ls});
  for (unsigned run = tile; run < count; run *= 2) {
    const Sorted from = std::exchange(out, room_for(keys));
    const unsigned each = std::min(most, 2 * run);
    Launch merge(keys, "reduce/sort", "sort_merge");
    merge.define("LS", static_cast<std::int64_t>(ls)).define("PART", 2).pixels("keys", from.keys);
    merge.pixels("beside", from.beside).pixels("sorted", out.keys).pixels("moved", out.beside);
    merge.arg("count", count).arg("run", run).arg("each", each).run({ceil_div(count, each)}, {ls});
  }
  return out;
}

}  // namespace clumen
