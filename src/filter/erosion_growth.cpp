#include <array>

#include "filter/erosion_pass.hpp"
#include "filter/footprint_rows.hpp"

namespace clumen {
namespace {

constexpr int largest_radius = 31;

/// Radii of which each has a program: an item's registers are counted by the compiler.
int class_of(int radius) {
  for (const int wide : {10, 12, 16, 20, 25})
    if (radius > 8 && radius <= wide) return wide;
  return radius <= 8 ? radius : largest_radius;
}

/// How far the rows reach, from the centre's on; nothing where they do not grow from the ends to the centre, alike
/// above and below.
std::optional<std::array<int, 32>> halves_of(const std::vector<Row>& rows) {
  std::array<int, 32> halves, below;
  halves.fill(-1), below.fill(-1);
  for (const Row& row : rows) (row.y < 0 ? below : halves)[static_cast<std::size_t>(std::abs(row.y))] = row.half;
  below[0] = halves[0];
  if (rows.empty() || halves != below || !std::is_sorted(halves.rbegin(), halves.rend())) return std::nullopt;
  return halves;
}

Image flat(const Image& in, const Reach& r, const std::array<int, 32>& halves, const Picking& how) {
  const Image out = result_of(in, how, r);
  const Shape& s = out.shape();
  const int group = tuned(out, "erosion.GROWTH_LS"), radius = static_cast<int>(std::max(r.x, r.y));
  const int nx = radius > 8 ? 1 : tuned(out, "erosion.GROWTH_NX");
  const int rows = tuned(out, "erosion.GROWTH_ROWS");
  PickingPass pass(out, in, {"filter/erosion_growth", "erosion_disk", 1, group}, how);
  pass.launch().define("NX", nx).define("RMAX", class_of(radius)).define("LINES", 8);
  cl_int16 first, second;
  std::copy_n(halves.begin(), 16, first.s);
  std::copy_n(halves.begin() + 16, 16, second.s);
  pass.launch().arg("halves0", first).arg("halves16", second).arg("radius", static_cast<int>(r.y)).arg("rows", rows);
  pass.run(tiles(s.x, group * nx) * tiles(s.y, rows) * static_cast<std::size_t>(s.z * s.c));
  return out;
}

}  // namespace

std::optional<Image> pick_by_growth(const Image& in, const Footprint& footprint, const Picking& how) {
  const Reach r = footprint.reach();
  if (std::max({r.x, r.y, r.z}) > largest_radius || footprint.shape().z > 1) return std::nullopt;
  if (const auto halves = halves_of(rows_of(footprint))) return flat(in, r, *halves, how);
  return std::nullopt;
}

}  // namespace clumen
