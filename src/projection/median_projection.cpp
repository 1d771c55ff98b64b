#include <algorithm>

#include "core/source.hpp"
#include "projection/projection.hpp"

namespace clumen {

namespace {

/// The unsigned integer as wide as a pixel is where it is computed.
std::string_view key_type(DType dtype) {
  if (dtype == DType::f16) return "uint";
  constexpr std::string_view names[] = {"uchar", "ushort", "", "uint", "", "", "", "ulong"};
  return names[size_of(dtype) - 1];
}

/// Pixels of a line that a CPU keeps in local memory: 0 where that is not for it, or too small.
int kept(const Image& image, int vector) {
  const int pixels = tuned(image, {"median_projection.KEPT", 1024, 0});
  const std::size_t bytes = static_cast<std::size_t>(pixels) * static_cast<std::size_t>(vector) *
                            std::max<std::size_t>(4, size_of(image.dtype()));
  return image.is_tracing() || image.context().device().local_memory < 2 * bytes ? 0 : pixels;
}

}  // namespace

Image median_projection(const Image& image, Axis axis) {
  require_image("median_projection", "image", image);
  const DType dtype = image.dtype(), middle = mean_dtype(image);
  const Image result = projected("median_projection", image, axis, middle);
  const Shape& shape = image.shape();
  const std::int64_t length = extent_along(shape, axis), lines = shape.pixels() / length;
  const int vector = tuned(image, {"median_projection.VEC", 16, 4});
  const std::int64_t width = axis == Axis::x ? lines : shape.x;
  const std::int64_t units = lines / width * ((width + vector - 1) / vector);
  const auto items = static_cast<std::size_t>(tuned(image, {"median_projection.LS", 1, 64}));
  Launch(image, "projection/median_projection", "median_projection")
      .define("PIXEL_T", computing_type(dtype))
      .define("PIXEL_FLOAT", is_float(dtype) ? 1 : 0)
      .define("PIXEL_SIGNED", is_signed(dtype) ? 1 : 0)
      .define("KEY_T", key_type(dtype))
      .define("KEY_BITS", dtype == DType::f16 ? 32 : static_cast<int>(8 * size_of(dtype)))
      .define("MIDDLE_T", computing_type(middle))
      .define("AXIS", static_cast<int>(axis))
      .define("LS", static_cast<int>(items))
      .define("VEC", vector)
      .define("KEPT", kept(image, vector))
      .source("src", image, Fuse::cheap)
      .arg("size", size_of_image(shape))
      .arg("count", static_cast<int>(length))
      .arg("width", static_cast<int>(width))
      .arg("units", units)
      .output("dst", result)
      .run({(static_cast<std::size_t>(units) + items - 1) / items * items}, {items});
  return with_size_of_rest(result, image, axis);
}

}  // namespace clumen
