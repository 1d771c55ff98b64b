#include "distance/nearest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/check.hpp"
#include "core/launch.hpp"
#include "core/quirks.hpp"
#include "core/source.hpp"

namespace clumen {
namespace {

constexpr std::int64_t strip = 16;             // lines that lie together
constexpr std::int64_t longest = 1 << 29;      // extent along an axis
constexpr std::int64_t none_of_int = 1 << 30;  // squared distances of 32 bits are below
// How many pixels are looked at to each side at most, where labels may be no farther away.
constexpr std::int64_t widest_window = 32, widest_window_of_cpu = 12;
constexpr std::int64_t summary_bits = 4096;  // of a row, in nearest_row.cl

// What squared distances are computed in: integers of 32 or 64 bits where pixels are squares, else floats.
enum class Kind : std::uint8_t { i32, i64, f64, f32 };

struct Search {
  Image image, bits, out;
  NearestResult result;
  Kind kind;
  std::array<double, 3> weights;      // how far pixels are apart along each axis, where they are not squares
  double scale;                       // where they are: how long a side is
  double limit;                       // the largest squared distance of a label
  std::array<std::int64_t, 3> reach;  // how far away labels may be, in pixels
  bool flip;

  const Shape& shape() const { return bits.shape(); }
  bool spaced() const { return kind >= Kind::f64; }
  std::uint64_t near_bytes() const { return kind == Kind::i32 ? 2 : 4; }
  std::uint64_t distance_bytes() const { return kind == Kind::i32 || kind == Kind::f32 ? 4 : 8; }
  std::size_t strips() const { return ceil_div(static_cast<std::size_t>(shape().x), strip); }
  /// Pixels of all strips.
  std::uint64_t padded() const { return strips() * strip * static_cast<std::uint64_t>(shape().pixels() / shape().x); }
};

void define_kind(Launch& launch, const Search& search) {
  constexpr std::array<std::array<std::string_view, 3>, 4> names = {{{"int", "int", "(1 << 30)"},
                                                                     {"long", "long", "(1L << 62)"},
                                                                     {"double", "long", "INFINITY"},
                                                                     {"float", "int", "INFINITY"}}};
  const auto& [distance, integer, none] = names[static_cast<std::size_t>(search.kind)];
  launch.define("DIST_T", distance).define("DIST_I", integer).define("DIST_NONE", none);
  launch.define("SPACED", search.spaced() ? 1 : 0);
}

void define_near(Launch& launch, const Search& search) {
  const bool small = search.kind == Kind::i32;
  launch.define("NEAR_T", small ? "short" : "int").define("NEAR_NONE", small ? "SHRT_MIN" : "INT_MIN");
}

// A number in the type of squared distances.
void bind_number(Launch& launch, const Search& search, std::string_view name, double value) {
  if (search.kind == Kind::i32) launch.arg(name, static_cast<int>(std::min(value, double{none_of_int - 1})));
  else if (search.kind == Kind::i64) launch.arg(name, static_cast<std::int64_t>(std::min(value, 0x1p61)));
  else if (search.kind == Kind::f64) launch.arg(name, std::min(value, std::numeric_limits<double>::max()));
  else launch.arg(name, static_cast<float>(std::min(value, double{std::numeric_limits<float>::max()})));
}

Buffer along_rows(const Search& search) {
  const Shape& s = search.shape();
  const Buffer near(*search.out.state().context, search.padded() * search.near_bytes());
  const std::int64_t words = words_of_row(s);
  const auto y = static_cast<std::size_t>(s.y), planes = static_cast<std::size_t>(s.z * s.c);
  const auto ls = static_cast<std::size_t>(tuned(search.out, "nearest_row.LS"));
  constexpr std::size_t rows_of_item = 8;
  Launch launch(search.out, "distance/nearest_row", "nearest_row");
  define_near(launch, search);
  launch.define("LS", static_cast<std::int64_t>(ls)).define("ROWS", rows_of_item);
  launch.pixels("sites", search.bits).buffer("near", near).arg("size", size_of_image(s));
  launch.arg("row_words", static_cast<int>(words)).arg("flip", search.flip ? ~0u : 0u);
  if (ls == 1) {
    launch.run({ceil_div(y, rows_of_item), planes, 1}, {1, 1, 1});
    return near;
  }
  int shift = 0;
  while ((words - 1) >> shift >= summary_bits) ++shift;
  // each group looks at whole rows first, so that a long one is not cut into too many parts
  const std::size_t slots = ls / rows_of_item, turns = ceil_div(static_cast<std::size_t>(words), std::size_t{128});
  // of each strip: to both sides some words, the summary, and words again
  const std::int64_t looks = 2 * (2 * (std::int64_t{1} << shift) + ((words - 1) >> shift) / 32 + 1);
  require_turns(search.out, "distance along x",
                std::max(static_cast<std::int64_t>(turns) * (1 + looks), words / static_cast<std::int64_t>(slots)));
  launch.arg("shift", shift).arg("turns", static_cast<int>(turns));
  launch.run({ceil_div(y, rows_of_item) * ls, planes, ceil_div(search.strips(), slots * turns)}, {ls, 1, 1});
  return near;
}

// What an axis leaves for the one after it: squared distances, and where on the axis the sites are.
struct Along {
  Buffer squares, places;
};

// Binds what becomes of the pixels.
void bind_result(Launch& launch, const Search& search, int axis, const Buffer& near, const Along& before) {
  launch.define("RESULT", static_cast<int>(search.result)).define("AXES", search.shape().ndim);
  launch.output("dst", search.out);
  if (search.result == NearestResult::distance) launch.arg("scale", static_cast<float>(search.scale));
  const bool labels = search.result == NearestResult::labels;
  if (labels || search.result == NearestResult::indices) {
    launch.buffer("near", near);
    if (axis == 2) launch.buffer("rows", before.places);
  }
  if (!labels) return;
  launch.source("labels", search.image);
  bind_number(launch, search, "limit", search.limit);
}

Along along_lines(const Search& search, int axis, const Buffer& near, const Along& before) {
  const Shape& s = search.shape();
  ContextState& context = *search.out.state().context;
  const auto length = static_cast<std::size_t>(axis == 1 ? s.y : s.z),
             other = static_cast<std::size_t>(s.z * s.y) / length;
  const auto ls = static_cast<std::size_t>(tuned(search.out, "nearest_line.LS"));
  // as many as an item's registers hold
  const std::size_t rows =
      static_cast<std::size_t>(tuned(search.out, "nearest_line.ROWS")) * 4 / search.distance_bytes();
  const bool last = axis == 2 || s.z == 1, sites = search.result >= NearestResult::indices, keep = !last && sites;
  const std::int64_t reach = search.reach[static_cast<std::size_t>(axis)];
  const bool window = reach <= (ls == 1 ? widest_window_of_cpu : widest_window);

  Along out;
  Launch launch(search.out, "distance/nearest_line", "nearest_line");
  define_kind(launch, search);
  define_near(launch, search);
  launch.define("LS", static_cast<std::int64_t>(ls)).define("ROWS", static_cast<std::int64_t>(rows));
  launch.define("AXIS", axis).define("KEEP", keep ? 1 : 0).define("WINDOW", window ? 1 : 0);
  launch.buffer("given", axis == 1 ? near : before.squares)
      .arg("size", size_of_image(s))
      .arg("reach", static_cast<int>(reach));
  bind_number(launch, search, "weight", search.weights[static_cast<std::size_t>(axis)]);
  bind_number(launch, search, "weight_x", search.weights[0]);
  if (keep || (ls == 1 && !window)) {
    out.places = Buffer(context, search.padded() * search.near_bytes());
    launch.buffer("places", out.places);
  }
  if (last) {
    bind_result(launch, search, axis, near, before);
  } else {
    out.squares = Buffer(context, search.padded() * search.distance_bytes());
    launch.define("RESULT", 0).buffer("squares", out.squares);
    if (window) bind_number(launch, search, "limit", search.limit);
  }
  const std::size_t slots = ls / strip, band = slots * rows;
  if (ls > 1 && !window)  // halves of the group share the line; then an item looks at it twice at most
    require_turns(search.out, axis == 1 ? "distance along y" : "distance along z",
                  static_cast<std::int64_t>(ceil_div(2 * length, slots) + 2 * length + slots));
  const std::size_t groups = search.strips() * (ls == 1 ? 1 : ceil_div(length, band));
  launch.run({groups * ls, other, static_cast<std::size_t>(s.c)}, {ls, 1, 1});
  return out;
}

Kind kind_of(const Image& image, bool squares) {
  const Shape& s = image.shape();
  if (squares) return s.x * s.x + s.y * s.y + s.z * s.z < none_of_int ? Kind::i32 : Kind::i64;
  return has_f64(image) ? Kind::f64 : Kind::f32;
}

Image new_result(const Image& image, NearestResult result, Kind kind, const Reach& reach) {
  Shape s = image.shape();
  if (result == NearestResult::indices) {
    s.c = s.ndim;
    return new_image(image, s, DType::i32, reach);
  }
  if (result == NearestResult::labels) return new_image(image, s, image.dtype(), reach);
  const DType integers = kind == Kind::i32 ? DType::i32 : DType::i64;
  return new_image(image, s, result == NearestResult::squared ? integers : DType::f32, reach);
}

// How many pixels away labels may be along each axis.
std::array<std::int64_t, 3> pixels_within(double within, const std::array<double, 3>& spacing) {
  std::array<std::int64_t, 3> pixels{};
  for (std::size_t i = 0; i < 3; ++i)
    pixels[i] = static_cast<std::int64_t>(std::min(within / spacing[i] * (1 + 1e-12), double{longest}));
  return pixels;
}

Reach reach_of(const std::array<std::int64_t, 3>& pixels, int ndim) {
  const bool everywhere = std::max({pixels[0], pixels[1], pixels[2]}) >= longest;
  return everywhere ? Reach{0, 0, 0, true}
                    : Reach{pixels[0], ndim > 1 ? pixels[1] : 0, ndim > 2 ? pixels[2] : 0, false};
}

// The largest squared distance, of pixels that lie `scale` apart, whose root is not above `within` as SciPy compares
// roots; infinite for very large ones.
double largest_square_within(double within, double scale, bool integers) {
  const double length = within / scale;
  if (length >= 0x1p30) return std::numeric_limits<double>::infinity();
  double limit = integers ? std::floor(length * length) : length * length;
  const auto next = [&](double v, double to) { return integers ? v + (to > v ? 1 : -1) : std::nextafter(v, to); };
  while (limit > 0 && std::sqrt(limit) * scale > within) limit = next(limit, -1);
  while (std::sqrt(next(limit, 0x1p62)) * scale <= within) limit = next(limit, 0x1p62);
  return limit;
}

}  // namespace

void require_spacing(std::string_view operation, std::string_view parameter, const Image& image,
                     const PerAxis& spacing) {
  const std::array<double, 3> all = {spacing.x, spacing.y, spacing.z};
  for (std::size_t i = 0; i < static_cast<std::size_t>(image.shape().ndim); ++i)
    require(all[i] >= 1e-6 && all[i] <= 1e6, operation, fmt::format("{} along {}", parameter, "xyz"[i]), all[i],
            "1e-6 to 1e6");
}

Image nearest(std::string_view operation, const Image& image, Sites sites, NearestResult result, PerAxis spacing,
              double within) {
  const Shape& s = image.shape();
  require(std::max({s.x, s.y, s.z}) < longest, operation, "image", to_string(s),
          "fewer than 2^29 pixels along an axis");
  const std::array<double, 3> all = {spacing.x, s.ndim > 1 ? spacing.y : spacing.x, s.ndim > 2 ? spacing.z : spacing.x};
  const bool squares = all[0] == all[1] && all[0] == all[2];
  const Kind kind = kind_of(image, squares);
  const double scale = squares ? all[0] : 1;
  const std::array<std::int64_t, 3> reach = pixels_within(within, all);
  Search search{.image = image,
                .bits = image,
                .out = new_result(image, result, kind, reach_of(reach, s.ndim)),
                .result = result,
                .kind = kind,
                .weights = all,
                .scale = scale,
                .limit = largest_square_within(within, scale, squares),
                .reach = reach,
                .flip = sites == Sites::zero};
  if (image.is_tracing()) return search.out;
  if (result == NearestResult::labels) stored(image);  // a pending expression would be computed twice
  search.bits = in_bits(image);
  const Buffer near = along_rows(search);
  const Along y = along_lines(search, 1, near, {});
  if (s.z > 1) along_lines(search, 2, near, y);
  return search.out;
}

}  // namespace clumen
