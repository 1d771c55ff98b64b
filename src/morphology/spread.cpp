#include "morphology/spread.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

#include "clumen/pointwise.hpp"
#include "clumen/reduce.hpp"
#include "core/launch.hpp"
#include "morphology/rounds.hpp"

namespace clumen {
namespace {

/// The footprint turned, as kernels_cl/morphology/binary_reconstruction.cl wants it.
int neighbours_of(const Footprint& footprint) {
  const Reach r = footprint.reach();
  int neighbours = 0;
  for (std::int64_t z = -r.z; z <= r.z; ++z)
    for (std::int64_t y = -r.y; y <= r.y; ++y)
      for (std::int64_t x = -r.x; x <= r.x; ++x)
        if (footprint.at(x + r.x, y + r.y, z + r.z)) neighbours |= 1 << ((1 - z) * 9 + (1 - y) * 3 + 1 - x);
  return neighbours & ~(1 << 13);
}

/// The strips of rows or the tiles that are settled one by one, and their state on the device.
struct Parts {
  int strip = 0;
  cl_int4 shift{}, tiles{};
  std::size_t groups = 0, ls = 0;
  Buffer state, dirty;
};

/// `x`: columns of words or pixels; shifts: binary logarithms of a tile's extents.
Parts parts_of(const Image& image, std::int64_t x, int ls, const cl_int4& shift) {
  const Shape& s = image.shape();
  ContextState& context = *image.state().context;
  Parts parts;
  parts.shift = shift;
  parts.ls = static_cast<std::size_t>(ls);
  std::int64_t stamps = s.y * s.z * s.c;
  if (ls == 1) {
    const std::int64_t wanted = tuned(image, {"reconstruction.STRIPS", 8, 8}), rows = stamps;
    parts.strip = static_cast<int>((rows + wanted - 1) / wanted);
    parts.groups = ceil_div(static_cast<std::size_t>(rows), static_cast<std::size_t>(parts.strip));
    parts.dirty = Buffer(context, static_cast<std::uint64_t>(rows));
  } else {
    const auto along = [](std::int64_t n, int log) { return static_cast<int>(((n - 1) >> log) + 1); };
    parts.tiles = {{along(x, shift.s[0]), along(s.y, shift.s[1]), along(s.z, shift.s[2]), 1}};
    stamps = s.c * parts.tiles.s[0] * parts.tiles.s[1] * parts.tiles.s[2];
    parts.groups = static_cast<std::size_t>(stamps);
  }
  parts.state = new_rounds(image, stamps);
  return parts;
}

void run_round(Launch& launch, const Parts& parts, const Shape& shape, int neighbours, int round) {
  launch.define("LS", static_cast<std::int64_t>(parts.ls)).buffer("state", parts.state);
  launch.arg("neighbours", neighbours).arg("size", size_of_image(shape)).arg("turn", round);
  if (parts.ls == 1) launch.buffer("dirty", parts.dirty).arg("strip", parts.strip);
  else launch.arg("shift", parts.shift).arg("tiles", parts.tiles);
  launch.run({parts.groups * parts.ls}, {parts.ls});
}

Image spread_bits(const Image& start, const Image& limit, int neighbours, Outside outside) {
  const Image fresh = logical_and(start, limit), bits = looking_everywhere(in_bits(fresh)), mask = in_bits(limit);
  const Shape& s = bits.shape();
  const bool deep = s.z > 1;
  const Parts parts = parts_of(bits, words_of_row(s), tuned(bits, {"binary_reconstruction.LS", 1, 256}),
                               {{deep ? 2 : 3, deep ? 3 : 5, deep ? 3 : 0, 0}});
  settle(
      [&](int round) {
        Launch launch(bits, "morphology/binary_reconstruction", "binary_reconstruction");
        launch.pixels("image", bits).pixels("mask", mask);
        launch.arg("outside", outside == Outside::set ? ~0u : 0u).arg("row_words", static_cast<int>(words_of_row(s)));
        run_round(launch, parts, s, neighbours, round);
      },
      [&] { return last_round(bits, parts.state); });
  return bits;
}

/// What never spreads.
std::string_view nothing_of(DType dtype, Pick pick) {
  constexpr std::string_view lowest[] = {"0",       "0", "CHAR_MIN", "0",         "SHRT_MIN",  "0",
                                         "INT_MIN", "0", "LONG_MIN", "-INFINITY", "-INFINITY", "-INFINITY"};
  constexpr std::string_view highest[] = {"1",       "UCHAR_MAX", "CHAR_MAX", "USHRT_MAX", "SHRT_MAX", "UINT_MAX",
                                          "INT_MAX", "ULONG_MAX", "LONG_MAX", "INFINITY",  "INFINITY", "INFINITY"};
  return (pick == Pick::largest ? lowest : highest)[static_cast<int>(dtype)];
}

Image spread_pixels(const Image& start, const Image& limit, int neighbours, Pick pick) {
  const Image pixels = looking_everywhere(evaluate(start));
  stored(limit);
  const Shape& s = pixels.shape();
  const bool deep = s.z > 1;
  const Parts parts = parts_of(pixels, s.x, tuned(pixels, {"reconstruction.LS", 1, 256}),
                               {{deep ? 4 : 5, deep ? 3 : 5, deep ? 3 : 0, 0}});
  settle(
      [&](int round) {
        Launch launch(pixels, "morphology/reconstruction", "reconstruction");
        launch.source("mask", limit).output("dst", pixels);
        launch.define("ERODE", pick == Pick::smallest ? 1 : 0).define("FLOATS", is_float(pixels.dtype()) ? 1 : 0);
        launch.define("NOTHING", nothing_of(pixels.dtype(), pick));
        run_round(launch, parts, s, neighbours, round);
      },
      [&] { return last_round(pixels, parts.state); });
  return pixels;
}

/// With any footprint: dilation after dilation of the whole image.
Image spread_far(const Image& start, const Image& limit, const Footprint& footprint, Pick pick, double outside) {
  const Footprint seen = footprint.mirrored();
  Image now = start, before = start;
  settle(
      [&](int) {
        before = now;
        const Image next = pick_under("reconstruction", now, seen, pick, Border::constant(outside));
        const Image further = pick == Pick::largest ? maximum(now, next) : minimum(now, next);
        now = pick == Pick::largest ? minimum(further, limit) : maximum(further, limit);
        stored(now);
      },
      [&] { return sum(now != before).integer() == 0 ? -1 : INT_MAX; });
  return looking_everywhere(now);
}

}  // namespace

Footprint or_cross(std::string_view operation, const std::optional<Footprint>& footprint, const Image& image) {
  require_image(operation, "image", image);
  return footprint ? *footprint : image.shape().ndim > 2 ? octahedron(1) : diamond(1);
}

Footprint or_full(const std::optional<Footprint>& footprint, const Image& image) {
  const int ndim = image.shape().ndim;
  return footprint ? *footprint : box(3, ndim > 1 ? 3 : 1, ndim > 2 ? 3 : 1);
}

Image spread(const Image& start, const Image& limit, const Footprint& footprint, Pick pick, Outside outside) {
  const Reach everywhere{0, 0, 0, true};
  if (start.is_tracing()) return new_image(start, start.shape(), start.dtype(), everywhere, {&limit});
  const Reach r = footprint.reach();
  const bool near = std::max({r.x, r.y, r.z}) <= 1, bits = start.dtype() == DType::boolean && pick == Pick::largest;
  if (near && bits) return spread_bits(start, limit, neighbours_of(footprint), outside);
  if (near && outside == Outside::nothing) return spread_pixels(start, limit, neighbours_of(footprint), pick);
  const DType dtype = start.dtype();
  const double nothing = pick == Pick::smallest ? highest_of(dtype) : lowest_of(dtype);
  const double unlimited = pick == Pick::smallest ? INFINITY : -INFINITY;
  return spread_far(start, limit, footprint, pick, outside == Outside::set ? 1 : is_float(dtype) ? unlimited : nothing);
}

}  // namespace clumen
