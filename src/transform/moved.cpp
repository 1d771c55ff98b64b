#include "transform/moved.hpp"

#include <bit>
#include <cmath>

#include "core/check.hpp"
#include "core/launch.hpp"

namespace clumen {
namespace {

DType unsigned_of_size(std::size_t bytes) {
  return bytes == 1 ? DType::u8 : bytes == 2 ? DType::u16 : bytes == 4 ? DType::u32 : DType::u64;
}

bool is_pending(const Image& image) {
  ImageState& state = image.state();
  const std::lock_guard lock(state.mutex);
  return static_cast<bool>(state.pending);
}

/// The nearest f16, halves to even.
std::uint64_t half_bits(double value) {
  const std::uint64_t sign = std::signbit(value) ? 0x8000 : 0;
  const double size = std::abs(value);
  if (std::isnan(value)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // scaled so that the last digit is a unit; 2^-24 is the smallest f16
  const int exponent = size < 0x1p-14 ? -14 : std::ilogb(size);
  const auto digits = static_cast<std::uint64_t>(std::nearbyint(std::ldexp(size, 10 - exponent)));
  return sign | (static_cast<std::uint64_t>(exponent + 14) * 1024 + digits);
}

cl_int4 as_int4(const std::array<std::int64_t, 4>& v) {
  return {{static_cast<int>(v[0]), static_cast<int>(v[1]), static_cast<int>(v[2]), static_cast<int>(v[3])}};
}

/// Pixels along x and rows that a group moves, and how many such tiles there are along x and of rows: of all planes on
/// a CPU, of one on a GPU.
cl_int4 tiles_of(const Image& out, const Shape& part, int vector, int group) {
  const auto with_counts = [&](int wide, int high, std::int64_t rows) {
    return cl_int4{
        {wide, high, static_cast<int>((part.x + wide - 1) / wide), static_cast<int>((rows + high - 1) / high)}};
  };
  if (vector == 1) {
    const int lanes = part.x > 64 ? std::min(group, 64) : std::min(group, 16);
    return with_counts(lanes * tuned(out, "place.NX"), group / lanes * tuned(out, "place.NY"), part.y);
  }
  constexpr int pixels = 16384;  // few groups, so that starting them takes no time, but enough for all cores
  const int wide = static_cast<int>(std::min<std::int64_t>(part.x, pixels));
  return with_counts(wide, std::max(1, pixels / wide), part.y * part.z * part.c);
}

}  // namespace

std::uint64_t bits_of(DType dtype, double value) {
  if (dtype == DType::f64) return std::bit_cast<std::uint64_t>(value);
  if (dtype == DType::f32) return std::bit_cast<std::uint32_t>(static_cast<float>(value));
  if (dtype == DType::f16) return half_bits(value);
  if (value >= 0x1p63) return static_cast<std::uint64_t>(value);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
}

int border_of(PadMode mode) {
  constexpr Border::Mode modes[] = {Border::Mode::constant, Border::Mode::nearest, Border::Mode::mirror,
                                    Border::Mode::reflect, Border::Mode::wrap};
  return static_cast<int>(modes[static_cast<int>(mode)]);
}

void require_constant(std::string_view operation, std::string_view parameter, DType t, double value) {
  if (is_float(t)) return;
  const bool holds = value == std::floor(value) && value >= lowest_of(t) && value <= highest_of(t) &&
                     value < (t == DType::u64 ? 0x1p64 : 0x1p63);
  require(holds, operation, parameter, value, fmt::format("a value of {}", name_of(t)));
}

Image retyped(const Image& image, DType dtype) {
  if (image.is_tracing()) return Image::tracing(image.shape(), dtype);
  auto state = view_of(image);
  state->dtype = dtype;
  return Image(std::move(state));
}

Image as_moved(const Image& image) {
  if (image.is_tracing() || (is_pending(image) && image.dtype() != DType::f16)) return image;
  const ImageState& state = stored(image);
  if (state.layout.kind == Layout::Kind::bits) return image;
  return retyped(image, unsigned_of_size(size_of(image.dtype())));
}

Image new_image_of(const Image& like, const Shape& shape, DType dtype, const PixelSize& pixel_size) {
  const Image out = new_image(like, shape, dtype, Reach{0, 0, 0, true});
  out.state().pixel_size = pixel_size;
  return out;
}

void require_axis(std::string_view operation, const Image& image, Axis axis) {
  constexpr std::string_view names[] = {"x", "y", "z", "c"};
  const int ndim = image.shape().ndim;
  require(axis == Axis::c || static_cast<int>(axis) < ndim, operation, "axis", names[static_cast<int>(axis)],
          fmt::format("{} or c for an image of {} axes", fmt::join(names, names + ndim, ", "), ndim));
}

void place(const Image& out, const std::array<std::int64_t, 4>& corner, const Shape& part, const Image& image,
           const Placement& placement, PadMode mode, double constant) {
  if (out.is_tracing() || part.pixels() == 0) return;
  const Image from = as_moved(image), to = retyped(out, from.dtype());
  const int group = tuned(out, "place.LS"), vector = tuned(out, {"place.VEC", 16, 1});
  const cl_int4 tile = tiles_of(out, part, vector, group);
  Launch launch(to, "transform/place", "place");
  launch.source("src", from)
      .output("dst", to)
      .define("LS", group)
      .define("VEC", vector)
      .define("NX", tuned(out, "place.NX"))
      .define("NY", tuned(out, "place.NY"))
      .arg("size", size_of_image(from.shape()))
      .arg("out_size", size_of_image(out.shape()))
      .arg("corner", as_int4(corner))
      .arg("part", size_of_image(part))
      .arg("stride", cl_int4{{placement.step[0], placement.step[1], placement.step[2], placement.step[3]}})
      .arg("first", as_int4(placement.first))
      .arg("tile", tile)
      .arg("mode", border_of(mode));
  if (from.dtype() == DType::f64) launch.define("OUTSIDE_T", "double").arg("out_of_image", constant);
  else if (is_float(from.dtype()))
    launch.define("OUTSIDE_T", "float").arg("out_of_image", static_cast<float>(constant));
  else launch.define("OUTSIDE_T", "ulong").arg("out_of_image", bits_of(image.dtype(), constant));
  const std::size_t planes = vector == 1 ? static_cast<std::size_t>(part.z * part.c) : 1;
  const std::size_t groups = static_cast<std::size_t>(tile.s[2]) * static_cast<std::size_t>(tile.s[3]) * planes;
  const auto items = static_cast<std::size_t>(group);
  launch.run({groups * items, 1, 1}, {items, 1, 1});
}

}  // namespace clumen
